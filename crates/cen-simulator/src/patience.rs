//! How long a connection may keep the server waiting.
//!
//! One timer a connection, which is set when it is needed and not for each request: a deadline that has moved on is noticed
//! when the timer of the old one goes off.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// From its first byte to its last, a head of a few hundred bytes takes one packet; nobody on a slow line takes longer.
pub(crate) const HEAD: Duration = Duration::from_secs(10);

/// A body is 256 KiB at most: some 70 kbit/s, which every line to a simulator has.
pub(crate) const BODY: Duration = Duration::from_secs(30);

/// Longer than clients keep connections that they do not use, so that it is them who close: Go's and reqwest's defaults are
/// 90 seconds, the official SDKs' 5 to 60. Those of 90 repeat a request that meets a closed connection.
pub(crate) const IDLE: Duration = Duration::from_secs(75);

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing: its client owes a request, or nothing at all.
    Idle,
    /// It has begun to send the head of a request.
    Head,
    /// A request is being read, carried out or answered, which has limits of its own.
    Busy,
}

/// The wait of which a client has made too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lapse {
    /// For a request that it had begun to send.
    Head,
    /// For any request.
    Idle,
}

/// The patience with one connection; its clones are about the same.
#[derive(Clone, Debug)]
pub(crate) struct Patience(Arc<Mutex<State>>);

#[derive(Clone, Copy, Debug)]
struct State {
    phase: Phase,
    since: Instant,
}

/// The connection is busy until this is dropped.
#[derive(Debug)]
pub(crate) struct Busy(Patience);

impl Patience {
    /// With a connection that has just been made.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            phase: Phase::Idle,
            since: Instant::now(),
        })))
    }

    /// Bytes have come. Where no request was under way they begin one.
    pub(crate) fn bytes_came(&self) {
        let mut state = self.lock();
        if state.phase == Phase::Idle {
            *state = State {
                phase: Phase::Head,
                since: Instant::now(),
            };
        }
    }

    /// The connection is as one that has just been made.
    pub(crate) fn starts_over(&self) {
        drop(self.busy());
    }

    /// The head of a request is there.
    pub(crate) fn busy(&self) -> Busy {
        self.lock().phase = Phase::Busy;
        Busy(self.clone())
    }

    /// The output of `work`, which reads and writes this connection in the task of the caller; or which wait has become too
    /// long before it was there.
    pub(crate) async fn with<T>(&self, work: impl Future<Output = T>) -> Result<T, Lapse> {
        let mut work = pin!(work);
        let mut timer = pin!(sleep_until(Instant::now() + IDLE));
        poll_fn(|context| {
            // First the work, as it moves the deadline.
            if let Poll::Ready(output) = work.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            self.poll_lapse(timer.as_mut(), context).map(Err)
        })
        .await
    }

    fn poll_lapse(&self, mut timer: Pin<&mut Sleep>, context: &mut Context<'_>) -> Poll<Lapse> {
        let state = *self.lock();
        let (deadline, lapse) = match state.phase {
            // Whatever ends this polls again.
            Phase::Busy => return Poll::Pending,
            Phase::Idle => (state.since + IDLE, Lapse::Idle),
            Phase::Head => (state.since + HEAD, Lapse::Head),
        };
        if timer.deadline() > deadline {
            timer.as_mut().reset(deadline);
        }
        while timer.as_mut().poll(context).is_ready() {
            if timer.deadline() >= deadline {
                return Poll::Ready(lapse);
            }
            timer.as_mut().reset(deadline);
        }
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        *self.0.lock() = State {
            phase: Phase::Idle,
            since: Instant::now(),
        };
    }
}
