//! What may be done to the server as a whole: the paths of the control API that are not about objects.

use std::io;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{EVENTS, Endpoint, FORM, PEM};
use crate::admin::{self, Route, done};
use crate::cloud::Cloud;
use crate::coverage::coverage;
use crate::duration::parse_duration;
use crate::keys::{self, NewKey};
use crate::openapi::openapi;
use crate::overview;
use crate::settings::Settings;
use crate::summary::Summary;
use crate::words::{Body, Shown};

const CALL: &[&str] = &[
    "number",
    "at",
    "method",
    "action",
    "parameters",
    "request_id",
    "outcome",
    "status",
    "duration_ms",
];
const FAULT: &[&str] = &["rule", "struck"];
const OVERVIEW: &[&str] = &[
    "clock",
    "prices",
    "in_all",
    "pairs",
    "packages",
    "bill",
    "instances",
    "limits",
    "routers",
    "networks",
    "peers",
    "children",
    "reachability",
    "faults",
    "actions",
    "calls",
    "counts",
];
const SETTINGS: &[&str] = &["latency", "settle", "seed", "throttle", "policy"];
const SNAPSHOT: &[&str] = &["form", "clock_offset_millis", "state"];
const TIME: &[&str] = &["now", "ahead_of_real_time_seconds"];

/// The paths.
pub(super) const ROUTES: &[Route<Endpoint>] = &[
    Route::at(
        "GET",
        "/health",
        "That it runs, for everybody",
        Endpoint::Open(|cloud, _| Ok(health(cloud))),
    )
    .answers(Shown::Object(&[
        "name",
        "version",
        "form",
        "uptime_seconds",
    ])),
    Route::at(
        "GET",
        "/openapi.json",
        "This document",
        Endpoint::Server(|_, _| Ok(openapi())),
    )
    .answers(Shown::Object(&["openapi", "info", "paths", "components"])),
    Route::at(
        "GET",
        "/ca.pem",
        "The certificate that clients have to trust for TLS, for everybody",
        Endpoint::Authority,
    )
    .answers(Shown::Text(PEM)),
    Route::at(
        "GET",
        "/journal/stream",
        "Events: `arrived`, `answered`, `cleared`, and `skipped` for who reads too slowly",
        Endpoint::Live,
    )
    .answers(Shown::Text(EVENTS)),
    Route::at(
        "GET",
        "/journal",
        "Every call, in order",
        Endpoint::Server(|cloud, _| to_json(cloud.journal.calls())),
    )
    .answers(Shown::List(CALL)),
    Route::at(
        "DELETE",
        "/journal",
        "Forgets the calls and their counts",
        Endpoint::Server(|cloud, _| {
            cloud.forget_calls();
            Ok(done())
        }),
    ),
    Route::at(
        "POST",
        "/reset",
        "Makes everything as the command line says: no objects, orders or calls",
        Endpoint::Server(|cloud, _| {
            cloud.start_over()?;
            Ok(done())
        }),
    ),
    Route::at(
        "GET",
        "/snapshot",
        "All accounts and their clock as one document",
        Endpoint::Server(|cloud, _| cloud.snapshot()),
    )
    .answers(Shown::Object(SNAPSHOT)),
    Route::at(
        "POST",
        "/snapshot",
        "Takes such a document for all there is",
        Endpoint::Large(|cloud, request| {
            cloud.load(serde_json::from_slice(request.body))?;
            Ok(done())
        }),
    )
    .takes::<Value>(r#"{"form": 2, "clock_offset_millis": 0, "state": {}}"#),
    Route::at(
        "GET",
        "/config",
        "How it behaves, and which of the documented rules hold",
        Endpoint::Server(|cloud, _| to_json(&*cloud.settings())),
    )
    .answers(Shown::Object(SETTINGS)),
    Route::at(
        "PATCH",
        "/config",
        "Changes that from the next call on; what is not named stays, `null` is none",
        Endpoint::Server(|cloud, request| {
            let patch: Value = request.read()?;
            let settings = cloud.configure(&patch).map_err(invalid)?;
            to_json(&*settings)
        }),
    )
    .with_body(Body::over::<Settings>(
        r#"{"latency": "1ms", "policy": {"grace": "7d"}}"#,
    ))
    .answers(Shown::Object(SETTINGS)),
    Route::at(
        "GET",
        "/overview",
        "All that the page shows in one answer, with lists that end early",
        Endpoint::Server(|cloud, request| overview::show(cloud, request.account, time(cloud))),
    )
    .answers(Shown::Object(OVERVIEW)),
    Route::at(
        "GET",
        "/coverage",
        "Every action of every product, and whether it is carried out",
        Endpoint::Server(|_, _| to_json(coverage())),
    )
    .answers(Shown::List(&[
        "product",
        "version",
        "action",
        "simulated",
        "changes",
        "note",
    ])),
    Route::at(
        "GET",
        "/accounts",
        "The accounts, each with the ids of its access keys",
        Endpoint::Server(|cloud, _| Ok(keys::accounts(cloud))),
    )
    .answers(Shown::List(&["id", "access_keys"])),
    Route::at(
        "GET",
        "/access-keys",
        "The ids of the access keys that are accepted; nothing shows a secret",
        Endpoint::Server(|cloud, _| Ok(keys::show(cloud))),
    )
    .answers(Shown::List(&["id", "account"])),
    Route::at(
        "POST",
        "/access-keys",
        "Accepts an access key from now on; a temporary one has a `security_token`, one of another account its `account`",
        Endpoint::Server(|cloud, request| {
            cloud.accept(keys::read(request)?);
            Ok(keys::show(cloud))
        }),
    )
    .takes::<NewKey>(r#"{"id": "other-id", "secret": "other-secret"}"#)
    .answers(Shown::List(&["id", "account"])),
    Route::at(
        "DELETE",
        "/access-keys/{id}",
        "Accepts an access key no more",
        Endpoint::Server(|cloud, request| {
            if cloud.gateway.remove_key(request.id) {
                Ok(keys::show(cloud))
            } else {
                Err(admin::absent("access key", request.id))
            }
        }),
    )
    .answers(Shown::List(&["id", "account"])),
    Route::at(
        "GET",
        "/summary",
        "Calls by action, what became of every purchase, and what all has cost",
        Endpoint::Server(|cloud, request| to_json(Summary::of(cloud, request.account))),
    )
    .answers(Shown::Object(&["calls", "purchases", "money"])),
    Route::at(
        "GET",
        "/clock",
        "The time, and how far it is ahead of real time",
        Endpoint::Server(|cloud, _| Ok(time(cloud))),
    )
    .answers(Shown::Object(TIME)),
    Route::at(
        "POST",
        "/clock",
        "Moves the clock forward, or back",
        Endpoint::Server(|cloud, request| {
            let shift: Shift = request.read()?;
            cloud.advance_clock(shift.millis()?)?;
            Ok(time(cloud))
        }),
    )
    .takes::<Shift>(r#"{"advance": "40d"}"#)
    .answers(Shown::Object(TIME)),
    Route::at(
        "GET",
        "/faults",
        "The rules and how often each has struck",
        Endpoint::Server(|cloud, _| to_json(cloud.faults.list())),
    )
    .answers(Shown::List(FAULT)),
    Route::at(
        "POST",
        "/faults",
        "Adds a rule",
        Endpoint::Server(|cloud, request| {
            let Rule { rule } = request.read()?;
            cloud.faults.add(rule.parse().map_err(invalid)?);
            to_json(cloud.faults.list())
        }),
    )
    .takes::<Rule>(r#"{"rule": "CreateCenBandwidthPackage:lost-after*1"}"#)
    .answers(Shown::List(FAULT)),
    Route::at(
        "DELETE",
        "/faults",
        "Clears all rules",
        Endpoint::Server(|cloud, _| {
            cloud.faults.clear();
            Ok(done())
        }),
    ),
    Route::at(
        "POST",
        "/release",
        "Lets held calls go on",
        Endpoint::Server(|cloud, _| {
            cloud.holds.release();
            Ok(done())
        }),
    ),
];

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
