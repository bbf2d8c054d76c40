//! One case, as it is written down.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use alibaba_cloud::credentials::{OidcSettings, RoleSettings, Settings};
use alibaba_cloud::secret::Secret;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;

use super::server::Answer;

/// When every case plays that does not say otherwise.
const NOW: &str = "2026-01-02T03:00:00Z";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// What is shown, in a sentence.
    pub(super) about: String,
    #[serde(default)]
    settings: Written,
    #[serde(default)]
    pub(super) sts_endpoint: Option<String>,
    #[serde(default)]
    pub(super) region: Option<String>,
    #[serde(default)]
    pub(super) environment: BTreeMap<String, String>,
    /// Content by path in the home folder: a text, JSON, or null for a folder.
    #[serde(default)]
    pub(super) files: BTreeMap<String, Json>,
    #[serde(default)]
    pub(super) metadata: Option<String>,
    #[serde(default)]
    now: Option<String>,
    /// Whether the case runs programs of a Unix system.
    #[serde(default, rename = "unix")]
    pub(super) is_unix: bool,
    #[serde(default)]
    pub(super) answers: Vec<Answer>,
    pub(super) expect: Expected,
    /// What the server is asked, in this order: method and path, or the action of a form.
    #[serde(default)]
    pub(super) asked: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Expected {
    Key(Json),
    Error(Vec<String>),
    Settings(Json),
}

/// The settings in JSON.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    access_key: Option<String>,
    secret_key: Option<String>,
    security_token: Option<String>,
    profile: Option<String>,
    shared_credentials_file: Option<String>,
    credentials_uri: Option<String>,
    ecs_role_name: Option<String>,
    assume_role: Option<Role>,
    assume_role_with_oidc: Option<Oidc>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Role {
    role_arn: Option<String>,
    session_name: Option<String>,
    session_expiration: Option<u32>,
    policy: Option<String>,
    external_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Oidc {
    oidc_provider_arn: Option<String>,
    oidc_token: Option<String>,
    oidc_token_file: Option<String>,
    role: Role,
}

impl Case {
    pub(super) fn now(&self) -> SystemTime {
        let text = self.now.as_deref().unwrap_or(NOW);
        SystemTime::from(text.parse::<Timestamp>().unwrap())
    }

    pub(super) fn settings(&self, fill: impl Fn(&str) -> String) -> Settings {
        let text = |text: &Option<String>| text.as_deref().map(&fill);
        let secret = |value: &Option<String>| text(value).map(Secret::new);
        let role = |role: &Role| RoleSettings {
            role_arn: text(&role.role_arn),
            session_name: text(&role.session_name),
            session_expiration: role.session_expiration,
            policy: text(&role.policy),
            external_id: text(&role.external_id),
        };
        let written = &self.settings;
        Settings {
            access_key: text(&written.access_key),
            secret_key: secret(&written.secret_key),
            security_token: secret(&written.security_token),
            profile: text(&written.profile),
            shared_credentials_file: text(&written.shared_credentials_file),
            credentials_uri: secret(&written.credentials_uri),
            ecs_role_name: text(&written.ecs_role_name),
            assume_role: written.assume_role.as_ref().map(role),
            assume_role_with_oidc: written.assume_role_with_oidc.as_ref().map(|oidc| {
                OidcSettings {
                    oidc_provider_arn: text(&oidc.oidc_provider_arn),
                    oidc_token: secret(&oidc.oidc_token),
                    oidc_token_file: text(&oidc.oidc_token_file),
                    role: role(&oidc.role),
                }
            }),
        }
    }
}

/// A time as the cases write it.
pub(super) fn written(time: SystemTime) -> String {
    Timestamp::try_from(time).unwrap().to_string()
}

/// Every case of every file in `folder`, with the name of its file.
pub(super) fn all(folder: &Path) -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let of_file: Vec<Case> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        cases.extend(of_file.into_iter().map(|case| (name.clone(), case)));
    }
    cases
}
