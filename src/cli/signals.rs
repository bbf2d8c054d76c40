//! Signals: those that this process gets, and those that it sends to a command.

use std::io;

use tokio::process::Child;

#[cfg(unix)]
pub(super) use unix::{INTERRUPT, Terminations, send};

#[cfg(not(unix))]
pub(super) use elsewhere::Terminations;

/// What a shell adds to the number of a signal for the exit code of whoever it has ended.
pub(super) const ENDED_BY_SIGNAL: u8 = 128;

/// What shells say of a process that was told to terminate, and did.
pub(super) const EXIT_CODE_TERMINATED: u8 = ENDED_BY_SIGNAL + 15;

/// Resolves with Ctrl-C, or when this process is told to terminate.
pub(super) async fn wait_for_the_end() -> io::Result<()> {
    let mut terminations = Terminations::listen()?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended,
        () = terminations.next() => Ok(()),
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use rustix::process::{Pid, Signal, kill_process};
    use tokio::signal::unix::{SignalKind, signal};

    pub(in super::super) const INTERRUPT: Signal = Signal::INT;

    /// Requests to terminate that this process gets, which do not end it from now on.
    pub(in super::super) struct Terminations(tokio::signal::unix::Signal);

    impl Terminations {
        pub(in super::super) fn listen() -> io::Result<Self> {
            signal(SignalKind::terminate()).map(Self)
        }

        /// Resolves with the next one.
        pub(in super::super) async fn next(&mut self) {
            if self.0.recv().await.is_none() {
                std::future::pending().await
            }
        }

        /// Asks the same of a command.
        pub(in super::super) fn hand_on(child: &Child) {
            send(child, Signal::TERM);
        }
    }

    /// Sends a signal to a command that may have ended.
    pub(in super::super) fn send(child: &Child, signal: Signal) {
        let pid = child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(pid) = pid.and_then(Pid::from_raw) {
            // It fails when there is nobody to get it any more, which is what is wanted.
            let _ = kill_process(pid, signal);
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use super::*;

    /// There are none.
    pub(in super::super) struct Terminations;

    impl Terminations {
        pub(in super::super) fn listen() -> io::Result<Self> {
            Ok(Self)
        }

        pub(in super::super) async fn next(&mut self) {
            std::future::pending().await
        }

        pub(in super::super) fn hand_on(_: &Child) {}
    }
}
