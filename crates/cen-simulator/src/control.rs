//! The control API: what a person or another process may do to a running simulator.
//!
//! It lives under `/_simulator`, speaks JSON and needs no signature. It answers clients on this machine, or those that show a
//! token when it was given one ([`ControlAccess`]), and no pages of other origins. Only `health` and
//! the files of the page answer everybody.
//!
//! What there is, what it takes and what it answers is written in OpenAPI: `GET /_simulator/openapi.json` of a simulator, and
//! `docs/openapi/simulator.json`, which is [`openapi`](crate::openapi()).
//!
//! A reset and a snapshot end the calls that are under way with `Simulator.AccountReplaced`, so that none of them works on the
//! new account.
//!
//! What is about objects, orders and money is about the first account; with `?account=ID` about another.
//!
//! Failures are `{"error": "…"}` with a 4xx or 5xx status.

mod server;

use std::io;

use alibaba_cloud::sign::rpc::Parameters;
use matchit::{InsertError, Router};
use serde_json::{Value, json};

use crate::admin::{self, AdminRequest, Route};
use crate::answer_body::AnswerBody;
use crate::cloud::{Cloud, Ending, Reply};
use crate::form;
use crate::guard::Visitor;
use crate::http::LARGEST_BODY;
use crate::options::{ACCOUNT_ID, ControlAccess, account_id};
use crate::page::{self, PageFile};
use crate::registry;
use crate::tls::Identity;

/// Where the control API lives.
pub(crate) const PREFIX: &str = "/_simulator";

/// The form of the control API: it goes up with every change that a program written for it would trip over.
pub(crate) const FORM: u32 = 1;

/// Some ten thousand packages with all that belongs to them, as a snapshot has them.
const LARGEST_SNAPSHOT: usize = 64 * 1024 * 1024;

/// The type of the certificate (as many servers send it; none is registered).
const PEM: &str = "application/x-pem-file";

/// The type of a stream of events (HTML, section 9.2).
pub(crate) const EVENTS: &str = "text/event-stream";

/// The methods of all paths.
const METHODS: [&str; 4] = ["GET", "POST", "PATCH", "DELETE"];

type Handler = fn(&Cloud, &AdminRequest<'_>) -> io::Result<Value>;

/// What is done at a path.
#[derive(Clone, Copy)]
pub(crate) enum Endpoint {
    /// A look at the server that everybody may have.
    Open(Handler),
    /// The certificate to be trusted, for everybody as well.
    Authority,
    /// A file of the page, which is for everybody too: it has nothing to tell, and asks for the token.
    Page(&'static PageFile),
    /// The journal as it is written.
    Live,
    /// Something with the server.
    Server(Handler),
    /// The same, with a body that holds a whole account.
    Large(Handler),
    /// Something with the account, which is saved afterwards.
    Change(admin::Handler),
    /// A look at the account.
    Look(admin::Handler),
}

impl Endpoint {
    /// Whether everybody may ask for it.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Open(_) | Self::Authority | Self::Page(_))
    }
}

/// All that the control API does.
pub(crate) fn routes() -> impl Iterator<Item = Route<Endpoint>> {
    let files = page::FILES.iter();
    let files = files.map(|file| file.route().map(|()| Endpoint::Page(file)));
    let objects = registry::routes().map(|route| {
        route.map(|run| match route.method {
            "GET" => Endpoint::Look(run),
            _ => Endpoint::Change(run),
        })
    });
    server::ROUTES.iter().copied().chain(files).chain(objects)
}

/// A request that was let in, and what is still to be done with it.
pub(crate) struct Admitted {
    endpoint: Endpoint,
    id: String,
    query: Parameters,
}

impl Admitted {
    /// How much of a body is taken, in bytes.
    pub(crate) fn largest_body(&self) -> usize {
        match self.endpoint {
            Endpoint::Large(_) => LARGEST_SNAPSHOT,
            _ => LARGEST_BODY,
        }
    }
}

/// The answer to a request that was not let in.
pub(crate) struct Refused {
    pub(crate) reply: Reply,
    /// The methods that there are instead.
    pub(crate) allowed: Option<String>,
}

impl From<Reply> for Refused {
    fn from(reply: Reply) -> Self {
        Self {
            reply,
            allowed: None,
        }
    }
}

/// What the control API answers.
pub(crate) enum Answered {
    Whole(Reply),
    /// Something that goes on.
    Stream(AnswerBody),
}

/// The control API of a simulator.
pub(crate) struct Control {
    access: ControlAccess,
    identity: Option<Identity>,
    /// By method and path, as in `/GET/clock`.
    endpoints: Router<Endpoint>,
}

impl Control {
    /// # Errors
    ///
    /// Two routes have the same method and path.
    pub(crate) fn new(
        access: ControlAccess,
        identity: Option<Identity>,
    ) -> Result<Self, InsertError> {
        let mut endpoints = Router::new();
        for Route {
            method, path, run, ..
        } in routes()
        {
            endpoints.insert(format!("/{method}{path}"), run)?;
        }
        Ok(Self {
            access,
            identity,
            endpoints,
        })
    }

    /// What it speaks TLS with, if it does.
    pub(crate) fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// Lets a request in whose path goes on with `path_and_query` after the prefix, before its body is read.
    ///
    /// # Errors
    ///
    /// The answer to a visitor who may not ask this, or asks for what there is not.
    pub(crate) fn admit(
        &self,
        visitor: Visitor<'_>,
        method: &str,
        path_and_query: &str,
    ) -> Result<Admitted, Refused> {
        let (path, query) = path_and_query
            .split_once('?')
            .unwrap_or((path_and_query, ""));
        let place = path.trim_end_matches('/');
        // Answered alike; the server leaves out the body (RFC 9110, section 9.3.2).
        let looked_for = if method == "HEAD" { "GET" } else { method };
        let key = format!("/{looked_for}{place}");
        let found = self.endpoints.at(&key);
        let is_open = found.as_ref().is_ok_and(|found| found.value.is_open());
        if !is_open && let Err(refusal) = self.access.check(visitor) {
            return Err(failure(refusal.status(), &refusal).into());
        }
        let found = found.map_err(|_| self.unknown(method, path, place))?;
        Ok(Admitted {
            endpoint: *found.value,
            id: found.params.get("id").unwrap_or("").to_owned(),
            query: form::pairs(query.as_bytes()),
        })
    }

    /// The answer to a request for what there is not, at least not by this method.
    fn unknown(&self, method: &str, path: &str, place: &str) -> Refused {
        let is_known = |method: &&str| self.endpoints.at(&format!("/{method}{place}")).is_ok();
        let mut allowed: Vec<&str> = METHODS.into_iter().filter(is_known).collect();
        if allowed.first() == Some(&"GET") {
            allowed.insert(1, "HEAD");
        }
        let allowed = allowed.join(", ");
        let (status, hint) = if allowed.is_empty() {
            (404, format!("GET {PREFIX}/openapi.json lists all that is"))
        } else {
            (405, format!("what it takes there is {allowed}"))
        };
        let text = format!("{method} {PREFIX}{path} is not part of the control API; {hint}");
        Refused {
            reply: failure(status, &text),
            allowed: (!allowed.is_empty()).then_some(allowed),
        }
    }

    /// Does what a request asks for that was let in.
    pub(crate) fn answer(&self, cloud: &Cloud, admitted: Admitted, body: &[u8]) -> Answered {
        let Admitted {
            endpoint,
            id,
            query,
        } = admitted;
        let account = match query.get("account") {
            None => ACCOUNT_ID,
            Some(text) => match account_id(text).filter(|id| cloud.account_ids().contains(id)) {
                Some(id) => id,
                None => return Answered::Whole(failure(404, &admin::absent("account", text))),
            },
        };
        let request = AdminRequest {
            account,
            id: &id,
            query,
            body,
        };
        let result = match endpoint {
            Endpoint::Page(file) => return Answered::Whole(file.reply()),
            Endpoint::Authority => return Answered::Whole(self.authority()),
            Endpoint::Live => return Answered::Stream(cloud.live.follow()),
            Endpoint::Open(run) | Endpoint::Server(run) | Endpoint::Large(run) => {
                run(cloud, &request)
            }
            Endpoint::Change(run) => cloud.change(account, |context| run(context, &request)),
            Endpoint::Look(run) => cloud.look(account, |context| run(context, &request)),
        };
        Answered::Whole(match result {
            Ok(value) => json_reply(200, &value),
            Err(error) => failure(status_of(&error), &error),
        })
    }
}

impl Control {
    fn authority(&self) -> Reply {
        match &self.identity {
            Some(identity) => Reply {
                status: 200,
                content_type: PEM,
                retry_after: None,
                body: identity.authority.clone(),
                ending: Ending::Whole,
            },
            None => failure(404, &"this simulator was started without --tls"),
        }
    }
}

fn failure(status: u16, error: &impl ToString) -> Reply {
    json_reply(status, &json!({"error": error.to_string()}))
}

fn json_reply(status: u16, value: &Value) -> Reply {
    Reply {
        status,
        content_type: "application/json;charset=utf-8",
        retry_after: None,
        body: format!("{value:#}\n"),
        ending: Ending::Whole,
    }
}

fn status_of(error: &io::Error) -> u16 {
    match error.kind() {
        io::ErrorKind::InvalidInput => 400,
        io::ErrorKind::PermissionDenied => 403,
        io::ErrorKind::NotFound => 404,
        io::ErrorKind::AlreadyExists => 409,
        _ => 500,
    }
}
