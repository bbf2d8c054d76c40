//! The CLI at work in the folder of the example.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{ChildStdout, Command};

use super::said::Said;
use super::screen::Screen;
use crate::cli::child::Running;
use crate::cli::environment::Environment;
use crate::cli::error::Error;
use crate::cli::signals::Requests;

/// The user's CLI, and how its commands are shown.
pub(super) struct Commands<'a> {
    /// What a person types.
    pub(super) name: &'static str,
    pub(super) program: PathBuf,
    pub(super) folder: &'a Path,
    pub(super) environment: &'a Environment,
    pub(super) screen: &'a Screen,
    /// What this process is asked for meanwhile.
    pub(super) requests: &'a mut Requests,
    /// Whether the CLI speaks for itself.
    pub(super) verbose: bool,
}

impl Commands<'_> {
    /// Runs a command and shows what came of it; returns its exit code.
    pub(super) async fn run(&mut self, arguments: &[&str]) -> Result<u8, Error> {
        let ended = async |running: &mut Running, requests: &mut Requests| {
            running.end_or_stop(requests).await
        };
        self.run_until(arguments, ended).await
    }

    /// The same, with Ctrl-C as soon as `event` has come.
    #[cfg(unix)]
    pub(super) async fn run_interrupted(
        &mut self,
        arguments: &[&str],
        event: impl Future<Output = ()>,
    ) -> Result<u8, Error> {
        let screen = self.screen;
        let interrupted = async |running: &mut Running, requests: &mut Requests| {
            tokio::select! {
                code = running.end_or_stop(requests) => return code,
                () = event => {}
            }
            screen.told("^C");
            running.interrupt();
            running.end_or_stop(requests).await
        };
        self.run_until(arguments, interrupted).await
    }

    /// Runs a command of which `part` is shown where it succeeds.
    pub(super) async fn run_and_show(
        &mut self,
        arguments: &[&str],
        part: impl Fn(&str) -> Vec<&str>,
    ) -> Result<u8, Error> {
        if self.verbose {
            return self.run(arguments).await;
        }
        self.announce(arguments).await?;
        let mut command = self.command(arguments);
        command.arg("-no-color");
        let (mut running, mut output) = Running::start_heard(command, self.environment)?;
        let mut text = Vec::new();
        let ended = running.end_or_stop(self.requests);
        let (code, _) = tokio::join!(ended, output.read_to_end(&mut text));
        let (code, text) = (code?, String::from_utf8_lossy(&text));
        let shown = if code == 0 {
            part(&text)
        } else {
            text.lines().collect()
        };
        for line in shown {
            self.screen.laid_out(line);
        }
        Ok(code)
    }

    /// Shows what is about to be run, unless this process has been asked to end.
    async fn announce(&mut self, arguments: &[&str]) -> Result<(), Error> {
        tokio::select! {
            biased;
            asked = self.requests.next() => return Err(Error::Asked(asked)),
            () = std::future::ready(()) => {}
        }
        self.screen.command(self.name, arguments);
        Ok(())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(self.folder)
            .stdin(Stdio::null());
        // Ctrl-C is for this process, which hands it on and then plays no more scenes.
        #[cfg(unix)]
        command.process_group(0);
        command
    }

    async fn run_until(
        &mut self,
        arguments: &[&str],
        until: impl AsyncFnOnce(&mut Running, &mut Requests) -> Result<u8, Error>,
    ) -> Result<u8, Error> {
        self.announce(arguments).await?;
        let mut command = self.command(arguments);
        if self.verbose {
            if !self.screen.is_coloured() {
                command.arg("-no-color");
            }
            let mut running = Running::start(command, self.environment)?;
            return until(&mut running, self.requests).await;
        }
        command.arg("-json");
        let (mut running, output) = Running::start_heard(command, self.environment)?;
        let screen = self.screen;
        let ended = until(&mut running, self.requests);
        let (code, ()) = tokio::join!(ended, show(output, screen));
        code
    }
}

/// Shows what comes of a command, and what it says of many objects for the first of them.
async fn show(output: ChildStdout, screen: &Screen) {
    let mut told: Vec<String> = Vec::new();
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match Said::in_line(&line) {
            Some(Said::Progress(message)) => screen.told(&message),
            Some(Said::Diagnostic(said)) if !told.contains(&said.summary) => {
                screen.diagnostic(&said);
                told.push(said.summary);
            }
            Some(Said::Diagnostic(_)) | None => {}
        }
    }
}
