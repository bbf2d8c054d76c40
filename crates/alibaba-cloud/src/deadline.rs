//! How long a call may take.

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// When the caller stops waiting, pauses and further attempts included. Nothing else ends a wait.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// The end.
    pub at: Instant,
    /// Ends the call before, in the middle of an attempt too.
    pub cancel: CancellationToken,
}
