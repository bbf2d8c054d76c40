//! The provider binary: a plugin when Terraform or OpenTofu starts it, a command for people otherwise.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use terraform_provider_cen::cli;
use terraform_provider_cen::plugin::{Environment, HandshakeConfig, Hooks, Plugin};
use terraform_provider_cen::protocol::{self, Server};
use terraform_provider_cen::provider::Cen;
use tonic::service::Routes;

/// The provider, as hosts see it. The cookie is the one that Terraform and OpenTofu share.
const PLUGIN: Plugin = Plugin {
    name: "cen",
    version: env!("CARGO_PKG_VERSION"),
    addresses: &[
        "registry.terraform.io/cen-rs/cen",
        "registry.opentofu.org/cen-rs/cen",
    ],
    log_root: "terraform_provider_cen",
    handshake: HandshakeConfig {
        cookie_key: "TF_PLUGIN_MAGIC_COOKIE",
        cookie_value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
        protocol_version: 6,
    },
};

/// Threads for calls: they wait for the network most of the time.
const WORKERS: usize = 2;

fn main() -> ExitCode {
    let environment = Environment::of_process();
    if PLUGIN.is_started_by_host(&environment) {
        run(&environment, How::ForHost)
    } else {
        cli::run(|| run(&environment, How::ForDebugger))
    }
}

/// For whom the provider is served.
#[derive(Clone, Copy)]
enum How {
    ForHost,
    ForDebugger,
}

fn run(environment: &Environment, how: How) -> ExitCode {
    PLUGIN.log_to_host(environment);
    match serve(environment, how) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            PLUGIN.report_failure(&*error);
            ExitCode::FAILURE
        }
    }
}

fn serve(environment: &Environment, how: How) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()?;
    let server = Server::new(Cen);
    let stopped = server.clone();
    let hooks = Hooks {
        in_flight: server.in_flight(),
        on_stop: Arc::new(move || stopped.stop()),
    };
    let routes = Routes::new(protocol::service(server));
    let outcome = match how {
        How::ForHost => runtime.block_on(PLUGIN.serve(environment, routes, hooks)),
        How::ForDebugger => runtime.block_on(PLUGIN.serve_debug(environment, routes, hooks)),
    };
    // Without this the process would wait for blocking calls that are still running.
    runtime.shutdown_timeout(Duration::ZERO);
    Ok(outcome?)
}
