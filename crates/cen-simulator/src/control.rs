//! The control API: what a person or another process may do to a running simulator.
//!
//! It lives under `/_simulator`, speaks JSON, needs no signature and answers loopback clients only.
//!
//! | method and path | does |
//! |---|---|
//! | `GET /_simulator/journal` | every call, in order |
//! | `DELETE /_simulator/journal` | forgets the calls and their counts |
//! | `GET /_simulator/summary` | calls by action, and what became of every purchase |
//! | `GET /_simulator/packages` | packages and unpaid orders |
//! | `PATCH /_simulator/packages/ID` | changes a package behind Terraform's back: any of `name`, `description`, `bandwidth`, `tags`, `cen_id` (empty unbinds), `resource_group_id`, `business_status`, `renew_months` |
//! | `DELETE /_simulator/packages/ID` | removes a package behind Terraform's back |
//! | `POST /_simulator/packages/ID/lock` | `{"status": "SecurityLocked"}`; without a body `FinancialLocked` |
//! | `POST /_simulator/packages/ID/unlock` | lifts such a lock |
//! | `POST /_simulator/orders/ORDER/pay` | pays an order |
//! | `GET /_simulator/cens` | CEN instances |
//! | `PATCH /_simulator/cens/ID` | changes an instance behind Terraform's back: any of `name`, `description`, `protection_level`, `tags`, `resource_group_id` |
//! | `DELETE /_simulator/cens/ID` | removes an instance behind Terraform's back, with everything attached to it |
//! | `GET /_simulator/children` | network instances attached to CEN instances |
//! | `DELETE /_simulator/children/ID` | detaches a network instance behind Terraform's back |
//! | `POST /_simulator/cens` | `{"name": "…"}`: makes a CEN instance that is active at once, answers its id |
//! | `GET /_simulator/limits` | bandwidth limits between regions |
//! | `POST /_simulator/limits` | `{"cen_id": "…", "regions": ["…", "…"], "bandwidth": 5}`: sets one behind Terraform's back; 0 removes it |
//! | `GET /_simulator/transit-routers` | transit routers |
//! | `POST /_simulator/transit-routers` | `{"cen_id": "…", "region": "…"}`: makes one that is active at once, answers its id |
//! | `PATCH /_simulator/transit-routers/ID` | changes one behind Terraform's back: any of `name`, `description`, `tags` |
//! | `DELETE /_simulator/transit-routers/ID` | removes one behind Terraform's back, with everything attached to it |
//! | `GET /_simulator/vpc-attachments` | VPCs attached to transit routers |
//! | `GET /_simulator/peer-attachments` | connections of transit routers |
//! | `PATCH /_simulator/attachments/ID` | changes either behind Terraform's back: any of `name`, `description`, `auto_publish_routes`, `tags`; of a VPC `zones` and `options`, of a connection `bandwidth` |
//! | `DELETE /_simulator/attachments/ID` | removes either behind Terraform's back |
//! | `GET /_simulator/clock` | the time, and how far it is ahead of real time |
//! | `POST /_simulator/clock` | `{"advance": "40d"}`, or `{"back": "1h"}` |
//! | `GET /_simulator/faults` | the rules and how often each has struck |
//! | `POST /_simulator/faults` | `{"rule": "CreateCenBandwidthPackage:lost-after*1"}` |
//! | `DELETE /_simulator/faults` | clears all rules |
//! | `POST /_simulator/release` | lets held calls go on |
//!
//! Failures are `{"error": "…"}` with a 4xx or 5xx status.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::cloud::{Cloud, Ending, Reply};
use super::duration::parse_duration;
use super::faults::Fault;
use super::state::BusinessStatus;
use super::view::{AttachmentChange, InstanceChange, PackageChange, RouterChange};

/// Where the control API lives.
pub(super) const PREFIX: &str = "/_simulator";

/// Answers a request whose path goes on with `path` after the prefix.
pub(super) fn answer(
    cloud: &Cloud,
    peer: SocketAddr,
    method: &str,
    path: &str,
    body: &[u8],
) -> Reply {
    let result = if peer.ip().to_canonical().is_loopback() {
        dispatch(cloud, method, path, body)
    } else {
        Err(Failure::new(
            403,
            "the control API answers loopback clients only",
        ))
    };
    let (status, value) = match result {
        Ok(value) => (200, value),
        Err(failure) => (failure.status, json!({"error": failure.message})),
    };
    Reply {
        status,
        content_type: "application/json;charset=utf-8",
        retry_after: None,
        body: format!("{value:#}\n"),
        ending: Ending::Whole,
    }
}

fn dispatch(cloud: &Cloud, method: &str, path: &str, body: &[u8]) -> Result<Value, Failure> {
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    match (method, steps.as_slice()) {
        ("GET", ["journal"]) => to_json(&cloud.journal.calls()),
        ("DELETE", ["journal"]) => {
            cloud.journal.clear();
            Ok(done())
        }
        ("GET", ["summary"]) => to_json(&cloud.summary()),
        ("GET", ["packages"]) => to_json(&cloud.packages()),
        ("PATCH", ["packages", id]) => {
            to_json(&cloud.change_package(id, read::<PackageChange>(body)?)?)
        }
        ("DELETE", ["packages", id]) => {
            cloud.remove_package(id)?;
            Ok(done())
        }
        ("POST", ["packages", id, "lock"]) => {
            let status = read_or_default::<Lock>(body)?.status;
            to_json(&cloud.change_package(id, lock(status))?)
        }
        ("POST", ["packages", id, "unlock"]) => {
            to_json(&cloud.change_package(id, lock(BusinessStatus::Normal))?)
        }
        ("POST", ["orders", order, "pay"]) => to_json(&cloud.pay(order)?),
        ("GET", ["cens"]) => to_json(&cloud.instances()),
        ("PATCH", ["cens", id]) => {
            to_json(&cloud.change_instance(id, read::<InstanceChange>(body)?)?)
        }
        ("DELETE", ["cens", id]) => {
            cloud.remove_instance(id)?;
            Ok(done())
        }
        ("GET", ["children"]) => to_json(&cloud.children()),
        ("DELETE", ["children", id]) => {
            cloud.remove_child(id)?;
            Ok(done())
        }
        ("POST", ["cens"]) => {
            let name = read_or_default::<Named>(body)?.name;
            Ok(json!({"cen_id": cloud.add_instance(&name)?}))
        }
        ("GET", ["limits"]) => to_json(&cloud.limits()),
        ("POST", ["limits"]) => {
            let Limited {
                cen_id,
                regions: [a, b],
                bandwidth,
            } = read(body)?;
            cloud.set_limit(&cen_id, [&a, &b], bandwidth)?;
            to_json(&cloud.limits())
        }
        ("GET", ["transit-routers"]) => to_json(&cloud.routers()),
        ("POST", ["transit-routers"]) => {
            let Routed { cen_id, region } = read(body)?;
            Ok(json!({"transit_router_id": cloud.add_router(&cen_id, &region)?}))
        }
        ("PATCH", ["transit-routers", id]) => {
            to_json(&cloud.change_router(id, read::<RouterChange>(body)?)?)
        }
        ("DELETE", ["transit-routers", id]) => {
            cloud.remove_router(id)?;
            Ok(done())
        }
        ("GET", ["vpc-attachments"]) => to_json(&cloud.vpc_attachments()),
        ("GET", ["peer-attachments"]) => to_json(&cloud.peer_attachments()),
        ("PATCH", ["attachments", id]) => {
            cloud.change_attachment(id, read::<AttachmentChange>(body)?)?;
            Ok(done())
        }
        ("DELETE", ["attachments", id]) => {
            cloud.remove_attachment(id)?;
            Ok(done())
        }
        ("GET", ["clock"]) => Ok(time(cloud)),
        ("POST", ["clock"]) => {
            let shift = read::<Shift>(body)?.millis()?;
            cloud.advance_clock(shift)?;
            Ok(time(cloud))
        }
        ("GET", ["faults"]) => to_json(&cloud.faults.list()),
        ("POST", ["faults"]) => {
            let fault: Fault = read::<Rule>(body)?
                .rule
                .parse()
                .map_err(|error| Failure::new(400, format!("{error}")))?;
            cloud.faults.add(fault);
            to_json(&cloud.faults.list())
        }
        ("DELETE", ["faults"]) => {
            cloud.faults.clear();
            Ok(done())
        }
        ("POST", ["release"]) => {
            cloud.release();
            Ok(done())
        }
        _ => Err(Failure::new(
            404,
            format!(
                "{method} {PREFIX}{path} is not part of the control API; GET {PREFIX}/summary is a good beginning"
            ),
        )),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    status: BusinessStatus,
}

impl Default for Lock {
    fn default() -> Self {
        Self {
            status: BusinessStatus::FinancialLocked,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limited {
    cen_id: String,
    regions: [String; 2],
    bandwidth: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Routed {
    cen_id: String,
    region: String,
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
    fn millis(&self) -> Result<i64, Failure> {
        let (Self::Advance(text) | Self::Back(text)) = self;
        let span: Duration =
            parse_duration(text).map_err(|error| Failure::new(400, error.to_string()))?;
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Ok(match self {
            Self::Advance(_) => millis,
            Self::Back(_) => -millis,
        })
    }
}

fn lock(status: BusinessStatus) -> PackageChange {
    PackageChange {
        business_status: Some(status),
        ..PackageChange::default()
    }
}

fn time(cloud: &Cloud) -> Value {
    json!({
        "now": cloud.clock.now().to_seconds(),
        "ahead_of_real_time_seconds": cloud.clock.offset_millis() / 1_000,
    })
}

/// Why the control API says no.
struct Failure {
    status: u16,
    message: String,
}

impl Failure {
    fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let status = match error.kind() {
            io::ErrorKind::NotFound => 404,
            io::ErrorKind::AlreadyExists => 409,
            io::ErrorKind::InvalidInput => 400,
            _ => 500,
        };
        Self::new(status, error.to_string())
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body)
        .map_err(|error| Failure::new(400, format!("the body does not fit: {error}")))
}

fn read_or_default<T: DeserializeOwned + Default>(body: &[u8]) -> Result<T, Failure> {
    if body.is_empty() {
        Ok(T::default())
    } else {
        read(body)
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|error| Failure::new(500, error.to_string()))
}

fn done() -> Value {
    json!({"done": true})
}
