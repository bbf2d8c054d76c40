//! One POST and its answer.

use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;
use http::header::{ACCEPT, ACCEPT_ENCODING};
use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs;

use crate::alibaba::endpoint::Endpoint;
use crate::alibaba::request::Request;
use crate::alibaba::user_agent::UserAgent;

/// Largest answer that is read. A full page of the largest objects is under one MiB.
const LARGEST_ANSWER: usize = 8 << 20;

/// How long one attempt may take; the call as a whole is bounded by its caller's deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For reaching the server: name, connection, TLS.
    pub connect: Duration,
    /// For the whole attempt. Too short a one on a purchase makes unknown outcomes.
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
pub(crate) struct RawAnswer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TransportError {
    /// Not reached: nothing was sent.
    Unreachable(String),
    /// The certificate was not accepted: nothing was sent, and trying again would not help.
    Untrusted(String),
    /// The client cannot be built on this machine.
    Client(String),
    /// The request may have arrived.
    Unanswered(String),
}

/// Sends a request and brings back what was answered. A trait, so that tests can script the answers.
#[async_trait]
pub(crate) trait Transport: Send + Sync {
    /// What the `Host` header of every request says.
    fn host(&self) -> &str;

    async fn post(&self, request: &Request) -> Result<RawAnswer, TransportError>;
}

/// HTTP/1.1 with keep-alive. Follows no redirects, repeats nothing by itself.
pub(crate) struct HttpTransport {
    endpoint: Endpoint,
    user_agent: UserAgent,
    timeouts: Timeouts,
    /// Made by the first call: trusted roots are loaded then, which a plan that calls nothing should not pay for.
    client: OnceLock<Result<reqwest::Client, String>>,
}

impl HttpTransport {
    pub(crate) fn new(endpoint: Endpoint, user_agent: UserAgent, timeouts: Timeouts) -> Self {
        Self {
            endpoint,
            user_agent,
            timeouts,
            client: OnceLock::new(),
        }
    }

    fn client(&self) -> Result<&reqwest::Client, TransportError> {
        self.client
            .get_or_init(|| self.build())
            .as_ref()
            .map_err(|reason| TransportError::Client(reason.clone()))
    }

    fn build(&self) -> Result<reqwest::Client, String> {
        let mut builder = reqwest::Client::builder()
            .user_agent(self.user_agent.as_str())
            .connect_timeout(self.timeouts.connect)
            .timeout(self.timeouts.attempt)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .tcp_nodelay(true)
            .http1_only();
        if self.endpoint.is_loopback() {
            builder = builder.no_proxy();
            if self.endpoint.is_plain() {
                // No TLS can happen here, so the system's roots need not be loaded.
                builder = builder.tls_backend_preconfigured(without_roots()?);
            }
        }
        builder
            .build()
            .map_err(|error| cause(&error).unwrap_or_else(|| "no reason was given".to_owned()))
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
            .client()?
            .post(self.endpoint.url().clone())
            .headers(request.headers.clone())
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "identity")
            .body(request.body.expose().to_owned());
        exchange(request, LARGEST_ANSWER).await
    }
}

/// Sends a request and reads its whole answer, if that has at most `most_bytes`.
pub(crate) async fn exchange(
    request: reqwest::RequestBuilder,
    most_bytes: usize,
) -> Result<RawAnswer, TransportError> {
    let mut response = request.send().await.map_err(|error| explain(&error))?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| explain(&error))? {
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

/// Our own words for what went wrong: the library's text carries the address and may carry a proxy's password.
fn explain(error: &reqwest::Error) -> TransportError {
    let cause = cause(error);
    if error.is_connect() {
        if let Some(reason) = find::<rustls::Error>(error).filter(|tls| is_distrust(tls)) {
            return TransportError::Untrusted(reason.to_string());
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

/// The innermost cause of a kind whose text is known to hold no address and no secret.
pub(crate) fn cause(error: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(tls) = find::<rustls::Error>(error) {
        return Some(tls.to_string());
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

/// The last `E` in the chain of sources, looking inside I/O errors, which hide what they wrap.
fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut found = None;
    let mut next = Some(error);
    while let Some(error) = next {
        found = error.downcast_ref::<E>().or(found);
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .map(|inner| inner as &(dyn StdError + 'static));
        next = wrapped.or_else(|| error.source());
    }
    found
}

#[cfg(test)]
mod tests;
