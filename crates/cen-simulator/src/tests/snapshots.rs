use std::io;
use std::time::Duration;

use serde_json::json;

use crate::{Instance, Options, Package};

use super::client::bench_with;

fn seeded() -> Options {
    Options {
        seed: Some(1),
        ..Options::default()
    }
}

#[tokio::test]
async fn a_snapshot_brings_everything_back_and_is_what_a_state_file_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let first = bench_with(seeded()).await;
    first.cloud.add_cen("c").unwrap();
    let id = first.buy(&[("ClientToken", "t")]).await.id();
    first.cloud.advance_clock(Duration::from_secs(60)).unwrap();
    let (snapshot, packages) = (
        first.cloud.snapshot().unwrap(),
        first.cloud.all::<Package>(),
    );

    first.buy(&[]).await.id();
    first.cloud.load(snapshot.clone()).unwrap();
    assert_eq!(first.cloud.all::<Package>(), packages);
    assert_eq!(first.cloud.snapshot().unwrap(), snapshot);
    assert_eq!(first.buy(&[("ClientToken", "t")]).await.id(), id);

    std::fs::write(&path, snapshot.to_string()).unwrap();
    let second = bench_with(Options {
        state_file: Some(path),
        ..seeded()
    })
    .await;
    assert_eq!(second.cloud.all::<Package>(), packages);
    assert_eq!(second.cloud.snapshot().unwrap(), snapshot);
}

#[tokio::test]
async fn a_reset_simulator_is_as_a_new_one() {
    let bench = bench_with(seeded()).await;
    let new = bench.cloud.snapshot().unwrap();
    bench.cloud.add_cen("c").unwrap();
    bench.cloud.reset().unwrap();
    let id = bench.buy(&[("ClientToken", "t")]).await.id();
    bench.cloud.advance_clock(Duration::from_secs(60)).unwrap();
    bench.cloud.reset().unwrap();
    assert_eq!(bench.cloud.snapshot().unwrap(), new);
    assert_eq!(bench.cloud.summary().purchases, []);
    // The token is forgotten, and ids are drawn from the beginning.
    assert_eq!(bench.buy(&[("ClientToken", "t")]).await.id(), id);
}

#[tokio::test]
async fn what_is_no_snapshot_changes_nothing() {
    let bench = bench_with(seeded()).await;
    bench.cloud.add_cen("c").unwrap();
    let before = bench.cloud.snapshot().unwrap();
    let mut twice = before.clone();
    let cens = twice["state"]["cens"].as_array_mut().unwrap();
    cens.push(cens[0].clone());
    let id = bench.cloud.all::<Instance>()[0].id.clone();
    let expected = format!("in `cens`: the id `{id}` is there twice");
    for (wrong, why) in [
        (
            json!("x"),
            "invalid type: string \"x\", expected struct Snapshot",
        ),
        (
            json!({"form": 9, "clock_offset_millis": 0, "state": {}}),
            "its form is 9, this version writes 2",
        ),
        (
            json!({"form": 2, "clock_offset_millis": 0, "state": {"towers": []}}),
            "there is no kind of object called `towers`",
        ),
        (
            json!({"form": 2, "clock_offset_millis": 0, "state": {"cens": [], "packages": [{}]}}),
            "in `packages`: missing field `id` at line 1 column 3",
        ),
        (
            json!({"form": 1, "clock_offset_millis": 0, "state": {"packages": [0, 0]}}),
            "in `packages`: invalid type: integer `0`, expected a map at line 1 column 2",
        ),
        (twice, &expected),
    ] {
        let error = bench.cloud.load(wrong).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        let message = format!("that is no snapshot of a simulator: {why}");
        assert_eq!(error.to_string(), message);
    }
    assert_eq!(bench.cloud.snapshot().unwrap(), before);
    assert_eq!(bench.cloud.all::<Instance>().len(), 1);
}
