//! Signals: those that this process gets, and those that it sends to a command.

use std::io;

use tokio::process::Child;

#[cfg(unix)]
pub(super) use unix::{Asked, Requests};

#[cfg(not(unix))]
pub(super) use elsewhere::{Asked, Requests};

/// What a shell adds to the number of a signal for the exit code of whoever it has ended.
pub(super) const ENDED_BY_SIGNAL: u8 = 128;

#[cfg(unix)]
mod unix {
    use super::*;
    use std::io::IsTerminal as _;

    use rustix::process::{Pid, Signal, kill_process};
    use tokio::signal::unix::{self, SignalKind};

    /// What this process is asked for when it is to end.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(in super::super) enum Asked {
        /// Ctrl-C, which all processes of a terminal's foreground get.
        Interrupt,
        Terminate,
        /// The terminal is gone.
        HangUp,
    }

    impl Asked {
        fn signal(self) -> Signal {
            match self {
                Self::Interrupt => Signal::INT,
                Self::Terminate => Signal::TERM,
                Self::HangUp => Signal::HUP,
            }
        }

        /// What shells say of a process that this has ended.
        pub(in super::super) fn exit_code(self) -> u8 {
            let number = u8::try_from(self.signal().as_raw()).unwrap_or_default();
            ENDED_BY_SIGNAL.saturating_add(number)
        }

        /// Asks a command, which may have ended, for the same.
        pub(in super::super) fn hand_on(self, child: &Child) {
            let pid = child.id().and_then(|id| i32::try_from(id).ok());
            if let Some(pid) = pid.and_then(Pid::from_raw) {
                // It fails when there is nobody to get it any more, which is what is wanted.
                let _ = kill_process(pid, self.signal());
            }
        }
    }

    /// Requests to end that this process gets, none of which ends it from now on.
    pub(in super::super) struct Requests {
        interrupts: unix::Signal,
        terminations: unix::Signal,
        hang_ups: Option<unix::Signal>,
    }

    impl Requests {
        pub(in super::super) fn listen() -> io::Result<Self> {
            // Whoever listens undoes what `nohup` has done, which leaves no terminal behind.
            let may_hang_up = io::stderr().is_terminal();
            let hang_ups = may_hang_up.then(|| unix::signal(SignalKind::hangup()));
            Ok(Self {
                interrupts: unix::signal(SignalKind::interrupt())?,
                terminations: unix::signal(SignalKind::terminate())?,
                hang_ups: hang_ups.transpose()?,
            })
        }

        /// Resolves with the next one. Those that came while nobody waited are not lost.
        pub(in super::super) async fn next(&mut self) -> Asked {
            tokio::select! {
                Some(()) = self.interrupts.recv() => Asked::Interrupt,
                Some(()) = self.terminations.recv() => Asked::Terminate,
                Some(()) = next_of(&mut self.hang_ups) => Asked::HangUp,
                else => std::future::pending().await,
            }
        }
    }

    async fn next_of(signals: &mut Option<unix::Signal>) -> Option<()> {
        signals.as_mut()?.recv().await
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use super::*;
    use tokio::signal::windows::{self, CtrlC};

    /// What this process is asked for when it is to end.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(in super::super) enum Asked {
        /// Ctrl-C, which all processes of a console get.
        Interrupt,
    }

    impl Asked {
        /// That of `SIGINT`, which there is no better word for.
        pub(in super::super) fn exit_code(self) -> u8 {
            ENDED_BY_SIGNAL + 2
        }

        /// Whoever shares the console has got it already.
        pub(in super::super) fn hand_on(self, _: &Child) {}
    }

    /// Requests to end that this process gets, none of which ends it from now on.
    pub(in super::super) struct Requests(CtrlC);

    impl Requests {
        pub(in super::super) fn listen() -> io::Result<Self> {
            windows::ctrl_c().map(Self)
        }

        /// Resolves with the next one. Those that came while nobody waited are not lost.
        pub(in super::super) async fn next(&mut self) -> Asked {
            match self.0.recv().await {
                Some(()) => Asked::Interrupt,
                None => std::future::pending().await,
            }
        }
    }
}
