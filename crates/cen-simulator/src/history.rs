//! What was changed since something was last kept, so that it can be taken back.

use std::collections::{BTreeMap, VecDeque};

/// What has become of things, by their keys: each as it was before, or nothing for what is new.
pub(crate) type Before<K, T> = BTreeMap<K, Option<T>>;

/// The changes that are not kept yet: those of late, and before them those that are on their way to be kept.
#[derive(Debug)]
pub(crate) struct History<K, T> {
    late: Before<K, T>,
    /// By numbers that rise.
    sealed: VecDeque<(u64, Before<K, T>)>,
}

impl<K, T> Default for History<K, T> {
    fn default() -> Self {
        Self {
            late: BTreeMap::new(),
            sealed: VecDeque::new(),
        }
    }
}

impl<K: Ord, T> History<K, T> {
    /// Something is about to be changed or removed, and is like this now.
    pub(crate) fn changes(&mut self, key: K, now: impl FnOnce() -> T) {
        self.late.entry(key).or_insert_with(|| Some(now()));
    }

    /// Something was added.
    pub(crate) fn adds(&mut self, key: K) {
        self.late.entry(key).or_insert(None);
    }

    /// The late changes.
    pub(crate) fn late(&self) -> &Before<K, T> {
        &self.late
    }

    /// The late changes, which are none afterwards.
    pub(crate) fn take_late(&mut self) -> Before<K, T> {
        std::mem::take(&mut self.late)
    }

    /// Everything is kept.
    pub(crate) fn keep(&mut self) {
        self.late.clear();
        self.sealed.clear();
    }

    /// The late changes are on their way to be kept.
    pub(crate) fn seal(&mut self, number: u64) {
        if !self.late.is_empty() {
            let sealed = self.take_late();
            self.sealed.push_back((number, sealed));
        }
    }

    /// What was sealed up to that number is kept.
    pub(crate) fn keep_up_to(&mut self, number: u64) {
        while self.sealed.front().is_some_and(|(at, _)| *at <= number) {
            self.sealed.pop_front();
        }
    }

    /// Counts what is on its way as late changes again.
    pub(crate) fn unseal(&mut self) {
        while let Some((_, sealed)) = self.sealed.pop_back() {
            // What was changed by both is as it was before the first of them.
            self.late.extend(sealed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_its_way_is_taken_back_as_it_was_before_the_first_change() {
        let mut history = History::<u64, &str>::default();
        history.changes(1, || "a");
        history.seal(1);
        history.changes(1, || "b");
        history.adds(2);
        history.seal(2);
        history.changes(2, || "c");
        history.changes(1, || "d");
        history.keep_up_to(1);
        history.unseal();
        let before = BTreeMap::from([(1, Some("b")), (2, None)]);
        assert_eq!(history.take_late(), before);
    }

    #[test]
    fn nothing_is_left_of_what_is_kept() {
        let mut history = History::<u64, &str>::default();
        history.adds(1);
        history.seal(7);
        history.seal(8);
        history.keep_up_to(7);
        history.unseal();
        assert_eq!(history.late(), &BTreeMap::new());
        history.adds(2);
        history.keep();
        assert_eq!(history.late(), &BTreeMap::new());
    }
}
