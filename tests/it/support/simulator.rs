//! The simulator as a process of its own.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::BINARY;

/// One that runs; it is killed when this is dropped.
pub(crate) struct Running {
    pub(crate) process: Child,
    pub(crate) endpoint: String,
    /// What it says is not lost on it.
    _lines: Lines<BufReader<ChildStdout>>,
}

/// Starts one and waits until it has said where it listens.
pub(crate) async fn start(arguments: &[&str]) -> Running {
    let mut process = Command::new(BINARY)
        .args(["simulator", "--quiet"])
        .args(arguments)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut endpoint = None;
    loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(address) = line.strip_prefix("export CEN_ENDPOINT=") {
            endpoint = Some(address.to_owned());
        }
        if line == "Ctrl-C ends it." {
            break;
        }
    }
    Running {
        process,
        endpoint: endpoint.unwrap(),
        _lines: lines,
    }
}
