//! The lists that were asked for, of every kind.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::listed::Listed;
use crate::reads::Shared;

/// The lists of one kind, by what they belong to.
type Kindred<T> = HashMap<<T as Listed>::Parent, Arc<Shared>>;

/// One list for each kind and parent that was asked about. Grows with the objects of one configuration.
#[derive(Default)]
pub(crate) struct Lists(Mutex<HashMap<TypeId, Box<dyn Any + Send>>>);

impl Lists {
    /// The list of `T` that belongs to `parent`; `make` makes it, should it be the first time.
    pub(crate) fn of<T: Listed>(
        &self,
        parent: &T::Parent,
        make: impl FnOnce(T::Parent) -> Shared,
    ) -> Arc<Shared> {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kindred = lists
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Box::new(Kindred::<T>::new()));
        match kindred.downcast_mut::<Kindred<T>>() {
            Some(kindred) => {
                let list = kindred
                    .entry(parent.clone())
                    .or_insert_with_key(|parent| Arc::new(make(parent.clone())));
                Arc::clone(list)
            }
            // Cannot be, since the key is the type; an own list would cost calls and nothing else.
            None => Arc::new(make(parent.clone())),
        }
    }
}
