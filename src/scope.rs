//! What the calls of one operation work with.

use tokio::time::timeout_at;

use cen::alibaba_cloud::credentials::Credential;
use cen::{CallError, Deadline, NotSent};

use super::client::Client;
use super::purchase_journal::digest;
use super::wait::Failure;

/// A client, and how long its calls may take.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The client.
    pub(super) client: &'a Client,
    /// The deadline of the whole operation.
    pub(super) deadline: &'a Deadline,
}

impl Scope<'_> {
    /// Whose key the calls are signed with.
    ///
    /// # Errors
    ///
    /// When there is no key, or none before the deadline.
    pub(super) async fn caller(self) -> Result<Credential, Failure> {
        let key = timeout_at(self.deadline.at, self.client.credentials.provide());
        let Some(Ok(key)) = self.deadline.cancel.run_until_cancelled(key).await else {
            return Err(Failure::Stopped("no access key was found".to_owned()));
        };
        Ok(key.map_err(|error| CallError::NotSent(NotSent::Credentials(error)))?)
    }

    /// Whose key the calls are signed with, in a form that tells nothing. A temporary key does not say it: the next one of the
    /// same account is another.
    pub(super) async fn account(self) -> Option<String> {
        let key = self.caller().await.ok()?;
        key.security_token
            .is_none()
            .then(|| digest(&[&key.access_key_id]))
    }
}
