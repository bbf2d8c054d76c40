//! A server on this machine that plays recorded answers, and looks at what it is asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use alibaba_cloud::secret::Secret;
use alibaba_cloud::sign::rpc::{Parameters, signature, string_to_sign};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value as Json;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A request that is waited for, and its answer. Answers to the same request are played in their order, the last one
/// for ever.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    /// Method and path with query, or the action of a form.
    to: String,
    /// Headers that the request must carry; null for one that it must not.
    #[serde(default)]
    headers: BTreeMap<String, Option<String>>,
    /// Parameters that the form must hold; null for one that it must not.
    #[serde(default)]
    form: BTreeMap<String, Option<String>>,
    /// A JSON body that the request must have.
    #[serde(default)]
    sends: Option<Json>,
    /// The secret that the form must be signed with; without one it must not be signed.
    #[serde(default)]
    secret: Option<String>,
    #[serde(default = "ok")]
    status: u16,
    /// The server's time.
    #[serde(default)]
    date: Option<String>,
    /// A text, or JSON.
    #[serde(default)]
    body: Json,
}

fn ok() -> u16 {
    200
}

pub(super) struct Server {
    pub(super) address: String,
    heard: Arc<Heard>,
    _connections: JoinSet<()>,
}

struct Heard {
    answers: Vec<Answer>,
    asked: Mutex<Vec<String>>,
    troubles: Mutex<Vec<String>>,
}

impl Server {
    pub(super) async fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Heard {
            answers,
            asked: Mutex::default(),
            troubles: Mutex::default(),
        });
        let mut connections = JoinSet::new();
        let shared = Arc::clone(&heard);
        connections.spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let heard = Arc::clone(&shared);
                let service = service_fn(move |request| {
                    let heard = Arc::clone(&heard);
                    async move { heard.answer(request).await }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        Self {
            address,
            heard,
            _connections: connections,
        }
    }

    pub(super) fn asked(&self) -> Vec<String> {
        self.heard.asked.lock().unwrap().clone()
    }

    pub(super) fn troubles(&self) -> Vec<String> {
        self.heard.troubles.lock().unwrap().clone()
    }
}

impl Heard {
    async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, hyper::Error> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let form = decoded(&body);
        let to = form
            .get("Action")
            .cloned()
            .unwrap_or_else(|| format!("{} {}", head.method, head.uri));
        let times = {
            let mut asked = self.asked.lock().unwrap();
            asked.push(to.clone());
            asked.iter().filter(|earlier| **earlier == to).count()
        };
        let mut answers: Vec<&Answer> = self.answers.iter().filter(|a| a.to == to).collect();
        answers.truncate(times);
        let Some(answer) = answers.last() else {
            return Ok(reply(404, None, "not recorded"));
        };
        let header = |name: &str| {
            let value = head.headers.get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        let mut troubles = answer.troubles(&to, header, &form);
        if let Some(expected) = &answer.sends
            && serde_json::from_str::<Json>(&body).ok().as_ref() != Some(expected)
        {
            troubles.push(format!("{to}: the body is {body}"));
        }
        self.troubles.lock().unwrap().extend(troubles);
        Ok(match &answer.body {
            Json::String(text) => reply(answer.status, answer.date.as_deref(), text),
            body => reply(answer.status, answer.date.as_deref(), &body.to_string()),
        })
    }
}

impl Answer {
    fn troubles(
        &self,
        to: &str,
        header: impl Fn(&str) -> Option<String>,
        form: &Parameters,
    ) -> Vec<String> {
        let mut troubles = Vec::new();
        for (name, expected) in &self.headers {
            let found = header(name);
            if found != *expected {
                troubles.push(format!("{to}: the header {name} is {found:?}"));
            }
        }
        for (name, expected) in &self.form {
            let found = form.get(name);
            if found != expected.as_ref() {
                troubles.push(format!("{to}: the parameter {name} is {found:?}"));
            }
        }
        let mut signed = form.clone();
        let given = signed.remove("Signature");
        let right = self
            .secret
            .as_ref()
            .map(|secret| signature(&string_to_sign("POST", &signed), &Secret::new(secret)));
        if given != right {
            troubles.push(format!("{to}: the signature is {given:?}, not {right:?}"));
        }
        troubles
    }
}

fn reply(status: u16, date: Option<&str>, body: &str) -> Response<Full<Bytes>> {
    let mut response = Response::builder().status(status);
    if let Some(date) = date {
        response = response.header("date", date);
    }
    response
        .body(Full::new(Bytes::from(body.to_owned())))
        .unwrap()
}

fn decoded(form: &str) -> Parameters {
    let plain = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    form.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (plain(name), plain(value)))
        .collect()
}
