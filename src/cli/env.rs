//! `env`: what a shell or a program needs to use a simulator that runs.

use std::process::ExitCode;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use cen_simulator::{AccessKey, DEFAULT_ACCESS_KEY_ID};

use super::console;
use super::error::Error;
use super::options::EnvOptions;
use super::whereabouts::{Shell, Whereabouts};

/// How long a simulator may take to say that it is there. A container's health check waits longer than this.
const PATIENCE: Duration = Duration::from_secs(5);

/// An answer about health has some hundred bytes.
const LARGEST_ANSWER: u64 = 64 * 1024;

/// Prints it, if a simulator runs there.
pub(super) fn run(options: &EnvOptions) -> Result<ExitCode, Error> {
    let key = options.access_key.as_deref().map(str::parse::<AccessKey>);
    let key = key
        .transpose()
        .map_err(|error| Error::Usage(format!("--access-key: {error}")))?;
    let place = match (&options.endpoint, &options.ready_file) {
        (Some(endpoint), _) => named(endpoint)?,
        (None, Some(file)) => Whereabouts::read(file)?,
        (None, None) => {
            return Err(Error::Usage(
                "neither --endpoint nor --ready-file".to_owned(),
            ));
        }
    };
    let certificate = options.certificate.clone().or(place.certificate.clone());
    let place = Whereabouts {
        certificate,
        ..place
    };
    super::simulator::runtime()?.block_on(check(&place.endpoint))?;
    let key = key.as_ref();
    if options.check {
        return Ok(ExitCode::SUCCESS);
    }
    if options.json {
        let json = place
            .to_json(key)
            .map_err(|error| Error::Told(error.to_string()))?;
        console::say(&format!("{json:#}\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let shell = options.shell.unwrap_or_else(Shell::usual);
    let lines: Vec<String> = place
        .variables(key)
        .iter()
        .map(|variable| shell.line(variable))
        .collect();
    console::say(&lines.concat());
    Ok(ExitCode::SUCCESS)
}

/// The simulator at an address of which nothing else is known. Its port speaks plain HTTP, whatever else it speaks.
fn named(endpoint: &str) -> Result<Whereabouts, Error> {
    let endpoint = endpoint.trim_end_matches('/');
    let authority = endpoint
        .strip_prefix("http://")
        .or(endpoint.strip_prefix("https://"));
    let port = authority
        .and_then(|authority| authority.rsplit_once(':'))
        .map(|(_, port)| port);
    match (authority, port.map(str::parse::<u16>)) {
        (Some(authority), Some(Ok(_))) => Ok(Whereabouts {
            endpoint: format!("http://{authority}"),
            tls_endpoint: endpoint.starts_with("https:").then(|| endpoint.to_owned()),
            certificate: None,
            access_key_id: DEFAULT_ACCESS_KEY_ID.to_owned(),
            process: None,
        }),
        _ => Err(Error::Usage(format!(
            "{endpoint} is no address of a simulator, which is written like http://127.0.0.1:8080"
        ))),
    }
}

/// Asks the simulator whether it is one.
async fn check(endpoint: &str) -> Result<(), Error> {
    let absent = |why: String| {
        Error::Usage(format!(
            "no CEN simulator answers at {endpoint}: {why}; start one with terraform-provider-cen simulator --listen ADDRESS"
        ))
    };
    let authority = endpoint.trim_start_matches("http://");
    match timeout(PATIENCE, health(authority)).await {
        Ok(Ok(health)) if health["name"] == "cen-simulator" => Ok(()),
        Ok(Ok(_)) => Err(absent("something else is there".to_owned())),
        Ok(Err(error)) => Err(absent(error.to_string())),
        Err(_) => Err(absent("it did not answer in time".to_owned())),
    }
}

/// What is answered about health, or nothing when that is no JSON.
async fn health(authority: &str) -> std::io::Result<Value> {
    let mut stream = TcpStream::connect(authority).await?;
    let request = format!(
        "GET /_simulator/health HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LARGEST_ANSWER).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    Ok(serde_json::from_str(body).unwrap_or(Value::Null))
}
