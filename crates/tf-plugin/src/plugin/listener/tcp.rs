//! A port on the loopback interface, for platforms without Unix sockets.
//!
//! Any local user can connect to it, so TLS with the client's certificate is what protects it.

use std::io;
use std::net::{Ipv4Addr, TcpListener as StdListener};

use tokio::net::{TcpListener, TcpStream};

use super::error::ListenError;
use crate::plugin::handshake::Place;

/// A listening port on 127.0.0.1.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: TcpListener,
    address: String,
}

impl Listener {
    /// Kind of socket, as the handshake line names it.
    pub(crate) const NETWORK: &str = "tcp";

    /// Listens on the first free port of the host's range.
    pub(crate) fn bind(place: &Place) -> Result<Self, ListenError> {
        let (first, last) = (place.ports.start(), place.ports.end());
        let failed = |source| ListenError::Bind {
            address: format!("127.0.0.1, ports {first} to {last}"),
            source,
        };
        let mut outcome = Err(io::Error::from(io::ErrorKind::AddrNotAvailable));
        for port in place.ports.clone() {
            outcome = StdListener::bind((Ipv4Addr::LOCALHOST, port));
            if outcome.is_ok() {
                break;
            }
        }
        let socket = outcome.map_err(failed)?;
        socket.set_nonblocking(true).map_err(failed)?;
        let socket = TcpListener::from_std(socket).map_err(failed)?;
        let address = socket.local_addr().map_err(failed)?.to_string();
        Ok(Self { socket, address })
    }

    /// Address and port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Parts the socket from what is to be cleaned up, which is nothing.
    pub(super) fn split(self) -> (Acceptor, Folder) {
        (Acceptor(self.socket), Folder)
    }
}

/// Nothing: a port leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Folder;

/// The socket that connections come from.
#[derive(Debug)]
pub(super) struct Acceptor(TcpListener);

impl Acceptor {
    /// Waits for the next connection.
    pub(super) async fn accept(&self) -> io::Result<TcpStream> {
        let (stream, _) = self.0.accept().await?;
        // Small answers must not wait for the peer's delayed acknowledgement, some 40 ms each.
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(ports: std::ops::RangeInclusive<u16>) -> Place {
        Place {
            folder: None,
            group: None,
            temporary: None,
            ports,
        }
    }

    #[tokio::test]
    async fn a_taken_port_is_passed_over_and_an_exhausted_range_is_an_error() {
        let taken = StdListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Listener::bind(&place(port..=port)).unwrap_err();
        assert!(matches!(error, ListenError::Bind { address, .. }
            if address == format!("127.0.0.1, ports {port} to {port}")));
    }

    #[tokio::test]
    async fn connections_answer_without_delay() {
        let listener = Listener::bind(&place(0..=0)).unwrap();
        let address = listener.address().to_owned();
        let (acceptor, Folder) = listener.split();
        let (client, accepted) = tokio::join!(TcpStream::connect(&address), acceptor.accept());
        assert_eq!(client.unwrap().peer_addr().unwrap().to_string(), address);
        assert!(accepted.unwrap().nodelay().unwrap());
        assert_eq!(
            (address.split(':').next(), Listener::NETWORK),
            (Some("127.0.0.1"), "tcp")
        );
    }
}
