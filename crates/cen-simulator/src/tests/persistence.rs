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
    let text = r#"{"form": 9, "clock_offset_millis": 0, "state": {}}"#;
    std::fs::write(&path, text).unwrap();
    let error = Simulator::start(options(&path)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the state file {} was written by another version of the simulator and was left as it is; move it away or name another file: its form is 9, this version writes 3",
            path.display()
        )
    );
}

#[tokio::test]
async fn a_state_that_cannot_be_kept_is_taken_back_until_it_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    let path = inner.join("state.json");
    std::fs::create_dir(&inner).unwrap();
    let bench = bench_with(options(&path)).await;
    let kept = bench.buy(&[]).await.id();
    std::fs::remove_dir_all(&inner).unwrap();
    let reply = bench.buy(&[("ClientToken", "t")]).await;
    assert_eq!(reply.error(), (400, "Simulator.StateNotKept"));
    let message = reply.body["Message"].as_str().unwrap();
    let beginning = format!(
        "The simulator, not CEN, refuses this: the state file {} cannot be written: it is no longer where it was",
        path.display()
    );
    assert!(message.starts_with(&beginning), "{message}");
    let ids = |bench: &Bench| -> Vec<String> {
        let packages = bench.cloud.all::<Package>().into_iter();
        packages.map(|package| package.id).collect()
    };
    assert_eq!(ids(&bench), [kept.as_str()]);
    let offset = bench.cloud.cloud.clock.offset_millis();
    assert!(bench.cloud.advance_clock(Duration::from_secs(60)).is_err());
    assert_eq!(bench.cloud.cloud.clock.offset_millis(), offset);
    assert!(bench.cloud.add_cen("c").is_err());
    assert!(bench.cloud.reset().is_err());
    assert_eq!(ids(&bench), [kept.as_str()]);
    assert_eq!(bench.cloud.all::<Instance>(), []);

    std::fs::create_dir(&inner).unwrap();
    let bought = bench.buy(&[("ClientToken", "t")]).await.id();
    assert_eq!(ids(&bench), [kept.as_str(), bought.as_str()]);
    drop(bench);
    let again = bench_with(options(&path)).await;
    assert_eq!(ids(&again), [kept.as_str(), bought.as_str()]);
}

#[tokio::test]
async fn a_reset_that_cannot_be_kept_has_changed_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let [inner, away] = ["inner", "away"].map(|name| folder.path().join(name));
    std::fs::create_dir(&inner).unwrap();
    let bench = bench_with(options(&inner.join("state.json"))).await;
    bench.buy(&[]).await.id();
    for (method, path, body) in [
        ("PATCH", "config", json!({"latency": "1ms", "seed": 7})),
        ("POST", "access-keys", json!({"id": "k", "secret": "s"})),
        ("POST", "faults", json!({"rule": "DescribeCens:throttle*1"})),
        ("POST", "clock", json!({"advance": "1h"})),
    ] {
        assert_eq!(control(&bench, method, path, &body).await.0, 200, "{path}");
    }
    let shown = async || {
        let mut shown = Vec::new();
        for path in [
            "config",
            "access-keys",
            "faults",
            "packages",
            "orders",
            "journal",
        ] {
            shown.push(control(&bench, "GET", path, &Value::Null).await);
        }
        shown
    };
    let before = shown().await;
    std::fs::rename(&inner, &away).unwrap();
    let (status, answer) = control(&bench, "POST", "reset", &Value::Null).await;
    assert_eq!(status, 500);
    let error = answer["error"].as_str().unwrap();
    assert!(error.contains("nothing was changed"), "{error}");
    assert_eq!(shown().await, before);
    assert_eq!(bench.cloud.cloud.clock.offset_millis(), 3_600_000);

    std::fs::rename(&away, &inner).unwrap();
    let done = (200, json!({"done": true}));
    assert_eq!(control(&bench, "POST", "reset", &Value::Null).await, done);
    let config = control(&bench, "GET", "config", &Value::Null).await.1;
    assert_eq!(
        (&config["latency"], &config["seed"]),
        (&json!("0"), &json!(1))
    );
}

#[tokio::test]
async fn a_file_has_one_simulator_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let first = Simulator::start(options(&path)).await.unwrap();
    let error = Simulator::start(options(&path)).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
    assert_eq!(
        error.to_string(),
        format!(
            "the state file {} is in use: the simulator of process {} has it; stop that one, or name another file",
            path.display(),
            std::process::id()
        )
    );
    drop(first);
    Simulator::start(options(&path)).await.unwrap();
}

#[tokio::test]
async fn a_place_where_no_file_can_be_is_an_error_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    for (path, what) in [
        (
            folder.path().to_owned(),
            "is a folder: name a file in it".to_owned(),
        ),
        (
            missing.join("state.json"),
            format!(
                "cannot be made: there is no folder {}; make it first",
                missing.display()
            ),
        ),
    ] {
        let error = Simulator::start(options(&path)).await.unwrap_err();
        let expected = format!("the state file {} {what}", path.display());
        assert_eq!(error.to_string(), expected);
    }
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

    // It is of form 3 now, and shows the same.
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("{\"form\":3,"), "{text}");
    let bench = bench_with(options(&path)).await;
    assert_eq!(shown(&bench, &expected["six_hours_later"]).await, later);
}
