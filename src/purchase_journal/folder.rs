//! The folder of the journal: files that only their owner can read, that are there whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use cen::ClientToken;

use super::Entry;
use super::taken::Taken;
use super::told::Told;

/// What names of entries end with.
const ENTRY: &str = "purchase";
/// What names of orders about objects that exist end with.
const ORDER: &str = "order";
/// What names of sessions end with.
const SESSION: &str = "session";
/// What names of files end with that say what a session has taken.
const TAKEN: &str = "taken";
/// The file that says what has been told of the folder.
const TOLD: &str = "told";
/// What names of files end with that are not written completely.
const UNFINISHED: &str = "unfinished";
/// What names of files end with that cannot be read as what they should be.
const UNREADABLE: &str = "unreadable";

/// More than any purchase says: a description has 256 characters at the most, and there are 20 tags.
const MOST_BYTES: u64 = 64 << 10;

/// More than the claims of the largest configurations.
const MOST_BYTES_TAKEN: u64 = 16 << 20;

/// What has been told of this folder is far less.
const MOST_BYTES_TOLD: u64 = 1 << 20;

/// The lock is held for moments; who holds it longer than this is stuck.
const LOCK_PATIENCE: Duration = Duration::from_secs(3);
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// The folder.
pub(super) struct Folder {
    path: PathBuf,
    put_aside: AtomicUsize,
    /// Whether somebody is stuck who holds the lock.
    is_stuck: AtomicBool,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            put_aside: AtomicUsize::new(0),
            is_stuck: AtomicBool::new(false),
        }
    }

    /// A name that nothing has.
    pub(super) fn new_name() -> String {
        ClientToken::draw().as_str().to_owned()
    }

    /// Where the entry of this name is.
    pub(super) fn entry(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.{ENTRY}"))
    }

    /// Where the session of this name is. What stands in a file is no reason to leave the folder.
    pub(super) fn session(&self, name: &str) -> PathBuf {
        let name: String = name
            .chars()
            .filter(|one| one.is_ascii_alphanumeric() || *one == '-')
            .collect();
        self.path.join(format!("{name}.{SESSION}"))
    }

    /// Makes the folder, if it is not there.
    pub(super) fn make(&self) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        if let Some(parent) = self.path.parent() {
            builder.create(parent)?;
        }
        private_folder(&mut builder);
        builder.create(&self.path)
    }

    /// Keeps others from taking entries over or tidying up, until the answer is dropped. Who holds it is waited for once:
    /// after that it has to be free at once.
    pub(super) fn lock(&self) -> io::Result<File> {
        let path = self.path.join("lock");
        // To open a pipe would wait for somebody to read from it.
        if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) {
            return Err(no_file());
        }
        let options = private(OpenOptions::new().write(true).create(true).truncate(false));
        let file = options.open(path)?;
        let until = Instant::now() + LOCK_PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => {
                    self.is_stuck.store(false, Ordering::Relaxed);
                    return Ok(file);
                }
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) => {}
            }
            if self.is_stuck.load(Ordering::Relaxed) || Instant::now() >= until {
                break;
            }
            sleep(LOCK_PAUSE);
        }
        self.is_stuck.store(true, Ordering::Relaxed);
        Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "another process holds its lock",
        ))
    }

    /// The files of all sessions.
    pub(super) fn sessions(&self) -> io::Result<Vec<PathBuf>> {
        match self.named(SESSION) {
            Ok(found) => Ok(found.into_values().collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// All entries that can be read. There are none where there is no folder.
    pub(super) fn entries(&self) -> BTreeMap<String, Entry> {
        let found = self.named(ENTRY).unwrap_or_default().into_keys();
        found
            .filter_map(|name| Some((name.clone(), self.read(&name)?)))
            .collect()
    }

    /// All entries, after everything is gone that is of no use any more, and what cannot be read is put aside. The file of
    /// a session is of use as long as it `is_alive`, or an entry names it.
    pub(super) fn tidy(
        &self,
        is_kept: impl Fn(&Entry) -> bool,
        is_alive: impl Fn(&Path) -> bool,
    ) -> io::Result<BTreeMap<String, Entry>> {
        let mut entries = BTreeMap::new();
        for (name, path) in self.named(ENTRY)? {
            match self.read(&name) {
                Some(entry) if is_kept(&entry) => {
                    entries.insert(name, entry);
                }
                Some(_) => self.remove(&name)?,
                // Ended in the meantime.
                None if fs::symlink_metadata(&path).is_err() => {}
                None => {
                    fs::rename(&path, path.with_extension(UNREADABLE))?;
                    self.put_aside.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        let used: BTreeSet<PathBuf> = entries
            .values()
            .map(|entry| self.session(&entry.session))
            .collect();
        let is_over = |path: &PathBuf| !is_alive(path);
        let sessions = self.sessions()?.into_iter();
        let unused = sessions.filter(|path| is_over(path) && !used.contains(path));
        let taken = self
            .named(TAKEN)?
            .into_keys()
            .map(|name| self.session(&name));
        let given_back = taken.filter(is_over).map(|path| path.with_extension(TAKEN));
        for path in unused.chain(given_back) {
            // What stays is in nobody's way.
            fs::remove_file(path).ok();
        }
        Ok(entries)
    }

    /// What sessions have taken, by their names; what cannot be read says nothing. The folder is locked.
    pub(super) fn taken(&self) -> io::Result<Vec<(String, Taken)>> {
        let read = |path: &Path| -> Option<Taken> {
            let text = read(path, MOST_BYTES_TAKEN).ok()?;
            serde_json::from_slice(&text).ok()
        };
        let found = self.named(TAKEN)?.into_iter();
        Ok(found
            .filter_map(|(name, path)| Some((name, read(&path)?)))
            .collect())
    }

    /// Writes what the session of this name has taken. The folder is locked; a session that is killed while it writes takes
    /// nothing.
    pub(super) fn write_taken(&self, session: &str, taken: &Taken) -> io::Result<()> {
        let path = self.session(session).with_extension(TAKEN);
        let mut file =
            private(OpenOptions::new().write(true).create(true).truncate(true)).open(path)?;
        file.write_all(&serde_json::to_vec(taken)?)
    }

    /// What has been told of this folder last. The folder is locked.
    pub(super) fn told(&self) -> Option<Told> {
        let text = read(&self.path.join(TOLD), MOST_BYTES_TOLD).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Writes what has been told. The folder is locked; what is written in part says nothing.
    pub(super) fn write_told(&self, told: &Told) -> io::Result<()> {
        let path = self.path.join(TOLD);
        remove_file(&path)?;
        create(&path)?.write_all(&serde_json::to_vec(told)?)
    }

    /// How many files have been put aside since the last question.
    pub(super) fn take_put_aside(&self) -> usize {
        self.put_aside.swap(0, Ordering::Relaxed)
    }

    /// Where the order of this name is.
    pub(super) fn order(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.{ORDER}"))
    }

    /// The entry of this name, if there is one that can be read.
    pub(super) fn read(&self, name: &str) -> Option<Entry> {
        read_note(&self.entry(name)).ok()
    }

    /// Writes an entry.
    pub(super) fn write(&self, name: &str, entry: &Entry) -> io::Result<()> {
        write_note(&self.entry(name), entry)
    }

    /// Removes an entry.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        remove_file(&self.entry(name))
    }

    /// The files whose names end so, by what stands before it.
    fn named(&self, extension: &str) -> io::Result<BTreeMap<String, PathBuf>> {
        let mut found = BTreeMap::new();
        for one in fs::read_dir(&self.path)? {
            let path = one?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            if let Some(stem) = stem.filter(|_| path.extension().is_some_and(|is| is == extension))
            {
                found.insert(stem.to_owned(), path);
            }
        }
        Ok(found)
    }
}

/// What was noted at `path`.
pub(super) fn read_note<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    let text = read(path, MOST_BYTES)?;
    Ok(serde_json::from_slice(&text)?)
}

/// Writes a note, so that it is on the disk when this returns: the old one is there, or the new one.
pub(super) fn write_note(path: &Path, note: &impl Serialize) -> io::Result<()> {
    let unfinished = path.with_extension(UNFINISHED);
    let written = (|| {
        // One that a killed process has left is of no use.
        fs::remove_file(&unfinished).ok();
        let mut file = create(&unfinished)?;
        file.write_all(&serde_json::to_vec(note)?)?;
        file.sync_data()?;
        fs::rename(&unfinished, path)
    })();
    if written.is_err() {
        fs::remove_file(&unfinished).ok();
    }
    written
}

/// Removes a file, if it is there.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Opens what is a file. Others that a folder may hold are not touched: to open a pipe waits for somebody at its other end, and
/// a device may have no end at all.
pub(super) fn open(path: &Path) -> io::Result<File> {
    match fs::symlink_metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(no_file()),
    }
}

/// All of a file that has so many bytes at the most.
fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    if file.metadata()?.len() > most {
        return Err(io::Error::other("it is too large"));
    }
    let mut text = Vec::new();
    file.take(most).read_to_end(&mut text)?;
    Ok(text)
}

/// Whether what is at `path` is a file with these bytes at its beginning.
pub(super) fn begins_with(path: &Path, bytes: &[u8]) -> bool {
    let mut found = vec![0; bytes.len()];
    let read = open(path).and_then(|mut file| file.read_exact(&mut found));
    read.is_ok() && found == bytes
}

fn no_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "its lock is no file")
}

/// Makes a file that was not there, for its owner alone.
pub(super) fn create(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().write(true).create_new(true)).open(path)
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600).clone()
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> OpenOptions {
    options.clone()
}

#[cfg(unix)]
fn private_folder(builder: &mut DirBuilder) {
    use std::os::unix::fs::DirBuilderExt as _;
    builder.mode(0o700);
}

#[cfg(not(unix))]
fn private_folder(_: &mut DirBuilder) {}
