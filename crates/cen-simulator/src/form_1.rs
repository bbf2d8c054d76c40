//! State files of form 1, which simulators wrote until objects were stored as they are shown.

use serde::de::Error as _;
use serde_json::value::to_raw_value;
use serde_json::{Map, Value, json};

use crate::areas::{is_cross_border, span_id};
use crate::clock::Moment;
use crate::state::Tables;

type Fields = Map<String, Value>;

/// How objects of a kind become those of form 2.
type Change = fn(&mut Fields, Moment);

/// The tables by their old and new names.
const TABLES: [(&str, &str, Change); 8] = [
    ("instances", "cens", instance),
    ("packages", "packages", package),
    ("departed", "departed", departed),
    ("limits", "limits", limit),
    ("children", "children", child),
    ("routers", "transit-routers", router),
    ("vpc_attachments", "vpc-attachments", vpc_attachment),
    ("peer_attachments", "peer-attachments", peer_attachment),
];

/// The state of a file of form 1 in form 2, at the time `now`. What is not as form 1 has it is left to be found wrong.
pub(crate) fn upgrade(mut state: Tables, now: Moment) -> serde_json::Result<Tables> {
    let mut upgraded = Tables::new();
    for (old, new, change) in TABLES {
        let Some(table) = state.remove(old) else {
            continue;
        };
        let table: serde_json::Result<Vec<Fields>> = serde_json::from_str(table.get());
        let explain = |error| serde_json::Error::custom(format!("in `{old}`: {error}"));
        let mut table = table.map_err(explain)?;
        table.iter_mut().for_each(|fields| change(fields, now));
        upgraded.insert(new.to_owned(), to_raw_value(&table)?);
    }
    // The tokens, which have stayed as they were.
    upgraded.extend(state);
    Ok(upgraded)
}

fn instance(fields: &mut Fields, _: Moment) {
    rename(fields, "resource_group", "resource_group_id");
    minutes(fields, "created_at", "creation_time");
    let busy = fields.remove("busy").unwrap_or_default();
    let status = busy[0].as_str().unwrap_or("Active").to_owned();
    life(fields, &status, "Active", &busy[1]);
    fields.insert("packages".to_owned(), json!([]));
    fields.insert("children".to_owned(), json!([]));
}

fn package(fields: &mut Fields, now: Moment) {
    rename(fields, "instance", "cen_id");
    rename(fields, "resource_group", "resource_group_id");
    rename(fields, "created_at", "paid_at");
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let moment = |name: &str| fields.get(name).and_then(Value::as_i64).map(Moment::from);
    let (a, b) = (text("area_a"), text("area_b"));
    let is_paid = fields.get("paid") == Some(&Value::Bool(true));
    let has_expired = moment("expires_at").is_some_and(|end| now >= end);
    let expired_time = moment("expires_at").map(Moment::to_minutes);
    let lock = fields.get("lock").and_then(Value::as_str);
    let derived = json!({
        "geographic_span_id": span_id(a, b),
        "is_cross_border": is_cross_border(a, b),
        "visible": is_paid && moment("shows_from").is_some_and(|from| now >= from),
        "status": if text("cen_id").is_empty() { "Idle" } else { "InUse" },
        "business_status": lock.unwrap_or(if has_expired { "FinancialLocked" } else { "Normal" }),
        "creation_time": moment("paid_at").map(Moment::to_minutes),
        "expired_time": expired_time.unwrap_or_else(|| "2999-09-08T16:00Z".to_owned()),
    });
    if let Value::Object(derived) = derived {
        fields.extend(derived);
    }
}

fn departed(fields: &mut Fields, now: Moment) {
    rename(fields, "how", "departed");
    if let Some(Value::Object(fields)) = fields.get_mut("package") {
        package(fields, now);
    }
}

fn limit(fields: &mut Fields, _: Moment) {
    rename(fields, "instance", "cen_id");
    rename(fields, "package", "package_id");
    rename(fields, "mbps", "bandwidth");
    let pending = fields.remove("pending").unwrap_or_default();
    let status = if pending.is_null() {
        "Active"
    } else {
        "Modifying"
    };
    life(fields, status, "Active", &pending[1]);
    fields.insert("pending".to_owned(), pending[0].clone());
}

fn child(fields: &mut Fields, _: Moment) {
    rename(fields, "instance", "cen_id");
    minutes(fields, "attached_at", "attach_time");
    let status = fields.remove("status").unwrap_or_default();
    let at = fields.remove("settles_at").unwrap_or_default();
    life(fields, status.as_str().unwrap_or_default(), "Attached", &at);
}

fn router(fields: &mut Fields, _: Moment) {
    rename(fields, "instance", "cen_id");
    minutes(fields, "created_at", "creation_time");
    phase(fields, ["Creating", "Active", "Deleting"]);
}

fn vpc_attachment(fields: &mut Fields, _: Moment) {
    rename(fields, "vpc", "vpc_id");
    attachment(fields, Moment::to_seconds);
}

fn peer_attachment(fields: &mut Fields, _: Moment) {
    rename(fields, "peer", "peer_transit_router_id");
    let bandwidth = fields.remove("bandwidth").unwrap_or_default();
    let (kind, package, mbps) = match bandwidth.get("Traffic") {
        Some(mbps) => ("DataTransfer", &Value::Null, mbps),
        None => {
            let of_package = &bandwidth["Package"];
            ("BandwidthPackage", &of_package[0], &of_package[1])
        }
    };
    fields.insert("bandwidth_type".to_owned(), kind.into());
    fields.insert("package_id".to_owned(), package.clone());
    fields.insert("bandwidth".to_owned(), mbps.clone());
    attachment(fields, Moment::to_minutes);
}

/// What all attachments have stood apart.
fn attachment(fields: &mut Fields, text: fn(Moment) -> String) {
    if let Some(Value::Object(common)) = fields.remove("attachment") {
        fields.extend(common);
    }
    rename(fields, "router", "transit_router_id");
    rename(fields, "auto_publish", "auto_publish_routes");
    time(fields, "created_at", "creation_time", text);
    phase(fields, ["Attaching", "Attached", "Detaching"]);
}

/// A phase becomes the word of the API.
fn phase(fields: &mut Fields, [beginning, settled, ending]: [&str; 3]) {
    let life_before = fields.remove("life").unwrap_or_default();
    let status = match life_before["phase"].as_str() {
        Some("beginning") => beginning,
        Some("changing") => "Modifying",
        Some("ending") => ending,
        _ => settled,
    };
    life(fields, status, settled, &life_before["until"]);
}

/// A status that passes at `at`, unless it is `settled`.
fn life(fields: &mut Fields, status: &str, settled: &str, at: &Value) {
    let next = match status {
        "Deleting" | "Detaching" => json!({"at": at, "status": null}),
        status if status == settled => Value::Null,
        _ => json!({"at": at, "status": settled}),
    };
    fields.insert("status".to_owned(), status.into());
    fields.insert("next".to_owned(), next);
}

fn rename(fields: &mut Fields, old: &str, new: &str) {
    if let Some(value) = fields.remove(old) {
        fields.insert(new.to_owned(), value);
    }
}

fn minutes(fields: &mut Fields, old: &str, new: &str) {
    time(fields, old, new, Moment::to_minutes);
}

/// A number of milliseconds becomes the text that is shown.
fn time(fields: &mut Fields, old: &str, new: &str, text: fn(Moment) -> String) {
    let millis = fields.remove(old).and_then(|millis| millis.as_i64());
    if let Some(millis) = millis {
        fields.insert(new.to_owned(), text(Moment::from(millis)).into());
    }
}
