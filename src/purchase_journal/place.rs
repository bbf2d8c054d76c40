//! Where the journal is, and which state the objects of a run are saved in.

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
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

/// Where hosts put a state that they could not save.
const BESIDE_THE_STATE: &str = "errored.tfstate";

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
    /// The file that is the state of this run, where it is one of this machine; unless an option of the run names another.
    local_state: Option<PathBuf>,
    /// When that file was saved last before this run.
    saved: Option<SystemTime>,
    /// Whether the host of this process has locked this state.
    is_locked: fn(&Path) -> bool,
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
            saved: saved(local_state.as_deref()),
            local_state,
            is_locked: is_locked_by_host,
        }
    }

    #[cfg(test)]
    pub(super) fn with_local_state(
        self,
        local_state: Option<PathBuf>,
        is_locked: fn(&Path) -> bool,
    ) -> Self {
        Self {
            saved: saved(local_state.as_deref()),
            local_state,
            is_locked,
            ..self
        }
    }

    /// Whether the state of this run is surely the file that it is by default. A run with `-state` works with another one, and one
    /// with `-lock=false` does not say.
    pub(super) fn has_local_state(&self) -> bool {
        self.local_state.as_deref().is_some_and(self.is_locked)
    }

    /// Whether nothing was saved in that file between `then` and this run, and nothing had to be saved beside it.
    pub(super) fn is_unsaved_since(&self, then: SystemTime) -> bool {
        self.saved.is_some_and(|saved| saved < then) && !Path::new(BESIDE_THE_STATE).exists()
    }

    /// Whether the state of this run names one of `ids`, where that can be looked into. What the host shows of it says
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
        let is_named = ids.any(|id| text.contains(&format!("\"{id}\"")));
        (is_named || self.has_local_state()).then_some(is_named)
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

fn saved(state: Option<&Path>) -> Option<SystemTime> {
    fs::metadata(state?).ok()?.modified().ok()
}

/// Whether the host of this process holds the lock of this state, which it does from before it plans until it has saved.
#[cfg(unix)]
fn is_locked_by_host(state: &Path) -> bool {
    use rustix::process::{Flock, FlockType, fcntl_getlk, getppid};
    if !fs::metadata(state).is_ok_and(|found| found.is_file()) {
        return false;
    }
    let Ok(file) = fs::File::open(state) else {
        return false;
    };
    // Who would be in the way of a lock.
    let holder = fcntl_getlk(&file, &Flock::from(FlockType::WriteLock));
    matches!(holder, Ok(Some(lock)) if lock.pid.is_some() && lock.pid == getppid())
}

/// Who holds a lock is not said; hosts note that somebody does.
#[cfg(not(unix))]
fn is_locked_by_host(state: &Path) -> bool {
    let name = state.file_name().and_then(|name| name.to_str());
    let noted = name.map(|name| state.with_file_name(format!(".{name}.lock.info")));
    noted.is_some_and(|noted| noted.exists())
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
