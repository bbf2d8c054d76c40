//! The nonces that must not come again.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};

use crate::clock::Moment;

/// Nonces are forgotten by the slice: 3 minutes long, in milliseconds.
const SLICE: i64 = 3 * 60 * 1_000;

/// How many slices lie between a nonce and its return: 15 minutes at least (API guide, "Common parameters"), 18 at most.
const MEMORY: u64 = 5;

/// The nonces of the last quarter of an hour, each as eight bytes: a random hash that two of 20 million share by a chance of one
/// in a hundred thousand. A clock that moves back forgets in the same way.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    hasher: RandomState,
    slices: BTreeMap<i64, HashSet<u64>>,
}

impl Nonces {
    /// Whether a nonce has not been used with this key; it has been from now on. A replay does not renew the memory of the
    /// first use.
    pub(crate) fn take(&mut self, key: &str, nonce: &str, now: Moment) -> bool {
        let current = i64::from(now) / SLICE;
        self.slices
            .retain(|slice, _| slice.abs_diff(current) <= MEMORY);
        let hash = self.hasher.hash_one((key, nonce));
        if self.slices.values().any(|slice| slice.contains(&hash)) {
            return false;
        }
        self.slices.entry(current).or_default().insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_nonce_is_remembered_for_a_quarter_of_an_hour_and_its_slice() {
        let start = Moment::from(1_000_000_000_000);
        for offset in [0, 60, 179] {
            let mut nonces = Nonces::default();
            let seen = start.plus(Duration::from_secs(offset));
            assert!(nonces.take("key", "a", seen));
            assert!(nonces.take("other key", "a", seen));
            let later = |seconds| seen.plus(Duration::from_secs(seconds));
            assert!(!nonces.take("key", "a", later(15 * 60)));
            assert!(!nonces.take("key", "a", seen.minus(Duration::from_secs(15 * 60))));
            assert!(nonces.take("key", "b", later(18 * 60)));
            assert!(nonces.take("key", "a", later(18 * 60)));
            assert_eq!(nonces.slices.len(), 1);
        }
    }
}
