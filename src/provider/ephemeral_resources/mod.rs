//! The ephemeral resources, one file each.

mod credentials;

use std::sync::Arc;

use crate::framework::{AnyEphemeralResource, erase_ephemeral_resource};
use crate::provider::Cen;

/// All of them.
pub(super) fn all() -> Vec<Arc<dyn AnyEphemeralResource<Cen>>> {
    vec![erase_ephemeral_resource(credentials::Credentials)]
}
