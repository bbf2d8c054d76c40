use std::io;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Clock;
use crate::{Child, Instance, Options, Package, RouterCidr, Simulator};

use super::client::{Bench, bench_with};
use super::control::control;
use super::routing::hangzhou;

fn options(path: &Path) -> Options {
    Options {
        seed: Some(1),
        state_file: Some(path.to_owned()),
        ..Options::default()
    }
}

#[tokio::test]
async fn a_restarted_simulator_knows_everything_it_knew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let first = bench_with(options(&path)).await;
    let cen = first.cloud.add_cen("c").unwrap();
    let id = first
        .buy(&[("ClientToken", "t"), ("Tag.1.Key", "k")])
        .await
        .id();
    let gone = first.buy(&[]).await.id();
    first
        .call(
            "DeleteCenBandwidthPackage",
            &[("CenBandwidthPackageId", &gone)],
        )
        .await;
    let bind = [
        ("CenId", cen.as_str()),
        ("CenBandwidthPackageId", id.as_str()),
    ];
    first.call("AssociateCenBandwidthPackage", &bind).await;
    first.attach(&cen, "vpc-a", &[]).await;
    first
        .cloud
        .advance_clock(Duration::from_secs(3_600))
        .unwrap();
    let (instances, children) = (first.cloud.all::<Instance>(), first.cloud.all::<Child>());
    let (packages, purchases) = (
        first.cloud.all::<Package>(),
        first.cloud.summary().purchases,
    );
    drop(first);

    let second = bench_with(options(&path)).await;
    assert_eq!(second.cloud.all::<Package>(), packages);
    assert_eq!(second.cloud.all::<Instance>(), instances);
    assert_eq!(second.cloud.all::<Child>(), children);
    assert_eq!(second.cloud.summary().purchases, purchases);
    assert_eq!(second.cloud.cloud.clock.offset_millis(), 3_600_000);
    assert_eq!(
        second
            .buy(&[("ClientToken", "t"), ("Tag.1.Key", "k")])
            .await
            .id(),
        id
    );
    // The same seed draws the same ids again, and those in use are passed over.
    let next = second.buy(&[]).await.id();
    assert!(next != id && next != gone);
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 1);
}

#[tokio::test]
async fn a_restarted_simulator_routes_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let first = bench_with(options(&path)).await;
    let (router, table) = hangzhou(&first).await;
    let a = first.join(&router, "vpc-a", Some(&table), &[&table]).await;
    first.join(&router, "vpc-b", Some(&table), &[&table]).await;
    first.route(&table, "2001:db8::/32", Some(&a)).await;
    let cidr = [
        ("TransitRouterId", router.as_str()),
        ("RegionId", "cn-hangzhou"),
        ("Cidr", "192.168.0.0/16"),
    ];
    first.ok("CreateTransitRouterCidr", &cidr).await;
    let routes = first.table(&table).await;
    assert_eq!(routes.len(), 3);
    drop(first);

    let second = bench_with(options(&path)).await;
    assert_eq!(second.table(&table).await, routes);
    assert_eq!(second.system_table(&router).await, table);
    second.both("vpc-a", "vpc-b").await;
    assert_eq!(second.cloud.all::<RouterCidr>().len(), 1);
}

#[tokio::test]
async fn a_file_that_is_no_state_is_an_error_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    for (text, reason) in [
        (
            "",
            "is not the state of a simulator and was left as it is; move it away or name another file: EOF while parsing a value at line 1 column 0",
        ),
        (
            "{\"form\": 1}",
            "is not the state of a simulator and was left as it is; move it away or name another file: missing field `clock_offset_millis` at line 1 column 11",
        ),
    ] {
        std::fs::write(&path, text).unwrap();
        let error = Simulator::start(options(&path)).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert_eq!(
            error.to_string(),
            format!("the state file {} {reason}", path.display())
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[tokio::test]
async fn a_file_of_another_form_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let simulator = Simulator::start(options(&path)).await.unwrap();
    simulator.add_cen("c").unwrap();
    drop(simulator);
    let text = std::fs::read_to_string(&path)
        .unwrap()
        .replace("\"form\": 2", "\"form\": 9");
    std::fs::write(&path, text).unwrap();
    let error = Simulator::start(options(&path)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the state file {} was written by another version of the simulator and was left as it is; move it away or name another file: its form is 9, this version writes 2",
            path.display()
        )
    );
}

#[tokio::test]
async fn a_state_that_cannot_be_saved_is_a_server_error() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let bench = bench_with(options(&inner.join("state.json"))).await;
    std::fs::remove_dir(&inner).unwrap();
    let reply = bench.buy(&[]).await;
    assert_eq!(reply.error(), (500, "InternalError"));
}

/// What the control API shows of every kind, by the kind, and of the packages that are no longer there.
async fn shown(bench: &Bench, kinds: &Value) -> Value {
    let mut shown = serde_json::Map::new();
    for kind in kinds.as_object().unwrap().keys() {
        let listed = match kind.as_str() {
            "departed" => {
                let (_, summary) = control(bench, "GET", "summary", &Value::Null).await;
                let mut purchases = summary["purchases"].as_array().unwrap().clone();
                purchases.retain(|purchase| !purchase["departed"].is_null());
                Value::Array(purchases)
            }
            kind => control(bench, "GET", kind, &Value::Null).await.1,
        };
        shown.insert(kind.clone(), listed);
    }
    Value::Object(shown)
}

/// Whether everything in `expected` is in `actual`, where objects may have more members.
fn holds(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => expected
            .iter()
            .all(|(name, expected)| holds(actual.get(name).unwrap_or(&Value::Null), expected)),
        (Value::Array(actual), Value::Array(expected)) => {
            let mut pairs = actual.iter().zip(expected);
            actual.len() == expected.len()
                && pairs.all(|(actual, expected)| holds(actual, expected))
        }
        (actual, expected) => actual == expected,
    }
}

/// The files were written by the last simulator of form 1: its state, and what its control API showed of it at once and
/// six hours later, when everything under way was over.
#[tokio::test]
async fn a_file_of_form_1_opens_as_if_its_simulator_had_gone_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let state = include_str!("../../tests/fixtures/state-form-1.json");
    let expected = include_str!("../../tests/fixtures/state-form-1-shown.json");
    // Months of automatic renewal have become one of three ways to end since.
    let expected = expected.replace(
        r#""auto_renew_months": 2"#,
        r#""renewal": {"AutoRenewal": {"period": 2, "unit": "M"}}"#,
    );
    let mut state: Value = serde_json::from_str(state).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let offset = expected["now_millis"].as_i64().unwrap() - i64::from(Clock::default().now());
    state["clock_offset_millis"] = json!(offset);
    std::fs::write(&path, state.to_string()).unwrap();

    let bench = bench_with(options(&path)).await;
    let at_first = shown(&bench, &expected["at_first"]).await;
    assert!(holds(&at_first, &expected["at_first"]), "{at_first:#}");
    // A token of the file still stands for its purchase.
    let given = [
        ("Name", "bound"),
        ("Bandwidth", "10"),
        ("Tag.1.Key", "k"),
        ("ClientToken", "package-token"),
    ];
    let id = &expected["at_first"]["packages"][0]["id"];
    assert_eq!(bench.buy(&given).await.id(), id.as_str().unwrap());

    let six_hours = Duration::from_secs(6 * 3_600);
    bench.cloud.advance_clock(six_hours).unwrap();
    let later = shown(&bench, &expected["six_hours_later"]).await;
    assert!(holds(&later, &expected["six_hours_later"]), "{later:#}");
    drop(bench);

    // Saved again it is of form 2, and shows the same.
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"form\": 2"), "{text}");
    let bench = bench_with(options(&path)).await;
    assert_eq!(shown(&bench, &expected["six_hours_later"]).await, later);
}
