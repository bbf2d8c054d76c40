//! Signals, whose meaning depends on who started the process.

use std::io;

/// The signals a plugin listens to.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// Takes the signals over from the operating system's defaults, for the rest of the process's life.
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Takes the signals over from the operating system's defaults.
    #[cfg(not(unix))]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Returns on SIGTERM. SIGINT is ignored: Ctrl-C in a terminal reaches the plugin as well as the host, and it is
    /// the host that decides what to make of it.
    #[cfg(unix)]
    pub(crate) async fn terminated(mut self) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => tracing::trace!(target: "sdk.plugin", "SIGINT is left to the host"),
            }
        }
    }

    /// Never returns; Ctrl-C is ignored, since it is the host that decides what to make of it.
    #[cfg(not(unix))]
    pub(crate) async fn terminated(self) {
        while tokio::signal::ctrl_c().await.is_ok() {
            tracing::trace!(target: "sdk.plugin", "Ctrl-C is left to the host");
        }
        std::future::pending().await
    }

    /// Returns on Ctrl-C or SIGTERM.
    #[cfg(unix)]
    pub(crate) async fn interrupted(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Returns on Ctrl-C.
    #[cfg(not(unix))]
    pub(crate) async fn interrupted(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
