//! Keys written down by the user: arguments of a configuration.

use async_trait::async_trait;

use super::assembled::{Gap, assemble};
use super::{Credential, CredentialsError, ProvideCredentials, Spelling};

/// A key given as arguments, whole or not at all.
///
/// Half a key is an error that ends a chain: whoever wrote an access key into the configuration does not want to act
/// as somebody else.
pub struct StaticCredentials {
    name: String,
    found: Result<Credential, Gap>,
}

impl StaticCredentials {
    /// Takes the values of the arguments that `spelling` names; `name` is what messages call the place.
    pub fn new(
        name: impl Into<String>,
        spelling: Spelling,
        id: Option<&str>,
        secret: Option<&str>,
        token: Option<&str>,
    ) -> Self {
        let name = name.into();
        let source = format!("{name} ({})", spelling.id);
        let found = assemble(spelling, id, secret, token, source);
        Self { name, found }
    }
}

#[async_trait]
impl ProvideCredentials for StaticCredentials {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        match &self.found {
            Ok(credential) => Ok(credential.clone()),
            Err(Gap::Nothing) => Err(CredentialsError::absent(&self.name, "not set")),
            Err(Gap::Partial(reason)) => Err(CredentialsError::failed(&self.name, reason)),
        }
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        self.provide().await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Tried;
    use crate::secret::Secret;

    const SPELLING: Spelling = Spelling {
        id: "access_key",
        secret: "secret_key",
        token: "security_token",
    };

    async fn provide(
        id: Option<&str>,
        secret: Option<&str>,
        token: Option<&str>,
    ) -> Result<Credential, CredentialsError> {
        StaticCredentials::new("arguments", SPELLING, id, secret, token)
            .provide()
            .await
    }

    fn declined(reason: &str, stop: bool) -> CredentialsError {
        CredentialsError {
            tried: vec![Tried {
                source: "arguments".to_owned(),
                reason: reason.to_owned(),
            }],
            stop,
            sts: None,
        }
    }

    #[tokio::test]
    async fn a_whole_key_is_served_trimmed() {
        assert_eq!(
            provide(Some(" id "), Some("secret\n"), Some("")).await,
            Ok(Credential {
                access_key_id: "id".to_owned(),
                access_key_secret: Secret::new("secret"),
                security_token: None,
                source: "arguments (access_key)".to_owned(),
                expires: None,
            })
        );
    }

    #[tokio::test]
    async fn nothing_set_lets_the_next_source_try() {
        assert_eq!(
            provide(None, Some(""), None).await,
            Err(declined("not set", false))
        );
    }

    #[tokio::test]
    async fn half_a_key_stops_the_search() {
        assert_eq!(
            provide(Some("id"), None, None).await,
            Err(declined("access_key is set, but secret_key is not", true))
        );
        assert_eq!(
            provide(None, Some("secret"), None).await,
            Err(declined("secret_key is set, but access_key is not", true))
        );
        assert_eq!(
            provide(None, None, Some("token")).await,
            Err(declined(
                "security_token is set, but access_key and secret_key are not",
                true
            ))
        );
    }

    #[tokio::test]
    async fn a_temporary_key_needs_its_token() {
        assert_eq!(
            provide(Some("STS.id"), Some("secret"), None).await,
            Err(declined(
                "access_key holds a temporary key, which needs its token in security_token",
                true
            ))
        );
        assert!(
            provide(Some("STS.id"), Some("secret"), Some("token"))
                .await
                .is_ok()
        );
    }
}
