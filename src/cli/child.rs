//! Running a command on the user's terminal.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitStatus;

use super::environment::Environment;
use super::error::Error;

/// Runs a command to its end with inherited stdio and `environment` alone, and returns its exit code.
///
/// Ctrl-C reaches the command by way of the terminal; this process waits for it to end in its own time.
pub(super) async fn run(
    program: &OsString,
    arguments: &[OsString],
    folder: Option<&Path>,
    environment: &Environment,
) -> Result<u8, Error> {
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).env_clear().envs(environment.iter());
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    let not_run = |source| Error::NotRun {
        program: program.display().to_string(),
        source,
    };
    let mut child = command.spawn().map_err(not_run)?;
    loop {
        tokio::select! {
            status = child.wait() => return status.map(exit_code).map_err(not_run),
            // Listening is what keeps Ctrl-C from ending this process; there is nothing else to do.
            Ok(()) = tokio::signal::ctrl_c() => {}
        }
    }
}

fn exit_code(status: ExitStatus) -> u8 {
    match status.code() {
        Some(code) => u8::try_from(code & 0xff).unwrap_or(1),
        None => 128_u8.saturating_add(signal(status)),
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
