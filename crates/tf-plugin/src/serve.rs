//! From a [`Provider`] to a process that hosts can start: all that the `main` of a provider has to call.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tonic::service::Routes;

use crate::framework::Provider;
use crate::plugin::{Environment, Hooks, Plugin, Services};
use crate::protocol::{self, Server};

/// Threads for calls: they wait for the network most of the time.
const WORKERS: usize = 2;

/// Serves the host that started this process; a process that a person started serves debuggers.
///
/// A failure is written into the host's log.
pub fn run<P: Provider>(plugin: &Plugin, provider: P) -> ExitCode {
    if plugin.is_started_by_host(&Environment::of_process()) {
        for_host(plugin, provider)
    } else {
        for_debugger(plugin, provider)
    }
}

/// Serves the host that started this process until it ends it, as [`Plugin::serve`].
pub fn for_host<P: Provider>(plugin: &Plugin, provider: P) -> ExitCode {
    served(plugin, provider, Audience::Host)
}

/// Serves hosts that a person points to this process until Ctrl-C, as [`Plugin::serve_debug`].
pub fn for_debugger<P: Provider>(plugin: &Plugin, provider: P) -> ExitCode {
    served(plugin, provider, Audience::Debugger)
}

/// For whom the provider is served.
#[derive(Clone, Copy)]
enum Audience {
    Host,
    Debugger,
}

fn served<P: Provider>(plugin: &Plugin, provider: P, audience: Audience) -> ExitCode {
    let environment = Environment::of_process();
    plugin.log_to_host(&environment);
    match serve(plugin, &environment, provider, audience) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            plugin.report_failure(&*error);
            ExitCode::FAILURE
        }
    }
}

fn serve<P: Provider>(
    plugin: &Plugin,
    environment: &Environment,
    provider: P,
    audience: Audience,
) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()?;
    let services = services(provider);
    let outcome = match audience {
        Audience::Host => runtime.block_on(plugin.serve(environment, services)),
        Audience::Debugger => runtime.block_on(plugin.serve_debug(environment, services)),
    };
    // Without this the process would wait for blocking calls that are still running.
    runtime.shutdown_timeout(Duration::ZERO);
    Ok(outcome?)
}

/// The calls that `provider` answers, and how it is told to stop: what [`Plugin::serve_attached`] wants of a provider that
/// runs in a process of somebody else's, such as a test.
pub fn services<P: Provider>(provider: P) -> Services {
    let server = Server::new(provider);
    let stopped = server.clone();
    let left = server.clone();
    let hooks = Hooks {
        in_flight: server.in_flight(),
        on_stop: Arc::new(move || stopped.stop()),
        on_leave: Arc::new(move || left.host_leaves()),
    };
    Services {
        routes: Routes::new(protocol::service(server)),
        hooks,
    }
}
