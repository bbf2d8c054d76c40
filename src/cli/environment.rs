//! The environment variables, as a value.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What is between the folders of `PATH`.
const PATH_SEPARATOR: &str = if cfg!(windows) { ";" } else { ":" };

/// A set of environment variables.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    variables: BTreeMap<OsString, OsString>,
}

impl Environment {
    pub(super) fn of_this_process() -> Self {
        std::env::vars_os().collect()
    }

    /// The value of a variable; an empty one counts as unset.
    pub(super) fn get(&self, name: &str) -> Option<&OsStr> {
        let value = self.variables.get(OsStr::new(name))?;
        (!value.is_empty()).then_some(value)
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.insert(name.into(), value.into());
    }

    /// Keeps the variables whose name passes; a name that is no Unicode is shown with replacement characters.
    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.variables
            .retain(|name, _| keep(&name.to_string_lossy()));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&OsString, &OsString)> {
        self.variables.iter()
    }

    /// Has `PATH` lead to `folder` after everything else.
    pub(super) fn append_to_path(&mut self, folder: PathBuf) {
        let mut path = self.get("PATH").unwrap_or_default().to_owned();
        if !path.is_empty() {
            path.push(PATH_SEPARATOR);
        }
        path.push(folder);
        self.set("PATH", path);
    }

    /// The first of `programs` that `PATH` leads to, with its place.
    pub(super) fn find_program<'a>(&self, programs: &[&'a str]) -> Option<(&'a str, PathBuf)> {
        let path = self.get("PATH")?;
        let folders: Vec<PathBuf> = std::env::split_paths(path).collect();
        programs.iter().find_map(|program| {
            let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
            let mut places = folders.iter().map(|folder| folder.join(&file));
            places
                .find(|place| is_program(place))
                .map(|place| (*program, place))
        })
    }
}

impl FromIterator<(OsString, OsString)> for Environment {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(variables: I) -> Self {
        Self {
            variables: variables.into_iter().collect(),
        }
    }
}

#[cfg(unix)]
fn is_program(place: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    place
        .metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(place: &Path) -> bool {
    place.is_file()
}
