mod proxied;

use std::net::SocketAddr;
use std::sync::Mutex;

use http::HeaderValue;
use http::header::CONTENT_TYPE;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::loopback::{request, unknown_acceptor};
use crate::secret::Secret;

/// What a scripted server does with one connection after it has read a request.
#[derive(Clone, Copy)]
enum Does {
    Answer(&'static str),
    Reset,
    Hang,
}

const GOOD: &str =
    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ndate: Fri, 04 May 2018 08:00:00 GMT\r\n\r\n{}";

struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

/// Serves every request of every connection in the same way.
async fn server(does: Does) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let connections: Arc<Mutex<usize>> = Arc::default();
    let (log, count) = (Arc::clone(&heard), Arc::clone(&connections));
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            *count.lock().unwrap() += 1;
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                while let Some(request) = request(&mut stream).await {
                    log.lock().unwrap().push(request);
                    match does {
                        Does::Answer(answer) => {
                            stream.write_all(answer.as_bytes()).await.unwrap();
                            if !answer.contains("content-length: 2\r\n") {
                                return;
                            }
                        }
                        Does::Reset => return stream.set_zero_linger().unwrap(),
                        Does::Hang => std::future::pending().await,
                    }
                }
            });
        }
    });
    Server {
        address,
        heard,
        connections,
    }
}

fn client(endpoint: &str, attempt: Duration) -> HttpTransport {
    HttpTransport::new(
        Endpoint::parse(endpoint, true).unwrap(),
        UserAgent::new(&[("test", "1")]).unwrap(),
        Timeouts {
            connect: attempt.min(Duration::from_secs(5)),
            attempt,
        },
    )
}

fn form(body: &str) -> Request {
    Request {
        headers: HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/test"))]),
        body: Secret::new(body),
        proof: None,
    }
}

async fn post(does: Does) -> Result<RawAnswer, TransportError> {
    let server = server(does).await;
    client(
        &format!("http://{}", server.address),
        Duration::from_secs(20),
    )
    .post(&form("a=1"))
    .await
}

async fn trouble(does: Does) -> TransportError {
    post(does).await.err().expect("trouble was expected")
}

#[tokio::test]
async fn a_form_is_posted_and_the_answer_brought_back() {
    let server = server(Does::Answer(GOOD)).await;
    let client = client(
        &format!("http://{}", server.address),
        Duration::from_secs(20),
    );
    let answer = client.post(&form("a=%20&b=1")).await.unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (200, b"{}".as_slice())
    );
    assert_eq!(answer.headers["date"], "Fri, 04 May 2018 08:00:00 GMT");
    let heard = server.heard.lock().unwrap().join("");
    let mut lines: Vec<&str> = heard.lines().collect();
    lines.sort_unstable();
    let user_agent = format!(
        "user-agent: {}",
        UserAgent::new(&[("test", "1")]).unwrap().as_str()
    );
    let host = format!("host: {}", server.address);
    let mut expected = vec![
        "",
        "POST / HTTP/1.1",
        "a=%20&b=1",
        "accept-encoding: identity",
        "accept: application/json",
        "content-length: 9",
        "content-type: text/test",
        host.as_str(),
        user_agent.as_str(),
    ];
    expected.sort_unstable();
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn one_connection_serves_many_calls() {
    let server = server(Does::Answer(GOOD)).await;
    let client = client(
        &format!("http://{}", server.address),
        Duration::from_secs(20),
    );
    for _ in 0..5 {
        client.post(&form("a=1")).await.unwrap();
    }
    assert_eq!(*server.connections.lock().unwrap(), 1);
    assert_eq!(server.heard.lock().unwrap().len(), 5);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect = "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
    assert_eq!(post(Does::Answer(redirect)).await.unwrap().status, 302);
}

#[tokio::test]
async fn a_refused_connection_is_known_not_to_have_arrived() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = client(&format!("http://{address}"), Duration::from_secs(20))
        .post(&form("a=1"))
        .await
        .err()
        .unwrap();
    let refused = io::Error::from_raw_os_error(111);
    if cfg!(target_os = "linux") {
        let expected = format!("{refused}, at {address}");
        assert_eq!(error, TransportError::Unreachable(expected));
    } else {
        assert!(matches!(error, TransportError::Unreachable(_)));
    }
}

#[tokio::test]
async fn what_breaks_after_sending_may_have_arrived() {
    let ended = "the connection ended before the answer was complete: ";
    assert_eq!(
        trouble(Does::Answer(
            "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"Reque"
        ))
        .await,
        TransportError::Unanswered(format!("{ended}unexpected end of file"))
    );
    assert_eq!(
        trouble(Does::Answer("")).await,
        TransportError::Unanswered(format!("{ended}it was closed by the other side"))
    );
    assert!(matches!(
        trouble(Does::Reset).await,
        TransportError::Unanswered(_)
    ));
    assert_eq!(
        trouble(Does::Answer("no http at all\r\n\r\n")).await,
        TransportError::Unanswered(format!("{ended}the connection broke"))
    );
}

#[tokio::test]
async fn an_attempt_without_answer_ends_by_its_own_limit() {
    let server = server(Does::Hang).await;
    let error = client(
        &format!("http://{}", server.address),
        Duration::from_millis(300),
    )
    .post(&form("a=1"))
    .await
    .err();
    assert_eq!(
        error,
        Some(TransportError::Unanswered(
            "no answer within the time limit of one attempt".to_owned()
        ))
    );
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        while stream.write_all(&[b' '; 65536]).await.is_ok() {}
    });
    let error = client(&format!("http://{address}"), Duration::from_secs(20))
        .post(&form("a=1"))
        .await
        .err();
    assert_eq!(
        error,
        Some(TransportError::Unanswered(
            "the answer is larger than 8192 KiB".to_owned()
        ))
    );
}

#[tokio::test]
async fn a_certificate_from_nowhere_is_not_trusted_and_nothing_is_sent() {
    let acceptor = unknown_acceptor();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let accepted = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        acceptor.accept(stream).await.is_ok()
    });
    let error = client(&format!("https://{address}"), Duration::from_secs(20))
        .post(&form("a=1"))
        .await
        .err()
        .unwrap();
    match error {
        TransportError::Untrusted(_) => assert!(!accepted.await.unwrap()),
        // A machine without any trusted root cannot even try.
        TransportError::Client(reason) => assert_eq!(
            reason,
            "unexpected error: No CA certificates were loaded from the system"
        ),
        other => panic!("distrust was expected, not {other:?}"),
    }
}

#[test]
fn nothing_is_built_before_the_first_call() {
    let client = client("https://cbn.aliyuncs.com", Duration::from_secs(1));
    assert!(client.client.get().is_none());
}

/// Finds no address for any name, and says so in these words.
struct Resolver(&'static str);

impl reqwest::dns::Resolve for Resolver {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let said = format!("failed to lookup address information: {}", self.0);
        Box::pin(async move { Err(io::Error::other(said).into()) })
    }
}

#[tokio::test]
async fn a_name_without_an_address_is_told_as_that() {
    for (resolver, expected) in [
        ("Name or service not known", "name not found"),
        (
            "nodename nor servname provided, or not known",
            "name not found",
        ),
        (
            "Temporary failure in name resolution",
            "the name could not be looked up (no name server answers)",
        ),
    ] {
        let client = reqwest::Client::builder()
            .no_proxy()
            .tls_backend_preconfigured(without_roots().unwrap())
            .dns_resolver(Arc::new(Resolver(resolver)))
            .build()
            .unwrap();
        let sent = client.get("http://sts.example.invalid").send().await;
        let Err(TransportError::Unreachable(said)) = sent.map_err(TransportError::from) else {
            unreachable!("there is no such host");
        };
        assert_eq!(said, expected);
    }
}
