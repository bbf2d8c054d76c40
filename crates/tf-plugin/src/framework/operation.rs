//! One operation on the outside world: when it began, and the signal to end it.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// One operation: when it began, and the signal to end it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// When the host asked.
    pub started: Instant,
    /// Fires when the host is interrupted; everything that waits must end within a second.
    pub stop: CancellationToken,
}

impl Operation {
    /// The end of the time that the operation may take.
    pub fn deadline(&self, limit: Duration) -> Instant {
        // Thirty years stand for "no end": adding the largest duration to an instant would overflow.
        const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
        self.started + limit.min(LONGEST)
    }
}
