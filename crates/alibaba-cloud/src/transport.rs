//! One POST and its answer.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;
use http::header::{ACCEPT, ACCEPT_ENCODING};
use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs;
use tokio::sync::OnceCell;

use crate::endpoint::Endpoint;
use crate::network::{Network, Way};
use crate::request::Request;
use crate::user_agent::UserAgent;

/// Largest answer that is read. A full page of the largest objects is under one MiB.
const LARGEST_ANSWER: usize = 8 << 20;

/// How long one attempt may take; the call as a whole is bounded by its caller's deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For reaching the server: name, connection, TLS.
    pub connect: Duration,
    /// For sending and for the whole answer, on top of that. Too short a one on a purchase makes unknown outcomes.
    pub attempt: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            attempt: Duration::from_secs(30),
        }
    }
}

/// An answer before anything was made of it.
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// All of its body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub enum TransportError {
    /// Not reached: nothing was sent.
    Unreachable(String),
    /// The certificate was not accepted: nothing was sent, and trying again would not help.
    Untrusted(String),
    /// The proxy on the way did not let us through: nothing was sent, and trying again would not help. The text follows
    /// its name.
    Proxy(String),
    /// The client cannot be built on this machine.
    Client(String),
    /// The request may have arrived.
    Unanswered(String),
}

/// Sends a request and brings back what was answered. A trait, so that tests can script the answers.
#[async_trait]
pub trait Transport: Send + Sync {
    /// What the `Host` header of every request says.
    fn host(&self) -> &str;

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// There is no answer; the kind of error says whether the request may have arrived.
    async fn post(&self, request: &Request) -> Result<RawAnswer, TransportError>;
}

/// HTTP/1.1 with keep-alive. Follows no redirects, repeats nothing by itself.
pub struct HttpTransport {
    endpoint: Endpoint,
    user_agent: UserAgent,
    timeouts: Timeouts,
    network: Network,
    /// The proxy between, if there is one.
    way: Option<Way>,
    /// Made by the first call: trusted roots are loaded then, which a plan that calls nothing should not pay for.
    client: OnceCell<Result<reqwest::Client, String>>,
}

impl HttpTransport {
    /// A transport to `endpoint`. Nothing is loaded and nobody contacted before the first request.
    pub fn new(endpoint: Endpoint, user_agent: UserAgent, timeouts: Timeouts) -> Self {
        Self {
            endpoint,
            user_agent,
            timeouts,
            network: Network::default(),
            way: None,
            client: OnceCell::new(),
        }
    }

    /// Reaches the server through `network`, which is to be set before the first call.
    pub fn through(mut self, network: Network) -> Self {
        self.way = network.way_to(self.endpoint.url());
        self.network = network;
        self
    }

    async fn client(&self) -> Result<&reqwest::Client, TransportError> {
        self.client
            .get_or_init(|| self.build())
            .await
            .as_ref()
            .map_err(|reason| TransportError::Client(reason.clone()))
    }

    async fn build(&self) -> Result<reqwest::Client, String> {
        let Timeouts { connect, attempt } = self.timeouts;
        let builder = if self.endpoint.is_loopback() && self.endpoint.is_plain() {
            // No TLS can happen here, so the system's roots need not be loaded.
            reqwest::Client::builder()
                .no_proxy()
                .tls_backend_preconfigured(without_roots()?)
        } else {
            self.network.client(self.way.as_ref()).await?
        };
        builder
            .user_agent(self.user_agent.as_str())
            .connect_timeout(connect)
            // Never over before the time for connecting is: what was not sent must not pass for sent.
            .timeout(connect.saturating_add(attempt))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .tcp_nodelay(true)
            .http1_only()
            .build()
            .map_err(|error| cause(&error).unwrap_or_else(|| "no reason was given".to_owned()))
    }

    /// Tells where the server was to be found, and of the proxy between: either may be what is wrong.
    fn with_way(&self, error: TransportError) -> TransportError {
        let error = match error {
            TransportError::Unreachable(text) => {
                TransportError::Unreachable(format!("{text}, at {}", self.endpoint.host()))
            }
            other => other,
        };
        let Some(Way { name, .. }) = &self.way else {
            return error;
        };
        match error {
            TransportError::Unreachable(text) => {
                TransportError::Unreachable(format!("{text}, through {name}"))
            }
            TransportError::Untrusted(text) => {
                TransportError::Untrusted(format!("{text}, through {name}"))
            }
            TransportError::Unanswered(text) => {
                TransportError::Unanswered(format!("{text}, through {name}"))
            }
            TransportError::Proxy(text) => TransportError::Proxy(format!("{name} {text}")),
            TransportError::Client(text) => TransportError::Client(text),
        }
    }
}

/// A TLS set-up that trusts nobody.
pub(crate) fn without_roots() -> Result<rustls::ClientConfig, String> {
    let builder =
        rustls::ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
    Ok(builder
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

#[async_trait]
impl Transport for HttpTransport {
    fn host(&self) -> &str {
        self.endpoint.host()
    }

    async fn post(&self, request: &Request) -> Result<RawAnswer, TransportError> {
        let request = self
            .client()
            .await?
            .post(self.endpoint.url().clone())
            .headers(request.headers.clone())
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "identity")
            .body(request.body.expose().to_owned());
        exchange(request, LARGEST_ANSWER)
            .await
            .map_err(|error| self.with_way(error))
    }
}

/// Sends a request and reads its whole answer, if that has at most `most_bytes`.
pub(crate) async fn exchange(
    request: reqwest::RequestBuilder,
    most_bytes: usize,
) -> Result<RawAnswer, TransportError> {
    let mut response = request.send().await?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > most_bytes {
            return Err(TransportError::Unanswered(format!(
                "the answer is larger than {} KiB",
                most_bytes >> 10
            )));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(RawAnswer {
        status,
        headers,
        body,
    })
}

/// What the HTTP client says when a proxy answers with status 407. The type of this error is not public.
const PASSWORD_WANTED: &str = "tunnel error: proxy authorization required";

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        explain(&error)
    }
}

/// Our own words for what went wrong: the library's text carries the address and may carry a proxy's password.
fn explain(error: &reqwest::Error) -> TransportError {
    let cause = cause(error);
    if error.is_connect() {
        if let Some(reason) = find::<rustls::Error>(error).filter(|tls| is_distrust(tls)) {
            return TransportError::Untrusted(reason.to_string());
        }
        if chain(error).any(|error| error.to_string() == PASSWORD_WANTED) {
            let what = "asks for a password, or for another one than it was given";
            return TransportError::Proxy(what.to_owned());
        }
        let what = if error.is_timeout() {
            "no connection within the time limit"
        } else {
            "connecting failed"
        };
        return TransportError::Unreachable(cause.unwrap_or_else(|| what.to_owned()));
    }
    if error.is_builder() {
        return TransportError::Client(cause.unwrap_or_else(|| "illegal request".to_owned()));
    }
    let what = if error.is_timeout() {
        "no answer within the time limit of one attempt".to_owned()
    } else {
        let reason = cause.unwrap_or_else(|| "the connection broke".to_owned());
        format!("the connection ended before the answer was complete: {reason}")
    };
    TransportError::Unanswered(what)
}

fn is_distrust(error: &rustls::Error) -> bool {
    matches!(
        error,
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented
    )
}

/// What the HTTP client says when it finds no address for a name. The type of this error is not public.
const NO_ADDRESS: &str = "dns error";

/// The innermost cause of a kind whose text is known to hold no address and no secret.
pub(crate) fn cause(error: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(tls) = find::<rustls::Error>(error) {
        return Some(tls.to_string());
    }
    if chain(error).any(|error| error.to_string() == NO_ADDRESS) {
        // What the system's resolver says differs by system, and names nothing that helps.
        let is_passing = chain(error).any(|error| error.to_string().contains("Temporary failure"));
        return Some(match is_passing {
            true => "the name could not be looked up (no name server answers)".to_owned(),
            false => "name not found".to_owned(),
        });
    }
    if let Some(io) = find::<io::Error>(error) {
        // What the operating system said; an error made up by a library is reduced to its kind.
        return Some(match io.raw_os_error() {
            Some(_) => io.to_string(),
            None => io.kind().to_string(),
        });
    }
    let hyper = find::<hyper::Error>(error)?;
    hyper
        .is_incomplete_message()
        .then(|| "it was closed by the other side".to_owned())
}

/// The last `E` in the chain of sources.
fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    chain(error)
        .filter_map(|error| error.downcast_ref::<E>())
        .last()
}

/// An error and what is behind it, looking inside I/O errors, which hide what they wrap.
fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        let error: &'a (dyn StdError + 'static) = *error;
        error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .map(|inner| inner as &(dyn StdError + 'static))
            .or_else(|| error.source())
    })
}

#[cfg(test)]
mod tests;
