//! Stored objects, as every walk hands them in.

use serde_json::{Value as Json, json};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::error;
use super::objects::{With as _, dynamic, empty, map, package, timeouts};
use super::session::Session;

fn raw(json: impl Into<Vec<u8>>) -> pb::RawState {
    pb::RawState {
        json: json.into().into(),
        ..Default::default()
    }
}

/// Every attribute as a state file has it.
fn stored() -> Json {
    json!({
        "id": "cenbwp-1", "bandwidth": 5, "area_a": "China", "area_b": "Asia-Pacific", "charge_type": "PrePaid",
        "period": null, "pricing_cycle": null, "auto_pay": true, "auto_renew": null, "auto_renew_duration": null,
        "name": "e\u{301}dge", "description": "", "cen_id": null, "resource_group_id": null, "tags": {"team": "net"},
        "tags_all": {"team": "net"}, "client_token": null, "abandon_on_destroy": false, "status": "Idle",
        "business_status": "Normal", "creation_time": "2026-01-01T00:00Z", "expired_time": null,
        "geographic_span_id": null, "is_cross_border": true,
        "timeouts": {"create": "1m", "update": null, "delete": null},
    })
}

fn upgraded() -> Value {
    package()
        .with("id", "cenbwp-1")
        .with("charge_type", "PrePaid")
        .with("auto_pay", true)
        .with("name", "\u{e9}dge")
        .with("description", "")
        .with("tags", map(&[("team", "net")]))
        .with("tags_all", map(&[("team", "net")]))
        .with("abandon_on_destroy", false)
        .with("status", "Idle")
        .with("business_status", "Normal")
        .with("creation_time", "2026-01-01T00:00Z")
        .with("is_cross_border", true)
        .with("timeouts", timeouts("1m"))
}

fn answer_of(state: &Value) -> pb::upgrade_resource_state::Response {
    pb::upgrade_resource_state::Response {
        upgraded_state: dynamic(state),
        ..Default::default()
    }
}

fn refusal_of(said: pb::Diagnostic) -> pb::upgrade_resource_state::Response {
    pb::upgrade_resource_state::Response {
        diagnostics: vec![said],
        ..Default::default()
    }
}

#[tokio::test]
async fn a_stored_object_is_read_whether_compact_or_indented() {
    let session = Session::fresh();
    let compact = serde_json::to_vec(&stored()).expect("JSON");
    let indented = serde_json::to_vec_pretty(&stored()).expect("JSON");
    for json in [compact, indented] {
        assert_eq!(session.upgrade(0, raw(json)).await, answer_of(&upgraded()));
    }
}

#[tokio::test]
async fn attributes_that_are_missing_are_null_and_those_that_are_gone_are_passed_over() {
    let session = Session::fresh();
    let json =
        r#"{"id":"cenbwp-1","geographic_region":["x"],"timeouts":{"create":"1m","read":{"a":1}}}"#;
    let expected = empty()
        .with("id", "cenbwp-1")
        .with("timeouts", timeouts("1m"));
    assert_eq!(session.upgrade(0, raw(json)).await, answer_of(&expected));
    assert_eq!(session.upgrade(0, raw("{}")).await, answer_of(&empty()));
}

#[tokio::test]
async fn numbers_keep_every_digit() {
    let session = Session::fresh();
    for digits in [
        "9007199254740993",
        "18446744073709551616",
        "0.1",
        "1e400",
        "-0.000000001",
    ] {
        let json = format!("{{\"bandwidth\":{digits}}}");
        let number = digits.parse().expect("a number");
        let expected = empty().with("bandwidth", Value::Number(number));
        assert_eq!(
            session.upgrade(0, raw(json)).await,
            answer_of(&expected),
            "{digits}"
        );
    }
}

#[tokio::test]
async fn a_newer_state_is_refused() {
    let session = Session::fresh();
    let said = error(
        "",
        "The state is newer than the provider",
        "It was written by a release of this provider with schema version 7; this one knows versions up to 0. Use the \
         newer release.",
    );
    assert_eq!(session.upgrade(7, raw("{}")).await, refusal_of(said));
}

#[tokio::test]
async fn an_object_is_never_lost_for_being_null_flat_or_damaged() {
    let session = Session::fresh();
    let null = error(
        "",
        "The stored object is null",
        "Remove it from the state and import it.",
    );
    assert_eq!(session.upgrade(0, raw("null")).await, refusal_of(null));

    let old = error(
        "",
        "The state is in a form of Terraform 0.11",
        "This provider never wrote such a state. Remove the object from the state and import it.",
    );
    let flat = pb::RawState {
        flatmap: [("id".to_owned(), "cenbwp-1".to_owned())].into(),
        ..Default::default()
    };
    assert_eq!(session.upgrade(0, flat).await, refusal_of(old));

    let unfit = error(
        "tags",
        "The state does not fit the schema",
        "tags[\"team\"]: expected string, found a number. The state has been left as it is. If another release of the \
         provider wrote it, use that one. Otherwise take the object out of the state (`terraform state rm`, which destroys \
         nothing) and import it again.",
    );
    assert_eq!(
        session.upgrade(0, raw(r#"{"tags":{"team":5}}"#)).await,
        refusal_of(unfit.clone())
    );
}
