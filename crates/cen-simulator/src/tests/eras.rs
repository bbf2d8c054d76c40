//! Calls that are under way when everything is replaced.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{ACCOUNT_ID, Effect, Fault, Options, Outcome, Package, Stage};

use super::client::{Bench, bench, bench_with};
use super::control::control;

const BUY: &str = "CreateCenBandwidthPackage";
const TOKEN: [(&str, &str); 1] = [("ClientToken", "t")];
const REPLACED: (u16, &str) = (400, "Simulator.AccountReplaced");

/// Buys with a token, resets meanwhile, and expects that nothing is left of that purchase.
async fn a_reset_ends_a_purchase(bench: &Bench) {
    let (reply, ()) = tokio::join!(bench.buy(&TOKEN), async {
        bench.cloud.wait_for_call(BUY, 1).await;
        let reset = control(bench, "POST", "reset", &Value::Null).await;
        assert_eq!(reset, (200, json!({"done": true})));
    });
    assert_eq!(reply.error(), REPLACED);
    bench.cloud.release();
    assert_eq!(bench.cloud.all::<Package>(), []);
    assert_eq!(bench.cloud.journal(), []);
}

#[tokio::test]
async fn a_call_that_waits_ends_with_a_reset_and_leaves_nothing() {
    for effect in [
        Effect::Hold(Stage::Before),
        Effect::Hold(Stage::After),
        Effect::Delay(Stage::Before, Duration::from_secs(86_400)),
        Effect::Delay(Stage::After, Duration::from_secs(86_400)),
    ] {
        let bench = bench().await;
        bench.cloud.fault(Fault::new(BUY, effect.clone()));
        a_reset_ends_a_purchase(&bench).await;
        // The fault is gone and the token is free.
        let id = bench.buy(&TOKEN).await.id();
        assert_eq!(bench.cloud.all::<Package>()[0].id, id, "{effect}");
    }
}

#[tokio::test]
async fn a_call_that_latency_delays_ends_with_a_reset() {
    let bench = bench().await;
    control(&bench, "PATCH", "config", &json!({"latency": "1d"})).await;
    a_reset_ends_a_purchase(&bench).await;
    bench.buy(&TOKEN).await.id();
}

#[tokio::test]
async fn a_token_is_free_before_the_call_that_had_it_has_ended() {
    let bench = bench().await;
    let era = bench.cloud.cloud.eras.current();
    let _held = era
        .in_flight
        .take(Some((ACCOUNT_ID, format!("{BUY} t"))))
        .unwrap();
    assert_eq!(bench.buy(&TOKEN).await.error(), (400, "TokenProcessing"));
    bench.cloud.reset().unwrap();
    bench.buy(&TOKEN).await.id();
}

#[tokio::test]
async fn a_snapshot_ends_calls_as_well_and_the_journal_tells_of_it() {
    let bench = bench_with(Options {
        latency: Duration::from_secs(86_400),
        ..Options::default()
    })
    .await;
    let empty = bench.cloud.snapshot().unwrap();
    let (reply, ()) = tokio::join!(bench.buy(&TOKEN), async {
        bench.cloud.wait_for_call(BUY, 1).await;
        bench.cloud.load(empty).unwrap();
    });
    assert_eq!(reply.error(), REPLACED);
    let journal = bench.cloud.journal();
    let refused = Outcome::Refused("Simulator.AccountReplaced".to_owned());
    assert_eq!(
        (&journal[0].outcome, journal[0].status),
        (&refused, Some(400))
    );
}

#[tokio::test]
async fn a_snapshot_that_is_none_ends_no_call() {
    let bench = bench().await;
    bench.cloud.fault(Fault::hold(BUY, Stage::Before).times(1));
    let (reply, ()) = tokio::join!(bench.buy(&TOKEN), async {
        bench.cloud.wait_for_held(1).await;
        bench.cloud.load(json!({})).unwrap_err();
        bench.cloud.release();
    });
    assert_eq!(bench.cloud.all::<Package>()[0].id, reply.id());
}
