//! What the tests share.

pub mod cloud;
pub mod gpg;
pub mod release;
pub mod sources;
pub mod terraform;

use std::path::Path;

use tf_plugin_testing::process::{Process, Start};

/// The built provider.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-cen");

/// Begins a start of the built provider as Terraform does it.
pub(crate) fn provider() -> Start {
    Process::of(Path::new(BINARY))
}
