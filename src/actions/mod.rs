//! The actions, one file each.

mod bandwidth_package_temp_upgrade;

use std::sync::Arc;

use crate::Cen;
use tf_plugin::framework::{AnyAction, erase_action};

/// All of them.
pub(super) fn all() -> Vec<Arc<dyn AnyAction<Cen>>> {
    vec![erase_action(
        bandwidth_package_temp_upgrade::BandwidthPackageTempUpgrade,
    )]
}
