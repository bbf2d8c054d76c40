//! What was asked, in order, and what became of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;
use uuid::Uuid;

use crate::clock::Moment;
use crate::given::Given;
use crate::ids;

/// Older calls are forgotten beyond this many; the counts are not.
const KEPT_CALLS: usize = 10_000;

/// Nor are more kept than take so many bytes, which is more than so many ordinary ones do.
const KEPT_BYTES: usize = 16 * 1024 * 1024;

/// How much is kept of the parameters of a call, in bytes as they were sent: more than twenty tags take.
const MOST_OF_A_CALL: usize = 16 * 1024;

/// The same of a call that the gateway refuses: anybody can send those.
const MOST_OF_A_REFUSED_CALL: usize = 1024;

/// How much is kept of any other text that came with a call, in bytes; the longest name of an action has 60.
const MOST_OF_A_NAME: usize = 256;

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
    /// The decoded business parameters: the first 16 KiB of them, or 1 KiB where the gateway has refused the call.
    pub parameters: BTreeMap<String, String>,
    /// Whether there was more.
    pub is_cut: bool,
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

/// A call as it is kept: as small as it can be, as there are many and few are looked at.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) at: Moment,
    pub(crate) method: Cow<'static, str>,
    pub(crate) action: Cow<'static, str>,
    pub(crate) given: Given,
    pub(crate) is_cut: bool,
    pub(crate) access_key_id: Option<Box<str>>,
    pub(crate) with_security_token: bool,
    pub(crate) request_id: Uuid,
    pub(crate) outcome: Outcome,
    pub(crate) fault: Option<Box<str>>,
    pub(crate) status: Option<u16>,
    pub(crate) created: Option<Box<str>>,
    pub(crate) duration: Duration,
}

impl Entry {
    /// Keeps little, as the gateway has refused the call.
    pub(crate) fn cut_as_refused(&mut self) {
        self.cut(MOST_OF_A_REFUSED_CALL);
    }

    fn cut(&mut self, most: usize) {
        if self.given.len() > most {
            self.given = self.given.cut(most);
            self.is_cut = true;
        }
    }

    /// How many bytes it takes.
    fn size(&self) -> usize {
        let texts = [&self.access_key_id, &self.fault, &self.created];
        let texts = texts.into_iter().flatten().map(|text| text.len());
        size_of::<Self>() + self.given.len() + self.action.len() + texts.sum::<usize>()
    }

    fn shown(&self, number: u64) -> Call {
        let owned = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        Call {
            number,
            at: self.at.to_seconds(),
            method: self.method.clone().into_owned(),
            action: self.action.clone().into_owned(),
            parameters: self.given.parameters(),
            is_cut: self.is_cut,
            access_key_id: owned(&self.access_key_id),
            with_security_token: self.with_security_token,
            request_id: ids::request_text(self.request_id),
            outcome: self.outcome.clone(),
            fault: owned(&self.fault),
            status: self.status,
            created: owned(&self.created),
            duration: self.duration,
        }
    }
}

/// The calls of one simulator.
#[derive(Debug)]
pub(crate) struct Journal {
    book: Mutex<Book>,
    arrivals: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Book {
    /// The last calls without a gap.
    entries: VecDeque<Entry>,
    /// What they take.
    bytes: usize,
    counts: BTreeMap<&'static str, usize>,
    last_number: u64,
}

impl Book {
    fn forget_first(&mut self) {
        if let Some(entry) = self.entries.pop_front() {
            self.bytes -= entry.size();
        }
    }

    /// The number of the first call that is kept, or of the next one.
    fn first_number(&self) -> u64 {
        self.last_number + 1 - self.entries.len() as u64
    }

    /// The place of call `number`, which may be that of no entry.
    fn place(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.first_number())?).ok()
    }
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self {
            book: Mutex::default(),
            arrivals: watch::Sender::new(0),
        }
    }

    /// Enters a call that has just arrived, counted under `counted_as`, and returns its number.
    pub(crate) fn arrive(&self, mut entry: Entry, counted_as: &'static str) -> u64 {
        entry.cut(MOST_OF_A_CALL);
        let number = {
            let mut book = self.lock();
            book.last_number += 1;
            *book.counts.entry(counted_as).or_default() += 1;
            book.bytes += entry.size();
            book.entries.push_back(entry);
            while book.entries.len() > KEPT_CALLS || book.bytes > KEPT_BYTES {
                book.forget_first();
            }
            book.last_number
        };
        self.arrivals.send_replace(number);
        number
    }

    /// Changes the entry of call `number`; a call that has been cleared away meanwhile stays away.
    pub(crate) fn update(&self, number: u64, change: impl FnOnce(&mut Entry)) {
        let mut book = self.lock();
        let place = book.place(number);
        let Book { entries, bytes, .. } = &mut *book;
        if let Some(entry) = place.and_then(|place| entries.get_mut(place)) {
            *bytes -= entry.size();
            change(entry);
            *bytes += entry.size();
        }
    }

    /// Call `number`, if it is kept.
    pub(crate) fn call(&self, number: u64) -> Option<Call> {
        let book = self.lock();
        let entry = book.entries.get(book.place(number)?)?;
        Some(entry.shown(number))
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.latest(usize::MAX)
    }

    /// The last `most` calls, in order.
    pub(crate) fn latest(&self, most: usize) -> Vec<Call> {
        let book = self.lock();
        let older = book.entries.len().saturating_sub(most);
        let numbered = (book.first_number()..).zip(&book.entries).skip(older);
        numbered
            .map(|(number, entry)| entry.shown(number))
            .collect()
    }

    pub(crate) fn counts(&self) -> BTreeMap<String, usize> {
        let book = self.lock();
        let counts = book.counts.iter();
        counts
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect()
    }

    pub(crate) fn clear(&self) {
        let mut book = self.lock();
        book.entries.clear();
        book.bytes = 0;
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

/// As much of a text that came with a call as is kept.
pub(crate) fn kept_name(text: &str) -> &str {
    let ends = text.char_indices().map(|(at, one)| at + one.len_utf8());
    let end = ends.take_while(|end| *end <= MOST_OF_A_NAME).last();
    text.get(..end.unwrap_or(0)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn call(bytes: usize) -> Entry {
        let long = BTreeMap::from([("A".to_owned(), "x".repeat(bytes))]);
        Entry {
            at: Clock::real(),
            method: Cow::Borrowed("GET"),
            action: Cow::Borrowed("A"),
            given: Given::from(long),
            is_cut: false,
            access_key_id: None,
            with_security_token: false,
            request_id: Uuid::nil(),
            outcome: Outcome::Running,
            fault: None,
            status: None,
            created: None,
            duration: Duration::ZERO,
        }
    }

    #[test]
    fn large_calls_are_forgotten_sooner() {
        let journal = Journal::new();
        for _ in 0..2_000 {
            journal.arrive(call(MOST_OF_A_CALL), "A");
        }
        let kept = journal.calls();
        // Sixteen MiB of sixteen KiB and what else there is to a call.
        let each = MOST_OF_A_CALL + size_of::<Entry>() + 1;
        assert_eq!(kept.len(), KEPT_BYTES / each);
        assert_eq!(kept.last().map(|call| call.number), Some(2_000));
        assert_eq!(journal.counts()["A"], 2_000);
        journal.update(2_000, Entry::cut_as_refused);
        let size = |book: &Book| book.entries.iter().map(Entry::size).sum::<usize>();
        let book = journal.lock();
        assert_eq!(book.bytes, size(&book));
    }

    #[test]
    fn a_name_is_cut_between_characters() {
        assert_eq!(kept_name("DescribeCens"), "DescribeCens");
        let long = "测".repeat(100);
        assert_eq!(kept_name(&long), "测".repeat(85));
    }
}
