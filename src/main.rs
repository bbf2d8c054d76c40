//! The provider binary: a plugin when Terraform or OpenTofu starts it, a command for people otherwise.

use std::future::Future;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use terraform_provider_cen::plugin::{self, Cookie, Environment, Plugin, ServeError};
use terraform_provider_cen::protocol::{self, Server};
use terraform_provider_cen::{cli, provider::Cen};

/// By which Terraform and OpenTofu show that they started a provider on purpose (protocol 6).
const COOKIE: Cookie = Cookie {
    key: "TF_PLUGIN_MAGIC_COOKIE",
    value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
};

/// Where hosts look the provider up, in the registry of either.
const ADDRESSES: [&str; 2] = [
    "registry.terraform.io/cen-rs/cen",
    "registry.opentofu.org/cen-rs/cen",
];

fn main() -> ExitCode {
    match Environment::of_host(COOKIE) {
        Some(environment) => run(|plugin| plugin::serve(environment, plugin)),
        None => cli::run(|| run(|plugin| plugin::serve_debug(&ADDRESSES, plugin, announce))),
    }
}

/// Runs `serve` with the provider in it, and tells on stderr what went wrong.
fn run<F>(serve: impl FnOnce(Plugin) -> F) -> ExitCode
where
    F: Future<Output = Result<(), ServeError>>,
{
    plugin::start_logging("cen");
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Listen)
        .and_then(|runtime| runtime.block_on(serve(plugin())));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "terraform-provider-cen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn plugin() -> Plugin {
    let server = Server::new(Cen);
    let (stopped, counted) = (server.clone(), server.clone());
    Plugin {
        routes: tonic::service::Routes::new(protocol::service(server)),
        stop: Arc::new(move || stopped.stop()),
        in_flight: Arc::new(move || counted.in_flight()),
    }
}

/// Prints what a person must export for hosts to find this process.
fn announce(reattach: &str) {
    let quoted = reattach.replace('\'', "'\"'\"'");
    let _ = writeln!(
        std::io::stdout(),
        "Serving until Ctrl-C. To use this process, set in the shell of terraform or tofu:\n\n\tTF_REATTACH_PROVIDERS='{quoted}'\n"
    );
}
