//! What can be done with transit routers and what is attached to them.

mod attachments;
mod peer;
mod router;
mod vpc;

use crate::error::Kind;
use alibaba_cloud::error::CallError;

use super::list::List;
use super::{Caller, Client};

/// Whether a refusal says that an object, or what it hangs on, does not exist.
fn is_gone(error: &CallError) -> bool {
    matches!(
        Kind::of_call(error),
        Some(Kind::Gone | Kind::CenGone | Kind::RouterGone | Kind::AttachmentGone)
    )
}

#[cfg(test)]
mod tests;
