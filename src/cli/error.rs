//! Why commands fail.

use super::signals::Asked;

/// Why a command could not do its work: what went wrong and, where there is one, the way out.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("{0}")]
    Simulator(#[source] std::io::Error),
    #[error("{what}: {source}")]
    Files {
        what: String,
        source: std::io::Error,
    },
    #[error("cannot run {program}: {}", not_run(source))]
    NotRun {
        program: String,
        source: std::io::Error,
    },
    #[error("{0}")]
    Usage(String),
    /// The provider has no client, or the API gives no list: a message, as hosts show it.
    #[error("{0}")]
    Told(String),
    #[error("stopped")]
    Asked(Asked),
}

fn not_run(why: &std::io::Error) -> String {
    match why.kind() {
        std::io::ErrorKind::NotFound => "there is no such command on the PATH".to_owned(),
        _ => why.to_string(),
    }
}

impl Error {
    /// Shells say 127 when there is no such command and 126 when it cannot be run; other failures are 1.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::NotRun { source, .. } if source.kind() == std::io::ErrorKind::NotFound => 127,
            Self::NotRun { .. } => 126,
            Self::Asked(asked) => asked.exit_code(),
            _ => 1,
        }
    }

    /// For `map_err` on what was done to a file or folder.
    pub(super) fn files(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Files { what, source }
    }
}
