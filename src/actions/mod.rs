//! The actions, one file each.

mod bandwidth_package_renew;
mod bandwidth_package_temp_upgrade;

use crate::Cen;
use tf_plugin::framework::BoxedAction;

/// All of them.
pub(super) fn all() -> Vec<BoxedAction<Cen>> {
    vec![
        BoxedAction::new(bandwidth_package_renew::BandwidthPackageRenew),
        BoxedAction::new(bandwidth_package_temp_upgrade::BandwidthPackageTempUpgrade),
    ]
}
