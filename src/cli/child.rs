//! Running a command for the user.

use std::ffi::{OsStr, OsString};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, ChildStdout, Command};

use super::environment::Environment;
use super::error::Error;
use super::signals::{Asked, ENDED_BY_SIGNAL, Requests};

/// Time for a command that has been asked to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs a command to its end with inherited stdio and `environment` alone, and returns its exit code.
pub(super) async fn run(
    program: &OsStr,
    arguments: &[OsString],
    environment: &Environment,
    requests: &mut Requests,
) -> Result<u8, Error> {
    let mut command = Command::new(program);
    command.args(arguments);
    Running::start(command, environment)?.end(requests).await
}

/// A command that runs. It is killed where nobody waits for its end.
pub(super) struct Running {
    child: Child,
    program: String,
}

impl Running {
    /// Starts it with `environment` alone.
    pub(super) fn start(mut command: Command, environment: &Environment) -> Result<Self, Error> {
        command
            .env_clear()
            .envs(environment.iter())
            .kill_on_drop(true);
        let program = command.as_std().get_program().display().to_string();
        let child = command.spawn().map_err(not_run(&program))?;
        Ok(Self { child, program })
    }

    /// Starts it with its standard output to be read here.
    pub(super) fn start_heard(
        mut command: Command,
        environment: &Environment,
    ) -> Result<(Self, ChildStdout), Error> {
        command.stdout(Stdio::piped());
        let mut running = Self::start(command, environment)?;
        let no_pipe = || std::io::Error::other("it has no standard output");
        let output = running.child.stdout.take().ok_or_else(no_pipe);
        let output = output.map_err(not_run(&running.program))?;
        Ok((running, output))
    }

    /// Does to the command what Ctrl-C does.
    #[cfg(unix)]
    pub(super) fn interrupt(&self) {
        Asked::Interrupt.hand_on(&self.child);
    }

    /// Waits for the end, and returns the exit code.
    ///
    /// Ctrl-C reaches the command by way of the terminal, and this process waits for it to end in its own time. Everything
    /// else, which only this process may have got, is handed on.
    async fn end(&mut self, requests: &mut Requests) -> Result<u8, Error> {
        loop {
            tokio::select! {
                status = self.child.wait() => return self.ended(status),
                asked = requests.next() => if asked != Asked::Interrupt {
                    asked.hand_on(&self.child);
                },
            }
        }
    }

    /// Waits for the end of a command that is no business of the terminal, and returns the exit code. What this process is
    /// asked for is handed on; that it was asked is the error then.
    pub(super) async fn end_or_stop(&mut self, requests: &mut Requests) -> Result<u8, Error> {
        tokio::select! {
            status = self.child.wait() => self.ended(status),
            asked = requests.next() => {
                asked.hand_on(&self.child);
                let _ = tokio::time::timeout(PATIENCE, self.child.wait()).await;
                Err(Error::Asked(asked))
            }
        }
    }

    fn ended(&self, status: std::io::Result<ExitStatus>) -> Result<u8, Error> {
        status.map(exit_code).map_err(not_run(&self.program))
    }
}

fn not_run(program: &str) -> impl FnOnce(std::io::Error) -> Error {
    let program = program.to_owned();
    move |source| Error::NotRun { program, source }
}

fn exit_code(status: ExitStatus) -> u8 {
    match status.code() {
        Some(code) => u8::try_from(code & 0xff).unwrap_or(1),
        None => ENDED_BY_SIGNAL.saturating_add(signal(status)),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let signal = status.signal().unwrap_or_default();
    u8::try_from(signal).unwrap_or_default()
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> u8 {
    0
}
