//! A transport for tests that answers by script and remembers what was sent.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a panic is how a test fails"
)]

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use async_trait::async_trait;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::clock::CorrectedClock;
use crate::credentials::Spelling;
use crate::credentials::static_key::StaticCredentials;
use crate::request::Request;
use crate::sign::rpc::Parameters;
use crate::transport::{RawAnswer, Transport, TransportError};
use crate::world::Clock;

/// What happens to one request.
pub struct Act(Result<RawAnswer, TransportError>);

/// An answer with a status and a body.
pub fn answer(status: u16, body: &str) -> Act {
    Act(Ok(RawAnswer {
        status,
        headers: HeaderMap::new(),
        body: body.as_bytes().to_vec(),
    }))
}

/// An error answer.
pub fn refusal(status: u16, code: &str) -> Act {
    let body = format!(r#"{{"Code":"{code}","Message":"because","RequestId":"R-{code}"}}"#);
    answer(status, &body)
}

/// The connection cannot be made.
pub fn unreachable() -> Act {
    Act(Err(TransportError::Unreachable(
        "connection refused".to_owned(),
    )))
}

/// The connection breaks after the request was sent.
pub fn lost() -> Act {
    Act(Err(TransportError::Unanswered(
        "connection reset".to_owned(),
    )))
}

impl Act {
    /// Adds a header to an answer.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(raw) = &mut self.0 {
            raw.headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        self
    }
}

type Script = Box<dyn FnMut(&Parameters) -> Act + Send>;

/// Answers as its script says.
pub struct Scripted {
    script: Mutex<Script>,
    sent: Mutex<Vec<Parameters>>,
}

impl Scripted {
    /// Answers each request with what `script` makes of its parameters.
    pub fn new(script: impl FnMut(&Parameters) -> Act + Send + 'static) -> Arc<Self> {
        Arc::new(Self {
            script: Mutex::new(Box::new(script)),
            sent: Mutex::new(Vec::new()),
        })
    }

    /// Plays `acts` in order; a request after the last one fails the test.
    pub fn acts(acts: impl IntoIterator<Item = Act>) -> Arc<Self> {
        let mut acts: Vec<Act> = acts.into_iter().collect();
        acts.reverse();
        Self::new(move |_| acts.pop().expect("the script has no further act"))
    }

    /// The parameters of every request so far, with the action, which may have travelled in a header.
    pub fn sent(&self) -> Vec<Parameters> {
        self.sent.lock().unwrap().clone()
    }

    /// The action of every request so far.
    pub fn actions(&self) -> Vec<String> {
        self.sent()
            .iter()
            .map(|sent| sent["Action"].clone())
            .collect()
    }
}

#[async_trait]
impl Transport for Scripted {
    fn host(&self) -> &str {
        "scripted.test"
    }

    async fn post(&self, request: &Request) -> Result<RawAnswer, TransportError> {
        let mut parameters = decoded(request.body.expose());
        if let Some(action) = request.headers.get("x-acs-action") {
            let action = action.to_str().unwrap().to_owned();
            parameters.insert("Action".to_owned(), action);
        }
        self.sent.lock().unwrap().push(parameters.clone());
        (self.script.lock().unwrap())(&parameters).0
    }
}

/// The parameters of a form.
pub fn decoded(form: &str) -> Parameters {
    let plain = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    form.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (plain(name), plain(value)))
        .collect()
}

struct Stopped(SystemTime);

/// A clock that stands still.
pub fn stopped(at: SystemTime) -> Arc<CorrectedClock> {
    Arc::new(CorrectedClock::new(Arc::new(Stopped(at))))
}

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        self.0
    }
}

/// Credentials with a recognisable value in each place.
pub fn canary_credentials(token: Option<&str>) -> Arc<StaticCredentials> {
    let spelling = Spelling {
        id: "access_key",
        secret: "secret_key",
        token: "security_token",
    };
    Arc::new(StaticCredentials::new(
        "arguments",
        spelling,
        Some("canary-key-id-0123"),
        Some("canary/secret+="),
        token,
    ))
}
