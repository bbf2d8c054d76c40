//! Where the access key comes from: one file per source, and the chain that asks them in order.
//!
//! A credential is taken whole from one source. The official provider takes each field on its own and so can pair one
//! account's key with another one's token; nothing here can.

mod assembled;
pub(crate) mod assume_role;
pub(crate) mod cached;
pub(crate) mod chain;
mod command_line;
mod default_chain;
mod env;
mod environment;
pub(crate) mod external;
mod fetch;
pub(crate) mod instance_role;
pub(crate) mod oidc;
pub(crate) mod profile;
mod settings;
pub mod static_key;
mod sts;
mod temporary;
pub(crate) mod uri;

pub use assembled::Spelling;
pub use default_chain::source;
pub use environment::Environment;
pub use oidc::{OidcRole, Token};
pub use settings::{OidcSettings, RoleSettings, Settings, SettingsError};
pub use sts::Session;

use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use crate::secret::Secret;

/// An access key with the token it belongs to, and the name of the place it was read from.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Public half of the key. Travels with every request, is still shown masked only.
    pub access_key_id: String,
    /// What requests are signed with.
    pub access_key_secret: Secret,
    /// Present when the key is a temporary one.
    pub security_token: Option<Secret>,
    /// Where it came from, in words for an error message; holds no value.
    pub source: String,
    /// When a temporary key ends, by the server's clock, if its source says so.
    pub expires: Option<SystemTime>,
}

impl Credential {
    /// Whether both would sign alike, whatever is known of them besides.
    pub(crate) fn is_same_key(&self, other: &Self) -> bool {
        self.access_key_id == other.access_key_id
            && self.access_key_secret == other.access_key_secret
            && self.security_token == other.security_token
    }

    /// How long it is good for, if it ends at all; zero when its end is past.
    pub(crate) fn left(&self, now: SystemTime) -> Option<Duration> {
        Some(self.expires?.duration_since(now).unwrap_or_default())
    }

    /// The key id with its middle left out, or nothing of it when it is too short for that.
    pub(crate) fn masked_id(&self) -> String {
        let id = &self.access_key_id;
        match (
            id.get(..4),
            id.len().checked_sub(4).and_then(|at| id.get(at..)),
        ) {
            (Some(head), Some(tail)) if id.len() >= 12 => format!("{head}…{tail}"),
            _ => "…".to_owned(),
        }
    }
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential")
            .field("access_key_id", &self.masked_id())
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// One place a credential can come from.
#[async_trait]
pub trait ProvideCredentials: Send + Sync {
    /// What the source is called in messages, such as "environment variables".
    fn name(&self) -> String;

    /// A credential that is usable now. Asked before every attempt, so sources that are slow keep what they fetched.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] with the reason of every source that was asked.
    async fn provide(&self) -> Result<Credential, CredentialsError>;

    /// Whether there can be a key, as far as that is known without asking a server or running a program.
    ///
    /// # Errors
    ///
    /// As [`provide`](Self::provide), which would fail with the same. No error is no promise.
    async fn foresee(&self) -> Result<(), CredentialsError> {
        Ok(())
    }

    /// Looks for another key after the API has called `refused` too old; the next [`provide`](Self::provide) gives
    /// it. Whether there is another one: a source that cannot fetch has none.
    ///
    /// # Errors
    ///
    /// As [`provide`](Self::provide).
    async fn renew(&self, refused: &Credential) -> Result<bool, CredentialsError> {
        let _ = refused;
        Ok(false)
    }
}

/// No credential: what was asked, and why each source did not serve. Holds names, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialsError {
    /// In the order of asking; those before a source that was set up wrongly are left out.
    pub tried: Vec<Tried>,
    /// Whether the last source was set up on purpose but wrongly, so that asking the next one would hide a mistake.
    pub stop: bool,
    /// What STS did, if it was asked for the key of a role and that is why there is none.
    pub sts: Option<StsFailure>,
}

/// Why STS has given no key, with its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StsFailure {
    /// It was not reached.
    Unreachable(String),
    /// What came back was no answer of STS, or none came.
    NoAnswer(String),
    /// It said no.
    Refused(String),
}

/// One source that did not serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Name of the source.
    pub source: String,
    /// Why it did not serve.
    pub reason: String,
}

impl CredentialsError {
    /// `source` has nothing to offer, so that the next one may be asked.
    pub(crate) fn absent(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            tried: vec![Tried {
                source: source.into(),
                reason: reason.into(),
            }],
            stop: false,
            sts: None,
        }
    }

    /// `source` was meant to serve and could not.
    pub(crate) fn failed(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            stop: true,
            ..Self::absent(source, reason)
        }
    }
}

/// Says which source an error is of.
pub(crate) trait OfSource<T> {
    /// The error of a source that was meant to serve and could not.
    fn of_source(self, source: impl Into<String>) -> Result<T, CredentialsError>;
}

impl<T, E: ToString> OfSource<T> for Result<T, E> {
    fn of_source(self, source: impl Into<String>) -> Result<T, CredentialsError> {
        self.map_err(|reason| CredentialsError::failed(source, reason.to_string()))
    }
}

impl std::fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no usable credentials were found")?;
        for Tried { source, reason } in &self.tried {
            // Reasons of several lines stay inside their item of the list.
            let reason = reason.replace('\n', "\n    ");
            write!(f, "\n- {source}: {reason}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CredentialsError {}

#[cfg(test)]
mod tests;
