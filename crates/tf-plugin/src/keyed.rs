//! Maps out of iterators, without the code of a sort for each.
//!
//! `collect` sorts what it is given before it builds a `BTreeMap`, and the sort is compiled anew for every place that
//! calls it: some 4 KiB each, a twentieth of the binary in all. The maps here are small, and what they are made of is
//! in order more often than not.

use std::collections::BTreeMap;

/// What [`Iterator::collect`] does for maps. Of entries with one key the last counts, as there.
pub(crate) trait Keyed: Iterator + Sized {
    /// The entries as a map.
    fn keyed<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        map.extend(self);
        map
    }

    /// The entries as a map, unless one of them is an error.
    fn try_keyed<K: Ord, V, E>(self) -> Result<BTreeMap<K, V>, E>
    where
        Self: Iterator<Item = Result<(K, V), E>>,
    {
        let mut map = BTreeMap::new();
        for entry in self {
            let (key, value) = entry?;
            map.insert(key, value);
        }
        Ok(map)
    }
}

impl<I: Iterator> Keyed for I {}
