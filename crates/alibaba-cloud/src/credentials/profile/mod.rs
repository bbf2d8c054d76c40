//! Keys of a profile in a file that the command line or an SDK keeps.

mod config_file;
mod expiry;
mod home;
mod ini;
mod modes;
mod section;
mod sign_in;
mod source;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;

use super::environment::Environment;
use super::{Credential, CredentialsError, OfSource, ProvideCredentials};
use crate::world::FileError;
use config_file::ConfigFile;
use ini::Ini;
use source::label;

pub(super) use home::{in_home, path};

/// Far above any file of profiles.
const LARGEST_FILE: u64 = 1 << 20;

/// How many names of profiles an error lists.
const MOST_NAMES: usize = 20;

/// Which profile is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The one of this name.
    Named(String),
    /// The one that the file itself points out.
    Current,
}

/// What the file must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// JSON or ini, whichever it is: one environment variable means the former to one tool and the latter to another.
    Any,
    /// The ini form of the SDKs.
    Ini,
}

/// A profile of one file.
///
/// The file is read again for each new key, so that a key put there meanwhile is found. Where there is no file, or no
/// such profile in it, another source may serve; a profile that is there and cannot be used ends the search.
pub(crate) struct ProfileCredentials {
    environment: Environment,
    file: PathBuf,
    /// Whether the file was asked for, so that it has to be there.
    is_file_given: bool,
    choice: Choice,
    shape: Shape,
}

impl ProfileCredentials {
    /// Reads nothing yet.
    pub(super) fn new(
        environment: &Environment,
        file: PathBuf,
        is_file_given: bool,
        choice: Choice,
        shape: Shape,
    ) -> Self {
        Self {
            environment: environment.clone(),
            file,
            is_file_given,
            choice,
            shape,
        }
    }

    fn failed(&self, reason: impl Into<String>) -> CredentialsError {
        CredentialsError::failed(self.name(), reason)
    }

    async fn source(&self) -> Result<Arc<dyn ProvideCredentials>, CredentialsError> {
        let files = &self.environment.world.files;
        let content = match files.read(&self.file, LARGEST_FILE).await {
            Ok(content) => content,
            Err(FileError::Absent) if !self.is_file_given => {
                let reason = FileError::Absent.to_string();
                return Err(CredentialsError::absent(self.name(), reason));
            }
            Err(error) => return Err(self.failed(error.to_string())),
        };
        let text = String::from_utf8(content)
            .map_err(|_| self.failed("the file is not a text in UTF-8"))?;
        let text = text.trim_start_matches('\u{feff}');
        if self.shape == Shape::Any && text.trim_start().starts_with('{') {
            self.in_json(text)
        } else {
            self.in_ini(text)
        }
    }

    fn in_json(&self, text: &str) -> Result<Arc<dyn ProvideCredentials>, CredentialsError> {
        let file = ConfigFile::parse(text).of_source(self.name())?;
        let name = match &self.choice {
            Choice::Named(name) => name,
            Choice::Current => file.current(),
        };
        let Some(profile) = file.profile(name) else {
            return Err(self.missing("profile", name, file.names()));
        };
        let label = label("profile", name, &self.file);
        let modes = modes::Modes {
            environment: &self.environment,
            file: &file,
            path: &self.file,
        };
        modes.source(profile).of_source(label)
    }

    fn in_ini(&self, text: &str) -> Result<Arc<dyn ProvideCredentials>, CredentialsError> {
        let ini = Ini::parse(text).of_source(self.name())?;
        let name = match &self.choice {
            Choice::Named(name) => name,
            Choice::Current => "default",
        };
        let Some(section) = ini.section(name) else {
            return Err(self.missing("section", name, ini.names()));
        };
        let label = label("section", name, &self.file);
        section::source(&self.environment, section, &label).of_source(label)
    }

    fn missing<'a>(
        &self,
        what: &str,
        name: &str,
        there: impl Iterator<Item = &'a str>,
    ) -> CredentialsError {
        let there: Vec<&str> = there.collect();
        let meant = match nearest(name, &there) {
            Some(nearest) => format!("did you mean {nearest:?}? It"),
            None => "it".to_owned(),
        };
        let names: Vec<String> = there
            .iter()
            .take(MOST_NAMES)
            .map(|name| format!("{name:?}"))
            .collect();
        let list = if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        };
        let reason = format!("the file has no {what} {name:?}; {meant} has {list}");
        CredentialsError::absent(self.name(), reason)
    }
}

/// The name most like `wanted`, if any is like it at all.
fn nearest<'a>(wanted: &str, there: &[&'a str]) -> Option<&'a str> {
    // Below this the suggestion would be a guess at another word.
    const ALIKE: f64 = 0.8;
    let plain = |name: &str| name.to_lowercase().replace([' ', '_'], "-");
    let wanted = plain(wanted);
    there
        .iter()
        .map(|name| (strsim::jaro_winkler(&wanted, &plain(name)), *name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

#[async_trait]
impl ProvideCredentials for ProfileCredentials {
    fn name(&self) -> String {
        match &self.choice {
            Choice::Named(name) => label("profile", name, &self.file),
            Choice::Current => format!("current profile of {}", self.file.display()),
        }
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        self.source().await?.provide().await
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        self.source().await?.foresee().await
    }
}
