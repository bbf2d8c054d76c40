use std::time::Duration;

use serde_json::{Value, json};

use crate::{ACCOUNT_ID, DEFAULT_ACCESS_KEY_SECRET, Options};

use super::client::{bench, bench_with, parameters, sign};
use super::control::control;

#[tokio::test]
async fn a_person_can_let_the_cloud_behave_otherwise() {
    let bench = bench().await;
    let (status, before) = control(&bench, "GET", "config", &Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(
        (&before["latency"], &before["settle"]),
        (&json!("0"), &json!("0"))
    );
    assert_eq!(
        (&before["seed"], &before["throttle"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(before["policy"]["grace"], "15d");

    let patch = json!({"settle": "1h", "policy": {"postpaid": false, "grace": "7d"}});
    let (status, after) = control(&bench, "PATCH", "config", &patch).await;
    let mut expected = before.clone();
    expected["settle"] = json!("1h");
    expected["policy"]["postpaid"] = json!(false);
    expected["policy"]["grace"] = json!("7d");
    assert_eq!((status, &after), (200, &expected));
    assert_eq!(
        control(&bench, "GET", "config", &Value::Null).await.1,
        expected
    );
    assert_eq!(bench.buy(&[]).await.status, 400);
    control(
        &bench,
        "PATCH",
        "config",
        &json!({"policy": {"postpaid": true}}),
    )
    .await;
    let id = bench.buy(&[]).await.id();
    assert_eq!(bench.ids(&[]).await, Vec::<String>::new());
    control(&bench, "POST", "clock", &json!({"advance": "1h"})).await;
    assert_eq!(bench.ids(&[]).await, [id]);

    let (status, refused) = control(&bench, "PATCH", "config", &json!({"latency": "soon"})).await;
    assert_eq!(status, 400);
    let error = refused["error"].as_str().unwrap();
    assert!(error.starts_with("`soon` is not a duration"), "{error}");
}

#[tokio::test]
async fn a_seed_lets_ids_begin_again() {
    let seeded = bench_with(Options {
        seed: Some(7),
        ..Options::default()
    })
    .await;
    let first = seeded.buy(&[]).await.id();
    let bench = bench().await;
    bench.buy(&[]).await.id();
    control(&bench, "PATCH", "config", &json!({"seed": 7})).await;
    assert_eq!(bench.buy(&[]).await.id(), first);
}

#[tokio::test]
async fn calls_are_throttled_until_the_clock_brings_tokens() {
    let bench = bench_with(Options {
        throttle: Some("1:2".parse().unwrap()),
        ..Options::default()
    })
    .await;
    let describe = || bench.call("DescribeCens", &[]);
    let throttled = || async {
        // A clock that is set back brings no tokens, however long a call takes.
        bench
            .cloud
            .set_back_clock(Duration::from_secs(3_600))
            .unwrap();
        let reply = describe().await;
        reply.status != 200 && reply.error() == (400, "Throttling.User")
    };
    assert!(!throttled().await);
    assert!(!throttled().await);
    assert!(throttled().await);
    let journal = bench.cloud.journal();
    let last = journal.last().unwrap();
    assert_eq!(
        last.outcome,
        crate::Outcome::Refused("Throttling.User".to_owned())
    );
    bench.cloud.advance_clock(Duration::from_secs(1)).unwrap();
    assert_eq!(describe().await.status, 200);

    control(
        &bench,
        "PATCH",
        "config",
        &json!({"throttle": "1000000,DescribeCens=1"}),
    )
    .await;
    assert!(!throttled().await);
    assert!(throttled().await);
    assert_eq!(bench.ids(&[]).await, Vec::<String>::new());
    control(&bench, "PATCH", "config", &json!({"throttle": null})).await;
    assert!(!throttled().await);
}

#[tokio::test]
async fn a_lenient_clock_locks_nobody_out_when_it_is_moved() {
    let bench = bench().await;
    bench
        .cloud
        .advance_clock(Duration::from_secs(40 * 24 * 3_600))
        .unwrap();
    let at_real_time = || async {
        let unsigned = parameters("DescribeCens", &[]);
        let reply = bench
            .post(&sign(unsigned, "POST", DEFAULT_ACCESS_KEY_SECRET))
            .await;
        reply.unwrap().status
    };
    assert_eq!(at_real_time().await, 400);
    assert_eq!(bench.call("DescribeCens", &[]).await.status, 200);
    let lenient = json!({"policy": {"lenient_clock": true}});
    control(&bench, "PATCH", "config", &lenient).await;
    assert_eq!(at_real_time().await, 200);
    assert_eq!(bench.call("DescribeCens", &[]).await.status, 200);
}

#[tokio::test]
async fn keys_come_and_go_and_show_no_secret() {
    let bench = bench().await;
    let built_in = json!({"id": "simulator-key-id", "account": ACCOUNT_ID});
    let listed = control(&bench, "GET", "access-keys", &Value::Null).await;
    assert_eq!(listed, (200, json!([built_in])));
    let with_it = || async {
        let mut unsigned = parameters("DescribeCens", &[]);
        unsigned.insert("AccessKeyId".to_owned(), "other".to_owned());
        let reply = bench.post(&sign(unsigned, "POST", "canary")).await;
        reply.unwrap().status
    };
    assert_eq!(with_it().await, 404);
    let key = json!({"id": "other", "secret": "canary"});
    let (status, listed) = control(&bench, "POST", "access-keys", &key).await;
    let both = json!([built_in, {"id": "other", "account": ACCOUNT_ID}]);
    assert_eq!((status, listed), (200, both));
    assert_eq!(with_it().await, 200);
    let (status, listed) = control(&bench, "DELETE", "access-keys/other", &Value::Null).await;
    assert_eq!((status, listed), (200, json!([built_in])));
    assert_eq!(with_it().await, 404);
    let again = control(&bench, "DELETE", "access-keys/other", &Value::Null).await;
    assert_eq!(
        again,
        (404, json!({"error": "there is no access key other"}))
    );
    for bad in [
        json!({"id": "other", "secret": 8_675_309}),
        json!({"id": "", "secret": "canary"}),
    ] {
        let (status, refused) = control(&bench, "POST", "access-keys", &bad).await;
        assert_eq!(status, 400);
        assert_eq!(
            refused,
            json!({"error": "an access key is {\"id\": …, \"secret\": …}, with \"security_token\" if it is a temporary one and \"account\" (a number) if it belongs to another account"})
        );
    }
}

#[tokio::test]
async fn one_call_makes_everything_as_it_was_at_the_start() {
    let bench = bench_with(Options {
        seed: Some(7),
        faults: vec!["DescribeCens:throttle*1".parse().unwrap()],
        ..Options::default()
    })
    .await;
    let first = bench.buy(&[]).await.id();
    let (_, config) = control(&bench, "GET", "config", &Value::Null).await;
    for (method, path, body) in [
        (
            "PATCH",
            "config",
            json!({"latency": "1ms", "throttle": "1:1000", "policy": {"postpaid": false}}),
        ),
        (
            "POST",
            "access-keys",
            json!({"id": "other", "secret": "canary"}),
        ),
        (
            "POST",
            "faults",
            json!({"rule": "ListTagResources:throttle"}),
        ),
        ("POST", "clock", json!({"advance": "40d"})),
        ("POST", "balance", json!({"balance": "1.00"})),
    ] {
        assert_eq!(control(&bench, method, path, &body).await.0, 200, "{path}");
    }
    let done = (200, json!({"done": true}));
    assert_eq!(control(&bench, "POST", "reset", &Value::Null).await, done);

    let get = async |path: &str| control(&bench, "GET", path, &Value::Null).await.1;
    assert_eq!(get("config").await, config);
    assert_eq!(
        get("access-keys").await,
        json!([{"id": "simulator-key-id", "account": ACCOUNT_ID}])
    );
    assert_eq!(
        get("faults").await,
        json!([{"rule": "DescribeCens:throttle*1", "struck": 0}])
    );
    assert_eq!(get("clock").await["ahead_of_real_time_seconds"], 0);
    assert_eq!(get("balance").await, json!({"balance": "1000000000.00"}));
    assert_eq!(
        (get("packages").await, get("journal").await),
        (json!([]), json!([]))
    );
    assert_eq!(bench.buy(&[]).await.id(), first);
}

#[tokio::test]
async fn a_snapshot_is_taken_and_loaded_again() {
    let bench = bench().await;
    let id = bench.buy(&[]).await.id();
    let (status, snapshot) = control(&bench, "GET", "snapshot", &Value::Null).await;
    assert_eq!(status, 200);
    bench.buy(&[("GeographicRegionBId", "Europe")]).await.id();
    let (status, _) = control(&bench, "POST", "snapshot", &snapshot).await;
    assert_eq!((status, bench.ids(&[]).await), (200, vec![id]));
    let (status, _) = control(&bench, "POST", "snapshot", &json!({"moon": 1})).await;
    assert_eq!(status, 400);
    // Larger than any call of the API may be.
    let padded = format!("{snapshot}{}", " ".repeat(300 * 1024));
    let url = format!("{}/_simulator/snapshot", bench.cloud.endpoint());
    let answer = bench.http.post(url).body(padded).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_clock_stays_inside_the_calendar() {
    let bench = bench().await;
    for shift in [
        json!({"advance": "99999999999d"}),
        json!({"back": "99999d"}),
    ] {
        let (status, answer) = control(&bench, "POST", "clock", &shift).await;
        let error = "the clock goes from 1970-01-01T00:00:00Z to 2969-05-03T00:00:00Z, and that would be beyond";
        assert_eq!((status, answer), (400, json!({"error": error})));
    }
    assert_eq!(bench.cloud.cloud.clock.offset_millis(), 0);
}
