//! The file of a log: locked by one owner, added to, and replaced as a whole.

use std::fs::{File, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

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
        first: &[u8],
        disk: Box<dyn Disk>,
    ) -> Result<(Self, bool), Refusal> {
        loop {
            let file = match open(path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    match create(path, first, disk.as_ref())? {
                        Some(file) => {
                            let log = Self::new(path, file, first.len(), disk);
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
            return Ok((Self::new(path, file, 0, disk), false));
        }
    }

    fn new(path: &Path, file: File, length: usize, disk: Box<dyn Disk>) -> Self {
        Self {
            path: path.to_owned(),
            file,
            length: u64::try_from(length).unwrap_or(u64::MAX),
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

    /// Only its first `length` bytes count.
    pub(super) fn ends_at(&mut self, length: usize) {
        self.length = u64::try_from(length).unwrap_or(u64::MAX);
        self.is_torn = true;
    }

    /// Whether the file is still where it was.
    pub(super) fn is_in_place(&self) -> bool {
        is_at(&self.file, &self.path)
    }

    /// Adds to it, so that all of it is kept or nothing.
    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.is_new {
            sync_folder(&self.path)?;
            self.is_new = false;
        }
        let added = self.try_append(bytes);
        if added.is_err() {
            // Nobody is to find what was not kept. If that fails it is done before anything else is added.
            self.is_torn = self.file.set_len(self.length).is_err();
        }
        added
    }

    fn try_append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.is_torn {
            self.file.set_len(self.length)?;
            self.is_torn = false;
        }
        self.file.seek(SeekFrom::Start(self.length))?;
        self.disk.write(&mut self.file, bytes)?;
        if !self.is_in_place() {
            let message = "it is no longer where it was; was it removed or replaced?";
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        self.length += u64::try_from(bytes.len()).unwrap_or(0);
        Ok(())
    }

    /// Puts another file in its place, in one step: whoever looks finds the one or the other, and a disk that fails leaves
    /// the one that was. A file of somebody else is left alone.
    pub(super) fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.path.exists() && !self.is_in_place() {
            let message = "another file is in its place";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        let temporary = temporary(&self.path);
        let written = write_new(&temporary, bytes, self.disk.as_ref()).and_then(|file| {
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
        self.length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
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

/// Makes the file unless somebody else does first.
fn create(path: &Path, first: &[u8], disk: &dyn Disk) -> Result<Option<File>, Refusal> {
    let temporary = temporary(path);
    let mut options = File::options();
    let mut file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&temporary)?;
    file.try_lock()?;
    // Who has made the file has renamed the one that is locked here, or has done so before this one was opened.
    if !is_at(&file, &temporary) {
        return Ok(None);
    }
    if path.exists() {
        remove(&temporary)?;
        return Ok(None);
    }
    let written = file
        .set_len(0)
        .and_then(|()| disk.write(&mut file, first))
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
    let mut options = File::options();
    let mut file = options.read(true).write(true).create_new(true).open(path)?;
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
