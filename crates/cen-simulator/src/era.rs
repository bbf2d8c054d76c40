//! The times between which all objects are replaced at once, by a reset or a snapshot.
//!
//! A call belongs to the era in which it arrived: it works on what there was then or on nothing, so that a test that begins with a
//! reset never meets what the one before it has left under way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

use crate::in_flight::InFlightTokens;

/// From one replacement to the next.
#[derive(Debug, Default)]
pub(crate) struct Era {
    over: CancellationToken,
    /// The client tokens of its calls. Those of an era that is over are in nobody's way.
    pub(crate) in_flight: InFlightTokens,
}

impl Era {
    pub(crate) fn is_over(&self) -> bool {
        self.over.is_cancelled()
    }

    /// Resolves when it is over.
    pub(crate) fn end(&self) -> WaitForCancellationFuture<'_> {
        self.over.cancelled()
    }
}

/// The eras of one simulator, of which only the last goes on.
#[derive(Debug, Default)]
pub(crate) struct Eras(Mutex<Arc<Era>>);

impl Eras {
    /// The one that goes on.
    pub(crate) fn current(&self) -> Arc<Era> {
        Arc::clone(&self.lock())
    }

    /// Ends it and begins another.
    pub(crate) fn turn(&self) {
        let before = std::mem::take(&mut *self.lock());
        before.over.cancel();
    }

    fn lock(&self) -> MutexGuard<'_, Arc<Era>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
