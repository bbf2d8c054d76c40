//! The providers that are not the product: `examples/petshop` for readers, `tests/trial` for tests.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value as Json;
use tokio::process::Command;

/// The binary of an example, built as it is now: Cargo builds examples only for some of the commands that run tests.
pub(crate) async fn example(name: &str) -> PathBuf {
    let build = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--message-format=json"])
        .args(["--example", name])
        .arg("--manifest-path")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    assert!(
        build.status.success(),
        "{}",
        String::from_utf8_lossy(&build.stderr)
    );
    let messages = String::from_utf8(build.stdout).unwrap();
    let built = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Json>(line).ok())
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    built.expect("Cargo says where the example is")
}
