//! The data sources, one file each.

mod area_span_remaining_bandwidth;
mod areas;
mod bandwidth_limits;
mod bandwidth_package;
mod bandwidth_packages;
mod instances;
mod package;

use crate::Cen;
use tf_plugin::framework::BoxedDataSource;

/// All of them.
pub(super) fn all() -> Vec<BoxedDataSource<Cen>> {
    vec![
        BoxedDataSource::new(area_span_remaining_bandwidth::AreaSpanRemainingBandwidth),
        BoxedDataSource::new(areas::Areas),
        BoxedDataSource::new(bandwidth_limits::BandwidthLimits),
        BoxedDataSource::new(bandwidth_package::BandwidthPackage),
        BoxedDataSource::new(bandwidth_packages::BandwidthPackages),
        BoxedDataSource::new(instances::Instances),
    ]
}
