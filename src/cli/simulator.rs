//! `simulator`: the API in the foreground.

use std::process::ExitCode;
use std::sync::Arc;

use cen_simulator::{
    AccessKey, CallObserver, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Simulator,
};

use super::error::Error;
use super::options::SimulatorOptions;
use super::signals::Requests;
use super::{call_summary, console};

/// Runs until Ctrl-C, until it is told to terminate, or until its terminal is gone.
pub(super) fn run(options: SimulatorOptions) -> Result<ExitCode, Error> {
    let quiet = options.quiet;
    let observer: Option<CallObserver> = if quiet {
        None
    } else {
        Some(Arc::new(|call| console::note(&call_summary::call(call))))
    };
    let options = options.into_options(observer)?;
    let key = options.access_keys.first().cloned().unwrap_or_default();
    runtime()?.block_on(async {
        let mut requests = Requests::listen().map_err(Error::Simulator)?;
        let simulator = Simulator::start(options).await.map_err(Error::Simulator)?;
        console::say(&greeting(&simulator.endpoint(), &key));
        requests.next().await;
        if !quiet {
            console::note(&call_summary::summary(&simulator.summary()));
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The runtime of the commands.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Error::Simulator)
}

fn greeting(endpoint: &str, key: &AccessKey) -> String {
    // A key that came from outside may be a real one, and a terminal is a log.
    let built_in =
        key.id == DEFAULT_ACCESS_KEY_ID && key.secret.expose() == DEFAULT_ACCESS_KEY_SECRET;
    let secret = if built_in {
        DEFAULT_ACCESS_KEY_SECRET
    } else {
        "'the secret given with --access-key'"
    };
    let token = match key.security_token {
        Some(_) => "export ALIBABA_CLOUD_SECURITY_TOKEN='the token given with --access-key'\n",
        None => "",
    };
    format!(
        "The CEN simulator listens at {endpoint}; nothing bought there costs anything.\n\n\
         export CEN_ENDPOINT={endpoint}\n\
         export ALIBABA_CLOUD_ACCESS_KEY_ID={}\n\
         export ALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}\n\
         {token}\n\
         What happened so far: curl {endpoint}/_simulator/summary\n\
         Ctrl-C ends it.\n\n",
        key.id
    )
}
