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

/// An answer about health has some hundred bytes, and each access key adds as many.
const LARGEST_ANSWER: u64 = 1024 * 1024;

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
                "say which simulator: --endpoint http://ADDRESS:PORT, or --ready-file FILE as it was given to simulator"
                    .to_owned(),
            ));
        }
    };
    let certificate = options.certificate.clone().or(place.certificate.clone());
    let mut place = Whereabouts {
        certificate,
        ..place
    };
    let runtime = super::simulator::runtime()?;
    runtime.block_on(check(&place.endpoint))?;
    if options.check {
        return Ok(ExitCode::SUCCESS);
    }
    let taken = runtime.block_on(taken(&place.endpoint));
    let Chosen { key, note } = choose(key, &place, &taken)?;
    let first = taken.ok().and_then(|ids| ids.into_iter().next());
    let id = key.as_ref().map(|key| key.id.clone()).or(first);
    place.access_key_id = id.unwrap_or(place.access_key_id);
    let by_https = options.endpoint.is_some() && place.tls_endpoint.is_some();
    let plain = by_https.then(|| {
        format!(
            "CEN_ENDPOINT is by plain HTTP, which the same port speaks; who has to speak https trusts the certificate of {}/_simulator/ca.pem",
            place.endpoint
        )
    });
    for note in note.into_iter().chain(plain) {
        console::note(&format!("Note: {note}\n"));
    }
    let key = key.as_ref();
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

/// The key that is printed, and what has to be said about it.
struct Chosen {
    key: Option<AccessKey>,
    note: Option<String>,
}

/// Chooses the key that was given, or the built-in one where the simulator takes it; else none.
///
/// `taken` are the ids of the keys that it takes, or why it does not tell.
///
/// # Errors
///
/// It does not take the key that was given.
fn choose(
    given: Option<AccessKey>,
    place: &Whereabouts,
    taken: &Result<Vec<String>, String>,
) -> Result<Chosen, Error> {
    let is_given = given.is_some();
    // The file of a simulator names another key where the built-in one is not the first.
    let built_in = (place.access_key_id == DEFAULT_ACCESS_KEY_ID).then(AccessKey::default);
    let key = given.or(built_in);
    let another = |ids: &[String]| {
        let ids = match ids {
            [] => "none".to_owned(),
            ids => ids.join(", "),
        };
        format!(
            "this simulator takes another key: give it with --access-key ID:SECRET (ids that it takes: {ids})"
        )
    };
    match (key, taken) {
        (Some(key), Ok(ids)) if ids.contains(&key.id) => Ok(Chosen {
            key: Some(key),
            note: None,
        }),
        (Some(key), Ok(ids)) if is_given => {
            let another = another(ids);
            Err(Error::Usage(format!("--access-key {}: {another}", key.id)))
        }
        (_, Ok(ids)) => Ok(Chosen {
            key: None,
            note: Some(another(ids)),
        }),
        (Some(key), Err(why)) => {
            let note = format!(
                "whether this simulator takes the access key {} could not be checked: {why}",
                key.id
            );
            Ok(Chosen {
                key: Some(key),
                note: Some(note),
            })
        }
        (None, Err(_)) => Ok(Chosen {
            key: None,
            note: Some(another(std::slice::from_ref(&place.access_key_id))),
        }),
    }
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
    match timeout(PATIENCE, get(authority, "health")).await {
        Ok(Ok(health)) if health["name"] == "cen-simulator" => Ok(()),
        Ok(Ok(_)) => Err(absent("something else is there".to_owned())),
        Ok(Err(error)) => Err(absent(error.to_string())),
        Err(_) => Err(absent("it did not answer in time".to_owned())),
    }
}

/// The ids of the access keys that the simulator takes, or why it does not say so.
async fn taken(endpoint: &str) -> Result<Vec<String>, String> {
    let authority = endpoint.trim_start_matches("http://");
    let answer = match timeout(PATIENCE, get(authority, "access-keys")).await {
        Ok(answer) => answer.map_err(|error| error.to_string())?,
        Err(_) => return Err("it did not answer in time".to_owned()),
    };
    let ids = |keys: &Vec<Value>| {
        let ids = keys.iter().map(|key| key["id"].as_str().map(str::to_owned));
        ids.collect::<Option<_>>()
    };
    answer.as_array().and_then(ids).ok_or_else(|| {
        let why = answer["error"].as_str();
        why.unwrap_or("its control API does not say").to_owned()
    })
}

/// What the control API answers to a look at `path`, or nothing when that is no JSON.
async fn get(authority: &str, path: &str) -> std::io::Result<Value> {
    let mut stream = TcpStream::connect(authority).await?;
    let request = format!(
        "GET /_simulator/{path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LARGEST_ANSWER).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    Ok(serde_json::from_str(body).unwrap_or(Value::Null))
}
