//! Servers that fail in one phase of each exchange, and what they have carried out.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

use super::Phase;
use crate::loopback::{request, unknown_acceptor};
use crate::scripted::decoded;

impl Phase {
    /// What is sent of an answer.
    fn answer(self) -> Vec<u8> {
        let whole = |status: &str, body: &str| {
            let length = body.len();
            format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
        };
        match self {
            Self::Refused
            | Self::NoTls
            | Self::Untrusted
            | Self::ResetBefore
            | Self::ResetInstead
            | Self::Silence => Vec::new(),
            Self::ResetMidway | Self::SlowBody | Self::Truncated => {
                let mut half = whole("200 OK", GOOD);
                half.truncate(half.len() - 4);
                half
            }
            Self::ResetAfter => whole("200 OK", GOOD),
            Self::WrongJson => whole("200 OK", "{\"Id\": bought"),
            Self::WrongAnswer => whole("200 OK", "{\"RequestId\":\"R\"}"),
            Self::HtmlPage => whole("502 Bad Gateway", "<html>Bad Gateway</html>"),
            Self::TenMegabytes => whole("200 OK", &" ".repeat(10 << 20)),
            Self::Redirect => {
                b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".to_vec()
            }
        }
    }
}

/// A good answer to every call.
const GOOD: &str = r#"{"Id":"made"}"#;

/// What the servers of one cell have carried out.
#[derive(Default)]
pub(super) struct Account {
    tokens: Mutex<BTreeSet<String>>,
    changed: AtomicUsize,
    ordered: AtomicUsize,
}

impl Account {
    fn execute(&self, form: &str) {
        let parameters = decoded(form);
        match parameters["Action"].as_str() {
            "Buy" => {
                let token = parameters["ClientToken"].clone();
                self.tokens.lock().unwrap().insert(token);
            }
            "Change" => self.changed.store(1, Ordering::Relaxed),
            "Order" => {
                self.ordered.fetch_add(1, Ordering::Relaxed);
            }
            _ => {}
        }
    }

    /// Objects that were made or changed.
    pub(super) fn objects(&self) -> usize {
        self.tokens.lock().unwrap().len()
            + self.changed.load(Ordering::Relaxed)
            + self.ordered.load(Ordering::Relaxed)
    }
}

/// Keeps time from passing while it is there: a paused clock goes on by itself only when no blocking task is left.
#[derive(Default)]
pub(super) struct Standstill(Option<std::sync::mpsc::Sender<()>>);

impl Standstill {
    pub(super) fn begin() -> Self {
        let (sender, receiver) = std::sync::mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || receiver.recv().is_ok());
        Self(Some(sender))
    }

    pub(super) fn end(&mut self) {
        self.0 = None;
    }
}

/// Serves at a free port, in the way of `phase`, or well if there is none. Returns the address.
pub(super) async fn serve(
    phase: Option<Phase>,
    account: &Arc<Account>,
    standstill: &Arc<Mutex<Standstill>>,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    if phase == Some(Phase::Refused) {
        return address;
    }
    let (account, standstill) = (Arc::clone(account), Arc::clone(standstill));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (account, standstill) = (Arc::clone(&account), Arc::clone(&standstill));
            tokio::spawn(exchange(stream, phase, account, standstill));
        }
    });
    address
}

async fn exchange(
    mut stream: TcpStream,
    phase: Option<Phase>,
    account: Arc<Account>,
    standstill: Arc<Mutex<Standstill>>,
) {
    match phase {
        Some(Phase::ResetBefore) => return stream.set_zero_linger().unwrap(),
        Some(Phase::NoTls) => {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            return;
        }
        Some(Phase::Untrusted) => {
            assert!(unknown_acceptor().accept(stream).await.is_err());
            return;
        }
        _ => {}
    }
    let Some(request) = request(&mut stream).await else {
        return;
    };
    let (_, form) = request.split_once("\r\n\r\n").unwrap();
    let answer = match phase {
        None => Phase::ResetAfter.answer(),
        Some(phase) => phase.answer(),
    };
    if phase.is_none_or(Phase::executes) {
        account.execute(form);
    }
    // A client that has seen enough hangs up.
    let _ = stream.write_all(&answer).await;
    match phase {
        Some(Phase::ResetInstead | Phase::ResetMidway | Phase::ResetAfter) => {
            stream.set_zero_linger().unwrap();
        }
        Some(Phase::Silence | Phase::SlowBody) => {
            standstill.lock().unwrap().end();
            std::future::pending().await
        }
        _ => {}
    }
}
