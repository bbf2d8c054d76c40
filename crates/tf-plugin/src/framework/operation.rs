//! One operation on the outside world: when it began, and the signal to end it.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

/// One operation: when it began, and the signal to end it.
#[derive(Clone, Debug)]
pub struct Operation {
    /// On the clock of the runtime, which tests can stop.
    started: tokio::time::Instant,
    stop: CancellationToken,
}

impl Operation {
    /// An operation that begins now and ends early when `stop` fires.
    pub(crate) fn begin(stop: CancellationToken) -> Self {
        Self {
            started: tokio::time::Instant::now(),
            stop,
        }
    }

    /// The end of the time that the operation may take, counted from the moment when the host asked.
    pub fn deadline(&self, limit: Duration) -> Instant {
        // Thirty years stand for "no end": adding the largest duration to an instant would overflow.
        const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
        (self.started + limit.min(LONGEST)).into_std()
    }

    /// Resolves when the host is interrupted; everything that waits must end within a second.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Whether the host has been interrupted.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// The signal of [`stopped`](Self::stopped) for code that works with tokio-util 0.7. A feature of its own, so that another
    /// version of tokio-util is another feature, and breaks nobody.
    #[cfg(feature = "tokio-util-07")]
    pub fn cancellation_token(&self) -> CancellationToken {
        self.stop.clone()
    }
}
