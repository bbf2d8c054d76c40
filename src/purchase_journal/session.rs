//! One configured provider that buys, as others see it: alive, ended in good order, or cut off.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder::{self, Folder};

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
    /// The process that started it, its host.
    host: Option<u32>,
    /// When that process began, since its number may be used again; `None` where that cannot be told.
    host_began: Option<String>,
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
            host: host(),
            host_began: host().and_then(began),
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
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Life::CutOff,
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

impl Said {
    /// Whether the host of this process is also that of a session which is alive.
    pub(super) fn is_of_this_host(&self) -> bool {
        self.host == host()
    }

    /// Whether the host of a session that has ended is surely that of this process: it has not ended itself, and still knows
    /// what it was told.
    pub(super) fn is_known_to_this_host(&self) -> bool {
        self.is_of_this_host()
            && self.host_began.is_some()
            && self.host_began == host().and_then(began)
    }
}

#[cfg(unix)]
fn host() -> Option<u32> {
    Some(std::os::unix::process::parent_id())
}

/// There is no way to tell.
#[cfg(not(unix))]
fn host() -> Option<u32> {
    None
}

/// When the process with this number began, in words that no other process with that number has.
fn began(process: u32) -> Option<String> {
    // Field 22 of proc_pid_stat(5); the name in field 2 may hold anything, brackets too.
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let ticks = after_name.split_whitespace().nth(19)?;
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(format!("{} {ticks}", boot.trim()))
}
