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

/// A key from the first family of variables that holds a whole one.
pub(crate) struct EnvironmentCredentials {
    variables: Arc<dyn Variables>,
}

impl EnvironmentCredentials {
    /// Reads nothing yet.
    pub(crate) fn new(variables: Arc<dyn Variables>) -> Self {
        Self { variables }
    }
}

#[async_trait]
impl ProvideCredentials for EnvironmentCredentials {
    fn name(&self) -> String {
        "environment variables".to_owned()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        let mut gaps: Vec<String> = Vec::new();
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
                Err(Gap::Nothing) => {}
                Err(Gap::Partial(reason)) => gaps.push(reason),
            }
        }
        let reason = if gaps.is_empty() {
            format!(
                "none is set ({})",
                FAMILIES.map(|family| family.id).join(", ")
            )
        } else {
            gaps.join("; ")
        };
        Err(CredentialsError::absent(self.name(), reason))
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
    async fn a_key_and_a_secret_of_different_families_do_not_mix() {
        let error = provide(&[
            ("ALICLOUD_ACCESS_KEY", "id"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
        ])
        .await
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "no usable credentials were found\n  - environment variables: ALICLOUD_ACCESS_KEY is set, but \
             ALICLOUD_SECRET_KEY is not; ALIBABA_CLOUD_ACCESS_KEY_SECRET is set, but ALIBABA_CLOUD_ACCESS_KEY_ID is \
             not; ALIBABA_CLOUD_ACCESS_KEY_SECRET is set, but ALIBABA_CLOUD_ACCESS_KEY_Id is not"
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
