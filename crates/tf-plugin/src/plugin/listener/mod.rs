//! Accepting connections: a Unix socket where there are any, else TCP on the loopback interface, with TLS on top when
//! the host asked for it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use rustls::ServerConfig;
use rustls::server::Acceptor as HelloReader;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;
use tonic::transport::server::Connected;

mod error;
mod handshakes;
#[cfg(any(not(unix), test))]
mod tcp;
#[cfg(unix)]
mod unix;

pub use error::ListenError;
use handshakes::Handshakes;
#[cfg(not(unix))]
pub(crate) use tcp::Listener;
#[cfg(not(unix))]
use tcp::{Acceptor, Folder};
#[cfg(unix)]
pub(crate) use unix::Listener;
#[cfg(unix)]
use unix::{Acceptor, Folder};

#[cfg(not(unix))]
type Socket = tokio::net::TcpStream;
#[cfg(unix)]
type Socket = tokio::net::UnixStream;

/// Time a peer has for its TLS handshake.
const TLS_HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// Pause after a failed accept, so that a lack of file descriptors does not become a busy loop.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(50);

/// Number of connections that are open, for whoever wants to know whether the host is still there.
pub(crate) type OpenConnections = watch::Receiver<usize>;

/// The stream of accepted connections; dropping it ends accepting and removes the socket.
#[derive(Debug)]
pub(crate) struct Incoming {
    ready: mpsc::Receiver<Connection>,
    accepting: AbortHandle,
    _folder: Folder,
}

impl Incoming {
    /// Starts accepting, with TLS if there are settings for it.
    pub(crate) fn start(
        listener: Listener,
        tls: Option<Arc<ServerConfig>>,
    ) -> (Self, OpenConnections) {
        let (sender, ready) = mpsc::channel(16);
        let (open, counted) = watch::channel(0);
        let (acceptor, folder) = listener.split();
        let accepting = tokio::spawn(accept(acceptor, tls, sender, Arc::new(open))).abort_handle();
        (
            Self {
                ready,
                accepting,
                _folder: folder,
            },
            counted,
        )
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Stream for Incoming {
    type Item = io::Result<Connection>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(ready!(self.ready.poll_recv(cx)).map(Ok))
    }
}

async fn accept(
    acceptor: Acceptor,
    tls: Option<Arc<ServerConfig>>,
    ready: mpsc::Sender<Connection>,
    open: Arc<watch::Sender<usize>>,
) {
    let mut handshakes = Handshakes::default();
    loop {
        let socket = match acceptor.accept().await {
            Ok(socket) => socket,
            Err(error) => {
                tracing::warn!(target: "sdk.plugin", %error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
        };
        let Some(tls) = tls.clone() else {
            if ready
                .send(Connection::new(Io::Plain(socket), &open))
                .await
                .is_err()
            {
                return;
            }
            continue;
        };
        let (ready, open) = (ready.clone(), open.clone());
        handshakes.begin(|progress| async move {
            let handshake = async {
                // To ask whether the socket is readable would not do: that is also answered yes where it is not.
                let hello = LazyConfigAcceptor::new(HelloReader::default(), socket).await?;
                progress.peer_has_spoken();
                hello.into_stream(tls).await
            };
            match tokio::time::timeout(TLS_HANDSHAKE_LIMIT, handshake).await {
                Ok(Ok(stream)) => {
                    // Fails only when the server has stopped taking connections, which closes this one as well.
                    let _ = ready
                        .send(Connection::new(Io::Encrypted(Box::new(stream)), &open))
                        .await;
                }
                Ok(Err(error)) => {
                    tracing::warn!(
                        target: "sdk.plugin",
                        %error,
                        "a connection was refused during the TLS handshake"
                    );
                }
                Err(_) => {
                    tracing::warn!(
                        target: "sdk.plugin",
                        "a connection was closed because its TLS handshake took too long"
                    );
                }
            }
        });
    }
}

/// One accepted connection.
#[derive(Debug)]
pub(crate) struct Connection {
    io: Io,
    _counted: Counted,
}

#[derive(Debug)]
enum Io {
    Plain(Socket),
    Encrypted(Box<TlsStream<Socket>>),
}

/// Keeps a connection in the count of open ones for as long as it lives.
#[derive(Debug)]
struct Counted(Arc<watch::Sender<usize>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}

impl Connection {
    fn new(io: Io, open: &Arc<watch::Sender<usize>>) -> Self {
        open.send_modify(|open| *open += 1);
        Self {
            io,
            _counted: Counted(open.clone()),
        }
    }
}

impl Connected for Connection {
    /// Nothing: there is exactly one legitimate peer.
    type ConnectInfo = ();

    fn connect_info(&self) -> Self::ConnectInfo {}
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.get_mut().io {
            Io::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Io::Encrypted(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().io {
            Io::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Io::Encrypted(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().io {
            Io::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Io::Encrypted(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.io {
            Io::Plain(stream) => stream.is_write_vectored(),
            Io::Encrypted(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().io {
            Io::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Io::Encrypted(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().io {
            Io::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Io::Encrypted(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use tokio::io::AsyncReadExt as _;
    use tokio::time::Instant;

    use super::*;
    use crate::plugin::handshake::Place;
    use crate::plugin::tls::Identity;

    /// The clock stands still for as long as anything else is to be done, so what ends in no time made room.
    #[tokio::test(start_paused = true)]
    async fn peers_that_say_nothing_go_in_the_order_in_which_they_came() {
        let key = rcgen::KeyPair::generate().unwrap();
        let host = rcgen::CertificateParams::new(["localhost".to_owned()])
            .and_then(|params| params.self_signed(&key))
            .unwrap();
        let identity =
            Identity::admitting(&host.pem(), Duration::from_secs(1_700_000_000)).unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let place = Place {
            folder: Some(scratch.path().into()),
            group: None,
            temporary: None,
            ports: 0..=0,
        };
        let listener = Listener::bind(&place).unwrap();
        let address = listener.address().to_owned();
        let (_incoming, _) = Incoming::start(listener, Some(identity.config));

        let start = Instant::now();
        let mut peers = Vec::new();
        for _ in 0..handshakes::AT_ONCE + 3 {
            peers.push(Socket::connect(&address).await.unwrap());
        }
        for peer in &mut peers[..3] {
            assert_eq!(peer.read(&mut [0]).await.unwrap(), 0);
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        for peer in &mut peers[3..] {
            assert_eq!(peer.read(&mut [0]).await.unwrap(), 0);
        }
        assert!(start.elapsed() >= TLS_HANDSHAKE_LIMIT);
    }
}
