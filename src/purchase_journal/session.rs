//! One configured provider that buys, as others see it: alive, ended in good order, or cut off.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder::{self, Folder};
use super::process::Process;

/// More than a session ever writes.
const MOST_BYTES: u64 = 4096;

/// A session under way: its file, which stays locked as long as this lives, and no longer than the process does.
pub(super) struct Session {
    name: String,
    file: File,
    said: Said,
}

/// What a session says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    /// Which state its objects are saved in.
    pub(super) state: String,
    /// What started it.
    #[serde(flatten)]
    pub(super) host: Process,
    /// Whether its host has ended in good order.
    has_ended: bool,
}

/// How a session stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// It is at work, and says this of itself.
    Alive(Option<Said>),
    /// Its host has taken every answer, and has saved them unless it was killed right after.
    Ended(Said),
    /// It was killed, or its host was.
    CutOff,
}

impl Session {
    /// A session that begins, whose objects are saved in `state`. The folder is locked.
    pub(super) fn begin(folder: &Folder, state: &str) -> io::Result<Self> {
        let name = Folder::new_name();
        let file = folder::create(&folder.session(&name))?;
        file.lock()?;
        let said = Said {
            state: state.to_owned(),
            host: Process::host(),
            has_ended: false,
        };
        let mut session = Self { name, file, said };
        session.write()?;
        Ok(session)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The host has ended in good order.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.said.has_ended = true;
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(&serde_json::to_vec(&self.said)?)
    }

    /// How the session of the file at `path` stands.
    pub(super) fn look(path: &Path) -> Life {
        let mut file = match folder::open(path) {
            Ok(file) => file,
            // What is no file has no session either.
            Err(error)
                if [io::ErrorKind::NotFound, io::ErrorKind::InvalidInput]
                    .contains(&error.kind()) =>
            {
                return Life::CutOff;
            }
            // Nothing is taken from a session that may be at work.
            Err(_) => return Life::Alive(None),
        };
        let is_free = match file.try_lock_shared() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        };
        let mut text = Vec::new();
        let read = (&mut file).take(MOST_BYTES).read_to_end(&mut text);
        let said: Option<Said> = read.ok().and_then(|_| serde_json::from_slice(&text).ok());
        match (is_free, said) {
            (false, said) => Life::Alive(said),
            (true, Some(said)) if said.has_ended => Life::Ended(said),
            (true, _) => Life::CutOff,
        }
    }
}
