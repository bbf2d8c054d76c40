//! A key that a program prints.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::assembled::{Gap, assemble};
use super::command_line;
use super::environment::Environment;
use super::temporary;
use super::{Credential, CredentialsError, OfSource, ProvideCredentials, Spelling};
use crate::redact;

/// As long as the official SDKs wait.
const LONGEST: Duration = Duration::from_secs(60);

/// Far above any output with a key in it.
const MOST_BYTES: usize = 64 << 10;

/// How much of a program's complaint is passed on, in characters.
const LONGEST_COMPLAINT: usize = 200;

/// The names of a profile's own fields, which the program prints as well.
pub(super) const FIELDS: Spelling = Spelling {
    id: "access_key_id",
    secret: "access_key_secret",
    token: "sts_token",
};

/// Keys from a program that is run without a shell, reads nothing, and prints one JSON object.
pub(crate) struct ExternalProgram {
    environment: Environment,
    command: String,
    name: String,
}

impl ExternalProgram {
    /// Runs nothing yet. `origin` says where the command was written.
    pub(super) fn new(environment: &Environment, command: String, origin: &str) -> Self {
        Self {
            environment: environment.clone(),
            command,
            name: format!("the program of {origin}"),
        }
    }

    async fn run(&self) -> Result<Credential, String> {
        let words = command_line::split(&self.command, cfg!(windows))
            .map_err(|problem| format!("process_command cannot be split into words: {problem}"))?;
        let [program, arguments @ ..] = words.as_slice() else {
            return Err("process_command is empty".to_owned());
        };
        // Arguments may hold passwords, so only the program is named.
        let told = |what: &str| format!("{program:?}: {what}");
        let output = self
            .environment
            .world
            .programs
            .run(program, arguments, LONGEST, MOST_BYTES)
            .await
            .map_err(|error| told(&error.to_string()))?;
        if output.success {
            return self.read(&output.stdout).map_err(|problem| told(&problem));
        }
        let complaints = String::from_utf8_lossy(&output.stderr);
        let first = redact::one_line(complaints.trim().lines().next().unwrap_or_default());
        let first: String = first.chars().take(LONGEST_COMPLAINT).collect();
        let colon = if first.is_empty() { "" } else { ": " };
        Err(told(&format!(
            "it failed ({}){colon}{first}",
            output.status
        )))
    }

    fn read(&self, stdout: &[u8]) -> Result<Credential, String> {
        let Ok(Value::Object(printed)) = serde_json::from_slice::<Value>(stdout) else {
            return Err("it did not print one JSON object".to_owned());
        };
        let text = |field: &str| printed.get(field).and_then(Value::as_str);
        let token = match text("mode").unwrap_or_default() {
            "AK" => None,
            "" | "StsToken" => text(FIELDS.token),
            mode => {
                return Err(format!(
                    "it printed a profile of mode {:?}; AK and StsToken are what a program may print",
                    redact::one_line(mode)
                ));
            }
        };
        if text("mode") == Some("StsToken") && token.is_none() {
            return Err("it printed mode StsToken, but no sts_token".to_owned());
        }
        let credential = assemble(
            FIELDS,
            text(FIELDS.id),
            text(FIELDS.secret),
            token,
            &self.name,
        )
        .map_err(|gap| match gap {
            Gap::Nothing => "it printed no access_key_id".to_owned(),
            Gap::Partial(reason) => format!("it printed half a key: {reason}"),
        })?;
        let expires = text("expiration")
            .filter(|text| !text.is_empty())
            .map(|text| temporary::moment(text).ok_or("it printed an expiration that is no time"))
            .transpose()?;
        Ok(Credential {
            expires,
            ..credential
        })
    }
}

#[async_trait]
impl ProvideCredentials for ExternalProgram {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        let printed = self.run().await;
        printed.of_source(&self.name)
    }
}
