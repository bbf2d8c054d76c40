//! What comes of a call when the transport fails: each phase of an exchange by each class of call.
//!
//! The servers are real ones on this machine. Time stands still while an exchange is under way, and passes at once when
//! the client waits for nothing but time.

mod server;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::idempotency::Idempotency;
use crate::loopback;
use crate::network::Network;
use crate::request::Request;
use crate::transport::RawAnswer;
use server::{Account, Standstill, serve};

/// Where an exchange fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nobody listens.
    Refused,
    /// The server does not speak TLS.
    NoTls,
    /// Its certificate is from an authority that nobody knows.
    Untrusted,
    /// The connection is reset before the request is read.
    ResetBefore,
    /// The call is carried out, and the connection is reset instead of an answer.
    ResetInstead,
    /// It is reset in the middle of the answer.
    ResetMidway,
    /// It is reset after the whole answer.
    ResetAfter,
    /// No answer comes.
    Silence,
    /// The answer begins and does not go on.
    SlowBody,
    /// The connection is closed in the middle of the answer.
    Truncated,
    /// The answer is not JSON.
    WrongJson,
    /// The answer lacks what was asked for.
    WrongAnswer,
    /// Something in between answers with a page of its own.
    HtmlPage,
    /// The answer is larger than any real one.
    TenMegabytes,
    /// The answer leads elsewhere.
    Redirect,
}

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Answered,
    /// A definite no.
    Refused,
    /// It was not sent, and will not be.
    NotSent,
    /// No definite answer, but nothing can have happened.
    Nothing,
    /// No definite answer, and it may have been carried out.
    Open,
}

/// What is expected of one call: attempts, end, and how many objects there are afterwards that it made or changed.
type Expected = (usize, End, usize);

/// A purchase meets trouble this often before the server is well.
const TROUBLES_OF_A_PURCHASE: usize = 3;

/// For each phase: a read, a change that sets absolute values, a purchase with its token, an order without one. The
/// first two and the last meet the fault at every attempt; the purchase meets it three times.
const MATRIX: [(Phase, [Expected; 4]); 15] = {
    use End::{Answered, NotSent, Nothing, Open};
    let bought = (4, Answered, 1);
    // Not reached, so anything may be tried again.
    let unreached = [(5, Nothing, 0), (5, Nothing, 0), bought, (5, Nothing, 0)];
    // It may have arrived, so only what can be done twice is.
    let lost = [(5, Nothing, 0), (5, Open, 1), bought, (1, Open, 1)];
    let not_sent = [(1, NotSent, 0); 4];
    // Whatever stands in between may have let it through.
    let foreign = [(5, Nothing, 0), (5, Open, 0), bought, (1, Open, 0)];
    [
        (Phase::Refused, unreached),
        (Phase::NoTls, unreached),
        (Phase::Untrusted, not_sent),
        (
            Phase::ResetBefore,
            [(5, Nothing, 0), (5, Open, 0), bought, (1, Open, 0)],
        ),
        (Phase::ResetInstead, lost),
        (Phase::ResetMidway, lost),
        (
            Phase::ResetAfter,
            [
                (1, Answered, 0),
                (1, Answered, 1),
                (1, Answered, 1),
                (1, Answered, 1),
            ],
        ),
        (Phase::Silence, lost),
        (Phase::SlowBody, lost),
        (Phase::Truncated, lost),
        (Phase::WrongJson, lost),
        (Phase::WrongAnswer, lost),
        (Phase::HtmlPage, foreign),
        (Phase::TenMegabytes, lost),
        (Phase::Redirect, foreign),
    ]
};

impl Phase {
    /// Whether an attempt ends by its time limit only.
    fn takes_all_the_time(self) -> bool {
        matches!(self, Self::Silence | Self::SlowBody)
    }

    fn needs_tls(self) -> bool {
        matches!(self, Self::NoTls | Self::Untrusted)
    }

    /// Whether the server carries the call out.
    fn executes(self) -> bool {
        !matches!(self, Self::ResetBefore | Self::HtmlPage | Self::Redirect)
    }
}

/// Sends the first attempts to a server in trouble and all further ones to one that is well.
struct Recovering {
    troubled: HttpTransport,
    well: HttpTransport,
    errors: usize,
    attempts: AtomicUsize,
    standstill: Arc<Mutex<Standstill>>,
}

#[async_trait::async_trait]
impl Transport for Recovering {
    fn host(&self) -> &str {
        self.well.host()
    }

    async fn post(&self, request: &Request) -> Result<RawAnswer, TransportError> {
        *self.standstill.lock().unwrap() = Standstill::begin();
        let attempt = self.attempts.fetch_add(1, Ordering::Relaxed);
        let server = if attempt < self.errors {
            &self.troubled
        } else {
            &self.well
        };
        let answer = server.post(request).await;
        self.standstill.lock().unwrap().end();
        answer
    }
}

fn transport(scheme: &str, address: &str, network: &Network) -> HttpTransport {
    HttpTransport::new(
        Endpoint::parse(&format!("{scheme}://{address}"), false).unwrap(),
        UserAgent::new(&[]).unwrap(),
        Timeouts::default(),
    )
    .through(network.clone())
}

/// Longest sum of pauses between that many attempts.
fn longest_pauses(attempts: usize) -> Duration {
    (1..attempts)
        .map(|number| Duration::from_millis(200 << (number - 1)))
        .sum()
}

async fn play(phase: Phase, idempotency: Idempotency, network: &Network) -> (Expected, Duration) {
    let account = Arc::new(Account::default());
    let standstill = Arc::new(Mutex::new(Standstill::default()));
    let troubled = serve(Some(phase), &account, &standstill).await;
    let well = serve(None, &account, &standstill).await;
    let scheme = if phase.needs_tls() { "https" } else { "http" };
    let transport = Arc::new(Recovering {
        troubled: transport(scheme, &troubled, network),
        well: transport("http", &well, network),
        errors: match idempotency {
            Idempotency::ByToken => TROUBLES_OF_A_PURCHASE,
            Idempotency::ReadOnly | Idempotency::Idempotent | Idempotency::NotIdempotent => {
                usize::MAX
            }
        },
        attempts: AtomicUsize::new(0),
        standstill,
    });
    let api = Api::new(
        Product::new("2017-09-12"),
        Arc::clone(&transport) as Arc<dyn Transport>,
        Some(canary_credentials(None)),
        scripted::stopped(UNIX_EPOCH + Duration::from_secs(NOW)),
    );
    let call = match idempotency {
        Idempotency::ReadOnly => Call::read("Look"),
        Idempotency::Idempotent => Call::idempotent("Change"),
        Idempotency::ByToken => purchase(),
        Idempotency::NotIdempotent => Call::not_idempotent("Order"),
    };
    let begin = Instant::now();
    let end = match api.call(&call, id, &deadline()).await {
        Ok(_) => End::Answered,
        Err(CallError::Refused(_)) => End::Refused,
        Err(CallError::NotSent(_)) => End::NotSent,
        Err(error) if error.may_have_been_executed() => End::Open,
        Err(_) => End::Nothing,
    };
    let took = begin.elapsed();
    let attempts = transport.attempts.load(Ordering::Relaxed);
    ((attempts, end, account.objects()), took)
}

#[tokio::test(start_paused = true)]
async fn every_phase_of_failure_has_its_end_for_every_class_of_call() {
    let folder = tempfile::tempdir().unwrap();
    // An authority of its own, so that clients for TLS can be made on machines that trust nobody.
    let (_, authority) = loopback::authority("an authority", folder.path());
    let variables = [("SSL_CERT_FILE", authority.to_str().unwrap())];
    let network = loopback::network(&variables).unwrap();
    let classes = [
        Idempotency::ReadOnly,
        Idempotency::Idempotent,
        Idempotency::ByToken,
        Idempotency::NotIdempotent,
    ];
    for (phase, expected) in MATRIX {
        for (idempotency, expected) in classes.into_iter().zip(expected) {
            let (found, took) = play(phase, idempotency, &network).await;
            assert_eq!(found, expected, "{phase:?} {idempotency:?}");
            let (attempts, end, _) = found;
            let Timeouts { connect, attempt } = Timeouts::default();
            let silent = match (phase.takes_all_the_time(), end) {
                (false, _) => 0,
                // The last attempt of a purchase meets a server that is well.
                (true, End::Answered) => attempts - 1,
                (true, _) => attempts,
            };
            let silence = (connect + attempt) * u32::try_from(silent).unwrap();
            let pauses = took.checked_sub(silence);
            let most = longest_pauses(attempts) + Duration::from_millis(10);
            assert!(
                pauses.is_some_and(|pauses| pauses <= most),
                "{phase:?} {idempotency:?} took {took:?}"
            );
        }
    }
}
