//! Calls a simulator as fast as it answers, for `benches/simulator.py`.
//!
//!     load ENDPOINT CLIENTS CALLS ACTION [NAME=VALUE]…
//!
//! Each client has a connection and one call at a time on it. All calls are signed before the first is sent, each with a nonce
//! of its own, so that while time is taken the clients only write and read. `#` in a value becomes the number of the call. The
//! result is one line of JSON: the calls, the seconds that they took together, and how many were not answered by 200.

use std::error::Error;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Instant;

use alibaba_cloud::secret::Secret;
use alibaba_cloud::sign::rpc::{Parameters, canonical_query, signature, string_to_sign};
use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [endpoint, clients, calls, action, given @ ..] = arguments.as_slice() else {
        return Err("load ENDPOINT CLIENTS CALLS ACTION [NAME=VALUE]…".into());
    };
    let address = endpoint.trim_start_matches("http://").to_owned();
    let (clients, calls): (usize, usize) = (clients.parse()?, calls.parse()?);
    let mut signer = Signer::new(address.clone(), action, given);
    let mut shares = vec![Vec::new(); clients];
    for number in 0..calls {
        if let Some(share) = shares.get_mut(number % clients) {
            share.push(signer.request(number));
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (seconds, refused) = runtime.block_on(all(address.into(), shares))?;
    let result = format!(r#"{{"calls": {calls}, "seconds": {seconds}, "refused": {refused}}}"#);
    Ok(writeln!(io::stdout(), "{result}")?)
}

/// Makes requests that differ in what has to differ.
struct Signer {
    host: String,
    common: Parameters,
    secret: Secret,
}

impl Signer {
    fn new(host: String, action: &str, given: &[String]) -> Self {
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
        let common = [
            ("Action", action),
            ("Version", "2017-09-12"),
            ("Format", "JSON"),
            ("AccessKeyId", DEFAULT_ACCESS_KEY_ID),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("Timestamp", &now.to_string()),
        ];
        let given = given.iter().filter_map(|text| text.split_once('='));
        let all = common.into_iter().chain(given);
        Self {
            host,
            common: all
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            secret: Secret::new(DEFAULT_ACCESS_KEY_SECRET),
        }
    }

    fn request(&mut self, number: usize) -> Vec<u8> {
        let mut parameters = self.common.clone();
        for value in parameters.values_mut().filter(|value| value.contains('#')) {
            *value = value.replace('#', &number.to_string());
        }
        let nonce = uuid::Uuid::new_v4().to_string();
        parameters.insert("SignatureNonce".to_owned(), nonce);
        let signature = signature(&string_to_sign("POST", &parameters), &self.secret);
        parameters.insert("Signature".to_owned(), signature);
        let body = canonical_query(&parameters);
        format!(
            "POST / HTTP/1.1\r\nhost: {}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        )
        .into_bytes()
    }
}

/// How many seconds it took to send all of it, and how many calls were refused.
async fn all(address: Arc<str>, shares: Vec<Vec<Vec<u8>>>) -> io::Result<(f64, usize)> {
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for share in shares {
        clients.spawn(client(Arc::clone(&address), share));
    }
    let mut refused = 0;
    while let Some(ended) = clients.join_next().await {
        refused += ended??;
    }
    Ok((started.elapsed().as_secs_f64(), refused))
}

/// Sends one request after the other, and counts those that are not answered by 200.
async fn client(address: Arc<str>, requests: Vec<Vec<u8>>) -> io::Result<usize> {
    let mut stream = TcpStream::connect(&*address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(64 * 1024);
    let mut refused = 0;
    for request in requests {
        stream.write_all(&request).await?;
        buffer.clear();
        loop {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if is_whole(&buffer)? {
                break;
            }
        }
        refused += usize::from(!buffer.starts_with(b"HTTP/1.1 200 "));
    }
    Ok(refused)
}

/// Whether an answer has come to its end, which its `content-length` tells.
fn is_whole(answer: &[u8]) -> io::Result<bool> {
    let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
        return Ok(false);
    };
    let (head, body) = answer.split_at(end + 4);
    let head = std::str::from_utf8(head).map_err(io::Error::other)?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_it = name.eq_ignore_ascii_case("content-length");
        is_it.then(|| value.trim().parse::<usize>().ok()).flatten()
    });
    Ok(body.len() >= length.ok_or(io::ErrorKind::InvalidData)?)
}
