//! `cen_credentials`: the key that the provider itself signs with, for another provider of the same run.

use std::time::SystemTime;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::client::Client;
use crate::{Cen, api_errors};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{Diagnostics, EphemeralResource, Lease, Opened, Operation};
use tf_plugin::value::Attr;

pub(super) struct Credentials;

/// The key that this provider signs its own requests with, whatever source it came from (a profile, an assumed role, the
/// metadata service), to configure another provider of the same run alike. It is written neither into the state nor into
/// a plan.
// Holds secrets, so it does not print.
#[derive(Clone, Model)]
#[model(computed)]
pub(super) struct Key {
    /// Access key id.
    #[attribute(sensitive)]
    access_key: Attr<String>,
    /// Secret of the access key.
    #[attribute(sensitive)]
    secret_key: Attr<String>,
    /// Token of a temporary key; null for one that lasts.
    #[attribute(sensitive)]
    security_token: Attr<String>,
    /// When a temporary key ends, in UTC; null where that is not known.
    expiration: Attr<String>,
    /// Where the provider found the key, in words.
    source: Attr<String>,
}

#[async_trait]
impl EphemeralResource<Cen> for Credentials {
    type Model = Key;

    fn type_name(&self) -> &'static str {
        "cen_credentials"
    }

    async fn open(
        &self,
        _config: Key,
        client: Client,
        operation: Operation,
    ) -> Result<Opened<Key>, Diagnostics> {
        let provided = tokio::select! {
            provided = client.credentials.provide() => provided,
            () = operation.stopped() => {
                let detail = "The run was stopped while a key was being fetched.";
                return Err(Diagnostics::of_error("Interrupted", detail));
            }
        };
        let key = provided.map_err(|error| api_errors::no_key(&error))?;
        let token = key.security_token.as_ref();
        let result = Key {
            access_key: key.access_key_id.as_str().into(),
            secret_key: Attr::Known(key.access_key_secret.expose().to_owned()),
            security_token: token.map(|token| token.expose().to_owned()).into(),
            expiration: key.expires.and_then(in_utc).into(),
            source: key.source.as_str().into(),
        };
        // The key is whatever it is: asking again would give another one, which nobody could be told of.
        Ok(Opened::new(result, Lease::default()))
    }
}

/// A moment as RFC 3339 has it, to the second; none for one beyond all calendars.
fn in_utc(moment: SystemTime) -> Option<String> {
    let timestamp = Timestamp::try_from(moment).ok()?;
    Some(timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
