//! StopProvider, as the code that waits sees it.

use std::sync::{Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

/// Ends the operations in flight when the host is interrupted, and leaves the provider usable.
///
/// Operations take a [`token`](Self::token) when they begin. [`fire`](Self::fire) cancels those and arms a new one:
/// reads and closes that come after an interrupt are served normally.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    current: Mutex<CancellationToken>,
}

impl Stop {
    /// The signal for an operation that begins now.
    pub(crate) fn token(&self) -> CancellationToken {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Ends what is in flight. Returns at once; nothing is waited for.
    pub(crate) fn fire(&self) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *current).cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::Stop;

    #[test]
    fn a_stop_ends_what_runs_and_nothing_that_comes_later() {
        let stop = Stop::default();
        let running = stop.token();
        stop.fire();
        let later = stop.token();
        assert!(running.is_cancelled());
        assert!(!later.is_cancelled());
        stop.fire();
        assert!(later.is_cancelled());
    }
}
