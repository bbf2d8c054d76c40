//! Connections that keep the server waiting, and connections that cannot be had. Time is tokio's, which jumps to the next
//! timer when nothing else is left to do.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::cloud::Cloud;
use crate::control::Control;
use crate::http::{Accept, Server};
use crate::tests::client::parameters;
use crate::{ControlAccess, Options, Simulator};

const REQUEST: &[u8] = b"GET /elsewhere HTTP/1.1\r\nhost: cen\r\n\r\n";

async fn start(options: Options) -> (Simulator, TcpStream) {
    let cloud = Simulator::start(options).await.unwrap();
    let endpoint = cloud.endpoint();
    let address = endpoint.strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    (cloud, stream)
}

/// What comes until the server closes, and after how many seconds it does.
async fn to_the_end(stream: &mut TcpStream) -> (String, u64) {
    let started = Instant::now();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    (text, started.elapsed().as_secs())
}

/// One answer with a body, as far as its last line.
async fn answer(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"_simulator\n") {
        text.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(text).unwrap()
}

#[tokio::test(start_paused = true)]
async fn half_a_head_is_waited_for_ten_seconds() {
    let (_cloud, mut stream) = start(Options::default()).await;
    stream.write_all(b"GET / HTTP/1.1\r\nho").await.unwrap();
    let late = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    assert_eq!(to_the_end(&mut stream).await, (late.to_owned(), 10));
}

#[tokio::test(start_paused = true)]
async fn a_head_that_trickles_in_gets_no_more_time() {
    let (_cloud, mut stream) = start(Options::default()).await;
    let (mut reading, mut writing) = stream.split();
    let started = Instant::now();
    let mut text = String::new();
    tokio::select! {
        read = reading.read_to_string(&mut text) => drop(read.unwrap()),
        _ = async {
            for byte in REQUEST {
                let _ = writing.write_all(&[*byte]).await;
                sleep(Duration::from_secs(3)).await;
            }
        } => panic!("the whole head was waited for"),
    }
    assert_eq!(text.lines().next(), Some("HTTP/1.1 408 Request Timeout"));
    assert_eq!(started.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_a_request_is_closed_after_75_seconds() {
    let (_cloud, mut stream) = start(Options::default()).await;
    assert_eq!(to_the_end(&mut stream).await, (String::new(), 75));
}

#[tokio::test(start_paused = true)]
async fn each_answer_begins_the_wait_for_the_next_request() {
    let (_cloud, mut stream) = start(Options::default()).await;
    for _ in 0..3 {
        sleep(Duration::from_secs(70)).await;
        stream.write_all(REQUEST).await.unwrap();
        let answer = answer(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
    }
    assert_eq!(to_the_end(&mut stream).await, (String::new(), 75));
}

#[tokio::test(start_paused = true)]
async fn a_body_is_waited_for_30_seconds() {
    let (_cloud, mut stream) = start(Options::default()).await;
    let half = b"POST / HTTP/1.1\r\nhost: cen\r\ncontent-length: 10\r\n\r\nAct";
    stream.write_all(half).await.unwrap();
    let (text, seconds) = to_the_end(&mut stream).await;
    assert!(
        text.starts_with("HTTP/1.1 408 Request Timeout\r\n"),
        "{text}"
    );
    assert!(text.contains("\r\nconnection: close\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\nthe body took too long\n"), "{text}");
    assert_eq!(seconds, 30);
}

/// A call that succeeds.
fn signed(cloud: &Simulator) -> String {
    let mut given = parameters("GetCallerIdentity", &[]);
    given.insert("Version".to_owned(), "2015-04-01".to_owned());
    given.insert("Timestamp".to_owned(), cloud.cloud.clock.now().to_seconds());
    let signed = crate::tests::client::sign(given, "GET", crate::DEFAULT_ACCESS_KEY_SECRET);
    let query = alibaba_cloud::sign::rpc::canonical_query(&signed);
    format!("GET /?{query} HTTP/1.1\r\nhost: cen\r\n\r\n")
}

#[tokio::test(start_paused = true)]
async fn a_client_that_has_said_all_there_is_to_say_gets_its_answer() {
    let options = Options {
        latency: Duration::from_secs(300),
        ..Options::default()
    };
    let (cloud, mut stream) = start(options).await;
    stream.write_all(signed(&cloud).as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let (text, seconds) = to_the_end(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    assert_eq!(seconds, 300);
}

#[tokio::test(start_paused = true)]
async fn a_call_may_take_as_long_as_it_is_told_to() {
    let options = Options {
        latency: Duration::from_secs(300),
        ..Options::default()
    };
    let (cloud, mut stream) = start(options).await;
    let request = signed(&cloud);
    stream.write_all(request.as_bytes()).await.unwrap();
    let started = Instant::now();
    let mut status = [0; 15];
    stream.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 200 OK");
    assert_eq!(started.elapsed().as_secs(), 300);
}

/// A listener of a process that has no descriptor left, at first.
struct Exhausted {
    listener: TcpListener,
    failures: u32,
    asked: Arc<AtomicU32>,
}

impl Accept for Exhausted {
    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        if self.asked.fetch_add(1, Ordering::SeqCst) < self.failures {
            // EMFILE on every Unix.
            return Err(io::Error::from_raw_os_error(24));
        }
        self.listener.accept().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_without_descriptors_waits_and_then_goes_on() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(AtomicU32::new(0));
    let exhausted = Exhausted {
        listener,
        failures: 50,
        asked: Arc::clone(&asked),
    };
    let cloud = Arc::new(Cloud::open(Options::default()).unwrap());
    let stop = CancellationToken::new();
    let server = Server::new(
        cloud,
        Control::new(ControlAccess::default(), None).unwrap(),
        stop.clone(),
    );
    let serving = tokio::spawn(server.serve(exhausted));

    let started = Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(REQUEST).await.unwrap();
    let answer = answer(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
    // 50 pauses of a fifth of a second.
    assert_eq!(started.elapsed().as_secs(), 10);
    assert_eq!(asked.load(Ordering::SeqCst), 52);

    stop.cancel();
    serving.await.unwrap();
}
