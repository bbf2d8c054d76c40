//! The control API: what a person or another process may do to a running simulator.
//!
//! It lives under `/_simulator`, speaks JSON and needs no signature. It answers clients on this machine, or those that show a
//! token when it was given one ([`ControlAccess`]), and no pages of other origins. Only `health` and
//! the files of the page answer everybody.
//!
//! | method and path | does |
//! |---|---|
//! | `GET /_simulator/health` | that it runs: `name`, `version`, `form` (of the control API) and `uptime_seconds` |
//! | `GET /_simulator/config` | how it behaves: `latency`, `settle`, `seed`, `throttle`, and `policy`, which of the documented rules hold |
//! | `PATCH /_simulator/config` | lets it behave otherwise from the next call on: any of these, `null` for none; a `seed` lets ids begin again |
//! | `POST /_simulator/reset` | makes everything as it was at the start: no objects, orders or calls, and the clock, settings, keys and faults of the command line |
//! | `GET /_simulator/snapshot` | the account and its clock as one document |
//! | `POST /_simulator/snapshot` | takes such a document for all there is |
//! | `GET /_simulator/access-keys` | the ids of the access keys that are accepted; nothing shows a secret |
//! | `POST /_simulator/access-keys` | `{"id": "…", "secret": "…"}`, and `security_token` for a temporary one: accepts it from now on |
//! | `DELETE /_simulator/access-keys/ID` | accepts it no more |
//! | `GET /_simulator/ca.pem` | the certificate that clients have to trust for TLS; this, too, for everybody |
//! | `GET /_simulator/journal/stream` | each call when it arrives and when it is answered, as server-sent events: `arrived`, `answered`, `cleared`, and `skipped` for a reader who is too slow |
//! | `GET /_simulator/journal` | every call, in order |
//! | `DELETE /_simulator/journal` | forgets the calls and their counts |
//! | `GET /_simulator/coverage` | every action of every product, and whether it is carried out |
//! | `GET /_simulator/summary` | calls by action, what became of every purchase, and what all has cost |
//! | `GET /_simulator/overview` | all that the page shows in one answer, with lists that end early |
//! | `GET /_simulator/` | the page, for a browser |
//! | `GET /_simulator/clock` | the time, and how far it is ahead of real time |
//! | `POST /_simulator/clock` | `{"advance": "40d"}`, or `{"back": "1h"}` |
//! | `GET /_simulator/faults` | the rules and how often each has struck |
//! | `POST /_simulator/faults` | `{"rule": "CreateCenBandwidthPackage:lost-after*1"}` |
//! | `DELETE /_simulator/faults` | clears all rules |
//! | `POST /_simulator/release` | lets held calls go on |
//! | `GET /_simulator/packages` | packages and unpaid orders |
//! | `PATCH /_simulator/packages/ID` | changes a package outside of Terraform: any of `name`, `description`, `bandwidth`, `tags`, `cen_id` (empty unbinds), `resource_group_id`, `business_status`, `renew_months`, `renewal` (`{"AutoRenewal": {"period": 1, "unit": "M"}}`, `"ManualRenewal"`, `"NotRenewal"`), `unpaid_bandwidth` |
//! | `DELETE /_simulator/packages/ID` | removes a package outside of Terraform |
//! | `POST /_simulator/packages/ID/lock` | `{"status": "SecurityLocked"}`; without a body `FinancialLocked` |
//! | `POST /_simulator/packages/ID/unlock` | lifts such a lock |
//! | `GET /_simulator/orders` | every order, with what it has cost |
//! | `POST /_simulator/orders/ORDER/pay` | pays an order |
//! | `GET /_simulator/balance` | what the account has |
//! | `POST /_simulator/balance` | `{"balance": "0.50"}`: lets it have exactly this much |
//! | `GET /_simulator/cens` | CEN instances |
//! | `POST /_simulator/cens` | `{"name": "…"}`: creates a CEN instance that is active at once, answers its id |
//! | `PATCH /_simulator/cens/ID` | changes an instance outside of Terraform: any of `name`, `description`, `protection_level`, `tags`, `resource_group_id` |
//! | `DELETE /_simulator/cens/ID` | removes an instance outside of Terraform, with everything attached to it |
//! | `GET /_simulator/children` | network instances attached to CEN instances |
//! | `DELETE /_simulator/children/ID` | detaches a network instance outside of Terraform |
//! | `GET /_simulator/limits` | bandwidth limits between regions |
//! | `POST /_simulator/limits` | `{"cen_id": "…", "regions": ["…", "…"], "bandwidth": 5}`: sets one outside of Terraform; 0 removes it |
//! | `GET /_simulator/transit-routers` | transit routers |
//! | `POST /_simulator/transit-routers` | `{"cen_id": "…", "region": "…"}`: creates one that is active at once, answers its id |
//! | `PATCH /_simulator/transit-routers/ID` | changes one outside of Terraform: any of `name`, `description`, `tags` |
//! | `DELETE /_simulator/transit-routers/ID` | removes one outside of Terraform, with everything attached to it |
//! | `GET /_simulator/vpc-attachments` | VPCs attached to transit routers |
//! | `GET /_simulator/peer-attachments` | connections of transit routers |
//! | `PATCH /_simulator/attachments/ID` | changes one of any kind outside of Terraform: any of `name`, `description`, `auto_publish_routes`, `order`, `tags`; of a VPC `zones` and `options`, of a connection `bandwidth` |
//! | `DELETE /_simulator/attachments/ID` | removes one outside of Terraform |
//! | `GET /_simulator/networks` | what is known of attached networks |
//! | `POST /_simulator/networks` | tells all that is known of one: `{"id": "vpc-…", "vswitches": [{"cidr": "…"}]}`, and any of `routes`, `withdrawn`, `prefixes`, `has_default_route` and `is_private` |
//! | `POST /_simulator/prefix-lists` | tells what one holds: `{"id": "pl-…", "entries": ["…"]}` |
//! | `GET /_simulator/reachability?from=ID&to=ID` | whether an attached network reaches another and is reached by it, by which way, or which hop is missing; `from_cidr` and `to_cidr` narrow it to a block or an address |
//! | `DELETE /_simulator/associations/ATTACHMENT:TABLE` | takes an association away outside of Terraform; so with `propagations`, `route-entries`, `aggregations`, `child-routes`, `router-cidrs` and `prefix-list-associations`, whose ids are joined by colons where the API has none |
//! | `GET /_simulator/KIND` | objects of any other kind, by the name that its table has in a state file |
//! | `PATCH /_simulator/KIND/ID` | changes one outside of Terraform: any field that the kind's file calls a change |
//! | `DELETE /_simulator/KIND/ID` | removes one outside of Terraform, with everything attached to it |
//!
//! Failures are `{"error": "…"}` with a 4xx or 5xx status.

use std::io;

use alibaba_cloud::secret::Secret;
use alibaba_cloud::sign::rpc::Parameters;
use matchit::{InsertError, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::admin::{self, AdminRequest, Route, done};
use crate::answer_body::AnswerBody;
use crate::cloud::{Cloud, Ending, Reply};
use crate::coverage::coverage;
use crate::duration::parse_duration;
use crate::form;
use crate::guard::Visitor;
use crate::http::LARGEST_BODY;
use crate::options::{AccessKey, ControlAccess};
use crate::overview;
use crate::page::{self, PageFile};
use crate::registry;
use crate::summary::Summary;
use crate::tls::Identity;

/// Where the control API lives.
pub(crate) const PREFIX: &str = "/_simulator";

/// The form of the control API: it goes up with every change that a program written for it would trip over.
const FORM: u32 = 1;

/// Some ten thousand packages with all that belongs to them, as a snapshot has them.
const LARGEST_SNAPSHOT: usize = 64 * 1024 * 1024;

type Handler = fn(&Cloud, &AdminRequest<'_>) -> io::Result<Value>;

/// The paths that are not about objects.
const ROUTES: &[Route<Endpoint>] = &[
    Route::new(
        "GET",
        "/health",
        Endpoint::Open(|cloud, _| Ok(health(cloud))),
    ),
    Route::new("GET", "/ca.pem", Endpoint::Authority),
    Route::new("GET", "/journal/stream", Endpoint::Live),
    Route::new(
        "GET",
        "/journal",
        Endpoint::Server(|cloud, _| to_json(cloud.journal.calls())),
    ),
    Route::new(
        "DELETE",
        "/journal",
        Endpoint::Server(|cloud, _| {
            cloud.forget_calls();
            Ok(done())
        }),
    ),
    Route::new(
        "POST",
        "/reset",
        Endpoint::Server(|cloud, _| {
            cloud.start_over()?;
            Ok(done())
        }),
    ),
    Route::new(
        "GET",
        "/snapshot",
        Endpoint::Server(|cloud, _| cloud.snapshot()),
    ),
    Route::new(
        "POST",
        "/snapshot",
        Endpoint::Large(|cloud, request| {
            cloud.load(request.read()?)?;
            Ok(done())
        }),
    ),
    Route::new(
        "GET",
        "/config",
        Endpoint::Server(|cloud, _| to_json(&*cloud.settings())),
    ),
    Route::new(
        "PATCH",
        "/config",
        Endpoint::Server(|cloud, request| {
            let patch: Value = request.read()?;
            let settings = cloud.configure(&patch).map_err(invalid)?;
            to_json(&*settings)
        }),
    ),
    Route::new(
        "GET",
        "/overview",
        Endpoint::Server(|cloud, _| overview::show(cloud, time(cloud))),
    ),
    Route::new(
        "GET",
        "/coverage",
        Endpoint::Server(|_, _| to_json(coverage())),
    ),
    Route::new(
        "GET",
        "/access-keys",
        Endpoint::Server(|cloud, _| Ok(key_ids(cloud))),
    ),
    Route::new(
        "POST",
        "/access-keys",
        Endpoint::Server(|cloud, request| {
            // What is wrong with it is not said in serde's words, as they repeat values.
            let key: NewKey = request.read().map_err(|_| bad_key())?;
            cloud.gateway.add_key(key.checked()?);
            Ok(key_ids(cloud))
        }),
    ),
    Route::new(
        "DELETE",
        "/access-keys/{id}",
        Endpoint::Server(|cloud, request| {
            if cloud.gateway.remove_key(request.id) {
                Ok(key_ids(cloud))
            } else {
                Err(admin::absent("access key", request.id))
            }
        }),
    ),
    Route::new(
        "GET",
        "/summary",
        Endpoint::Server(|cloud, _| to_json(Summary::of(cloud))),
    ),
    Route::new(
        "GET",
        "/clock",
        Endpoint::Server(|cloud, _| Ok(time(cloud))),
    ),
    Route::new(
        "POST",
        "/clock",
        Endpoint::Server(|cloud, request| {
            let shift: Shift = request.read()?;
            cloud.advance_clock(shift.millis()?)?;
            Ok(time(cloud))
        }),
    ),
    Route::new(
        "GET",
        "/faults",
        Endpoint::Server(|cloud, _| to_json(cloud.faults.list())),
    ),
    Route::new(
        "POST",
        "/faults",
        Endpoint::Server(|cloud, request| {
            let Rule { rule } = request.read()?;
            cloud.faults.add(rule.parse().map_err(invalid)?);
            to_json(cloud.faults.list())
        }),
    ),
    Route::new(
        "DELETE",
        "/faults",
        Endpoint::Server(|cloud, _| {
            cloud.faults.clear();
            Ok(done())
        }),
    ),
    Route::new(
        "POST",
        "/release",
        Endpoint::Server(|cloud, _| {
            cloud.holds.release();
            Ok(done())
        }),
    ),
];

/// What is done at a path.
#[derive(Clone, Copy)]
enum Endpoint {
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
    fn is_open(self) -> bool {
        matches!(self, Self::Open(_) | Self::Authority | Self::Page(_))
    }
}

/// All that the control API does.
fn routes() -> impl Iterator<Item = Route<Endpoint>> {
    let files = page::FILES.iter();
    let files = files.map(|file| Route::new("GET", file.path, Endpoint::Page(file)));
    let objects = registry::routes().map(|route| {
        route.map(|run| match route.method {
            "GET" => Endpoint::Look(run),
            _ => Endpoint::Change(run),
        })
    });
    ROUTES.iter().copied().chain(files).chain(objects)
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
        for Route { method, path, run } in routes() {
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
    ) -> Result<Admitted, Reply> {
        let (path, query) = path_and_query
            .split_once('?')
            .unwrap_or((path_and_query, ""));
        let key = format!("/{method}{}", path.trim_end_matches('/'));
        let found = self.endpoints.at(&key);
        let is_open = found.as_ref().is_ok_and(|found| found.value.is_open());
        if !is_open && let Err(refusal) = self.access.check(visitor) {
            return Err(failure(refusal.status(), &refusal));
        }
        let found = found.map_err(|_| {
            let unknown = format!(
                "{method} {PREFIX}{path} is not part of the control API; GET {PREFIX}/summary is a good beginning"
            );
            failure(404, &unknown)
        })?;
        Ok(Admitted {
            endpoint: *found.value,
            id: found.params.get("id").unwrap_or("").to_owned(),
            query: form::pairs(query.as_bytes()),
        })
    }

    /// Does what a request asks for that was let in.
    pub(crate) fn answer(&self, cloud: &Cloud, admitted: Admitted, body: &[u8]) -> Answered {
        let Admitted {
            endpoint,
            id,
            query,
        } = admitted;
        let request = AdminRequest {
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
            Endpoint::Change(run) => cloud.change(|context| run(context, &request)),
            Endpoint::Look(run) => cloud.look(|context| run(context, &request)),
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
                content_type: "application/x-pem-file",
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKey {
    id: String,
    secret: String,
    security_token: Option<String>,
}

impl NewKey {
    fn checked(self) -> io::Result<AccessKey> {
        if self.id.is_empty() || self.secret.is_empty() {
            return Err(bad_key());
        }
        Ok(AccessKey {
            id: self.id,
            secret: Secret::new(self.secret),
            security_token: self.security_token.map(Secret::new),
        })
    }
}

fn bad_key() -> io::Error {
    let message = "an access key is {\"id\": …, \"secret\": …}, with \"security_token\" if it is a temporary one";
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

/// The ids of the keys, and nothing secret.
fn key_ids(cloud: &Cloud) -> Value {
    let ids = cloud.gateway.key_ids().into_iter();
    ids.map(|id| json!({"id": id})).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    rule: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Shift {
    Advance(String),
    Back(String),
}

impl Shift {
    fn millis(&self) -> io::Result<i64> {
        let (Self::Advance(text) | Self::Back(text)) = self;
        let span = parse_duration(text).map_err(invalid)?;
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Ok(match self {
            Self::Advance(_) => millis,
            Self::Back(_) => -millis,
        })
    }
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}

fn health(cloud: &Cloud) -> Value {
    json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "form": FORM,
        "uptime_seconds": cloud.started.elapsed().as_secs(),
    })
}

fn time(cloud: &Cloud) -> Value {
    json!({
        "now": cloud.clock.now().to_seconds(),
        "ahead_of_real_time_seconds": cloud.clock.offset_millis() / 1_000,
    })
}

fn to_json(value: impl serde::Serialize) -> io::Result<Value> {
    Ok(serde_json::to_value(value)?)
}
