//! What was asked, in order, and what became of it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;

/// Older calls are forgotten beyond this many; the counts are not.
const KEPT_CALLS: usize = 10_000;

/// What the API did with a call, whatever became of the answer on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It has not been carried out yet.
    Running,
    /// It was carried out.
    Done,
    /// It was refused with this code, by the gateway, by a rule or by a fault.
    Refused(String),
    /// A fault kept it from being carried out.
    NotReached,
}

/// One call. No secret is in it: neither the signature nor the security token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// 1 for the first call, counted on over clearings.
    pub number: u64,
    /// When it arrived, on the simulator's clock, in UTC with seconds.
    pub at: String,
    /// `GET` or `POST`.
    pub method: String,
    /// The action as sent; empty when there was none.
    pub action: String,
    /// The decoded business parameters.
    pub parameters: BTreeMap<String, String>,
    /// The public half of the key.
    pub access_key_id: Option<String>,
    /// Whether a security token came along.
    pub with_security_token: bool,
    /// The id that the answer carried or would have carried.
    pub request_id: String,
    /// What the API did.
    pub outcome: Outcome,
    /// The fault rule that struck the call.
    pub fault: Option<String>,
    /// The HTTP status that was sent, if anything was.
    pub status: Option<u16>,
    /// The id of the object that the call created. A replayed purchase creates none.
    pub created: Option<String>,
    /// How long the call took, in real time.
    #[serde(serialize_with = "as_millis", rename = "duration_ms")]
    pub duration: Duration,
}

fn as_millis<S: serde::Serializer>(span: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(span.as_millis()).unwrap_or(u64::MAX))
}

/// The calls of one simulator.
#[derive(Debug)]
pub(crate) struct Journal {
    book: Mutex<Book>,
    arrivals: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Book {
    calls: VecDeque<Call>,
    counts: BTreeMap<String, usize>,
    last_number: u64,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self {
            book: Mutex::default(),
            arrivals: watch::Sender::new(0),
        }
    }

    /// Enters a call that has just arrived, counted under `counted_as`, and returns its number.
    pub(crate) fn arrive(&self, mut call: Call, counted_as: &str) -> u64 {
        let number = {
            let mut book = self.lock();
            book.last_number += 1;
            call.number = book.last_number;
            *book.counts.entry(counted_as.to_owned()).or_default() += 1;
            if book.calls.len() >= KEPT_CALLS {
                book.calls.pop_front();
            }
            book.calls.push_back(call);
            book.last_number
        };
        self.arrivals.send_replace(number);
        number
    }

    /// Changes the entry of call `number`; a call that has been cleared away meanwhile stays away.
    pub(crate) fn update(&self, number: u64, change: impl FnOnce(&mut Call)) -> Option<Call> {
        let mut book = self.lock();
        // The newest are at the end, and a call is mostly updated soon after it has arrived.
        let call = book
            .calls
            .iter_mut()
            .rev()
            .find(|call| call.number == number)?;
        change(call);
        Some(call.clone())
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.lock().calls.iter().cloned().collect()
    }

    /// The last `most` calls, in order.
    pub(crate) fn latest(&self, most: usize) -> Vec<Call> {
        let book = self.lock();
        let older = book.calls.len().saturating_sub(most);
        book.calls.iter().skip(older).cloned().collect()
    }

    pub(crate) fn counts(&self) -> BTreeMap<String, usize> {
        self.lock().counts.clone()
    }

    pub(crate) fn clear(&self) {
        let mut book = self.lock();
        book.calls.clear();
        book.counts.clear();
    }

    /// Resolves when the `nth` call of `action` has arrived; at once when it has already.
    pub(crate) async fn wait_for(&self, action: &str, nth: usize) {
        let mut arrivals = self.arrivals.subscribe();
        while self.lock().counts.get(action).copied().unwrap_or(0) < nth {
            if arrivals.changed().await.is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
