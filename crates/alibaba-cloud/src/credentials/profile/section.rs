//! The kinds of sections in a shared credentials file.

use std::sync::Arc;

use super::ini::Section;
use super::source::Source;
use crate::credentials::Spelling;
use crate::credentials::assume_role::AssumeRole;
use crate::credentials::environment::Environment;
use crate::credentials::instance_role::InstanceRole;
use crate::credentials::oidc::{AssumeRoleWithOidc, OidcRole, Token};
use crate::credentials::profile::home;
use crate::credentials::static_key::StaticCredentials;
use crate::credentials::sts::{Session, Whereabouts};

/// The types that can be used here.
const TYPES: &str = "access_key, ram_role_arn, ecs_ram_role and oidc_role_arn";

/// There is no type for temporary keys, but a token beside a key is taken along.
const KEY: Spelling = Spelling {
    id: "access_key_id",
    secret: "access_key_secret",
    token: "security_token",
};

/// The source that a section describes; `label` is what messages call it.
pub(super) fn source(environment: &Environment, section: &Section, label: &str) -> Source {
    let key = || {
        let value = |name| section.text(name);
        Arc::new(StaticCredentials::new(
            label,
            KEY,
            value(KEY.id).as_deref(),
            value(KEY.secret).as_deref(),
            value(KEY.token).as_deref(),
        ))
    };
    let session = || {
        Ok::<_, String>(Session {
            role_arn: section.needed("role_arn")?,
            name: section.text("role_session_name"),
            seconds: None,
            policy: section.text("policy"),
            external_id: None,
        })
    };
    let anywhere = Whereabouts::default();
    Ok(match section.needed("type")?.as_str() {
        "access_key" => key(),
        "ram_role_arn" => Arc::new(AssumeRole::new(environment, &anywhere, session()?, key())),
        "ecs_ram_role" => Arc::new(InstanceRole::new(environment, section.text("role_name"))),
        "oidc_role_arn" => {
            let file = section.needed("oidc_token_file_path")?;
            let role = OidcRole {
                provider_arn: section.needed("oidc_provider_arn")?,
                token: Token::File(home::path(&*environment.world.variables, &file)),
                session: session()?,
            };
            Arc::new(AssumeRoleWithOidc::new(environment, &anywhere, role, label))
        }
        "rsa_key_pair" => {
            return Err(format!(
                "type \"rsa_key_pair\" is not supported, as Alibaba Cloud has given it up; use {TYPES}"
            ));
        }
        other => return Err(format!("type {other:?} is not known; use {TYPES}")),
    })
}
