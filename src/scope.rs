//! What the calls of one operation work with.

use cen::Deadline;

use super::client::Client;

/// A client, and how long its calls may take.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The client.
    pub(super) client: &'a Client,
    /// The deadline of the whole operation.
    pub(super) deadline: &'a Deadline,
}
