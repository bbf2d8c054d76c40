use alibaba_cloud::secret::Secret;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

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

/// The answer to a POST whose head says that a body of so many bytes will follow.
async fn announce(bench: &Bench, path: &str, host: &str, bytes: usize) -> String {
    let address = bench.cloud.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /_simulator/{path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {bytes}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn nothing_large_is_read_of_strangers_or_for_anything_but_a_snapshot() {
    let bench = bench().await;
    for (path, host, bytes, status) in [
        ("snapshot", "evil.example", 64 << 20, "403 Forbidden"),
        (
            "clock",
            "localhost",
            (256 << 10) + 1,
            "413 Payload Too Large",
        ),
        (
            "snapshot",
            "localhost",
            (64 << 20) + 1,
            "413 Payload Too Large",
        ),
    ] {
        let answer = announce(&bench, path, host, bytes).await;
        let line = format!("HTTP/1.1 {status}\r\n");
        assert!(answer.starts_with(&line), "{path} {host}: {answer}");
        assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
    }
    // What is short is read to its end, so that the connection goes on.
    let url = format!("{}/_simulator/clock", bench.cloud.endpoint());
    let foreign = bench.http.post(url).header("host", "evil.example");
    let answer = foreign.body("x".repeat(100 << 10)).send().await.unwrap();
    assert_eq!(answer.status(), 403);
    assert_eq!(answer.headers().get("connection"), None);
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
