//! Sources asked one after another.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;

use super::{Credential, CredentialsError, ProvideCredentials, Tried};

/// Asks its sources in order; the first that serves wins, and a source that was set up wrongly ends the search.
///
/// The winner is the only one asked from then on: trouble with it later must not turn the caller into somebody else.
pub(crate) struct CredentialsChain {
    name: String,
    sources: Vec<Arc<dyn ProvideCredentials>>,
    winner: OnceLock<Arc<dyn ProvideCredentials>>,
}

impl CredentialsChain {
    /// A chain of `sources`, first one first; `name` is what messages call them together.
    pub(crate) fn new(name: impl Into<String>, sources: Vec<Arc<dyn ProvideCredentials>>) -> Self {
        Self {
            name: name.into(),
            sources,
            winner: OnceLock::new(),
        }
    }
}

#[async_trait]
impl ProvideCredentials for CredentialsChain {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        if let Some(winner) = self.winner.get() {
            return winner.provide().await;
        }
        let mut absent = Absent::default();
        for source in &self.sources {
            match source.provide().await {
                Ok(credential) => {
                    // Somebody else may have got here first, and then with the same one.
                    self.winner.get_or_init(|| Arc::clone(source));
                    return Ok(credential);
                }
                Err(declined) => absent.add(declined)?,
            }
        }
        Err(absent.into())
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        if self.winner.get().is_some() {
            return Ok(());
        }
        let mut absent = Absent::default();
        for source in &self.sources {
            match source.foresee().await {
                Ok(()) => return Ok(()),
                Err(declined) => absent.add(declined)?,
            }
        }
        Err(absent.into())
    }
}

/// The sources that have nothing to offer.
#[derive(Default)]
struct Absent(Vec<Tried>);

impl Absent {
    /// Goes on to the next source, unless this one was set up wrongly: then it alone is why there is no key.
    fn add(&mut self, declined: CredentialsError) -> Result<(), CredentialsError> {
        if declined.stop {
            return Err(declined);
        }
        self.0.extend(declined.tried);
        Ok(())
    }
}

impl From<Absent> for CredentialsError {
    fn from(Absent(tried): Absent) -> Self {
        Self {
            tried,
            stop: false,
            sts: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::credentials::Spelling;
    use crate::credentials::env::EnvironmentCredentials;
    use crate::credentials::static_key::StaticCredentials;

    fn chain(id: Option<&str>, secret: Option<&str>, variables: &[&str]) -> CredentialsChain {
        let spelling = Spelling {
            id: "access_key",
            secret: "secret_key",
            token: "security_token",
        };
        let variables: BTreeMap<String, String> = variables
            .iter()
            .map(|name| ((*name).to_owned(), "canary".to_owned()))
            .collect();
        let sources: Vec<Arc<dyn ProvideCredentials>> = vec![
            Arc::new(StaticCredentials::new(
                "arguments",
                spelling,
                id,
                secret,
                None,
            )),
            Arc::new(EnvironmentCredentials::new(Arc::new(variables))),
        ];
        CredentialsChain::new("both", sources)
    }

    #[tokio::test]
    async fn arguments_beat_the_environment() {
        let served = chain(
            Some("id"),
            Some("secret"),
            &["ACCESS_KEY_ID", "ACCESS_KEY_SECRET"],
        );
        assert_eq!(
            served.provide().await.unwrap().source,
            "arguments (access_key)"
        );
        let served = chain(None, None, &["ACCESS_KEY_ID", "ACCESS_KEY_SECRET"]);
        assert_eq!(
            served.provide().await.unwrap().source,
            "environment variable ACCESS_KEY_ID"
        );
    }

    #[tokio::test]
    async fn half_a_key_in_the_arguments_is_not_replaced_by_one_from_the_environment() {
        let error = chain(Some("id"), None, &["ACCESS_KEY_ID", "ACCESS_KEY_SECRET"])
            .provide()
            .await
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "no usable credentials were found\n- arguments: access_key is set, but secret_key is not"
        );
    }

    #[tokio::test]
    async fn the_failure_names_the_source_that_is_set_up_wrongly_and_no_value() {
        let error = chain(None, None, &["ACCESS_KEY_ID"])
            .provide()
            .await
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "no usable credentials were found\n- environment variables: ACCESS_KEY_ID is set, but ACCESS_KEY_SECRET is \
             not"
        );
    }
}
