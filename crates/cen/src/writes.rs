//! What a client has changed, and when.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The changes that one client has made, in the order of everything else that matters: questions and starts of calls.
#[derive(Default)]
pub(crate) struct Writes(Mutex<Log>);

#[derive(Default)]
struct Log {
    /// Counts up, so that which came first is never a tie.
    now: u64,
    /// When each object was last changed, by the text of its id. Grows with the objects that this process changes.
    by_id: HashMap<String, u64>,
    /// When anything was last changed.
    any: u64,
}

impl Writes {
    fn log(&self) -> MutexGuard<'_, Log> {
        // Every step leaves the log whole, so one that was cut off by a panic does no harm.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A time later than all before it.
    pub(crate) fn tick(&self) -> u64 {
        let mut log = self.log();
        log.now += 1;
        log.now
    }

    /// Marks these objects as changed.
    pub(crate) fn note(&self, ids: &[String]) {
        let mut log = self.log();
        log.now += 1;
        let now = log.now;
        log.any = now;
        log.by_id.extend(ids.iter().map(|id| (id.clone(), now)));
    }

    /// Marks these objects as changed, now and when the guard is dropped, so that a caller who leaves half-way has marked
    /// them too.
    pub(crate) fn begin(&self, ids: Vec<String>) -> Write<'_> {
        self.note(&ids);
        Write { writes: self, ids }
    }

    /// When this object was last changed; 0 for never.
    pub(crate) fn last(&self, id: &str) -> u64 {
        self.log().by_id.get(id).copied().unwrap_or_default()
    }

    /// When anything was last changed; 0 for never.
    pub(crate) fn last_of_all(&self) -> u64 {
        self.log().any
    }
}

/// A change under way.
pub(crate) struct Write<'w> {
    writes: &'w Writes,
    ids: Vec<String>,
}

impl Drop for Write<'_> {
    fn drop(&mut self) {
        self.writes.note(&self.ids);
    }
}
