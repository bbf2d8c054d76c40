//! The provider binary: a plugin when Terraform or OpenTofu starts it, a command for people otherwise.

use std::process::ExitCode;
use std::sync::Arc;

use terraform_provider_cen::plugin::{self, Cookie, Environment, Plugin};
use terraform_provider_cen::protocol::{self, Server};

/// By which Terraform and OpenTofu show that they started a provider on purpose (protocol 6).
const COOKIE: Cookie = Cookie {
    key: "TF_PLUGIN_MAGIC_COOKIE",
    value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
};

fn main() -> ExitCode {
    match Environment::of_host(COOKIE) {
        Some(environment) => serve(environment),
        None => ExitCode::FAILURE,
    }
}

fn serve(_environment: Environment) -> ExitCode {
    ExitCode::FAILURE
}
