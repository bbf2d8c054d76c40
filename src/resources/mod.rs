//! The resources, one folder or file each.

mod bandwidth_limit;
mod bandwidth_package;
mod bandwidth_package_attachment;
mod child_instance_route_entry_to_attachment;
mod instance;
mod instance_attachment;
mod transit_route_table_aggregation;
mod transit_router;
mod transit_router_cidr;
mod transit_router_ecr_attachment;
mod transit_router_grant_attachment;
mod transit_router_peer_attachment;
mod transit_router_prefix_list_association;
mod transit_router_route_entry;
mod transit_router_route_table;
mod transit_router_route_table_association;
mod transit_router_route_table_propagation;
mod transit_router_vbr_attachment;
mod transit_router_vpc_attachment;
mod transit_router_vpn_attachment;

use crate::{Cen, lifecycle, link};
use tf_plugin::framework::{BoxedListResource, BoxedResource};

/// All of them.
pub(super) fn all() -> Vec<BoxedResource<Cen>> {
    vec![
        link::resource::<bandwidth_limit::BandwidthLimit>(),
        lifecycle::resource::<bandwidth_package::Package>(),
        link::resource::<bandwidth_package_attachment::BandwidthPackageAttachment>(),
        link::resource::<child_instance_route_entry_to_attachment::ChildRouteEntry>(),
        lifecycle::resource::<instance::Instance>(),
        link::resource::<instance_attachment::InstanceAttachment>(),
        link::resource::<transit_route_table_aggregation::Aggregation>(),
        lifecycle::resource::<transit_router::Router>(),
        lifecycle::resource::<transit_router_cidr::Block>(),
        lifecycle::resource::<transit_router_ecr_attachment::Ecr>(),
        link::resource::<transit_router_grant_attachment::GrantAttachment>(),
        lifecycle::resource::<transit_router_peer_attachment::Peer>(),
        link::resource::<transit_router_prefix_list_association::ListAssociation>(),
        lifecycle::resource::<transit_router_route_entry::Route>(),
        lifecycle::resource::<transit_router_route_table::Table>(),
        link::resource::<transit_router_route_table_association::Association>(),
        link::resource::<transit_router_route_table_propagation::Propagation>(),
        lifecycle::resource::<transit_router_vbr_attachment::Vbr>(),
        lifecycle::resource::<transit_router_vpc_attachment::Vpc>(),
        lifecycle::resource::<transit_router_vpn_attachment::Vpn>(),
    ]
}

/// Those that can be searched for.
pub(super) fn listed() -> Vec<BoxedListResource<Cen>> {
    vec![
        lifecycle::list_resource::<bandwidth_package::Package>(),
        lifecycle::list_resource::<instance::Instance>(),
        lifecycle::list_resource::<transit_router::Router>(),
        lifecycle::list_resource::<transit_router_cidr::Block>(),
        lifecycle::list_resource::<transit_router_ecr_attachment::Ecr>(),
        lifecycle::list_resource::<transit_router_peer_attachment::Peer>(),
        lifecycle::list_resource::<transit_router_route_entry::Route>(),
        lifecycle::list_resource::<transit_router_route_table::Table>(),
        lifecycle::list_resource::<transit_router_vbr_attachment::Vbr>(),
        lifecycle::list_resource::<transit_router_vpc_attachment::Vpc>(),
        lifecycle::list_resource::<transit_router_vpn_attachment::Vpn>(),
    ]
}
