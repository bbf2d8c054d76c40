//! Where the host connects: a Unix socket that only this user can open, or a loopback port where there are none.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tonic::transport::server::Connected;

use super::handshake::Environment;
use super::tls::Security;

/// A client has this long to finish the TLS handshake. A silent one holds up nobody else: each has its own task.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// An address as the handshake line gives it.
pub(super) struct Address {
    pub(super) network: &'static str,
    pub(super) text: String,
}

#[cfg(not(unix))]
pub(super) use tcp::Listener;
#[cfg(unix)]
pub(super) use unix::Listener;

/// Byte streams of any transport.
trait Transport: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Transport for T {}

/// One connection, counted as long as it lives.
pub(super) struct Connection {
    stream: Box<dyn Transport>,
    open: Arc<watch::Sender<usize>>,
}

impl Connection {
    fn new(stream: Box<dyn Transport>, open: Arc<watch::Sender<usize>>) -> Self {
        open.send_modify(|open| *open += 1);
        Self { stream, open }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.open.send_modify(|open| *open = open.saturating_sub(1));
    }
}

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, buffer)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Accepts connections until `stop`, and hands out those that have passed TLS (where there is any).
///
/// `open` counts them while they live.
pub(super) fn connections(
    listener: Listener,
    security: Option<Security>,
    open: Arc<watch::Sender<usize>>,
    stop: CancellationToken,
) -> mpsc::Receiver<io::Result<Connection>> {
    let (ready, receiver) = mpsc::channel(16);
    let acceptor = security.map(|security| security.acceptor());
    tokio::spawn(async move {
        loop {
            let stream = tokio::select! {
                () = stop.cancelled() => return,
                accepted = listener.accept() => match accepted {
                    Ok(stream) => stream,
                    Err(error) => {
                        // Out of descriptors, for example: wait for better times instead of spinning.
                        tracing::warn!(%error, "Cannot accept a connection");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                },
            };
            let (acceptor, open, ready) = (acceptor.clone(), open.clone(), ready.clone());
            tokio::spawn(async move {
                let stream: Box<dyn Transport> = match acceptor {
                    None => Box::new(stream),
                    Some(acceptor) => {
                        match tokio::time::timeout(HANDSHAKE_LIMIT, acceptor.accept(stream)).await {
                            Ok(Ok(stream)) => Box::new(stream),
                            Ok(Err(error)) => return tracing::warn!(%error, "Refused a connection"),
                            Err(_) => {
                                return tracing::warn!("A client did not finish the TLS handshake");
                            }
                        }
                    }
                };
                let _ = ready.send(Ok(Connection::new(stream, open))).await;
            });
        }
    });
    receiver
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::os::unix::fs::{PermissionsExt as _, chown};
    use std::path::{Path, PathBuf};

    use tempfile::TempDir;
    use tokio::net::{UnixListener, UnixStream};

    use super::{Address, Environment};

    /// Bytes that fit a socket address on every Unix; macOS allows the fewest.
    const LONGEST_PATH: usize = 103;

    /// A socket (mode 0600) in a folder of its own (mode 0700); both go when this is dropped.
    pub(in crate::plugin) struct Listener {
        socket: UnixListener,
        path: PathBuf,
        address: Address,
        _folder: TempDir,
    }

    impl Listener {
        pub(in crate::plugin) fn bind(environment: &Environment) -> io::Result<Self> {
            let folder = folder(environment.socket_folder.as_deref())?;
            let path = folder.path().join("socket");
            let socket = UnixListener::bind(&path)?;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
            if let Some(group) = &environment.socket_group {
                open_to_group(folder.path(), &path, group)?;
            }
            let address = Address {
                network: "unix",
                text: path.display().to_string(),
            };
            Ok(Self {
                socket,
                path,
                address,
                _folder: folder,
            })
        }

        pub(in crate::plugin) fn address(&self) -> &Address {
            &self.address
        }

        pub(super) async fn accept(&self) -> io::Result<UnixStream> {
            self.socket.accept().await.map(|(stream, _)| stream)
        }
    }

    impl Drop for Listener {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// A fresh folder: where the host says, else in the temporary folder, else, where that makes the path too long for
    /// a socket, in `/tmp`.
    fn folder(wanted: Option<&Path>) -> io::Result<TempDir> {
        let make = |parent: &Path| {
            tempfile::Builder::new()
                .prefix("plugin")
                .permissions(std::fs::Permissions::from_mode(0o700))
                .tempdir_in(parent)
        };
        let parent = wanted.map_or_else(std::env::temp_dir, Path::to_path_buf);
        let folder = make(&parent)?;
        if folder.path().as_os_str().len() + "/socket".len() <= LONGEST_PATH {
            return Ok(folder);
        }
        make(Path::new("/tmp"))
    }

    fn open_to_group(folder: &Path, socket: &Path, group: &str) -> io::Result<()> {
        let id = group_id(group).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::NotFound,
                format!("PLUGIN_UNIX_SOCKET_GROUP: no group {group:?}"),
            )
        })?;
        for (path, mode) in [(folder, 0o710), (socket, 0o660)] {
            chown(path, None, Some(id))?;
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
        }
        Ok(())
    }

    /// The number of a group given by name or by number; a name wins.
    fn group_id(group: &str) -> Option<u32> {
        let groups = std::fs::read_to_string("/etc/group").unwrap_or_default();
        let named = groups.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next() == Some(group))
                .then(|| fields.nth(1)?.parse().ok())
                .flatten()
        });
        named.or_else(|| group.parse().ok())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn mode(path: &Path) -> u32 {
            std::fs::metadata(path).unwrap().permissions().mode() & 0o777
        }

        #[tokio::test]
        async fn socket_and_folder_are_private_and_go_with_the_listener() {
            let parent = tempfile::tempdir().unwrap();
            let environment = Environment {
                socket_folder: Some(parent.path().to_owned()),
                ..Environment::default()
            };
            let listener = Listener::bind(&environment).unwrap();
            let path = PathBuf::from(&listener.address().text);
            assert!(path.starts_with(parent.path()));
            assert_eq!(mode(&path), 0o600);
            assert_eq!(mode(path.parent().unwrap()), 0o700);
            drop(listener);
            assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
        }

        #[test]
        fn a_long_folder_is_left_for_a_short_one() {
            let parent = tempfile::tempdir().unwrap();
            let long = parent.path().join("x".repeat(120));
            std::fs::create_dir(&long).unwrap();
            let folder = folder(Some(&long)).unwrap();
            assert!(folder.path().as_os_str().len() < LONGEST_PATH);
            assert_eq!(std::fs::read_dir(&long).unwrap().count(), 0);
        }

        #[test]
        fn groups_are_found_by_name_or_number() {
            assert_eq!(group_id("root"), Some(0));
            assert_eq!(group_id("4711"), Some(4711));
            assert_eq!(group_id("no such group"), None);
        }
    }
}

#[cfg(not(unix))]
mod tcp {
    use std::io;
    use std::net::Ipv4Addr;

    use tokio::net::{TcpListener, TcpStream};

    use super::{Address, Environment};

    /// A port on the loopback interface; mutual TLS is what protects it.
    pub(in crate::plugin) struct Listener {
        socket: TcpListener,
        address: Address,
    }

    impl Listener {
        pub(in crate::plugin) fn bind(environment: &Environment) -> io::Result<Self> {
            let (first, last) = environment.ports.unwrap_or((0, 0));
            let mut failure = io::Error::new(
                io::ErrorKind::AddrInUse,
                "no port in the host's range is free",
            );
            for port in first..=last {
                match std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
                    Ok(socket) => {
                        socket.set_nonblocking(true)?;
                        let address = Address {
                            network: "tcp",
                            text: socket.local_addr()?.to_string(),
                        };
                        return Ok(Self {
                            socket: TcpListener::from_std(socket)?,
                            address,
                        });
                    }
                    Err(error) => failure = error,
                }
            }
            Err(failure)
        }

        pub(in crate::plugin) fn address(&self) -> &Address {
            &self.address
        }

        pub(super) async fn accept(&self) -> io::Result<TcpStream> {
            let (stream, _) = self.socket.accept().await?;
            // Without this every answer waits some 40 ms for an acknowledgement.
            stream.set_nodelay(true)?;
            Ok(stream)
        }
    }
}
