//! Where the journal is, and which state the objects of a run are saved in.

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use cen::alibaba_cloud::world::Variables;

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
    /// The API's address, or what a simulated cloud is known by that is kept from one sandbox to the next.
    pub(super) endpoint: String,
    /// Which state this run works with, in a form that tells nothing. Runs with different states may share a folder.
    pub(super) state: String,
    /// The file that is the state of this run, where it is one of this machine.
    local_state: Option<PathBuf>,
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
        let backend = Backend::of(&data);
        let here = || {
            // A folder that several working directories share tells them apart by their paths.
            let here = written.and_then(|_| std::env::current_dir().ok());
            here.map_or_else(|| "local".to_owned(), |path| path.display().to_string())
        };
        let local_state = match &backend {
            Some(backend) => backend.local_state(&workspace),
            None => Some(local_state(
                "terraform.tfstate",
                "terraform.tfstate.d",
                &workspace,
            )),
        };
        let backend = told(backend.as_ref(), &here());
        Self {
            folder: written.map_or_else(|| data.join(FOLDER), PathBuf::from),
            endpoint,
            state: digest(&[&workspace, &backend]),
            local_state,
        }
    }

    #[cfg(test)]
    pub(super) fn with_local_state(self, local_state: Option<PathBuf>) -> Self {
        Self {
            local_state,
            ..self
        }
    }

    /// Whether the state of this run names one of `ids`, where it is a file of this machine. What the host shows of it says
    /// less: a run with `-target` leaves resources out.
    pub(super) fn local_state_names(&self, ids: &[&str]) -> Option<bool> {
        let path = self.local_state.as_ref()?;
        let text = match fs::metadata(path) {
            Ok(file) if file.is_file() && file.len() <= MOST_BYTES => {
                fs::read_to_string(path).ok()?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            _ => return None,
        };
        let mut ids = ids.iter();
        Some(ids.any(|id| text.contains(&format!("\"{id}\""))))
    }
}

/// What the host has noted of the backend that the working directory is initialised for.
#[derive(Deserialize)]
struct Backend {
    #[serde(rename = "type")]
    kind: String,
    /// May hold keys, so nothing else than its digest is noted.
    config: Json,
}

impl Backend {
    fn of(data: &Path) -> Option<Self> {
        let text = fs::read(data.join("terraform.tfstate")).ok()?;
        let mut noted: Json = serde_json::from_slice(&text).ok()?;
        serde_json::from_value(noted.get_mut("backend")?.take()).ok()
    }

    /// The file of a local backend.
    fn local_state(&self, workspace: &str) -> Option<PathBuf> {
        let text = |name, default| {
            self.config
                .get(name)
                .and_then(Json::as_str)
                .unwrap_or(default)
        };
        let path = text("path", "terraform.tfstate");
        let folder = text("workspace_dir", "terraform.tfstate.d");
        (self.kind == "local").then(|| local_state(path, folder, workspace))
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.config)
    }
}

/// What tells a backend from others; one that keeps files is another one in each working directory, told by `here`.
fn told(backend: Option<&Backend>, here: &str) -> String {
    match backend {
        Some(backend) if backend.kind == "local" => format!("{backend} {here}"),
        Some(backend) => backend.to_string(),
        None => here.to_owned(),
    }
}

/// Where hosts keep the state of a workspace in files.
fn local_state(path: &str, folder: &str, workspace: &str) -> PathBuf {
    match workspace {
        "default" => PathBuf::from(path),
        _ => Path::new(folder).join(workspace).join("terraform.tfstate"),
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn working_directories_share_a_state_only_where_it_is_elsewhere() {
        let backend = |kind: &str| Backend {
            kind: kind.to_owned(),
            config: json!({ "path": "x.tfstate" }),
        };
        for (backend, is_shared) in [
            (None, false),
            (Some(backend("local")), false),
            (Some(backend("oss")), true),
        ] {
            let [a, b] = ["/a", "/b"].map(|here| told(backend.as_ref(), here));
            assert_eq!(a == b, is_shared);
        }
    }
}
