//! `simulator`: the API in the foreground.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use cen_simulator::{AccessKey, CallObserver, DEFAULT_ACCESS_KEY_SECRET, Simulator};

use super::environment::Environment;
use super::error::Error;
use super::options::SimulatorOptions;
use super::signals::Requests;
use super::whereabouts::{Shell, Whereabouts, is_built_in};
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
    let named = [
        ("--state", options.state.as_deref()),
        ("--ready-file", ready_file.as_deref()),
        ("--tls-cert-out", exported.as_deref()),
    ];
    check_apart(&named)?;
    let kept = options.tls_dir.as_ref().map(|folder| folder.join("ca.pem"));
    let options = options.into_options(observer, true, environment)?;
    let key = options.access_keys.first().cloned().unwrap_or_default();
    let (listen, with_token) = (options.listen.ip(), options.control.token.is_some());
    runtime()?.block_on(async {
        let mut requests = Requests::listen().map_err(Error::Simulator)?;
        let simulator = Simulator::start(options).await.map_err(Error::Simulator)?;
        if let (Some(file), Some(authority)) = (&exported, simulator.authority()) {
            export(authority, file)?;
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
            .map(|file| Ready::say(place.clone(), file))
            .transpose()?;
        console::say(&greeting(&place, &key, listen, with_token));
        requests.next().await;
        drop(ready);
        if !quiet {
            console::note(&call_summary::summary(&simulator.summary()));
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Refuses one file for two purposes, one of which would take the other's place.
fn check_apart(named: &[(&str, Option<&Path>)]) -> Result<(), Error> {
    let mut seen: Vec<(&str, PathBuf)> = Vec::new();
    for (option, file) in named {
        let Some(file) = file else { continue };
        let place = true_place(file);
        if let Some((other, _)) = seen.iter().find(|(_, taken)| *taken == place) {
            return Err(Error::Usage(format!(
                "{other} and {option} both name {}; name two files",
                file.display()
            )));
        }
        seen.push((option, place));
    }
    Ok(())
}

/// Where a file is or will be, whichever way its folder is called.
fn true_place(file: &Path) -> PathBuf {
    std::fs::canonicalize(file).unwrap_or_else(|_| {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let folder = file.parent().and_then(|folder| folder.canonicalize().ok());
        match (folder, file.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => file,
        }
    })
}

/// Writes the certificate for clients; what is there and is no certificate is somebody's and stays.
fn export(authority: &str, file: &Path) -> Result<(), Error> {
    match std::fs::read(file) {
        Ok(there) if !there.is_empty() && !there.starts_with(b"-----BEGIN CERTIFICATE-----") => {
            return Err(Error::Usage(format!(
                "--tls-cert-out: {} is there and is no certificate; name another file",
                file.display()
            )));
        }
        _ => {}
    }
    let what = format!("cannot write the certificate to {}", file.display());
    std::fs::write(file, authority).map_err(Error::files(what))
}

/// A file that is there while the simulator listens.
struct Ready {
    file: PathBuf,
    place: Whereabouts,
}

impl Ready {
    fn say(place: Whereabouts, file: PathBuf) -> Result<Self, Error> {
        // One that a simulator has left behind may go; anything else is somebody's.
        if file.exists() && Whereabouts::read(&file).is_err() {
            return Err(Error::Usage(format!(
                "--ready-file: {} is there and no simulator has written it; name another file",
                file.display()
            )));
        }
        place.write(&file)?;
        Ok(Self { file, place })
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        // Another simulator may have been given the same file meanwhile.
        if Whereabouts::read(&self.file).is_ok_and(|there| there == self.place) {
            // Where it cannot be removed, it is one that leads to nobody, which `env` says.
            let _ = std::fs::remove_file(&self.file);
        }
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

/// What is said once it listens at `listen`; `with_token` is whether its control API asks for one.
fn greeting(place: &Whereabouts, key: &AccessKey, listen: IpAddr, with_token: bool) -> String {
    let endpoint = &place.endpoint;
    let id = Shell::Sh.line(&("ALIBABA_CLOUD_ACCESS_KEY_ID", Some(key.id.clone())));
    // A key that came from outside may be a real one, and a terminal is a log.
    let secret = if is_built_in(key) {
        format!("export ALIBABA_CLOUD_ACCESS_KEY_SECRET={DEFAULT_ACCESS_KEY_SECRET}\n")
    } else {
        "# ALIBABA_CLOUD_ACCESS_KEY_SECRET: the secret given with --access-key\n".to_owned()
    };
    let token = match key.security_token {
        Some(_) => "# ALIBABA_CLOUD_SECURITY_TOKEN: the token given with --access-key\n",
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
    let (asks, header) = if with_token {
        (
            ", which asks for the control token",
            "--header \"Authorization: Bearer $CEN_SIMULATOR_CONTROL_TOKEN\" ",
        )
    } else {
        ("", "")
    };
    let reached = match (listen.is_loopback(), with_token) {
        (true, _) => "",
        (false, true) => {
            "Other machines reach it too: its APIs with the access key, its control API with the token.\n"
        }
        (false, false) => {
            "Other machines reach it too: its APIs with the access key; its control API is for this machine only.\n"
        }
    };
    format!(
        "The CEN simulator listens at {endpoint}; nothing bought there costs anything.\n\
         Look at it: {endpoint}/_simulator/{asks}\n\
         {reached}\n\
         export CEN_ENDPOINT={endpoint}\n\
         export CEN_BILLING_ENDPOINT={endpoint}\n\
         {id}\
         {secret}\
         {token}\n\
         {tls}\
         What happened so far: curl {header}{endpoint}/_simulator/summary\n\
         Ctrl-C ends it.\n\n",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(key: &str, listen: &str, with_token: bool) -> String {
        let place = Whereabouts {
            endpoint: "http://127.0.0.1:8080".to_owned(),
            tls_endpoint: None,
            certificate: None,
            access_key_id: "me".to_owned(),
            process: None,
        };
        let key = key.parse().unwrap();
        greeting(&place, &key, listen.parse().unwrap(), with_token)
    }

    #[test]
    fn the_start_message_names_the_page_and_what_it_asks_for() {
        assert_eq!(
            said("simulator-key-id:simulator-key-secret", "127.0.0.1", false),
            "The CEN simulator listens at http://127.0.0.1:8080; nothing bought there costs anything.\n\
             Look at it: http://127.0.0.1:8080/_simulator/\n\n\
             export CEN_ENDPOINT=http://127.0.0.1:8080\n\
             export CEN_BILLING_ENDPOINT=http://127.0.0.1:8080\n\
             export ALIBABA_CLOUD_ACCESS_KEY_ID='simulator-key-id'\n\
             export ALIBABA_CLOUD_ACCESS_KEY_SECRET=simulator-key-secret\n\n\
             What happened so far: curl http://127.0.0.1:8080/_simulator/summary\n\
             Ctrl-C ends it.\n\n"
        );
        assert_eq!(
            said("me:canary:canary", "0.0.0.0", true),
            "The CEN simulator listens at http://127.0.0.1:8080; nothing bought there costs anything.\n\
             Look at it: http://127.0.0.1:8080/_simulator/, which asks for the control token\n\
             Other machines reach it too: its APIs with the access key, its control API with the token.\n\n\
             export CEN_ENDPOINT=http://127.0.0.1:8080\n\
             export CEN_BILLING_ENDPOINT=http://127.0.0.1:8080\n\
             export ALIBABA_CLOUD_ACCESS_KEY_ID='me'\n\
             # ALIBABA_CLOUD_ACCESS_KEY_SECRET: the secret given with --access-key\n\
             # ALIBABA_CLOUD_SECURITY_TOKEN: the token given with --access-key\n\n\
             What happened so far: curl --header \"Authorization: Bearer $CEN_SIMULATOR_CONTROL_TOKEN\" http://127.0.0.1:8080/_simulator/summary\n\
             Ctrl-C ends it.\n\n"
        );
    }
}
