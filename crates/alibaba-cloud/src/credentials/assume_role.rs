//! A role assumed with the key of another source.

use std::sync::Arc;

use async_trait::async_trait;

use super::cached::CachedCredentials;
use super::environment::Environment;
use super::sts::{self, Session, Whereabouts};
use super::{Credential, CredentialsError, OfSource, ProvideCredentials};
use crate::api::Api;
use crate::call::Call;
use crate::world::Clock;

/// Keys of a role, by `AssumeRole` of STS.
///
/// The source of the key to call with is kept, not its key, so that the role can be renewed after that key's end.
pub(crate) struct AssumeRole {
    api: Result<Api, String>,
    base: Arc<dyn ProvideCredentials>,
    session: Session,
    name: String,
}

impl AssumeRole {
    /// Asks nothing yet.
    pub(super) fn new(
        environment: &Environment,
        whereabouts: &Whereabouts,
        session: Session,
        base: Arc<dyn ProvideCredentials>,
    ) -> Self {
        let name = format!("role {} assumed with {}", session.role_arn, base.name());
        let clock: Arc<dyn Clock> = Arc::clone(&environment.clock) as Arc<dyn Clock>;
        let base: Arc<dyn ProvideCredentials> = Arc::new(CachedCredentials::new(base, clock));
        Self {
            api: sts::api(environment, whereabouts, Some(Arc::clone(&base))),
            base,
            session,
            name,
        }
    }

    fn call(&self) -> Call {
        // Making a session changes nothing in the account, so it may be repeated like a read.
        Call::read("AssumeRole")
            .with_all(self.session.parameters())
            .with_some("ExternalId", self.session.external_id.as_ref())
            .confidential(&["ExternalId"])
    }
}

#[async_trait]
impl ProvideCredentials for AssumeRole {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        let api = self.api.as_ref().of_source(&self.name)?;
        sts::call(api, &self.call(), &self.name)
            .await
            .map_err(|error| sts::failure(&self.name, api.host(), error))
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        self.api.as_ref().of_source(&self.name)?;
        let base = self.base.foresee().await;
        base.map_err(|error| sts::without_key(&self.name, error))
    }
}
