//! What the resources of one configuration say of the same object.
//!
//! Each resource is planned by itself, and none sees the others. Where they meet is here, in the provider that plans them
//! all: two that want different things of one object would undo each other's work with every apply.

pub(super) mod bindings;
pub(super) mod limits;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// What is claimed of each object `K`, as planned with this client. A host plans one resource several times and to the
/// same end, so equal claims are no contradiction, and claims that differ come from two resources. Whoever keeps one
/// process for many configurations changes its mind in between, which callers tell by the prior state. Grows with the
/// objects of one configuration.
#[derive(Debug)]
pub(super) struct Claims<K, C>(Mutex<BTreeMap<K, BTreeSet<C>>>);

impl<K, C> Default for Claims<K, C> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord + Clone, C: Ord + Clone> Claims<K, C> {
    /// Notes a claim of `object` in the place of those that it `replaces`; one of the others that `contradicts` it, if there
    /// is one.
    pub(super) fn note(
        &self,
        object: &K,
        claim: &C,
        replaces: impl Fn(&C) -> bool,
        contradicts: impl Fn(&C) -> bool,
    ) -> Option<C> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let claims = all.entry(object.clone()).or_default();
        claims.retain(|other| !replaces(other));
        let other = claims.iter().find(|other| contradicts(other)).cloned();
        claims.insert(claim.clone());
        other
    }

    /// Drops all claims of `object`, which is about to end.
    pub(super) fn forget(&self, object: &K) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(object);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_of_one_object_are_held_against_each_other() {
        let claims = Claims::default();
        let note = |object: &'static str, claim: u8, replaced: u8| {
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
        claims.forget(&"a");
        assert_eq!((note("a", 4, 0), note("b", 4, 0)), (None, Some(2)));
    }
}
