//! The part of the provider block that says who is calling, under the names of the official provider.

mod rules;
mod schema;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use cen::alibaba_cloud::credentials::{
    OidcSettings, ProvideCredentials, RoleSettings, Settings, SettingsError, Surroundings, source,
};
use cen::alibaba_cloud::secret::Secret;
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::{Attr, Number, Path};

use super::Config;

pub(super) use schema::{attributes, blocks};

/// The block `assume_role`.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Role {
    role_arn: Attr<String>,
    session_name: Attr<String>,
    session_expiration: Attr<Number>,
    policy: Attr<String>,
    external_id: Attr<String>,
}

/// The block `assume_role_with_oidc`.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct OidcRole {
    oidc_provider_arn: Attr<String>,
    oidc_token: Attr<String>,
    oidc_token_file: Attr<String>,
    role_arn: Attr<String>,
    role_session_name: Attr<String>,
    session_expiration: Attr<Number>,
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
            session_expiration: seconds(&self.session_expiration),
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
                session_expiration: seconds(&self.session_expiration),
                policy: text(&self.policy),
                external_id: None,
            },
        }
    }
}

/// Whether something is unknown on which it depends who is calling.
pub(super) fn is_unknown(config: &Config) -> bool {
    let texts = [
        &config.access_key,
        &config.secret_key,
        &config.security_token,
        &config.profile,
        &config.shared_credentials_file,
        &config.credentials_uri,
        &config.ecs_role_name,
    ];
    let roles = [
        part_is_unknown(&config.assume_role, Role::is_unknown),
        part_is_unknown(&config.assume_role_with_oidc, OidcRole::is_unknown),
    ];
    // Where roles are asked for goes by the region.
    let has_role = !config.assume_role.is_null() || !config.assume_role_with_oidc.is_null();
    texts.iter().any(|text| text.is_unknown())
        || roles.contains(&true)
        || (has_role && config.region.is_unknown())
}

fn part_is_unknown<T>(block: &Attr<T>, is_unknown: fn(&T) -> bool) -> bool {
    block.is_unknown() || block.known().is_some_and(is_unknown)
}

/// Says which arguments contradict one another, as far as they are known.
pub(super) fn check(config: &Config, diagnostics: &mut Diagnostics) {
    if let Err(error) = settings(config).check() {
        report(&error, diagnostics);
    }
}

/// Where keys come from. Reads the environment alone.
pub(super) fn credentials(
    config: &Config,
    surroundings: &Surroundings,
    diagnostics: &mut Diagnostics,
) -> Option<Arc<dyn ProvideCredentials>> {
    source(&settings(config), surroundings)
        .map_err(|error| report(&error, diagnostics))
        .ok()
}

fn settings(config: &Config) -> Settings {
    Settings {
        access_key: text(&config.access_key),
        secret_key: secret(&config.secret_key),
        security_token: secret(&config.security_token),
        profile: text(&config.profile),
        shared_credentials_file: text(&config.shared_credentials_file),
        credentials_uri: secret(&config.credentials_uri),
        ecs_role_name: text(&config.ecs_role_name),
        assume_role: config.assume_role.known().map(Role::settings),
        assume_role_with_oidc: config.assume_role_with_oidc.known().map(OidcRole::settings),
    }
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

fn seconds(attr: &Attr<Number>) -> Option<u32> {
    u32::try_from(attr.known()?.as_u64()?).ok()
}

#[cfg(test)]
mod tests;
