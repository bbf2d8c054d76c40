//! The process around a provider: HashiCorp's go-plugin protocol.
//!
//! A host starts the process, hands over a certificate in the environment, reads one line from stdout and speaks gRPC
//! over mutual TLS from then on. Nothing in here knows what is served.

pub mod generated;
mod handshake;
mod lifecycle;
mod listener;
mod logging;
mod reattach;
mod services;
mod tls;

use std::io::Write as _;
use std::sync::Arc;

use tonic::service::Routes;

pub use handshake::{Cookie, Environment};
pub use logging::start as start_logging;
pub use reattach::serve_debug;

/// What is served, and how.
pub struct Plugin {
    /// The services of the plugin itself.
    pub routes: Routes,
    /// Called when the process is told to end while work may be running: ends waits, returns at once.
    pub stop: Arc<dyn Fn() + Send + Sync>,
    /// How many changes are running that should be allowed to finish.
    pub in_flight: Arc<dyn Fn() -> usize + Send + Sync>,
}

/// Why a plugin could not be served. The host shows what stands on stderr.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The host's certificate is unusable. There is no falling back to a connection without it.
    #[error("PLUGIN_CLIENT_CERT does not hold a certificate: {0}")]
    ClientCertificate(String),
    /// Our own certificate or TLS set-up failed.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// No socket could be opened.
    #[error("no socket can be opened: {0}")]
    Listen(#[source] std::io::Error),
    /// The handshake line could not be written.
    #[error("the handshake line cannot be written to stdout: {0}")]
    Handshake(#[source] std::io::Error),
    /// The server broke down.
    #[error("the server broke down: {0}")]
    Server(#[source] tonic::transport::Error),
}

/// Serves a plugin to the host that started this process, until that host is done.
///
/// # Errors
///
/// When certificate, socket or handshake line fail, before anything was served; or when the server breaks down.
pub async fn serve(environment: Environment, plugin: Plugin) -> Result<(), ServeError> {
    let security = match &environment.client_certificate {
        Some(certificate) => Some(tls::Security::for_client(certificate)?),
        None => None,
    };
    let listener = listener::Listener::bind(&environment).map_err(ServeError::Listen)?;
    let line = handshake::line(
        listener.address(),
        security.as_ref().map(tls::Security::certificate),
        environment.multiplex,
    );
    let mut stdout = std::io::stdout().lock();
    stdout
        .write_all(line.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(ServeError::Handshake)?;
    drop(stdout);
    lifecycle::run(listener, security, plugin, lifecycle::Supervision::ByHost).await
}
