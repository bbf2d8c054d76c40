//! The resources, one folder or file each.

mod bandwidth_limit;
mod bandwidth_package;
mod bandwidth_package_attachment;
mod instance;
mod instance_attachment;
mod transit_router;
mod transit_router_peer_attachment;
mod transit_router_vpc_attachment;

use std::sync::Arc;

use crate::{Cen, link};
use tf_plugin::framework::{AnyListResource, AnyResource};

/// All of them.
pub(super) fn all() -> Vec<Arc<dyn AnyResource<Cen>>> {
    vec![
        link::resource::<bandwidth_limit::BandwidthLimit>(),
        bandwidth_package::bandwidth_package(),
        link::resource::<bandwidth_package_attachment::BandwidthPackageAttachment>(),
        instance::instance(),
        link::resource::<instance_attachment::InstanceAttachment>(),
        transit_router::transit_router(),
        transit_router_peer_attachment::transit_router_peer_attachment(),
        transit_router_vpc_attachment::transit_router_vpc_attachment(),
    ]
}

/// Those that can be searched for.
pub(super) fn listed() -> Vec<Arc<dyn AnyListResource<Cen>>> {
    vec![
        bandwidth_package::bandwidth_package_list(),
        instance::instance_list(),
    ]
}
