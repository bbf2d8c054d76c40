//! Keys of profiles whose end stands beside them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use super::config_file::Profile;
use crate::credentials::{Credential, CredentialsError, ProvideCredentials};

/// A time given as seconds since 1970.
pub(super) fn end(profile: &Profile, field: &str) -> Result<Option<SystemTime>, String> {
    let seconds = profile.number(field)?;
    Ok(
        seconds
            .and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))),
    )
}

/// A key whose end stands beside it.
pub(super) struct Expiring {
    pub(super) source: Arc<dyn ProvideCredentials>,
    pub(super) expires: Option<SystemTime>,
}

#[async_trait]
impl ProvideCredentials for Expiring {
    fn name(&self) -> String {
        self.source.name()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        Ok(Credential {
            expires: self.expires,
            ..self.source.provide().await?
        })
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        self.source.foresee().await
    }
}
