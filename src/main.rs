//! The provider binary: a plugin when Terraform or OpenTofu starts it, a command for people otherwise.

use std::process::ExitCode;

use terraform_provider_cen::{Cen, cli};
use tf_plugin::plugin::{Environment, Plugin};
use tf_plugin::serve;

/// The provider, as hosts see it.
const PLUGIN: Plugin = Plugin::of_terraform(
    "cen",
    env!("CARGO_PKG_VERSION"),
    &[
        "registry.terraform.io/cen-rs/cen",
        "registry.opentofu.org/cen-rs/cen",
    ],
)
.logging(&["alibaba_cloud"]);

fn main() -> ExitCode {
    if PLUGIN.is_started_by_host(&Environment::of_process()) {
        serve::for_host(&PLUGIN, Cen)
    } else {
        cli::run(|| serve::for_debugger(&PLUGIN, Cen))
    }
}
