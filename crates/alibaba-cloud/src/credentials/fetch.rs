//! Requests to servers that hand out keys without a signature: the metadata service, sidecars, sign-in services.

use std::time::Duration;

use http::Method;
use reqwest::Url;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::deadline::Deadline;
use crate::error::{AttemptError, CallError, NotSent};
use crate::idempotency::Idempotency;
use crate::network::Network;
use crate::outcome::Class;
use crate::retry::{self, Attempted, Pacing};
use crate::secret::Secret;
use crate::transport::{RawAnswer, Timeouts, TransportError, cause, exchange, without_roots};
use crate::user_agent::UserAgent;

/// Far above any answer with a key in it.
const LARGEST_ANSWER: usize = 64 << 10;

/// How long a server may be pressed for one answer, attempts and pauses together.
const LONGEST: Duration = Duration::from_secs(30);

/// One request. Not printable: addresses and headers may hold secrets.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: Vec<(&'static str, &'a Secret)>,
    /// A JSON text.
    pub(super) body: Option<Secret>,
}

impl Ask<'_> {
    pub(super) fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: Vec::new(),
            body: None,
        }
    }
}

/// Why a server gave no answer; holds nothing of the request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// There seems to be no such server.
    Unreachable(String),
    /// There is one, and it failed.
    Failed(String),
}

impl std::fmt::Display for Silence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreachable(reason) => write!(f, "the server was not reached: {reason}"),
            Self::Failed(reason) => f.write_str(reason),
        }
    }
}

/// A client of one such server. Follows no redirects; nothing that it asks has an effect, so it asks again when the
/// server fails, but not when there is none.
pub(super) struct Fetch {
    user_agent: UserAgent,
    timeouts: Timeouts,
    /// `None`: never through a proxy, and never to a server that needs TLS.
    network: Option<Network>,
    client: OnceCell<Result<reqwest::Client, String>>,
}

impl Fetch {
    /// For a server on this machine or in its own network, over plain HTTP.
    pub(super) fn direct(user_agent: UserAgent, timeouts: Timeouts) -> Self {
        Self {
            user_agent,
            timeouts,
            network: None,
            client: OnceCell::new(),
        }
    }

    /// For a server that proves who it is, through `network`.
    pub(super) fn over_tls(user_agent: UserAgent, timeouts: Timeouts, network: Network) -> Self {
        Self {
            network: Some(network),
            ..Self::direct(user_agent, timeouts)
        }
    }

    /// The answer, unless its status is one that a later attempt may better.
    pub(super) async fn send(&self, ask: &Ask<'_>) -> Result<RawAnswer, Silence> {
        let deadline = Deadline {
            at: Instant::now() + LONGEST,
            cancel: CancellationToken::new(),
        };
        // A server of its own, which shares neither rate nor budget with the API.
        let pacing = Pacing::default();
        let sent = retry::run(
            "fetching a key",
            Idempotency::ReadOnly,
            None,
            &deadline,
            &pacing,
            |progress| {
                progress.sends();
                self.attempt(ask)
            },
        );
        match sent.await {
            Ok(answer) => Ok(answer),
            Err(CallError::NotSent(NotSent::Client(reason))) => Err(Silence::Unreachable(reason)),
            Err(CallError::NoAnswer(no_answer)) => Err(Silence::Failed(match no_answer.last {
                Some(AttemptError::Unanswered(reason)) => reason,
                _ => "no answer came in time".to_owned(),
            })),
            Err(other) => Err(Silence::Failed(other.to_string())),
        }
    }

    async fn attempt(&self, ask: &Ask<'_>) -> Attempted<RawAnswer> {
        match self.once(ask).await {
            Ok(answer) if answer.status == 429 || answer.status >= 500 => Attempted::Failed {
                class: Class::ServerError,
                error: AttemptError::Unanswered(format!(
                    "the server answered with HTTP status {}",
                    answer.status
                )),
                hint: None,
            },
            Ok(answer) => Attempted::Answered {
                answer,
                request_id: None,
                rest: None,
            },
            Err(TransportError::Unreachable(reason) | TransportError::Client(reason)) => {
                Attempted::NotSent(NotSent::Client(reason))
            }
            Err(TransportError::Proxy(reason)) => {
                Attempted::NotSent(NotSent::Proxy(format!("the proxy {reason}")))
            }
            Err(TransportError::Untrusted(reason)) => {
                Attempted::NotSent(NotSent::Untrusted(reason))
            }
            Err(TransportError::Unanswered(reason)) => Attempted::Failed {
                class: Class::Unanswered,
                error: AttemptError::Unanswered(reason),
                hint: None,
            },
        }
    }

    async fn once(&self, ask: &Ask<'_>) -> Result<RawAnswer, TransportError> {
        let client = self
            .client
            .get_or_init(|| self.build(&ask.url))
            .await
            .as_ref()
            .map_err(|reason| TransportError::Client(reason.clone()))?;
        let mut request = client.request(ask.method.clone(), ask.url.clone());
        for (name, value) in &ask.headers {
            request = request.header(*name, value.expose());
        }
        if let Some(body) = &ask.body {
            request = request
                .header(http::header::CONTENT_TYPE, "application/json")
                .body(body.expose().to_owned());
        }
        exchange(request, LARGEST_ANSWER).await
    }

    /// A client for the server of `url`, which is the only one that is asked.
    async fn build(&self, url: &Url) -> Result<reqwest::Client, String> {
        let builder = match &self.network {
            None => reqwest::Client::builder()
                .no_proxy()
                .tls_backend_preconfigured(without_roots()?),
            Some(network) => network.client(network.way_to(url).as_ref()).await?,
        };
        builder
            .user_agent(self.user_agent.as_str())
            .connect_timeout(self.timeouts.connect)
            .timeout(self.timeouts.attempt)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
            .build()
            .map_err(|error| cause(&error).unwrap_or_else(|| "no reason was given".to_owned()))
    }
}
