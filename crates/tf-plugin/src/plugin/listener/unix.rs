//! A Unix socket that only its owner, or a group named by the host, can open.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::net::SocketAddr;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::net::{UnixListener, UnixStream};

use super::error::ListenError;
use crate::plugin::handshake::Place;

/// Folder for temporary files that every Unix has, with a short name.
const SYSTEM_TEMPORARY: &str = "/tmp";

/// Name of the socket inside its folder.
const SOCKET_NAME: &str = "s";

/// A listening Unix socket in a folder of its own.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: UnixListener,
    address: String,
    folder: Folder,
}

/// The folder of a socket; dropping it removes both.
#[derive(Debug)]
pub(crate) struct Folder {
    _held: TempDir,
}

impl Listener {
    /// Kind of socket, as the handshake line names it.
    pub(crate) const NETWORK: &str = "unix";

    /// Makes a fresh folder and listens on a socket in it.
    ///
    /// A folder given by the host is used or fails. Without one it is the user's temporary folder, or the system's
    /// when that one is missing or its name is too long for a socket (107 bytes on Linux, 103 on macOS, all told).
    pub(crate) fn bind(place: &Place) -> Result<Self, ListenError> {
        let candidates: Vec<PathBuf> = match &place.folder {
            Some(folder) => vec![folder.clone()],
            None => place
                .temporary
                .iter()
                .cloned()
                .chain([SYSTEM_TEMPORARY.into()])
                .collect(),
        };
        let mut outcome = Err(ListenError::Path {
            path: SYSTEM_TEMPORARY.into(),
        });
        for candidate in &candidates {
            outcome = Self::bind_in(candidate, place.group.as_deref());
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    /// Path of the socket.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Parts the socket from what is to be cleaned up, so that each can go where it is needed.
    pub(super) fn split(self) -> (Acceptor, Folder) {
        (Acceptor(self.socket), self.folder)
    }

    fn bind_in(parent: &Path, group: Option<&str>) -> Result<Self, ListenError> {
        let no_folder = |source| ListenError::Folder {
            place: parent.display().to_string(),
            source,
        };
        let parent = std::path::absolute(parent).map_err(no_folder)?;
        let folder = tempfile::Builder::new()
            .prefix("plugin")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(parent)
            .map_err(no_folder)?;
        let path = folder.path().join(SOCKET_NAME);
        let address = match path.to_str() {
            Some(text) if !text.contains(['|', '\n', '\r']) => text.to_owned(),
            _ => {
                return Err(ListenError::Path {
                    path: path.display().to_string(),
                });
            }
        };
        let not_bound = |source| ListenError::Bind {
            address: address.clone(),
            source,
        };
        // Refuses a path that is too long before anything is made of it.
        SocketAddr::from_pathname(&path).map_err(not_bound)?;
        let socket = UnixListener::bind(&path).map_err(not_bound)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(not_bound)?;
        if let Some(group) = group {
            let id = group_id(group)?;
            let failed = |source| ListenError::Group {
                group: group.to_owned(),
                source,
            };
            open_to(id, &path, 0o660).map_err(failed)?;
            // Last, since the folder is what kept others away from the socket until now.
            open_to(id, folder.path(), 0o710).map_err(failed)?;
        }
        Ok(Self {
            socket,
            address,
            folder: Folder { _held: folder },
        })
    }
}

/// The socket that connections come from.
#[derive(Debug)]
pub(super) struct Acceptor(UnixListener);

impl Acceptor {
    /// Waits for the next connection.
    pub(super) async fn accept(&self) -> io::Result<UnixStream> {
        Ok(self.0.accept().await?.0)
    }
}

fn open_to(group: u32, path: &Path, mode: u32) -> io::Result<()> {
    chown(path, None, Some(group))?;
    fs::set_permissions(path, Permissions::from_mode(mode))
}

/// Number of a group: looked up by name first, then taken as a number, as go-plugin does.
fn group_id(group: &str) -> Result<u32, ListenError> {
    let table = fs::read_to_string("/etc/group").unwrap_or_default();
    named_group(&table, group)
        .or_else(|| group.parse().ok())
        .ok_or_else(|| ListenError::NoSuchGroup {
            group: group.to_owned(),
        })
}

/// Finds a group in the text of `/etc/group`, whose lines read `name:password:number:members`.
fn named_group(table: &str, name: &str) -> Option<u32> {
    table.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};

    use super::*;

    fn place(folder: Option<PathBuf>, temporary: Option<PathBuf>) -> Place {
        Place {
            folder,
            group: None,
            temporary,
            ports: 0..=0,
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn the_socket_is_private_and_leaves_nothing_behind() {
        let scratch = tempfile::tempdir().unwrap();
        let listener = Listener::bind(&place(None, Some(scratch.path().into()))).unwrap();
        let path = PathBuf::from(listener.address());
        let folder = path.parent().unwrap();
        assert_eq!(folder.parent().unwrap(), scratch.path());
        assert!(fs::metadata(&path).unwrap().file_type().is_socket());
        assert_eq!((mode(&path), mode(folder)), (0o600, 0o700));
        drop(listener);
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_long_or_missing_temporary_folder_is_replaced_by_the_systems() {
        let scratch = tempfile::tempdir().unwrap();
        let long = scratch.path().join("x".repeat(120));
        fs::create_dir(&long).unwrap();
        for folder in [long.clone(), scratch.path().join("missing")] {
            let listener = Listener::bind(&place(None, Some(folder))).unwrap();
            let path = Path::new(listener.address());
            assert_eq!(
                path.parent().and_then(Path::parent),
                Some(Path::new("/tmp"))
            );
        }
        assert_eq!(fs::read_dir(&long).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn the_hosts_folder_is_used_or_fails() {
        let scratch = tempfile::tempdir().unwrap();
        let listener =
            Listener::bind(&place(Some(scratch.path().into()), Some("/tmp".into()))).unwrap();
        assert!(Path::new(listener.address()).starts_with(scratch.path()));

        let missing = scratch.path().join("missing");
        let error = Listener::bind(&place(Some(missing.clone()), None)).unwrap_err();
        assert!(
            matches!(error, ListenError::Folder { place, .. } if place == missing.display().to_string())
        );
    }

    #[tokio::test]
    async fn a_path_that_would_break_the_handshake_line_is_refused() {
        let scratch = tempfile::tempdir().unwrap();
        let barred = scratch.path().join("a|b");
        fs::create_dir(&barred).unwrap();
        let error = Listener::bind(&place(Some(barred), None)).unwrap_err();
        assert!(matches!(error, ListenError::Path { .. }));
    }

    #[tokio::test]
    async fn the_socket_is_handed_to_the_group_by_number() {
        let scratch = tempfile::tempdir().unwrap();
        let own = fs::metadata(scratch.path()).unwrap().gid();
        let wish = Place {
            group: Some(own.to_string()),
            ..place(Some(scratch.path().into()), None)
        };
        let listener = Listener::bind(&wish).unwrap();
        let path = Path::new(listener.address());
        assert_eq!((mode(path), mode(path.parent().unwrap())), (0o660, 0o710));
        assert_eq!(fs::metadata(path).unwrap().gid(), own);
    }

    #[test]
    fn groups_are_found_by_whole_name() {
        let table = "root:x:0:\nstaff:x:50:ann,bob\nstaffing:x:51:\nbroken:x\n";
        assert_eq!(named_group(table, "staff"), Some(50));
        assert_eq!(named_group(table, "staffing"), Some(51));
        assert_eq!(named_group(table, "broken"), None);
        assert_eq!(named_group(table, "sta"), None);
        assert!(matches!(
            group_id("no such group"),
            Err(ListenError::NoSuchGroup { .. })
        ));
    }
}
