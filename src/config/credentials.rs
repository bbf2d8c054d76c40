//! The part of the provider block that says who is calling, under the names of the official provider.

use std::sync::Arc;

use cen::alibaba_cloud::credentials::{
    Environment, OidcSettings, ProvideCredentials, RoleSettings, Settings, SettingsError, source,
};
use cen::alibaba_cloud::secret::Secret;
use cen_simulator::AccessKey;
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::model::Model;
use tf_plugin::value::{Attr, Path};

use super::role_rules;

/// The arguments and blocks. Holds secrets, so it does not print.
#[derive(Clone, Default, Model)]
pub(super) struct Credentials {
    /// Access key id. Else from `ALICLOUD_ACCESS_KEY`, `ALIBABA_CLOUD_ACCESS_KEY_ID` or the other spellings that Alibaba
    /// Cloud's tools read. At most one of `access_key`, `profile`, `credentials_uri`, `ecs_role_name` and
    /// `assume_role_with_oidc` says who is calling; what is said here beats the environment.
    #[attribute(optional)]
    access_key: Attr<String>,
    /// Secret of the access key. Else from the variable beside that of the key, such as `ALIBABA_CLOUD_ACCESS_KEY_SECRET`.
    #[attribute(optional, sensitive)]
    secret_key: Attr<String>,
    /// Token of a temporary access key. Else from the variable beside that of the key, such as
    /// `ALIBABA_CLOUD_SECURITY_TOKEN`; never mixed with a key from another source.
    #[attribute(optional, sensitive)]
    security_token: Attr<String>,
    /// Name of a profile that the command line `aliyun` or an SDK keeps, of any mode. Else from `ALICLOUD_PROFILE` or
    /// `ALIBABA_CLOUD_PROFILE`, else the current profile if there is no key in the environment.
    #[attribute(optional)]
    profile: Attr<String>,
    /// Path of the file with profiles, JSON or ini; a leading `~` is your folder. Else from
    /// `ALICLOUD_SHARED_CREDENTIALS_FILE`, `ALIBABA_CLOUD_CREDENTIALS_FILE` or `ALIBABA_CLOUD_CONFIG_FILE`, else
    /// `~/.aliyun/config.json` and then `~/.alibabacloud/credentials`. Without `profile` it means the profile that is
    /// current in that file.
    #[attribute(optional)]
    shared_credentials_file: Attr<String>,
    /// Address that hands out temporary keys. Else from `ALICLOUD_CREDENTIALS_URI` or `ALIBABA_CLOUD_CREDENTIALS_URI`. Plain
    /// `http` is for this machine and private networks, unless `allow_plain_http` is set.
    #[attribute(optional, sensitive)]
    credentials_uri: Attr<String>,
    /// RAM role of the ECS instance that Terraform runs on. Else from `ALICLOUD_ECS_ROLE_NAME` or
    /// `ALIBABA_CLOUD_ECS_METADATA`.
    #[attribute(optional)]
    ecs_role_name: Attr<String>,
    /// A RAM role to assume with the key that the rest of the block, or the environment, gives. The key of the role is
    /// renewed for as long as a run takes.
    #[block]
    assume_role: Attr<Role>,
    /// A RAM role to assume with the token of another identity provider, as pods of a Kubernetes cluster do. What is left
    /// out comes from the variables that the cluster sets (RRSA), which also serve without this block.
    #[block]
    assume_role_with_oidc: Attr<OidcRole>,
}

/// The block `assume_role`.
#[derive(Clone, Default, Model)]
struct Role {
    /// The role. Else from `ALICLOUD_ASSUME_ROLE_ARN` or `ALIBABA_CLOUD_ROLE_ARN`; an empty text means no role.
    #[attribute(optional, validate = role_rules::role_arn())]
    role_arn: Attr<String>,
    /// What audit trails call the session. Else from `ALICLOUD_ASSUME_ROLE_SESSION_NAME` or
    /// `ALIBABA_CLOUD_ROLE_SESSION_NAME`, else `terraform`.
    #[attribute(optional, validate = role_rules::session_name())]
    session_name: Attr<String>,
    /// How many seconds each key of the role lives. Else from `ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION`, else an hour. The
    /// role may allow less.
    #[attribute(optional, validate = role_rules::session_expiration())]
    session_expiration: Attr<u32>,
    /// A further restriction of what the session may do.
    #[attribute(optional, validate = role_rules::policy())]
    policy: Attr<String>,
    /// What the role's owner asks for as a sign that you are meant. Else from `ALIBABA_CLOUD_EXTERNAL_ID`.
    #[attribute(optional, validate = role_rules::external_id())]
    external_id: Attr<String>,
}

/// The block `assume_role_with_oidc`.
#[derive(Clone, Default, Model)]
struct OidcRole {
    /// The identity provider that has issued the token. Else from `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`.
    #[attribute(optional, validate = role_rules::provider_arn())]
    oidc_provider_arn: Attr<String>,
    /// The token. Else from `ALIBABA_CLOUD_OIDC_TOKEN`. It beats a file.
    #[attribute(optional, sensitive, validate = role_rules::oidc_token())]
    oidc_token: Attr<String>,
    /// A file with the token, read again for each new key. Else from `ALIBABA_CLOUD_OIDC_TOKEN_FILE`.
    #[attribute(optional)]
    oidc_token_file: Attr<String>,
    /// The role. Else from `ALIBABA_CLOUD_ROLE_ARN`.
    #[attribute(optional, validate = role_rules::role_arn())]
    role_arn: Attr<String>,
    /// What audit trails call the session. Else from `ALIBABA_CLOUD_ROLE_SESSION_NAME`, else `terraform`.
    #[attribute(optional, validate = role_rules::session_name())]
    role_session_name: Attr<String>,
    /// How many seconds each key of the role lives; an hour if nothing is said.
    #[attribute(optional, validate = role_rules::session_expiration())]
    session_expiration: Attr<u32>,
    /// A further restriction of what the session may do.
    #[attribute(optional, validate = role_rules::policy())]
    policy: Attr<String>,
}

impl Role {
    fn is_unknown(&self) -> bool {
        let texts = [
            &self.role_arn,
            &self.session_name,
            &self.policy,
            &self.external_id,
        ];
        texts.iter().any(|text| text.is_unknown()) || self.session_expiration.is_unknown()
    }

    fn settings(&self) -> RoleSettings {
        RoleSettings {
            // An empty one says that there is no role, whatever the environment says.
            role_arn: self.role_arn.known().cloned(),
            session_name: text(&self.session_name),
            session_expiration: self.session_expiration.known().copied(),
            policy: text(&self.policy),
            external_id: text(&self.external_id),
        }
    }
}

impl OidcRole {
    fn is_unknown(&self) -> bool {
        let texts = [
            &self.oidc_provider_arn,
            &self.oidc_token,
            &self.oidc_token_file,
            &self.role_arn,
            &self.role_session_name,
            &self.policy,
        ];
        texts.iter().any(|text| text.is_unknown()) || self.session_expiration.is_unknown()
    }

    fn settings(&self) -> OidcSettings {
        OidcSettings {
            oidc_provider_arn: text(&self.oidc_provider_arn),
            oidc_token: secret(&self.oidc_token),
            oidc_token_file: text(&self.oidc_token_file),
            role: RoleSettings {
                role_arn: text(&self.role_arn),
                session_name: text(&self.role_session_name),
                session_expiration: self.session_expiration.known().copied(),
                policy: text(&self.policy),
                external_id: None,
            },
        }
    }
}

impl Credentials {
    /// Whether something is unknown on which it depends who is calling.
    pub(super) fn is_unknown(&self, region: &Attr<String>) -> bool {
        let texts = [
            &self.access_key,
            &self.secret_key,
            &self.security_token,
            &self.profile,
            &self.shared_credentials_file,
            &self.credentials_uri,
            &self.ecs_role_name,
        ];
        let roles = [
            part_is_unknown(&self.assume_role, Role::is_unknown),
            part_is_unknown(&self.assume_role_with_oidc, OidcRole::is_unknown),
        ];
        // Where roles are asked for goes by the region.
        let has_role = !self.assume_role.is_null() || !self.assume_role_with_oidc.is_null();
        texts.iter().any(|text| text.is_unknown())
            || roles.contains(&true)
            || (has_role && region.is_unknown())
    }

    /// Says which arguments contradict one another, as far as they are known.
    pub(super) fn check(&self, diagnostics: &mut Diagnostics) {
        if let Err(error) = self.settings().check() {
            report(&error, diagnostics);
        }
    }

    /// The same with this key in place of everything that says who is calling. A role to assume stays, as that is asked
    /// for with the key.
    pub(super) fn with_key(&self, key: &AccessKey) -> Self {
        let token = key.security_token.as_ref();
        Self {
            access_key: key.id.as_str().into(),
            secret_key: key.secret.expose().into(),
            security_token: token.map_or(Attr::Null, |token| token.expose().into()),
            assume_role: self.assume_role.clone(),
            ..Self::default()
        }
    }

    /// The argument that says who is calling, if one does; the blocks are told by their own parts.
    pub(super) fn who(&self) -> Option<&'static str> {
        let arguments = [
            ("access_key", &self.access_key),
            ("secret_key", &self.secret_key),
            ("security_token", &self.security_token),
            ("profile", &self.profile),
            ("shared_credentials_file", &self.shared_credentials_file),
            ("credentials_uri", &self.credentials_uri),
            ("ecs_role_name", &self.ecs_role_name),
        ];
        let mut given = arguments.iter().filter(|(_, attr)| text(attr).is_some());
        given.next().map(|(name, _)| *name)
    }

    /// The arguments that lead to another key than this one.
    pub(super) fn other_keys(&self, key: &AccessKey) -> Vec<&'static str> {
        let same = self.with_key(key);
        let is_same = [
            (&self.access_key, &same.access_key),
            (&self.secret_key, &same.secret_key),
            (&self.security_token, &same.security_token),
        ]
        .iter()
        .all(|(own, same)| text(own) == text(same));
        let is_set = |attr| text(attr).is_some();
        let named = [
            ("access_key", !is_same && is_set(&self.access_key)),
            ("secret_key", !is_same && is_set(&self.secret_key)),
            ("security_token", !is_same && is_set(&self.security_token)),
            ("profile", is_set(&self.profile)),
            (
                "shared_credentials_file",
                is_set(&self.shared_credentials_file),
            ),
            ("credentials_uri", is_set(&self.credentials_uri)),
            ("ecs_role_name", is_set(&self.ecs_role_name)),
            (
                "assume_role_with_oidc",
                self.assume_role_with_oidc.known().is_some(),
            ),
        ];
        named
            .into_iter()
            .filter_map(|(name, is_named)| is_named.then_some(name))
            .collect()
    }

    /// Where keys come from. Reads the environment alone.
    pub(super) fn source(
        &self,
        environment: &Environment,
        diagnostics: &mut Diagnostics,
    ) -> Option<Arc<dyn ProvideCredentials>> {
        source(&self.settings(), environment)
            .map_err(|error| report(&error, diagnostics))
            .ok()
    }

    fn settings(&self) -> Settings {
        Settings {
            access_key: text(&self.access_key),
            secret_key: secret(&self.secret_key),
            security_token: secret(&self.security_token),
            profile: text(&self.profile),
            shared_credentials_file: text(&self.shared_credentials_file),
            credentials_uri: secret(&self.credentials_uri),
            ecs_role_name: text(&self.ecs_role_name),
            assume_role: self.assume_role.known().map(Role::settings),
            assume_role_with_oidc: self.assume_role_with_oidc.known().map(OidcRole::settings),
        }
    }
}

fn part_is_unknown<T>(block: &Attr<T>, is_unknown: fn(&T) -> bool) -> bool {
    block.is_unknown() || block.known().is_some_and(is_unknown)
}

fn report(error: &SettingsError, diagnostics: &mut Diagnostics) {
    let blocks = ["assume_role", "assume_role_with_oidc"];
    let path = match error.argument.split_once('.') {
        Some((block, argument)) => Path::default().block(block).attribute(argument),
        None if blocks.contains(&error.argument) => Path::default().block(error.argument),
        None => Path::root(error.argument),
    };
    let detail = format!("{}.", error.problem);
    diagnostics.error_at(path, "Credentials cannot be used", detail);
}

/// What is set and not empty: variables of modules often default to an empty text.
fn text(attr: &Attr<String>) -> Option<String> {
    let text = attr.known()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn secret(attr: &Attr<String>) -> Option<Secret> {
    text(attr).map(Secret::new)
}

#[cfg(test)]
mod tests;
