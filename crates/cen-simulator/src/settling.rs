//! What time brings about: when an object is due again, and what else makes it look around.

use std::cell::Cell;

use crate::clock::Moment;

/// The time at which objects settle. Whoever asks it whether something has come tells it what lies ahead, so no object has to
/// say when it is due.
#[derive(Debug)]
pub struct Settling {
    now: Moment,
    next: Cell<Option<Moment>>,
}

impl Settling {
    pub(crate) fn at(now: Moment) -> Self {
        Self {
            now,
            next: Cell::new(None),
        }
    }

    /// Whether a moment is reached. When it is not, the object settles again as soon as it is.
    pub(crate) fn has_come(&self, at: Moment) -> bool {
        let has_come = self.now >= at;
        if !has_come {
            let earliest = self.next.get().map_or(at, |next| next.min(at));
            self.next.set(Some(earliest));
        }
        has_come
    }

    /// The earliest moment that was asked for since this was last asked, and was not reached.
    pub(crate) fn take_next(&self) -> Option<Moment> {
        self.next.take()
    }
}

/// What else than time and a change of the object itself makes an object settle. Tables are named by their kinds.
#[derive(Clone, Copy, Debug)]
pub enum Follows {
    /// Any change in another table.
    Everything,
    /// Nothing.
    Nothing,
    /// That something in one of these tables is new, changed or no longer there.
    Changes(&'static [&'static str]),
    /// That something in one of these tables is no longer there.
    Removals(&'static [&'static str]),
}

/// How often a table was changed, and how often an object was taken out of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) changes: u64,
    pub(crate) removals: u64,
}

impl Follows {
    /// A number that grows with everything that is followed, of all tables but the object's own.
    pub(crate) fn count<'a>(self, others: impl Iterator<Item = (&'a str, Counts)>) -> u64 {
        let counted = others.map(|(name, counts)| match self {
            Self::Everything => counts.changes,
            Self::Changes(tables) if tables.contains(&name) => counts.changes,
            Self::Removals(tables) if tables.contains(&name) => counts.removals,
            Self::Nothing | Self::Changes(_) | Self::Removals(_) => 0,
        });
        counted.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_moment_ahead_is_noted_once() {
        let settling = Settling::at(Moment::from(10));
        assert!(settling.has_come(Moment::from(10)));
        assert_eq!(settling.take_next(), None);
        assert!(!settling.has_come(Moment::from(30)));
        assert!(!settling.has_come(Moment::from(20)));
        assert!(!settling.has_come(Moment::from(25)));
        assert_eq!(settling.take_next(), Some(Moment::from(20)));
        assert_eq!(settling.take_next(), None);
    }

    #[test]
    fn only_what_is_followed_counts() {
        let tables = [("a", 5, 1), ("b", 7, 2)].map(|(name, changes, removals)| {
            let counts = Counts { changes, removals };
            (name, counts)
        });
        for (follows, count) in [
            (Follows::Everything, 12),
            (Follows::Nothing, 0),
            (Follows::Changes(&["b"]), 7),
            (Follows::Removals(&["a", "b"]), 3),
        ] {
            assert_eq!(follows.count(tables.into_iter()), count, "{follows:?}");
        }
    }
}
