//! Lists of one kind of object, one list for each object that they hang on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::listing::{Listed, Pages};

use super::list::List;

/// The lists that were asked for, by what they hang on. Grows with the objects of one configuration. Clones share the
/// lists.
pub(super) struct Scoped<K, T: Listed>(Arc<Mutex<BTreeMap<K, List<T>>>>);

impl<K, T: Listed> Clone for Scoped<K, T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K, T: Listed> Default for Scoped<K, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Clone + Ord, T: Listed> Scoped<K, T> {
    /// The list that hangs on `key`; `pages` reads it, should it be the first time.
    pub(super) fn of<P: Pages<T>>(&self, key: &K, pages: impl FnOnce(K) -> P) -> List<T> {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let list = lists
            .entry(key.clone())
            .or_insert_with_key(|key| List::new(Arc::new(pages(key.clone()))));
        list.clone()
    }

    /// Marks every object that `id` names, by what its list hangs on, as written.
    pub(super) fn wrote(&self, id: impl Fn(&K) -> &T::Id) {
        let lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.iter().for_each(|(key, list)| list.made(id(key)));
    }
}
