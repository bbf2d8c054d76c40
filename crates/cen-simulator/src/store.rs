//! The state in a file, so that a simulator can be stopped and started.

use std::io;
use std::path::{Path, PathBuf};

use crate::registry;
use crate::snapshot::{BadSnapshot, Snapshot};
use crate::state::State;

/// A file that holds the state.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
}

impl Store {
    /// Reads the file at `path`, if there is one, and returns its state with the clock's offset in milliseconds.
    ///
    /// A file that cannot be understood is an error and is left as it is.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, State, i64)> {
        let store = Self {
            path: path.to_owned(),
        };
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok((store, registry::empty_state(), 0));
            }
            Err(error) => return Err(store.explain("cannot be read", &error, error.kind())),
        };
        let broken = |error: serde_json::Error| {
            store.explain(
                "is not the state of a simulator and was left as it is; move it away or name another file",
                &error,
                io::ErrorKind::InvalidData,
            )
        };
        let saved: Snapshot = serde_json::from_slice(&bytes).map_err(broken)?;
        let (state, offset) = saved.restore().map_err(|error| match error {
            BadSnapshot::Content(error) => broken(error),
            BadSnapshot::Form(_) => store.explain(
                "was written by another version of the simulator and was left as it is; move it away or name another file",
                &error,
                io::ErrorKind::InvalidData,
            ),
        })?;
        Ok((store, state, offset))
    }

    /// Replaces the file in one step: whoever reads it sees the old state or the new one.
    pub(crate) fn save(&self, state: &State, clock_offset_millis: i64) -> io::Result<()> {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            let saved = Snapshot::of(state, clock_offset_millis)?;
            serde_json::to_writer_pretty(io::BufWriter::new(&mut file), &saved)?;
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
