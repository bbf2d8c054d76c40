//! Files of the machine, read whole and within bounds.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

/// Why a file could not be read. Holds nothing of its content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is nothing at the path.
    #[error("there is no such file")]
    Absent,
    /// A folder, a pipe or a device, which may have no end.
    #[error("it is not a regular file")]
    NotAFile,
    /// Larger than what was asked for may be.
    #[error("it is larger than {0} KiB, so it is probably another file than was meant")]
    TooLarge(u64),
    /// The file may not be opened.
    #[error("reading it is not permitted; check its owner and mode")]
    Forbidden,
    /// What the operating system said.
    #[error("reading it failed: {0}")]
    Other(String),
}

/// Files by path.
#[async_trait]
pub trait Files: Send + Sync {
    /// The whole content, if it has at most `most_bytes`.
    ///
    /// # Errors
    ///
    /// [`FileError`] in words that follow the name of the file.
    async fn read(&self, path: &Path, most_bytes: u64) -> Result<Vec<u8>, FileError>;
}

/// The files of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct MachineFiles;

#[async_trait]
impl Files for MachineFiles {
    async fn read(&self, path: &Path, most_bytes: u64) -> Result<Vec<u8>, FileError> {
        let path = PathBuf::from(path);
        // A home folder may lie on a network, so not even a small file is read where calls are answered.
        tokio::task::spawn_blocking(move || read(&path, most_bytes))
            .await
            .unwrap_or_else(|_| Err(FileError::Other("reading was cut off".to_owned())))
    }
}

fn read(path: &Path, most_bytes: u64) -> Result<Vec<u8>, FileError> {
    // Asked before opening, since merely opening a pipe can wait for ever.
    if !std::fs::metadata(path)?.is_file() {
        return Err(FileError::NotAFile);
    }
    let mut content = Vec::new();
    File::open(path)?
        .take(most_bytes.saturating_add(1))
        .read_to_end(&mut content)?;
    if u64::try_from(content.len()).is_ok_and(|length| length <= most_bytes) {
        Ok(content)
    } else {
        Err(FileError::TooLarge(most_bytes >> 10))
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // A path through a file leads nowhere either.
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Absent,
            io::ErrorKind::PermissionDenied => Self::Forbidden,
            _ => Self::Other(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_read_whole_up_to_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, [b'x'; 2048]).unwrap();
        let read = async |most| MachineFiles.read(&path, most).await;
        assert_eq!(read(2048).await.unwrap().len(), 2048);
        assert_eq!(read(2047).await, Err(FileError::TooLarge(1)));
    }

    #[tokio::test]
    async fn what_is_no_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let read = async |path: &Path| MachineFiles.read(path, 10).await;
        assert_eq!(read(folder.path()).await, Err(FileError::NotAFile));
        assert_eq!(
            read(&folder.path().join("absent")).await,
            Err(FileError::Absent)
        );
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert_eq!(read(&file.join("deeper")).await, Err(FileError::Absent));
    }
}
