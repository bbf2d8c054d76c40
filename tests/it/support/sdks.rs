//! The vendor's official SDKs for Python, in an environment of their own.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Simulator};
use tokio::process::Command;

use super::skip_here;

/// The Python that has them, or why there is none.
static PYTHON: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
    let fetch = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdks/fetch");
    let output = std::process::Command::new("python3").arg(fetch).output();
    let Output {
        status,
        stdout,
        stderr,
    } = output.map_err(|error| format!("there is no python3: {error}"))?;
    if status.success() {
        return Ok(String::from_utf8_lossy(&stdout).trim().into());
    }
    let said = String::from_utf8_lossy(&stderr);
    Err(said.lines().last().unwrap_or("").to_owned())
});

/// The Python that has the SDKs; it is fetched when it is not there. Says so where it cannot be had, also where the output of
/// tests is kept back.
pub fn python() -> Option<&'static Path> {
    match &*PYTHON {
        Ok(path) => Some(path),
        Err(why) => {
            skip_here(why);
            None
        }
    }
}

/// Begins a run of a Python that finds a simulator.
pub fn command(python: &Path, cloud: &Simulator) -> Command {
    let mut command = Command::new(python);
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    lead_to(&mut command, cloud);
    command
}

/// Has a command find a simulator and its key in the environment, and no proxy.
pub fn lead_to(command: &mut Command, cloud: &Simulator) {
    command
        .env("CEN_ENDPOINT", cloud.endpoint())
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET)
        .kill_on_drop(true);
    for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
        command.env_remove(proxy);
    }
}
