//! Through a proxy, to a server of an authority that only a file names.

use std::path::PathBuf;

use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, copy_bidirectional};

use super::*;
use crate::loopback;

/// An authority, its PEM file, and a server that it vouches for as `cen.test`.
struct Trusted {
    folder: TempDir,
    server: SocketAddr,
}

impl Trusted {
    async fn start() -> Self {
        Self::of("an authority").await
    }

    async fn of(authority: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (authority, _) = loopback::authority(authority, folder.path());
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(["cen.test".to_owned()])
            .unwrap()
            .signed_by(&key, &authority)
            .unwrap();
        let acceptor = loopback::acceptor(certificate.der(), &key);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A client that does not trust us ends it here.
                    if let Ok(mut stream) = acceptor.accept(stream).await {
                        head(&mut stream).await;
                        stream.write_all(GOOD.as_bytes()).await.unwrap();
                        stream.shutdown().await.unwrap();
                    }
                });
            }
        });
        Self { folder, server }
    }

    fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }
}

/// What precedes the body of a request, read as far as it goes.
async fn head(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => text.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(text).unwrap()
}

/// A proxy that connects every host to `target` if it is given a password, and answers with `otherwise` if not.
struct Proxy {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    async fn start(target: SocketAddr, otherwise: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&heard);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let log = Arc::clone(&log);
                tokio::spawn(async move {
                    let head = head(&mut stream).await;
                    // user:pass/word
                    let is_known = head.contains("Basic dXNlcjpwYXNzL3dvcmQ=");
                    log.lock().unwrap().push(head);
                    if !is_known {
                        stream.write_all(otherwise.as_bytes()).await.unwrap();
                        return;
                    }
                    let mut target = TcpStream::connect(target).await.unwrap();
                    let connected = b"HTTP/1.1 200 Connected\r\n\r\n";
                    stream.write_all(connected).await.unwrap();
                    let _ = copy_bidirectional(&mut stream, &mut target).await;
                });
            }
        });
        Self { address, heard }
    }
}

const WANTS_PASSWORD: &str =
    "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";

async fn post(endpoint: &str, variables: &[(&str, &str)]) -> Result<RawAnswer, TransportError> {
    client(endpoint, Duration::from_secs(20))
        .through(loopback::network(variables).unwrap())
        .post(&form("canary=canary"))
        .await
}

#[tokio::test]
async fn a_call_goes_through_the_proxy_to_a_server_of_the_authority_in_the_file() {
    let trusted = Trusted::start().await;
    let proxy = Proxy::start(trusted.server, WANTS_PASSWORD).await;
    let address = format!("http://user:pass%2Fword@{}", proxy.address);
    let authority = trusted.authority();
    let authority = authority.to_str().unwrap();
    for variable in ["ALIBABA_CLOUD_CA_BUNDLE", "SSL_CERT_FILE"] {
        let variables = [("HTTPS_PROXY", address.as_str()), (variable, authority)];
        let answer = post("https://cen.test", &variables).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, &b"{}"[..]));
    }
    // The proxy learns the host and its own password, and nothing of what is sent.
    let user_agent = UserAgent::new(&[("test", "1")]).unwrap();
    let user_agent = user_agent.as_str();
    let heard = proxy.heard.lock().unwrap();
    assert_eq!(heard.len(), 2);
    for head in heard.iter() {
        let mut lines: Vec<&str> = head.trim_end().split("\r\n").collect();
        lines[1..].sort_unstable();
        assert_eq!(lines[0], "CONNECT cen.test:443 HTTP/1.1");
        let rest: Vec<String> = lines[1..].iter().map(|line| line.to_lowercase()).collect();
        assert_eq!(
            rest,
            [
                "host: cen.test:443",
                "proxy-authorization: basic dxnlcjpwyxnzl3dvcmq=",
                &format!("user-agent: {}", user_agent.to_lowercase()),
            ]
        );
    }
}

#[tokio::test]
async fn without_the_file_the_authority_is_not_trusted() {
    let trusted = Trusted::start().await;
    let proxy = Proxy::start(trusted.server, WANTS_PASSWORD).await;
    let address = format!("http://user:pass%2Fword@{}", proxy.address);
    // Another one, so that the client can be set up on a machine that trusts nobody, too.
    let other = Trusted::of("another authority").await;
    let file = other.authority();
    let variables = [
        ("HTTPS_PROXY", address.as_str()),
        ("SSL_CERT_FILE", file.to_str().unwrap()),
    ];
    let error = post("https://cen.test", &variables).await.err();
    assert_eq!(
        error,
        Some(TransportError::Untrusted(format!(
            "invalid peer certificate: UnknownIssuer, through the proxy {} (from HTTPS_PROXY)",
            proxy.address
        )))
    );
}

#[tokio::test]
async fn a_proxy_that_wants_another_password_is_named_and_the_password_is_not() {
    let trusted = Trusted::start().await;
    let proxy = Proxy::start(trusted.server, WANTS_PASSWORD).await;
    let authority = trusted.authority();
    let authority = ("SSL_CERT_FILE", authority.to_str().unwrap());
    for user in ["", "canary:canary@"] {
        let address = format!("http://{user}{}", proxy.address);
        let error = post("https://cen.test", &[("HTTPS_PROXY", &address), authority]).await;
        assert_eq!(
            error.err(),
            Some(TransportError::Proxy(format!(
                "the proxy {} (from HTTPS_PROXY) asks for a password, or for another one than it was given",
                proxy.address
            )))
        );
    }
}

#[tokio::test]
async fn a_proxy_that_fails_is_named_and_leaves_no_doubt_that_nothing_was_sent() {
    let trusted = Trusted::start().await;
    let authority = trusted.authority();
    let authority = ("SSL_CERT_FILE", authority.to_str().unwrap());
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let failing = Proxy::start(trusted.server, "HTTP/1.1 502 Bad Gateway\r\n\r\n").await;
    for address in [gone, failing.address] {
        let variables = [
            ("https_proxy", &*format!("http://canary:canary@{address}")),
            authority,
        ];
        let error = post("https://cen.test", &variables).await.err().unwrap();
        let TransportError::Unreachable(text) = error else {
            panic!("the proxy was expected to be out of reach, not {error:?}");
        };
        let end = format!(", through the proxy {address} (from https_proxy)");
        assert!(text.ends_with(&end), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn a_host_that_is_left_out_is_not_asked_of_the_proxy() {
    let trusted = Trusted::start().await;
    let proxy = Proxy::start(trusted.server, WANTS_PASSWORD).await;
    let address = format!("http://{}", proxy.address);
    let authority = trusted.authority();
    let variables = [
        ("HTTPS_PROXY", address.as_str()),
        ("NO_PROXY", "*.test"),
        ("SSL_CERT_FILE", authority.to_str().unwrap()),
    ];
    // The name exists nowhere (RFC 6761), so the call fails, but not at the proxy.
    let error = post("https://cen.test", &variables).await.err().unwrap();
    assert!(matches!(error, TransportError::Unreachable(_)), "{error:?}");
    assert_eq!(*proxy.heard.lock().unwrap(), [] as [String; 0]);
}

#[tokio::test]
async fn plain_requests_are_handed_to_the_proxy_whole() {
    let proxy = server(Does::Answer(GOOD)).await;
    let address = format!("http://user:pass%2Fword@{}", proxy.address);
    let trusted = Trusted::start().await;
    let authority = trusted.authority();
    let variables = [
        ("HTTP_PROXY", address.as_str()),
        ("SSL_CERT_FILE", authority.to_str().unwrap()),
    ];
    let answer = post("http://cen.test", &variables).await.unwrap();
    assert_eq!(answer.status, 200);
    let heard = proxy.heard.lock().unwrap().join("");
    let mut lines: Vec<&str> = heard.lines().collect();
    assert_eq!(lines.remove(0), "POST http://cen.test/ HTTP/1.1");
    assert!(lines.contains(&"host: cen.test"), "{heard}");
    assert!(
        lines.contains(&"proxy-authorization: Basic dXNlcjpwYXNzL3dvcmQ="),
        "{heard}"
    );
}
