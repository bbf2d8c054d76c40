//! What the tests share.

pub mod cloud;
pub mod gpg;
pub mod release;
pub mod sdks;
pub mod simulator;
pub mod sources;
pub mod terraform;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;

use tf_plugin_testing::process::{Process, Start};

/// The built provider.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-cen");

/// Begins a start of the built provider as Terraform does it.
pub(crate) fn provider() -> Start {
    Process::of(Path::new(BINARY))
}

/// Says that a test has nothing to do on this machine, also where the output of tests is kept back.
pub(crate) fn skip_here(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let said = format!("skipped on this machine: {test}, {why}\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

/// A PATH with these folders before everything else.
#[expect(
    clippy::disallowed_methods,
    reason = "programs are found as a shell finds them"
)]
pub(crate) fn path_with<const N: usize>(folders: [&Path; N]) -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let first = folders.into_iter().map(Path::to_owned);
    std::env::join_paths(first.chain(std::env::split_paths(&path))).unwrap()
}
