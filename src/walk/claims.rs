//! What several resources say of one object.

use std::collections::{BTreeMap, BTreeSet};

/// What is claimed (`C`) of each object (`K`). A host plans one resource several times and to the same end, so equal
/// claims are no contradiction, and claims that differ come from two resources. Whoever keeps one process for many
/// configurations changes its mind in between, which callers tell by the prior state.
#[derive(Debug)]
pub(super) struct Claims<K, C>(BTreeMap<K, BTreeSet<C>>);

impl<K, C> Default for Claims<K, C> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord + Clone, C: Ord + Clone> Claims<K, C> {
    /// Notes a claim of `object` in the place of those that it `replaces`; one of the others that `contradicts` it, if there
    /// is one.
    pub(super) fn note(
        &mut self,
        object: &K,
        claim: &C,
        replaces: impl Fn(&C) -> bool,
        contradicts: impl Fn(&C) -> bool,
    ) -> Option<C> {
        let claims = self.0.entry(object.clone()).or_default();
        claims.retain(|other| !replaces(other));
        let other = claims.iter().find(|other| contradicts(other)).cloned();
        claims.insert(claim.clone());
        other
    }

    /// All claims of `object`.
    pub(super) fn of(&self, object: &K) -> impl Iterator<Item = &C> {
        self.0.get(object).into_iter().flatten()
    }

    /// Drops all claims of `object`, which is about to be deleted.
    pub(super) fn forget(&mut self, object: &K) {
        self.0.remove(object);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_of_one_object_are_held_against_each_other() {
        let mut claims = Claims::default();
        let mut note = |object: &'static str, claim: u8, replaced: u8| {
            claims.note(
                &object,
                &claim,
                |one| *one == replaced,
                |other| *other != claim,
            )
        };
        assert_eq!(note("a", 1, 0), None);
        assert_eq!(note("a", 1, 0), None);
        assert_eq!(note("b", 2, 0), None);
        assert_eq!(note("a", 3, 0), Some(1));
        assert_eq!(note("a", 3, 1), None);
        assert_eq!(note("a", 1, 0), Some(3));
    }

    #[test]
    fn what_is_forgotten_contradicts_nobody() {
        let mut claims = Claims::default();
        for object in ["a", "b"] {
            claims.note(&object, &1, |_| false, |_| false);
        }
        claims.forget(&"a");
        let differs = |other: &u8| *other != 2;
        assert_eq!(claims.note(&"a", &2, |_| false, differs), None);
        assert_eq!(claims.note(&"b", &2, |_| false, differs), Some(1));
    }
}
