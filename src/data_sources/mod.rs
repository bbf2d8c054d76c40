//! The data sources, one file each.

mod area_span_remaining_bandwidth;
mod areas;
mod bandwidth_limits;
mod bandwidth_package;
mod bandwidth_packages;
mod instances;
mod package;

use std::sync::Arc;

use crate::Cen;
use tf_plugin::framework::{AnyDataSource, erase_data_source};

/// All of them.
pub(super) fn all() -> Vec<Arc<dyn AnyDataSource<Cen>>> {
    vec![
        erase_data_source(area_span_remaining_bandwidth::AreaSpanRemainingBandwidth),
        erase_data_source(areas::Areas),
        erase_data_source(bandwidth_limits::BandwidthLimits),
        erase_data_source(bandwidth_package::BandwidthPackage),
        erase_data_source(bandwidth_packages::BandwidthPackages),
        erase_data_source(instances::Instances),
    ]
}
