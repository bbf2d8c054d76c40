//! The provider that these tests are about, in a process of its own and in this one.

use std::ops::Deref;

use serde_json::json;
use tf_plugin_testing::conformance::Subject;
use tf_plugin_testing::process::{Process, Start};

/// The built provider.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_trial");

/// Begins a start of the provider as Terraform does it.
pub(crate) fn plain() -> Start {
    Process::of(BINARY)
}

/// Starts the provider as Terraform does.
pub(crate) async fn start() -> Process {
    plain().start().await
}

/// A running provider that is configured.
pub(crate) struct Running {
    pub(crate) host: Process,
    subject: Subject,
}

impl Deref for Running {
    type Target = Subject;

    fn deref(&self) -> &Subject {
        &self.subject
    }
}

/// The provider, running and configured.
pub(crate) async fn trial() -> Running {
    let host = start().await;
    let subject = Subject::at(host.transport(), &json!({})).await;
    Running { host, subject }
}
