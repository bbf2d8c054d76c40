//! Programs that are run for what they print.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Most that is kept of what a program writes to its standard error.
const LONGEST_COMPLAINT: usize = 4096;

/// How long output may still come after the program has ended, from children that it has left behind.
const AFTERMATH: Duration = Duration::from_millis(500);

/// What a program has left. Not printable: its output may be a secret.
pub struct Output {
    /// Whether it ended with status 0.
    pub success: bool,
    /// How it ended, in words: "exit status: 1".
    pub status: String,
    /// All of its standard output.
    pub stdout: Vec<u8>,
    /// The beginning of its standard error.
    pub stderr: Vec<u8>,
}

/// Why a program has no usable output. Holds nothing of that output.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProgramError {
    /// It could not be started.
    #[error("it could not be started: {0}")]
    NotStarted(String),
    /// It ran too long and was stopped.
    #[error("it did not end within {} seconds and was stopped", .0.as_secs())]
    TooSlow(Duration),
    /// It printed too much and was stopped.
    #[error("it printed more than {0} KiB and was stopped")]
    TooLong(usize),
    /// What the operating system said.
    #[error("running it failed: {0}")]
    Other(String),
}

/// Runs programs.
#[async_trait]
pub trait Programs: Send + Sync {
    /// Runs `program` with `arguments` and no shell, in this process's environment, with nothing to read. It is
    /// stopped after `longest`, after `most_bytes` of output, and when the future is dropped.
    ///
    /// # Errors
    ///
    /// [`ProgramError`] in words that follow the name of the program.
    async fn run(
        &self,
        program: &str,
        arguments: &[String],
        longest: Duration,
        most_bytes: usize,
    ) -> Result<Output, ProgramError>;
}

impl From<io::Error> for ProgramError {
    fn from(error: io::Error) -> Self {
        Self::Other(error.to_string())
    }
}

/// The programs of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct MachinePrograms;

#[async_trait]
impl Programs for MachinePrograms {
    async fn run(
        &self,
        program: &str,
        arguments: &[String],
        longest: Duration,
        most_bytes: usize,
    ) -> Result<Output, ProgramError> {
        // Our own standard output belongs to the plugin handshake, so nothing of the child may reach it.
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| ProgramError::NotStarted(error.to_string()))?;
        timeout(longest, outcome(&mut child, most_bytes))
            .await
            .unwrap_or(Err(ProgramError::TooSlow(longest)))
    }
}

async fn outcome(child: &mut Child, most_bytes: usize) -> Result<Output, ProgramError> {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let (out, complaints) = (child.stdout.take(), child.stderr.take());
    let status = {
        let mut reading = std::pin::pin!(async {
            tokio::try_join!(
                gather(out, &mut stdout, most_bytes, Beyond::Refuse),
                gather(complaints, &mut stderr, LONGEST_COMPLAINT, Beyond::Drop),
            )
        });
        tokio::select! {
            read = &mut reading => {
                read?;
                child.wait().await
            }
            status = child.wait() => {
                // What the program itself wrote is in the pipe by now; only its children can keep the pipe open.
                timeout(AFTERMATH, &mut reading).await.unwrap_or(Ok(((), ())))?;
                status
            }
        }
    };
    let status: ExitStatus = status?;
    Ok(Output {
        success: status.success(),
        status: status.to_string(),
        stdout,
        stderr,
    })
}

/// What happens to output beyond what is kept.
#[derive(Clone, Copy)]
enum Beyond {
    Refuse,
    /// Read and thrown away, so that the program does not wait for a reader.
    Drop,
}

async fn gather(
    pipe: Option<impl AsyncRead + Unpin>,
    kept: &mut Vec<u8>,
    most_bytes: usize,
    beyond: Beyond,
) -> Result<(), ProgramError> {
    let Some(mut pipe) = pipe else {
        return Ok(());
    };
    let mut buffer = [0; 4096];
    loop {
        let read = pipe.read(&mut buffer).await?;
        let Some(news) = buffer.get(..read).filter(|news| !news.is_empty()) else {
            return Ok(());
        };
        let room = most_bytes.saturating_sub(kept.len());
        if matches!(beyond, Beyond::Refuse) && news.len() > room {
            return Err(ProgramError::TooLong(most_bytes >> 10));
        }
        kept.extend_from_slice(news.get(..room).unwrap_or(news));
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    async fn shell(script: &str, longest: Duration) -> Result<(bool, String, String), String> {
        let arguments = ["-c".to_owned(), script.to_owned()];
        let output = MachinePrograms
            .run("/bin/sh", &arguments, longest, 8192)
            .await;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        output
            .map(|output| (output.success, text(output.stdout), text(output.stderr)))
            .map_err(|error| error.to_string())
    }

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn output_and_complaints_are_kept_apart() {
        assert_eq!(
            shell("cat; echo out; echo bad >&2; exit 3", LONG).await,
            Ok((false, "out\n".to_owned(), "bad\n".to_owned()))
        );
    }

    #[tokio::test]
    async fn endless_output_and_endless_work_are_stopped() {
        assert_eq!(
            shell("while :; do echo canary; done", LONG).await,
            Err("it printed more than 8 KiB and was stopped".to_owned())
        );
        assert_eq!(
            shell("exec sleep 600", Duration::from_millis(50)).await,
            Err("it did not end within 0 seconds and was stopped".to_owned())
        );
    }

    #[tokio::test]
    async fn many_complaints_hold_nothing_up() {
        let (success, out, complaints) = shell(
            "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789 >&2; i=$((i+1)); done; echo ok",
            LONG,
        )
        .await
        .unwrap();
        assert!(success);
        assert_eq!((out.as_str(), complaints.len()), ("ok\n", 4096));
    }

    #[tokio::test]
    async fn a_child_left_behind_does_not_hold_up_what_its_parent_printed() {
        let (_, out, _) = shell("sleep 3 & echo done", LONG).await.unwrap();
        assert_eq!(out, "done\n");
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_an_error() {
        let error = MachinePrograms
            .run("/nonexistent/program", &[], LONG, 10)
            .await
            .err();
        assert_eq!(
            error,
            Some(ProgramError::NotStarted(
                "No such file or directory (os error 2)".to_owned()
            ))
        );
    }
}
