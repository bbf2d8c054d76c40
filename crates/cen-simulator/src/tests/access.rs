use alibaba_cloud::secret::Secret;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{ControlAccess, Options, Simulator};

use super::client::{Bench, bench, bench_with};
use super::control::control;

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

async fn connect(bench: &Bench) -> TcpStream {
    let address = bench.cloud.endpoint().replace("http://", "");
    TcpStream::connect(address).await.unwrap()
}

/// The answer to a POST whose head says that a body of so many bytes will follow.
async fn announce(bench: &Bench, path: &str, host: &str, bytes: usize) -> String {
    let mut stream = connect(bench).await;
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
async fn who_asks_before_sending_is_told_not_to() {
    let bench = bench().await;
    for (host, line) in [
        ("evil.example", "HTTP/1.1 403 Forbidden\r\n"),
        ("localhost", "HTTP/1.1 100 Continue\r\n"),
    ] {
        let head = format!(
            "POST /_simulator/clock HTTP/1.1\r\nhost: {host}\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n"
        );
        let mut stream = connect(&bench).await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut begun = vec![0; line.len()];
        stream.read_exact(&mut begun).await.unwrap();
        assert_eq!(String::from_utf8(begun).unwrap(), line);
    }
}

#[tokio::test]
async fn what_stands_twice_in_a_head_is_refused() {
    let bench = bench().await;
    let twice = b"GET /_simulator/clock HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let mut stream = connect(&bench).await;
    stream.write_all(twice).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_head_is_answered_without_its_body_and_other_methods_with_those_that_there_are() {
    let bench = bench().await;
    for (method, path, status, allowed) in [
        ("HEAD", "health", 200, None),
        ("HEAD", "clock", 200, None),
        ("HEAD", "", 200, None),
        ("HEAD", "reset", 405, Some("POST")),
        ("PUT", "clock", 405, Some("GET, HEAD, POST")),
        ("DELETE", "health", 405, Some("GET, HEAD")),
        ("GET", "packages/x", 405, Some("PATCH, DELETE")),
        ("HEAD", "moon", 404, None),
        ("OPTIONS", "moon", 404, None),
    ] {
        let url = format!("{}/_simulator/{path}", bench.cloud.endpoint());
        let request = bench.http.request(method.parse().unwrap(), url);
        let answer = request.send().await.unwrap();
        let allow = answer.headers().get("allow");
        let allow = allow.map(|value| value.to_str().unwrap().to_owned());
        let found = (answer.status().as_u16(), allow.as_deref());
        assert_eq!(found, (status, allowed), "{method} {path}");
        let says_length = answer.headers()["content-length"] != "0";
        assert!(says_length, "{method} {path}");
        let body = answer.text().await.unwrap();
        assert_eq!(body.is_empty(), method == "HEAD", "{method} {path}");
    }
    let (status, error) = control(&bench, "DELETE", "clock", &Value::Null).await;
    let expected = "DELETE /_simulator/clock is not part of the control API; what it takes there is GET, HEAD, POST";
    assert_eq!((status, error), (405, json!({"error": expected})));
}

#[tokio::test]
async fn a_name_that_no_client_can_call_is_refused() {
    for bad in ["", "http://x", "cen:8080"] {
        let control = ControlAccess {
            hosts: vec!["cen".to_owned(), bad.to_owned()],
            token: None,
        };
        let options = Options {
            control,
            ..Options::default()
        };
        let error = Simulator::start(options).await.unwrap_err().to_string();
        let expected = format!(
            "`{bad}` is no name of a host; --control-host takes one without scheme and port, such as cen.example"
        );
        assert_eq!(error, expected);
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
