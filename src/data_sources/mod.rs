//! The data sources, one file each.

mod area_span_remaining_bandwidth;
mod areas;
mod bandwidth_limits;
mod bandwidth_package;
mod bandwidth_package_price;
mod bandwidth_packages;
mod instances;
mod package;
mod reachability;
mod router_relation;
mod transit_router_attachments;
mod transit_router_available_resources;
mod transit_router_route_entries;
mod transit_router_route_table_associations;
mod transit_router_route_table_propagations;
mod transit_router_route_tables;
mod transit_router_service;
mod transit_routers;

use crate::Cen;
use tf_plugin::framework::BoxedDataSource;

/// All of them.
pub(super) fn all() -> Vec<BoxedDataSource<Cen>> {
    let mut all = vec![
        BoxedDataSource::new(area_span_remaining_bandwidth::AreaSpanRemainingBandwidth),
        BoxedDataSource::new(areas::Areas),
        BoxedDataSource::new(bandwidth_limits::BandwidthLimits),
        BoxedDataSource::new(bandwidth_package::BandwidthPackage),
        BoxedDataSource::new(bandwidth_package_price::BandwidthPackagePrice),
        BoxedDataSource::new(bandwidth_packages::BandwidthPackages),
        BoxedDataSource::new(instances::Instances),
        BoxedDataSource::new(transit_router_available_resources::AvailableResources),
        BoxedDataSource::new(transit_router_route_entries::RouteEntries),
        BoxedDataSource::new(transit_router_route_table_associations::Associations),
        BoxedDataSource::new(transit_router_route_table_propagations::Propagations),
        BoxedDataSource::new(transit_router_route_tables::RouteTables),
        BoxedDataSource::new(transit_router_service::Service),
        BoxedDataSource::new(transit_routers::TransitRouters),
        BoxedDataSource::new(reachability::ReachabilityOfNetworks),
    ];
    all.extend(transit_router_attachments::all());
    all
}
