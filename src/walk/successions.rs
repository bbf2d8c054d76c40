//! Objects without an id of their own that one walk takes away and makes anew.
//!
//! A resource that gets another address, as where a key of a `for_each` is renamed, is destroyed at the old one and created at the
//! new one, and a host does both side by side: neither refers to the other. What tells the two objects apart is only here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::{Mutex, MutexGuard};

/// The successions of a walk, by the words that name each object among all types of resources.
#[derive(Debug, Default)]
pub(crate) struct Successions(BTreeMap<String, Arc<Succession>>);

/// Who is about to take one object away, and who has made it.
#[derive(Debug, Default)]
pub(crate) struct Succession {
    turn: Mutex<()>,
    departures: AtomicUsize,
    is_made: AtomicBool,
}

impl Successions {
    /// That of `object`.
    pub(crate) fn of(&mut self, object: &str) -> Arc<Succession> {
        Arc::clone(self.0.entry(object.to_owned()).or_default())
    }

    /// Forgets what is said of `object`, which a plan has found: hosts carry no plan out in the walk that makes it, so whoever
    /// plans the end of what was made here means that.
    pub(crate) fn forget(&mut self, object: &str) {
        self.0.remove(object);
    }
}

impl Succession {
    /// The right to send something, for as long as the guard lives. A delete that is sent again because nobody has answered it
    /// must not meet what a create has made meanwhile.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Notes that the object is being taken away, for as long as the guard lives.
    pub(crate) fn depart(&self) -> Departure<'_> {
        self.departures.fetch_add(1, Ordering::Relaxed);
        Departure(self)
    }

    /// Whether the object is being taken away.
    pub(crate) fn is_departing(&self) -> bool {
        self.departures.load(Ordering::Relaxed) > 0
    }

    /// Notes that a create of this walk has made the object, or may have.
    pub(crate) fn make(&self) {
        self.is_made.store(true, Ordering::Relaxed);
    }

    /// Whether the object is that of a create of this walk.
    pub(crate) fn is_made(&self) -> bool {
        self.is_made.load(Ordering::Relaxed)
    }
}

/// A departure under way.
pub(crate) struct Departure<'s>(&'s Succession);

impl Drop for Departure<'_> {
    fn drop(&mut self) {
        self.0.departures.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_one_takes_away_and_another_makes_is_told_by_its_name() {
        let mut successions = Successions::default();
        let (first, other) = (successions.of("route a"), successions.of("route b"));
        let departure = first.depart();
        let turn = first.turn().await;
        assert!(successions.of("route a").is_departing() && !other.is_departing());
        assert!(first.turn.try_lock().is_err() && other.turn.try_lock().is_ok());
        drop((turn, departure));
        first.make();
        let again = successions.of("route a");
        assert!(again.is_made() && !again.is_departing() && !other.is_made());
        assert!(again.turn.try_lock().is_ok());
        successions.forget("route a");
        assert!(!successions.of("route a").is_made());
    }
}
