//! `simulator`: the API in the foreground.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use cen_simulator::{AccessKey, CallObserver, DEFAULT_ACCESS_KEY_SECRET, Simulator};

use super::environment::Environment;
use super::error::Error;
use super::options::SimulatorOptions;
use super::signals::Requests;
use super::whereabouts::{Whereabouts, is_built_in};
use super::{call_summary, console};

/// Runs until Ctrl-C, until it is told to terminate, or until its terminal is gone.
pub(super) fn run(
    options: SimulatorOptions,
    ready_file: Option<PathBuf>,
    environment: &Environment,
) -> Result<ExitCode, Error> {
    let quiet = options.quiet;
    let observer: Option<CallObserver> = if quiet {
        None
    } else {
        Some(Arc::new(|call| console::note(&call_summary::call(call))))
    };
    let exported = options.tls_cert_out.clone();
    let kept = options.tls_dir.as_ref().map(|folder| folder.join("ca.pem"));
    let options = options.into_options(observer, true, environment)?;
    let key = options.access_keys.first().cloned().unwrap_or_default();
    runtime()?.block_on(async {
        let mut requests = Requests::listen().map_err(Error::Simulator)?;
        let simulator = Simulator::start(options).await.map_err(Error::Simulator)?;
        if let (Some(file), Some(authority)) = (&exported, simulator.authority()) {
            let what = format!("cannot write the certificate to {}", file.display());
            std::fs::write(file, authority).map_err(Error::files(what))?;
        }
        let certificate = simulator.authority().and(exported.or(kept));
        let place = Whereabouts {
            endpoint: simulator.endpoint(),
            tls_endpoint: simulator.tls_endpoint(),
            certificate: certificate.map(|file| std::path::absolute(&file).unwrap_or(file)),
            access_key_id: key.id.clone(),
            process: Some(std::process::id()),
        };
        let ready = ready_file
            .map(|file| Ready::say(&place, file))
            .transpose()?;
        console::say(&greeting(&place, &key));
        requests.next().await;
        drop(ready);
        if !quiet {
            console::note(&call_summary::summary(&simulator.summary()));
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// A file that is there while the simulator listens.
struct Ready(PathBuf);

impl Ready {
    fn say(place: &Whereabouts, file: PathBuf) -> Result<Self, Error> {
        place.write(&file)?;
        Ok(Self(file))
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        // Where it cannot be removed, it is one that leads to nobody, which `env` says.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The runtime of the commands.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Error::Simulator)
}

fn greeting(place: &Whereabouts, key: &AccessKey) -> String {
    let endpoint = &place.endpoint;
    // A key that came from outside may be a real one, and a terminal is a log.
    let secret = if is_built_in(key) {
        DEFAULT_ACCESS_KEY_SECRET
    } else {
        "'the secret given with --access-key'"
    };
    let token = match key.security_token {
        Some(_) => "export ALIBABA_CLOUD_SECURITY_TOKEN='the token given with --access-key'\n",
        None => "",
    };
    let tls = match (&place.tls_endpoint, &place.certificate) {
        (Some(tls), Some(file)) => {
            format!("By https: {tls}, with the certificate {}\n", file.display())
        }
        (Some(tls), None) => {
            format!("By https: {tls}, with the certificate of {endpoint}/_simulator/ca.pem\n")
        }
        (None, _) => String::new(),
    };
    format!(
        "The CEN simulator listens at {endpoint}; nothing bought there costs anything.\n\n\
         export CEN_ENDPOINT={endpoint}\n\
         export CEN_BILLING_ENDPOINT={endpoint}\n\
         export ALIBABA_CLOUD_ACCESS_KEY_ID={}\n\
         export ALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}\n\
         {token}\n\
         {tls}\
         What happened so far: curl {endpoint}/_simulator/summary\n\
         Ctrl-C ends it.\n\n",
        key.id
    )
}
