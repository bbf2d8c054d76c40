//! Access keys and their accounts, as the control API takes and shows them.

use std::io;

use alibaba_cloud::secret::Secret;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::admin::AdminRequest;
use crate::cloud::Cloud;
use crate::options::{ACCOUNT_ID, AccessKey};

/// A key as it is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    id: String,
    secret: String,
    security_token: Option<String>,
    account: Option<u64>,
}

impl NewKey {
    fn checked(self) -> io::Result<AccessKey> {
        if self.id.is_empty() || self.secret.is_empty() {
            return Err(bad_key());
        }
        Ok(AccessKey {
            account: self.account.unwrap_or(ACCOUNT_ID),
            id: self.id,
            secret: Secret::new(self.secret),
            security_token: self.security_token.map(Secret::new),
        })
    }
}

/// The key that a request tells of. What is wrong with it is not said in serde's words, as they repeat values.
pub(crate) fn read(request: &AdminRequest<'_>) -> io::Result<AccessKey> {
    let key: NewKey = request.read().map_err(|_| bad_key())?;
    key.checked()
}

fn bad_key() -> io::Error {
    let message = "an access key is {\"id\": …, \"secret\": …}, with \"security_token\" if it is a temporary one and \"account\" (a number) if it belongs to another account";
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

/// The ids of the keys, and nothing secret.
pub(crate) fn show(cloud: &Cloud) -> Value {
    let ids = cloud.gateway.key_ids().into_iter();
    ids.map(|(account, id)| json!({"id": id, "account": account}))
        .collect()
}

/// The accounts, each with the ids of its keys.
pub(crate) fn accounts(cloud: &Cloud) -> Value {
    let keys = cloud.gateway.key_ids();
    let accounts = cloud.account_ids().into_iter().map(|account| {
        let own = keys.iter().filter(|(owner, _)| *owner == account);
        let ids: Vec<&String> = own.map(|(_, id)| id).collect();
        json!({"id": account, "access_keys": ids})
    });
    accounts.collect()
}
