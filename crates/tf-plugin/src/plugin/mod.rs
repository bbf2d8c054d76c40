//! The go-plugin transport: how a host starts, reaches and ends a plugin process.
//!
//! A host such as Terraform or OpenTofu starts the plugin with a cookie and its own certificate in the environment.
//! The plugin listens on a private socket, prints one line that says where, and serves gRPC over mutual TLS until the
//! host asks it to end. Nothing here knows what is served.

use std::io::{self, Write as _};

use jiff::Timestamp;

/// For `tf-plugin-testing`, and without any promise: its types are those of the gRPC library.
#[doc(hidden)]
pub mod generated;
mod handshake;
mod lifecycle;
mod listener;
mod logging;
mod reattach;
mod services;
mod signals;
mod tls;
mod watchdog;

pub use handshake::{Environment, HandshakeConfig};
pub(crate) use lifecycle::Hooks;
pub use lifecycle::Services;
pub use listener::ListenError;
pub use tls::TlsError;

use handshake::Line;
use lifecycle::End;
use listener::{Incoming, Listener};
use reattach::Reattach;
use signals::Signals;
use tls::Identity;
use watchdog::Parent;

/// What the transport has to know of a plugin.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Plugin {
    /// Local name of the provider, such as `random`: part of log lines and of the names of logging variables.
    pub name: &'static str,
    /// Version of the provider, for the log.
    pub version: &'static str,
    /// Source addresses of the provider, one for each registry it is published in.
    pub addresses: &'static [&'static str],
    /// Crates whose events go into the log too. Those of the provider, called `NAME` or `terraform_provider_NAME`, and
    /// those of this crate always do.
    pub log_crates: &'static [&'static str],
    /// Cookie and protocol version.
    pub handshake: HandshakeConfig,
}

/// Why a plugin could not be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// No TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No socket.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// Signals cannot be received.
    #[error("the plugin cannot listen to signals: {0}")]
    Signals(#[source] io::Error),
    /// Nobody reads what the plugin says on standard output.
    #[error("the plugin could not tell on standard output where it listens: {0}")]
    Announce(#[source] io::Error),
    /// The server gave up.
    #[error("the plugin's server failed: {0}")]
    Server(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Plugin {
    /// A provider for Terraform and OpenTofu that logs under its own name.
    pub const fn of_terraform(
        name: &'static str,
        version: &'static str,
        addresses: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            version,
            addresses,
            log_crates: &[],
            handshake: HandshakeConfig::TERRAFORM_6,
        }
    }

    /// The same, with the events of more crates in the log.
    #[must_use]
    pub const fn logging(self, log_crates: &'static [&'static str]) -> Self {
        Self { log_crates, ..self }
    }

    /// Whether this process was started by a host, and not by a person.
    pub fn is_started_by_host(&self, environment: &Environment) -> bool {
        self.handshake.is_met(environment)
    }

    /// Starts logging for the host on standard error, as the environment asks for it, and makes panics part of it.
    ///
    /// Call it once, before anything is logged.
    pub fn log_to_host(&self, environment: &Environment) {
        logging::install_panic_hook(self.name);
        logging::install(self, environment);
    }

    /// Writes an error into the host's log, also when logging is off: it is the last word of a process that fails.
    pub fn report_failure(&self, error: &dyn std::error::Error) {
        logging::write_error(self.name, &error.to_string());
    }

    /// Serves the host that started this process, until it asks for the end or is gone.
    ///
    /// Prints the handshake line on standard output, where nothing else may ever be written. Every orderly end removes
    /// the socket. Needs a tokio runtime with I/O and time.
    ///
    /// # Errors
    ///
    /// When there is no way to be reached: a certificate of the host that cannot be read, no place for the socket, or
    /// closed standard output. No handshake line is printed then.
    pub async fn serve(
        &self,
        environment: &Environment,
        services: Services,
    ) -> Result<(), ServeError> {
        let request = self.handshake.request(environment);
        let protocol_version = self.handshake.protocol_version;
        if !request.version_offered {
            tracing::warn!(
                target: "sdk.plugin",
                protocol_version,
                "the host does not offer the plugin's protocol version"
            );
        }
        let identity = match &request.client_certificate {
            Some(pem) => Some(Identity::admitting(pem, since_1970())?),
            None => None,
        };
        let parent = Parent::now();
        let signals = Signals::listen().map_err(ServeError::Signals)?;
        let listener = Listener::bind(&request.place)?;
        let line = Line {
            protocol_version,
            network: Listener::NETWORK,
            address: listener.address(),
            certificate: identity
                .as_ref()
                .map(|identity| identity.certificate.as_ref()),
            multiplexing_asked: request.multiplexing_asked,
        };
        announce(&format!("{line}\n")).map_err(ServeError::Announce)?;
        tracing::debug!(
            target: "sdk.plugin",
            version = self.version,
            address = listener.address(),
            "the plugin is ready"
        );

        let (incoming, connections) =
            Incoming::start(listener, identity.map(|identity| identity.config));
        let other_end = async {
            tokio::select! {
                () = signals.terminated() => End::Signal,
                how = watchdog::host_gone(connections, parent) => End::HostGone(how),
            }
        };
        let served = lifecycle::serve(incoming, services, other_end).await;
        served.map_err(|error| ServeError::Server(error.into()))
    }

    /// Serves hosts that a person points to this process, in plain text, until Ctrl-C.
    ///
    /// Prints on standard output how to point them. Only the owner of the process can open the socket.
    ///
    /// # Errors
    ///
    /// When there is no place for the socket, or standard output is closed.
    pub async fn serve_debug(
        &self,
        environment: &Environment,
        services: Services,
    ) -> Result<(), ServeError> {
        let signals = Signals::listen().map_err(ServeError::Signals)?;
        let show = |variable: &str| announce(&reattach::instructions(variable));
        self.serve_attached(environment, services, show, signals.interrupted())
            .await
    }

    /// Serves hosts that the variable `TF_REATTACH_PROVIDERS` leads to this process, in plain text, until `end`.
    ///
    /// `show` is given the value of the variable as soon as the plugin can be reached. Only the owner of the process can
    /// open the socket.
    ///
    /// # Errors
    ///
    /// When there is no place for the socket, or the value cannot be shown.
    pub async fn serve_attached(
        &self,
        environment: &Environment,
        services: Services,
        show: impl FnOnce(&str) -> io::Result<()>,
        end: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        let listener = Listener::bind(&self.handshake.request(environment).place)?;
        let reattach = Reattach {
            addresses: self.addresses,
            protocol_version: self.handshake.protocol_version,
            pid: std::process::id(),
            network: Listener::NETWORK,
            socket: listener.address(),
        };
        let variable = reattach
            .json()
            .map_err(|error| ServeError::Announce(error.into()))?;
        show(&variable).map_err(ServeError::Announce)?;

        let (incoming, _) = Incoming::start(listener, None);
        let ended = async {
            end.await;
            End::Signal
        };
        let served = lifecycle::serve(incoming, services, ended).await;
        served.map_err(|error| ServeError::Server(error.into()))
    }
}

fn announce(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn since_1970() -> std::time::Duration {
    // A clock before 1970 is wrong anyway; the certificate is then valid from 1970 on.
    Timestamp::now()
        .as_duration()
        .try_into()
        .unwrap_or_default()
}
