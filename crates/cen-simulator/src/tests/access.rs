use alibaba_cloud::secret::Secret;
use serde_json::{Value, json};

use crate::{ControlAccess, Options};

use super::client::{Bench, bench, bench_with};

/// What `path` answers to a client that sends these headers: the status, and the error if there is one.
async fn ask(bench: &Bench, path: &str, headers: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}/_simulator/{path}", bench.cloud.endpoint());
    let mut request = bench.http.get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let asks = answer.headers().get("www-authenticate").cloned();
    assert_eq!(asks.is_some(), status == 401);
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    (status, body["error"].clone())
}

#[tokio::test]
async fn pages_of_strangers_cannot_use_the_control_api_and_health_is_for_everybody() {
    let bench = bench().await;
    let other_origin = json!("the control API answers no pages of other origins");
    for (header, status, error) in [
        (("host", "localhost"), 200, Value::Null),
        (
            ("host", "evil.example"),
            403,
            json!(
                "the control API is not known by the name `evil.example` here; use localhost or 127.0.0.1, or name it with --control-host"
            ),
        ),
        (("origin", "http://evil.example"), 403, other_origin.clone()),
        (("sec-fetch-site", "cross-site"), 403, other_origin),
        (("sec-fetch-site", "same-origin"), 200, Value::Null),
    ] {
        assert_eq!(ask(&bench, "clock", &[header]).await, (status, error));
        assert_eq!(ask(&bench, "health", &[header]).await, (200, Value::Null));
    }
}

#[tokio::test]
async fn a_token_is_demanded_and_not_repeated() {
    let bench = bench_with(Options {
        control: ControlAccess {
            hosts: Vec::new(),
            token: Some(Secret::new("canary-token")),
        },
        ..Options::default()
    })
    .await;
    let missing = json!(
        "this simulator was started with --control-token; send it as `Authorization: Bearer TOKEN`"
    );
    assert_eq!(ask(&bench, "clock", &[]).await, (401, missing));
    let wrong = json!("this is not the token of this simulator's control API");
    let guess = [("authorization", "Bearer guess")];
    assert_eq!(ask(&bench, "clock", &guess).await, (401, wrong));
    let shown = [
        ("host", "cen.example"),
        ("authorization", "Bearer canary-token"),
    ];
    assert_eq!(ask(&bench, "clock", &shown).await, (200, Value::Null));
    assert_eq!(ask(&bench, "health", &[]).await, (200, Value::Null));
}
