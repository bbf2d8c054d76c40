//! Where the journal is, and which state the objects of a run are saved in.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use cen::alibaba_cloud::world::Variables;

use super::Entry;

/// The variable that stands in for the argument.
pub(crate) const VARIABLE: &str = "CEN_PURCHASE_JOURNAL";

/// What turns the journal off in its place.
pub(crate) const OFF: &str = "off";

/// Where it is if nobody says anything, under the folder where the host keeps what belongs to a working directory.
const FOLDER: &str = "cen-purchases";

/// The largest state that is searched.
const MOST_BYTES: u64 = 256 << 20;

/// A journal, before anything is done with it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Its folder.
    pub(super) folder: PathBuf,
    /// The API's address.
    pub(super) endpoint: String,
    /// Which state this run works with, in a form that tells nothing. Runs with different states may share a folder.
    pub(super) state: String,
    /// Where the host keeps its state if nothing else is configured.
    local_state: PathBuf,
}

impl Place {
    /// The place that `written` (argument or variable) says, else that of the working directory, in a run against `endpoint`.
    pub(crate) fn new(written: Option<&str>, endpoint: String, variables: &dyn Variables) -> Self {
        let data = variables
            .var("TF_DATA_DIR")
            .map_or_else(|| PathBuf::from(".terraform"), PathBuf::from);
        let chosen = variables.var("TF_WORKSPACE").or_else(|| {
            let chosen = fs::read_to_string(data.join("environment")).ok()?;
            Some(chosen.trim().to_owned()).filter(|name| !name.is_empty())
        });
        let workspace = chosen.unwrap_or_else(|| "default".to_owned());
        let here = || {
            // A folder that several working directories share tells them apart by their paths.
            let here = written.and_then(|_| std::env::current_dir().ok());
            here.map_or_else(|| "local".to_owned(), |path| path.display().to_string())
        };
        let backend = backend(&data).unwrap_or_else(here);
        let local_state = match workspace.as_str() {
            "default" => PathBuf::from("terraform.tfstate"),
            _ => Path::new("terraform.tfstate.d")
                .join(&workspace)
                .join("terraform.tfstate"),
        };
        Self {
            folder: written.map_or_else(|| data.join(FOLDER), PathBuf::from),
            endpoint,
            state: digest(&[&workspace, &backend]),
            local_state,
        }
    }

    #[cfg(test)]
    pub(super) fn with_local_state(self, local_state: PathBuf) -> Self {
        Self {
            local_state,
            ..self
        }
    }

    /// Whether the state in the working directory, if it is there, names what `entry` has bought. Runs that leave resources out
    /// (`-target`) do not show what they hold.
    pub(super) fn is_held_by_local_state(&self, entry: &Entry) -> bool {
        let is_small = fs::metadata(&self.local_state)
            .is_ok_and(|file| file.is_file() && file.len() <= MOST_BYTES);
        let text = is_small
            .then(|| fs::read_to_string(&self.local_state).ok())
            .flatten();
        text.is_some_and(|text| {
            let names = |name: &str| text.contains(&format!("\"{name}\""));
            entry.id().is_some_and(names)
                || names(&crate::unconfirmed::placeholder_id(entry.token.as_str()))
        })
    }
}

/// What the host has noted of the backend that the working directory is initialised for. It may hold keys, so nothing else
/// than its digest is used.
fn backend(data: &Path) -> Option<String> {
    let text = fs::read(data.join("terraform.tfstate")).ok()?;
    let noted: serde_json::Value = serde_json::from_slice(&text).ok()?;
    let backend = noted.get("backend")?;
    Some(format!(
        "{} {}",
        backend.get("type")?,
        backend.get("config")?
    ))
}

/// A short form of `parts` that nobody can read them from.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize()
        .iter()
        .take(16)
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
