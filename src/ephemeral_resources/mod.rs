//! The ephemeral resources, one file each.

mod credentials;

use crate::Cen;
use tf_plugin::framework::BoxedEphemeralResource;

/// All of them.
pub(super) fn all() -> Vec<BoxedEphemeralResource<Cen>> {
    vec![BoxedEphemeralResource::new(credentials::Credentials)]
}
