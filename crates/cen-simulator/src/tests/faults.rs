use std::error::Error as _;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::Instant;

use crate::{Effect, Fault, Instance, Outcome, Package, Stage};

use super::client::{Bench, bench, bench_by_tls, parameters, sign};

const BUY: &str = "CreateCenBandwidthPackage";
const LIST: &str = "DescribeCenBandwidthPackages";

async fn try_buy(bench: &Bench) -> Result<super::client::Reply, reqwest::Error> {
    let given = [
        ("GeographicRegionAId", "China"),
        ("GeographicRegionBId", "China"),
        ("Bandwidth", "5"),
        ("BandwidthPackageChargeType", "POSTPAY"),
    ];
    bench.try_call(BUY, &given).await
}

/// Whether a connection reset is among the causes.
fn is_reset(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>()
            && error.kind() == io::ErrorKind::ConnectionReset
        {
            return true;
        }
        cause = error.source();
    }
    false
}

#[tokio::test]
async fn a_cut_off_purchase_happens_or_not_as_the_rule_says() {
    for (effect, reset, bought) in [
        (Effect::Lost(Stage::Before), false, 0),
        (Effect::Lost(Stage::After), false, 1),
        (Effect::Reset(Stage::Before), true, 0),
        (Effect::Reset(Stage::After), true, 1),
        (Effect::ResetMidway, true, 1),
        (Effect::Truncated, false, 1),
    ] {
        for bench in [bench().await, bench_by_tls().await] {
            a_cut_off_purchase(&bench, &effect, reset, bought).await;
        }
    }
}

async fn a_cut_off_purchase(bench: &Bench, effect: &Effect, reset: bool, bought: usize) {
    let fault = Fault::new(BUY, effect.clone()).times(1);
    bench.cloud.fault(fault.clone());
    let error = try_buy(bench).await.unwrap_err();
    assert_eq!(is_reset(&error), reset, "{effect}: {error:?}");
    assert_eq!(bench.cloud.all::<Package>().len(), bought, "{effect}");

    let call = bench.cloud.journal().remove(0);
    let answered = matches!(effect, Effect::ResetMidway | Effect::Truncated);
    assert_eq!(call.fault, Some(fault.to_string()));
    assert_eq!(call.status, answered.then_some(200));
    assert_eq!(call.created.is_some(), bought == 1);
    let expected = if bought == 1 {
        Outcome::Done
    } else {
        Outcome::NotReached
    };
    assert_eq!(call.outcome, expected);

    assert_eq!(try_buy(bench).await.unwrap().status, 200);
    assert_eq!(bench.cloud.all::<Package>().len(), bought + 1);
}

#[tokio::test]
async fn what_has_no_effect_is_answered_with_success_all_the_same() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("main").unwrap();
    bench.cloud.fault(Fault::no_effect("DeleteCen").times(1));
    let answer = bench.ok("DeleteCen", &[("CenId", &cen)]).await;
    let fields: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["RequestId"]);
    assert_eq!(bench.cloud.all::<Instance>().len(), 1);
    assert_eq!(bench.cloud.journal()[0].outcome, Outcome::NotReached);
    bench.ok("DeleteCen", &[("CenId", &cen)]).await;
    assert_eq!(bench.cloud.all::<Instance>(), []);
}

/// What a client by TLS has got of an answer when its connection broke, and how it broke.
async fn broken(effect: Effect) -> (Vec<u8>, Option<io::ErrorKind>) {
    let bench = bench_by_tls().await;
    bench.cloud.fault(Fault::any(effect));
    let signed = sign(
        parameters(LIST, &[]),
        "GET",
        crate::DEFAULT_ACCESS_KEY_SECRET,
    );
    let query = alibaba_cloud::sign::rpc::canonical_query(&signed);
    let mut stream = bench.connect_by_tls().await;
    let request = format!("GET /?{query} HTTP/1.1\r\nhost: cen\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut read = Vec::new();
    let end = stream.read_to_end(&mut read).await;
    (read, end.err().map(|error| error.kind()))
}

#[tokio::test]
async fn by_tls_a_connection_breaks_below_tls() {
    // Neither ends as TLS does, by an alert: to the client that would be the end of an answer rather than of the network.
    let (nothing, end) = broken(Effect::Lost(Stage::Before)).await;
    assert_eq!(
        (nothing, end),
        (Vec::new(), Some(io::ErrorKind::UnexpectedEof))
    );
    let (nothing, end) = broken(Effect::Reset(Stage::Before)).await;
    assert_eq!(
        (nothing, end),
        (Vec::new(), Some(io::ErrorKind::ConnectionReset))
    );
    let (half, end) = broken(Effect::Truncated).await;
    assert!(half.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert_eq!(end, Some(io::ErrorKind::UnexpectedEof));
    let (_, end) = broken(Effect::ResetMidway).await;
    assert_eq!(end, Some(io::ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn an_injected_error_is_answered_in_the_envelope_of_the_api() {
    let bench = bench().await;
    bench.cloud.fault(
        Fault::error(BUY, 500, "Operation.Blocking")
            .skip(1)
            .times(2),
    );
    let mut seen = Vec::new();
    for _ in 0..4 {
        let reply = try_buy(&bench).await.unwrap();
        seen.push((reply.status, reply.body["Code"].as_str().map(str::to_owned)));
    }
    let blocking = (500, Some("Operation.Blocking".to_owned()));
    assert_eq!(seen, [(200, None), blocking.clone(), blocking, (200, None)]);
    assert_eq!(bench.cloud.all::<Package>().len(), 2);
    let refused = Outcome::Refused("Operation.Blocking".to_owned());
    assert_eq!(bench.cloud.journal()[1].outcome, refused);
}

#[tokio::test]
async fn a_page_of_something_in_between_is_no_answer_of_the_api() {
    let bench = bench().await;
    bench
        .cloud
        .fault("*:http=502,<h1>Bad Gateway</h1>".parse().unwrap());
    let signed = sign(
        parameters(LIST, &[]),
        "POST",
        crate::DEFAULT_ACCESS_KEY_SECRET,
    );
    let body = alibaba_cloud::sign::rpc::canonical_query(&signed);
    let answer = bench
        .http
        .post(bench.cloud.endpoint())
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 502);
    assert_eq!(answer.headers()["content-type"], "text/html");
    assert_eq!(answer.text().await.unwrap(), "<h1>Bad Gateway</h1>");
}

#[tokio::test]
async fn a_throttle_tells_how_long_to_wait() {
    let bench = bench().await;
    bench.cloud.fault("*:throttle=250ms*1".parse().unwrap());
    let signed = sign(
        parameters(LIST, &[]),
        "POST",
        crate::DEFAULT_ACCESS_KEY_SECRET,
    );
    let body = alibaba_cloud::sign::rpc::canonical_query(&signed);
    let answer = bench
        .http
        .post(bench.cloud.endpoint())
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.headers()["x-acs-retry-after"], "250");
    assert!(
        answer
            .text()
            .await
            .unwrap()
            .contains("\"Code\":\"Throttling.User\"")
    );
}

#[tokio::test]
async fn delays_take_the_time_they_are_given() {
    let span = Duration::from_millis(60);
    for stage in [Stage::Before, Stage::After] {
        let bench = bench().await;
        bench
            .cloud
            .fault(Fault::any(Effect::Delay(stage, span)).times(1));
        let started = Instant::now();
        assert_eq!(try_buy(&bench).await.unwrap().status, 200);
        assert!(started.elapsed() >= span);
        assert!(bench.cloud.journal()[0].duration >= span);
    }
}

#[tokio::test]
async fn a_held_call_waits_for_its_release_and_its_effect_does_as_told() {
    for (stage, bought) in [(Stage::Before, 0), (Stage::After, 1)] {
        let bench = bench().await;
        bench.cloud.fault(Fault::hold(BUY, stage).times(1));
        let (reply, ()) = tokio::join!(try_buy(&bench), async {
            bench.cloud.wait_for_call(BUY, 1).await;
            bench.cloud.wait_for_held(1).await;
            assert_eq!(bench.cloud.all::<Package>().len(), bought);
            bench.cloud.release();
        });
        assert_eq!(reply.unwrap().status, 200);
        assert_eq!(bench.cloud.all::<Package>().len(), 1);
    }
}

#[tokio::test]
async fn a_release_between_arrival_and_hold_is_not_missed() {
    let bench = bench().await;
    bench.cloud.fault(Fault::hold(BUY, Stage::After).times(1));
    let (reply, ()) = tokio::join!(try_buy(&bench), async {
        bench.cloud.wait_for_call(BUY, 1).await;
        bench.cloud.release();
    });
    assert_eq!(reply.unwrap().status, 200);
}
