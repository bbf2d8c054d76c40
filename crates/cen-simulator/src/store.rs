//! The state in a file, so that a simulator can be stopped and started.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::state::State;

/// The form of the file; a file of another form is refused.
const FORM: u32 = 1;

#[derive(Deserialize)]
struct Saved {
    form: u32,
    clock_offset_millis: i64,
    state: State,
}

#[derive(Serialize)]
struct Saving<'a> {
    form: u32,
    clock_offset_millis: i64,
    state: &'a State,
}

/// A file that holds the state.
#[derive(Debug)]
pub(super) struct Store {
    path: PathBuf,
}

impl Store {
    /// Reads the file at `path`, if there is one, and returns the state and the clock's offset in milliseconds.
    ///
    /// A file that cannot be understood is an error and is left as it is.
    pub(super) fn open(path: &Path) -> io::Result<(Self, State, i64)> {
        let store = Self {
            path: path.to_owned(),
        };
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok((store, State::default(), 0));
            }
            Err(error) => return Err(store.explain("cannot be read", &error, error.kind())),
        };
        let saved: Saved = serde_json::from_slice(&bytes).map_err(|error| {
            store.explain(
                "is not the state of a simulator and was left as it is; move it away or name another file",
                &error,
                io::ErrorKind::InvalidData,
            )
        })?;
        if saved.form != FORM {
            return Err(store.explain(
                "was written by another version of the simulator and was left as it is; move it away or name another file",
                &format!("its form is {}, this version writes {FORM}", saved.form),
                io::ErrorKind::InvalidData,
            ));
        }
        Ok((store, saved.state, saved.clock_offset_millis))
    }

    /// Replaces the file in one step: whoever reads it sees the old state or the new one.
    pub(super) fn save(&self, state: &State, clock_offset_millis: i64) -> io::Result<()> {
        let saving = Saving {
            form: FORM,
            clock_offset_millis,
            state,
        };
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            serde_json::to_writer_pretty(io::BufWriter::new(&mut file), &saving)?;
            file.persist(&self.path).map_err(|error| error.error)
        });
        written
            .map(drop)
            .map_err(|error| self.explain("cannot be written", &error, error.kind()))
    }

    fn explain(&self, what: &str, why: &dyn std::fmt::Display, kind: io::ErrorKind) -> io::Error {
        io::Error::new(
            kind,
            format!("the state file {} {what}: {why}", self.path.display()),
        )
    }
}
