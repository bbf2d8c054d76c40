//! The file of a log: locked by one owner, added to, and replaced as a whole.

use std::fs::{File, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::line::{Lines, Link};

/// How bytes reach a disk, so that tests can let it fail.
pub(super) trait Disk: Send {
    /// Writes all of it where the file stands, and waits until it is on the disk.
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
}

/// The real one.
pub(super) struct Real;

impl Disk for Real {
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)?;
        file.sync_data()
    }
}

/// A file that this process has locked. The lock ends with the process, however that ends.
pub(super) struct Log {
    path: PathBuf,
    file: File,
    /// How much of it is kept; what lies behind that is nobody's.
    length: u64,
    /// Where that ends.
    link: Link,
    /// Whether something may lie behind that.
    is_torn: bool,
    /// Whether the folder may not know the file yet.
    is_new: bool,
    disk: Box<dyn Disk>,
}

/// Why a file cannot be had.
pub(super) enum Refusal {
    /// Another simulator has it.
    Held,
    /// The system says so.
    Error(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Error(error)
    }
}

impl From<TryLockError> for Refusal {
    fn from(error: TryLockError) -> Self {
        match error {
            TryLockError::WouldBlock => Self::Held,
            TryLockError::Error(error) => Self::Error(error),
        }
    }
}

impl Log {
    /// Locks the file at `path`, if there is one, or else makes it with `first` in it. `true` when it was made.
    pub(super) fn open(
        path: &Path,
        first: &Lines,
        disk: Box<dyn Disk>,
    ) -> Result<(Self, bool), Refusal> {
        loop {
            let file = match open(path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    match create(path, &first.bytes, disk.as_ref())? {
                        Some(file) => {
                            let log = Self::new(path, file, first, disk);
                            sync_folder(path)?;
                            return Ok((log, true));
                        }
                        None => continue,
                    }
                }
                Err(error) => return Err(error.into()),
            };
            file.try_lock()?;
            // Its owner may have put another in its place before it was locked here.
            if !is_at(&file, path) {
                continue;
            }
            // Takes away what an owner has left who was ended while it wrote a new file, and tells whether one can be written.
            let temporary = temporary(path);
            remove(&temporary)?;
            File::create_new(&temporary)?;
            remove(&temporary)?;
            return Ok((Self::new(path, file, &Lines::default(), disk), false));
        }
    }

    fn new(path: &Path, file: File, lines: &Lines, disk: Box<dyn Disk>) -> Self {
        Self {
            path: path.to_owned(),
            file,
            length: length_of(&lines.bytes),
            link: lines.link,
            is_torn: false,
            is_new: false,
            disk,
        }
    }

    /// All that is in it.
    pub(super) fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        io::Read::read_to_end(&mut self.file, &mut bytes)?;
        Ok(bytes)
    }

    /// Only its first `length` bytes count, which end at `link`.
    pub(super) fn ends_at(&mut self, length: usize, link: Link) {
        self.length = u64::try_from(length).unwrap_or(u64::MAX);
        self.link = link;
        self.is_torn = true;
    }

    /// Where what is kept ends, and what is added has to go on.
    pub(super) fn link(&self) -> Link {
        self.link
    }

    /// Whether the file is still where it was, and as it was.
    pub(super) fn is_as_left(&self) -> bool {
        self.check_length().is_ok() && self.is_in_place()
    }

    fn is_in_place(&self) -> bool {
        is_at(&self.file, &self.path)
    }

    /// Whether somebody has made it longer or shorter, who does not ask for the lock: a shell, or `cp`.
    fn check_length(&self) -> io::Result<()> {
        let length = self.file.metadata()?.len();
        if length == self.length || self.is_torn && length > self.length {
            return Ok(());
        }
        let message = format!(
            "it was changed by something else: {length} bytes are there, and there should be {}",
            self.length
        );
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    }

    /// Adds lines that follow [`link`](Self::link), so that all of them are kept or none. A file that was changed is left alone.
    pub(super) fn append(&mut self, lines: &Lines) -> io::Result<()> {
        if self.is_new {
            sync_folder(&self.path)?;
            self.is_new = false;
        }
        self.check_length()?;
        let added = self.try_append(lines);
        if added.is_err() {
            // Nobody is to find what was not kept. If that fails it is done before anything else is added.
            self.is_torn = self.file.set_len(self.length).is_err();
        }
        added
    }

    fn try_append(&mut self, lines: &Lines) -> io::Result<()> {
        if self.is_torn {
            self.file.set_len(self.length)?;
            self.is_torn = false;
        }
        self.file.seek(SeekFrom::Start(self.length))?;
        self.disk.write(&mut self.file, &lines.bytes)?;
        if !self.is_in_place() {
            let message = "it is no longer where it was; was it removed or replaced?";
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        self.length += length_of(&lines.bytes);
        self.link = lines.link;
        Ok(())
    }

    /// Puts another file in its place, in one step: whoever looks finds the one or the other, and a disk that fails leaves
    /// the one that was. A file of somebody else is left alone, and so is what somebody else has made of this one.
    pub(super) fn replace(&mut self, lines: &Lines) -> io::Result<()> {
        if self.is_in_place() {
            self.check_length()?;
        } else if self.path.exists() {
            let message = "another file is in its place";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        let temporary = temporary(&self.path);
        let written = write_new(&temporary, &lines.bytes, self.disk.as_ref()).and_then(|file| {
            if let Ok(metadata) = self.file.metadata() {
                file.set_permissions(metadata.permissions())?;
            }
            std::fs::rename(&temporary, &self.path)?;
            Ok(file)
        });
        self.file = match written {
            Ok(file) => file,
            Err(error) => {
                // The error that counts is the first.
                let _ = remove(&temporary);
                return Err(error);
            }
        };
        self.length = length_of(&lines.bytes);
        self.link = lines.link;
        self.is_torn = false;
        self.is_new = true;
        sync_folder(&self.path)?;
        self.is_new = false;
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<File> {
    File::options().read(true).write(true).open(path)
}

/// Makes a file where there is nothing, not even a link.
fn create_new(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true).open(path)
}

/// Takes away a new file that was left by somebody who was ended while writing it, unless it is being written. What is no file,
/// such as a link to one, is taken away as well, and not followed.
fn remove_left(path: &Path) -> Result<(), Refusal> {
    let is_file = |metadata: std::fs::Metadata| metadata.is_file();
    if !std::fs::symlink_metadata(path).is_ok_and(is_file) {
        return Ok(remove(path)?);
    }
    match open(path) {
        Ok(file) => {
            file.try_lock()?;
            // What is locked here may have got its lasting name meanwhile.
            if is_at(&file, path) {
                remove(path)?;
            }
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes the file unless somebody else does first.
fn create(path: &Path, first: &[u8], disk: &dyn Disk) -> Result<Option<File>, Refusal> {
    let temporary = temporary(path);
    let mut file = match create_new(&temporary) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            remove_left(&temporary)?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    file.try_lock()?;
    // Somebody may have taken it for one that was left, before it was locked.
    if !is_at(&file, &temporary) {
        return Ok(None);
    }
    if path.exists() {
        remove(&temporary)?;
        return Ok(None);
    }
    let written = disk
        .write(&mut file, first)
        .and_then(|()| std::fs::rename(&temporary, path));
    if let Err(error) = written {
        // The error that counts is the first.
        let _ = remove(&temporary);
        return Err(error.into());
    }
    Ok(Some(file))
}

/// Writes a new file, which is locked before it can be found by its lasting name.
fn write_new(path: &Path, bytes: &[u8], disk: &dyn Disk) -> io::Result<File> {
    remove(path)?;
    let mut file = create_new(path)?;
    file.try_lock()?;
    disk.write(&mut file, bytes)?;
    Ok(file)
}

/// Where a new file is written before it replaces another; only the owner of the lock writes there.
fn temporary(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether an open file is the one at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(there)) => id(open) == id(there),
        _ => false,
    }
}

/// Whether an open file is the one at a path. Elsewhere files are not renamed while they are open, except by ourselves.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Waits until the folder of a file knows it by its name.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}
