//! Keys in environment variables.

use std::sync::Arc;

use async_trait::async_trait;

use super::assembled::{Gap, assemble};
use super::{Credential, CredentialsError, ProvideCredentials, Spelling};
use crate::world::Variables;

/// Every family of names that an official tool reads, in the order in which they win.
///
/// First the three families of the official Terraform provider in its own order, then what only the command line or
/// the older SDKs know. Two families may share a name, but a key, its secret and its token are never taken from
/// different ones.
pub(crate) const FAMILIES: [Spelling; 7] = [
    Spelling {
        id: "ALICLOUD_ACCESS_KEY",
        secret: "ALICLOUD_SECRET_KEY",
        token: "ALICLOUD_SECURITY_TOKEN",
    },
    Spelling {
        id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
        secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        token: "ALIBABA_CLOUD_SECURITY_TOKEN",
    },
    Spelling {
        id: "ALIBABACLOUD_ACCESS_KEY_ID",
        secret: "ALIBABACLOUD_ACCESS_KEY_SECRET",
        token: "ALIBABACLOUD_SECURITY_TOKEN",
    },
    Spelling {
        id: "ALICLOUD_ACCESS_KEY_ID",
        secret: "ALICLOUD_ACCESS_KEY_SECRET",
        token: "ALICLOUD_SECURITY_TOKEN",
    },
    // The old Go SDK wrote the last word this way.
    Spelling {
        id: "ALIBABA_CLOUD_ACCESS_KEY_Id",
        secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        token: "ALIBABA_CLOUD_SECURITY_TOKEN",
    },
    Spelling {
        id: "ALIYUN_ACCESS_KEY_ID",
        secret: "ALIYUN_ACCESS_KEY_SECRET",
        token: "ALIYUN_SECURITY_TOKEN",
    },
    Spelling {
        id: "ACCESS_KEY_ID",
        secret: "ACCESS_KEY_SECRET",
        token: "SECURITY_TOKEN",
    },
];

/// A key from the first family of variables of which one is set.
///
/// Half a key ends the search: whoever has set it does not want to act as somebody else.
pub(crate) struct EnvironmentCredentials {
    variables: Arc<dyn Variables>,
}

impl EnvironmentCredentials {
    /// Reads nothing yet.
    pub(crate) fn new(variables: Arc<dyn Variables>) -> Self {
        Self { variables }
    }

    fn is_set(&self, name: &str) -> bool {
        self.variables.var(name).is_some()
    }

    /// Whether what is set of `family` belongs to the key of another one: families share names, and a token may be left
    /// over where nothing else is.
    fn is_of_another(&self, family: Spelling) -> bool {
        if self.is_set(family.id) {
            return false;
        }
        let has_secret = self.is_set(family.secret);
        FAMILIES.iter().any(|other| match has_secret {
            true => other.secret == family.secret && self.is_set(other.id),
            false => self.is_set(other.id) || self.is_set(other.secret),
        })
    }
}

#[async_trait]
impl ProvideCredentials for EnvironmentCredentials {
    fn name(&self) -> String {
        "environment variables".to_owned()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        for spelling in FAMILIES {
            let value = |name| self.variables.var(name);
            let (id, secret, token) = (
                value(spelling.id),
                value(spelling.secret),
                value(spelling.token),
            );
            let source = format!("environment variable {}", spelling.id);
            match assemble(
                spelling,
                id.as_deref(),
                secret.as_deref(),
                token.as_deref(),
                source,
            ) {
                Ok(credential) => return Ok(credential),
                Err(Gap::Partial(reason)) if !self.is_of_another(spelling) => {
                    return Err(CredentialsError::failed(self.name(), reason));
                }
                Err(Gap::Nothing | Gap::Partial(_)) => {}
            }
        }
        let names = FAMILIES.map(|family| family.id).join(", ");
        let reason = format!("none is set ({names})");
        Err(CredentialsError::absent(self.name(), reason))
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        self.provide().await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    async fn provide(variables: &[(&str, &str)]) -> Result<Credential, CredentialsError> {
        let variables: BTreeMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        EnvironmentCredentials::new(Arc::new(variables))
            .provide()
            .await
    }

    #[tokio::test]
    async fn every_spelling_is_read_and_the_earlier_family_wins() {
        let mut variables: Vec<(&str, &str)> = Vec::new();
        for family in FAMILIES.iter().rev() {
            variables.push((family.id, family.id));
            variables.push((family.secret, "secret"));
            let credential = provide(&variables).await.unwrap();
            assert_eq!(credential.access_key_id, family.id);
            assert_eq!(
                credential.source,
                format!("environment variable {}", family.id)
            );
        }
    }

    #[tokio::test]
    async fn a_token_is_used_only_with_the_key_of_its_family() {
        let credential = provide(&[
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
            ("ALICLOUD_SECURITY_TOKEN", "left over"),
        ])
        .await
        .unwrap();
        assert_eq!(credential.security_token, None);
    }

    #[tokio::test]
    async fn half_a_key_of_any_family_ends_the_search_although_a_later_one_is_whole() {
        for (index, family) in FAMILIES.iter().enumerate() {
            let whole = FAMILIES
                .iter()
                .skip(index + 1)
                .find(|other| other.secret != family.secret && other.id != family.id);
            let whole = whole.map(|whole| [(whole.id, "other"), (whole.secret, "other")]);
            let (id, secret) = (family.id, family.secret);
            for (half, reason) in [
                (
                    [(id, "id"), (secret, " ")],
                    format!("{id} is set, but {secret} is not"),
                ),
                (
                    [(id, ""), (secret, "secret")],
                    format!("{secret} is set, but {id} is not"),
                ),
            ] {
                // Two families share the name of their secret; without an id, the first of them is told.
                if id == "ALIBABA_CLOUD_ACCESS_KEY_Id" && half[0].1.is_empty() {
                    continue;
                }
                let variables = [&half[..], whole.as_ref().map_or(&[], |whole| &whole[..])];
                let error = provide(&variables.concat()).await.unwrap_err();
                assert_eq!(
                    error,
                    CredentialsError::failed("environment variables", reason)
                );
            }
        }
    }

    #[tokio::test]
    async fn a_token_alone_ends_the_search_where_no_key_is() {
        let error = provide(&[("ALICLOUD_SECURITY_TOKEN", "token")])
            .await
            .unwrap_err();
        assert_eq!(
            error,
            CredentialsError::failed(
                "environment variables",
                "ALICLOUD_SECURITY_TOKEN is set, but ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY are not"
            )
        );
    }

    #[tokio::test]
    async fn a_key_and_a_secret_of_different_families_do_not_mix() {
        let error = provide(&[
            ("ALICLOUD_ACCESS_KEY", "id"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
        ])
        .await
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "no usable credentials were found\n- environment variables: ALICLOUD_ACCESS_KEY is set, but \
             ALICLOUD_SECRET_KEY is not"
        );
    }

    #[tokio::test]
    async fn an_empty_environment_is_answered_with_the_names_to_set() {
        let error = provide(&[]).await.unwrap_err();
        assert_eq!(
            error.tried[0].reason,
            "none is set (ALICLOUD_ACCESS_KEY, ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABACLOUD_ACCESS_KEY_ID, \
             ALICLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_Id, ALIYUN_ACCESS_KEY_ID, ACCESS_KEY_ID)"
        );
    }
}
