//! How the calls of one client are signed, paced and repeated: what a user may choose.

use std::time::Duration;

use crate::sign::Scheme;

/// The choices; the default is what suits an ordinary account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// How calls are signed.
    pub scheme: Scheme,
    /// How often a call is sent again after trouble on the way or in the server. Purchases go on regardless, and so does
    /// a call that was refused because of too many calls or a busy object.
    pub max_retries: u32,
    /// How long after its beginning a call is still sent again, whatever the reason; `None` leaves that to the caller's
    /// deadline. A purchase whose outcome is open goes on regardless.
    pub max_retry_time: Option<Duration>,
    /// Most calls a second, over all actions; `None` for no bound. Must be positive.
    pub max_requests_per_second: Option<f64>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            scheme: Scheme::default(),
            max_retries: 4,
            max_retry_time: None,
            max_requests_per_second: None,
        }
    }
}
