//! One list of the API, as the client reads and changes it.

use std::sync::Arc;

use crate::listing::{self, Listed, Pages};
use crate::reads::{Freshness, Reads};
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;

/// The objects of one list, with the reads that share calls for them. Clones share them too.
pub(super) struct List<T: Listed> {
    pages: Arc<dyn Pages<T>>,
    reads: Arc<Reads<T>>,
}

impl<T: Listed> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            pages: Arc::clone(&self.pages),
            reads: Arc::clone(&self.reads),
        }
    }
}

impl<T: Listed> List<T> {
    pub(super) fn new(pages: Arc<dyn Pages<T>>) -> Self {
        let reads = Arc::new(Reads::new(Arc::clone(&pages)));
        Self { pages, reads }
    }

    /// The object, or `None` when the API says that it does not exist.
    pub(super) async fn read(
        &self,
        id: &T::Id,
        freshness: Freshness,
        limits: &Limits,
    ) -> Result<Option<T>, CallError> {
        self.reads.read(id, freshness, limits).await
    }

    /// All objects, in the order of their ids.
    pub(super) async fn all(&self, limits: &Limits) -> Result<Vec<T>, CallError> {
        listing::all(&self.pages, limits).await
    }

    /// Marks `id` as written, now and when the guard is dropped, so that a caller who leaves half-way has marked it too.
    pub(super) fn writing<'l>(&'l self, id: &'l T::Id) -> Writing<'l, T> {
        self.reads.wrote(id);
        Writing {
            reads: &self.reads,
            id,
        }
    }

    /// Marks `id`, which has just come into being, as written.
    pub(super) fn made(&self, id: &T::Id) {
        self.reads.wrote(id);
    }
}

/// A write under way.
pub(super) struct Writing<'l, T: Listed> {
    reads: &'l Reads<T>,
    id: &'l T::Id,
}

impl<T: Listed> Drop for Writing<'_, T> {
    fn drop(&mut self) {
        self.reads.wrote(self.id);
    }
}
