//! The ephemeral resources, one file each.

mod credentials;

use std::sync::Arc;

use crate::Cen;
use tf_plugin::framework::{AnyEphemeralResource, erase_ephemeral_resource};

/// All of them.
pub(super) fn all() -> Vec<Arc<dyn AnyEphemeralResource<Cen>>> {
    vec![erase_ephemeral_resource(credentials::Credentials)]
}
