//! Running a command for the user.

use std::ffi::{OsStr, OsString};
use std::process::{ExitStatus, Stdio};

use tokio::process::{Child, ChildStdout, Command};

use super::environment::Environment;
use super::error::Error;
use super::signals::{ENDED_BY_SIGNAL, Terminations};

/// Runs a command to its end with inherited stdio and `environment` alone, and returns its exit code.
pub(super) async fn run(
    program: &OsStr,
    arguments: &[OsString],
    environment: &Environment,
) -> Result<u8, Error> {
    let mut command = Command::new(program);
    command.args(arguments);
    Running::start(command, environment)?.end().await
}

/// A command that runs. It is killed where nobody waits for its end.
pub(super) struct Running {
    child: Child,
    program: String,
    terminations: Terminations,
}

impl Running {
    /// Starts it with `environment` alone.
    pub(super) fn start(mut command: Command, environment: &Environment) -> Result<Self, Error> {
        command
            .env_clear()
            .envs(environment.iter())
            .kill_on_drop(true);
        let program = command.as_std().get_program().display().to_string();
        let terminations = Terminations::listen().map_err(not_run(&program))?;
        let child = command.spawn().map_err(not_run(&program))?;
        Ok(Self {
            child,
            program,
            terminations,
        })
    }

    /// Starts it with its standard output to be read here.
    pub(super) fn start_heard(
        mut command: Command,
        environment: &Environment,
    ) -> Result<(Self, ChildStdout), Error> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut running = Self::start(command, environment)?;
        let no_pipe = || std::io::Error::other("it has no standard output");
        let output = running.child.stdout.take().ok_or_else(no_pipe);
        let output = output.map_err(not_run(&running.program))?;
        Ok((running, output))
    }

    /// Does to the command what Ctrl-C does.
    #[cfg(unix)]
    pub(super) fn interrupt(&self) {
        super::signals::send(&self.child, super::signals::INTERRUPT);
    }

    /// Waits for the end, and returns the exit code.
    ///
    /// Ctrl-C reaches the command by way of the terminal, and this process waits for it to end in its own time. A request to
    /// terminate, which only this process has got, is handed on.
    pub(super) async fn end(&mut self) -> Result<u8, Error> {
        loop {
            tokio::select! {
                status = self.child.wait() => return status.map(exit_code).map_err(not_run(&self.program)),
                // Listening is what keeps Ctrl-C from ending this process; there is nothing else to do.
                Ok(()) = tokio::signal::ctrl_c() => {}
                () = self.terminations.next() => Terminations::hand_on(&self.child),
            }
        }
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
