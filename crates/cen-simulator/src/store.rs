//! The state in a file, so that a simulator can be stopped and started.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::Clock;
use crate::form_1;
use crate::state::State;

/// The form of the file; form 1 is understood as well, and a file of any other form is refused.
const FORM: u32 = 2;

#[derive(Deserialize, Serialize)]
struct Saved {
    form: u32,
    clock_offset_millis: i64,
    state: Map<String, Value>,
}

/// A file that holds the state.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
}

impl Store {
    /// Reads the file at `path`, if there is one, into `state`, which is empty, and returns it with the clock's offset
    /// in milliseconds.
    ///
    /// A file that cannot be understood is an error and is left as it is.
    pub(crate) fn open(path: &Path, mut state: State) -> io::Result<(Self, State, i64)> {
        let store = Self {
            path: path.to_owned(),
        };
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((store, state, 0)),
            Err(error) => return Err(store.explain("cannot be read", &error, error.kind())),
        };
        let broken = |error| {
            store.explain(
                "is not the state of a simulator and was left as it is; move it away or name another file",
                &error,
                io::ErrorKind::InvalidData,
            )
        };
        let saved: Saved = serde_json::from_slice(&bytes).map_err(broken)?;
        let offset = saved.clock_offset_millis;
        let tables = match saved.form {
            FORM => saved.state,
            1 => form_1::upgrade(saved.state, Clock::with_offset(offset).now()),
            other => {
                return Err(store.explain(
                    "was written by another version of the simulator and was left as it is; move it away or name another file",
                    &format!("its form is {other}, this version writes {FORM}"),
                    io::ErrorKind::InvalidData,
                ));
            }
        };
        state.load(tables).map_err(broken)?;
        Ok((store, state, offset))
    }

    /// Replaces the file in one step: whoever reads it sees the old state or the new one.
    pub(crate) fn save(&self, state: &State, clock_offset_millis: i64) -> io::Result<()> {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            let saved = Saved {
                form: FORM,
                clock_offset_millis,
                state: state.to_json()?,
            };
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
