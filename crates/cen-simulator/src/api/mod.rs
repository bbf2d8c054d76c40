//! The API: one file for each kind of object, with its struct, its actions and their rules, how answers show it and
//! what can be done to it from outside; and one for each family of actions that is about several kinds or none.
//!
//! "API page X" is the reference page of action X; "billing page" and "quota page" are those of the product's
//! documentation. Where no page gives a code, the note says so and a member of the documented family is used.

pub(crate) mod aggregation;
pub(crate) mod attached_network;
pub(crate) mod attachment;
pub(crate) mod billing;
pub(crate) mod child;
pub(crate) mod child_region;
pub(crate) mod child_route;
pub(crate) mod cidr_allocation;
pub(crate) mod either_attachment;
pub(crate) mod grant;
pub(crate) mod instance;
pub(crate) mod limit;
pub(crate) mod network;
pub(crate) mod network_attachment;
mod network_owner;
pub(crate) mod package;
pub(crate) mod peer_attachment;
pub(crate) mod prefix_list;
pub(crate) mod published_route;
pub(crate) mod relation;
pub(crate) mod resource_group;
pub(crate) mod resource_manager;
pub(crate) mod route_entry;
pub(crate) mod route_list;
pub(crate) mod route_table;
pub(crate) mod router_cidr;
pub(crate) mod service;
pub(crate) mod span;
pub(crate) mod sts;
pub(crate) mod tag;
pub(crate) mod transit_router;
pub(crate) mod vpc;
pub(crate) mod vpc_attachment;
pub(crate) mod zone_mapping;

pub use aggregation::{Aggregation, AggregationChange};
pub use attachment::{Attachment, AttachmentChange, OrderType, ResourceType};
pub use billing::account::Deposit;
pub use child::{Child, ChildKind};
pub use child_route::ChildRoute;
pub use grant::{Grant, GrantChange};
pub use instance::{Instance, InstanceChange};
pub use limit::Limit;
pub use network::{Network, Origin, RemotePrefix, VpcRoute, Vswitch};
pub use network_attachment::{EcrAttachment, NetworkAttachment, VbrAttachment, VpnAttachment};
pub use package::admin::PackageChange;
pub use package::order::{Order, OrderKind, PaymentStatus};
pub use package::renewal::{Renewal, RenewalUnit};
pub use package::status::{BusinessStatus, PackageStatus};
pub use package::term::{ChargeType, Cycle, Term};
pub use package::{Departure, Package, Purchase};
pub use peer_attachment::{BandwidthType, PeerAttachment, PeerBandwidth};
pub use prefix_list::{PrefixList, PrefixListAssociation};
pub use relation::{Association, Propagation};
pub use resource_manager::ResourceGroup;
pub use route_entry::{RouteEntry, RouteEntryChange};
pub use route_table::{RouteTable, RouteTableChange};
pub use router_cidr::{RouterCidr, RouterCidrChange};
pub use service::ServiceOrder;
pub use transit_router::{RouterChange, TransitRouter};
pub use vpc::vpcs::Vpc;
pub use vpc::vswitch::VpcVswitch;
pub use vpc_attachment::VpcAttachment;
pub use zone_mapping::ZoneMapping;

use crate::family::Family;

/// In this order the objects of the kinds settle, and are looked at as obstacles to a deletion: what is attached to a
/// transit router comes after the routers, so that it is removed with its router and not one call later.
pub(crate) static FAMILIES: &[Family] = &[
    package::FAMILY,
    package::purchase::FAMILY,
    package::binding::FAMILY,
    package::list::FAMILY,
    package::admin::FAMILY,
    package::DEPARTED,
    billing::account::FAMILY,
    billing::available::FAMILY,
    billing::orders::FAMILY,
    billing::price::FAMILY,
    billing::product::FAMILY,
    billing::refund::FAMILY,
    billing::renew::FAMILY,
    limit::FAMILY,
    child::FAMILY,
    transit_router::FAMILY,
    route_table::FAMILY,
    vpc_attachment::FAMILY,
    peer_attachment::FAMILY,
    network_attachment::VBRS,
    network_attachment::VPNS,
    network_attachment::ECRS,
    either_attachment::FAMILY,
    grant::FAMILY,
    // After all attachments, with which they go.
    relation::ASSOCIATIONS,
    relation::PROPAGATIONS,
    route_entry::FAMILY,
    route_list::FAMILY,
    prefix_list::LISTS,
    prefix_list::ASSOCIATIONS,
    aggregation::FAMILY,
    child_route::FAMILY,
    router_cidr::FAMILY,
    cidr_allocation::FAMILY,
    network::FAMILY,
    vpc::vpcs::FAMILY,
    vpc::vswitch::FAMILY,
    vpc::table::FAMILY,
    vpc::place::FAMILY,
    vpc::tag::FAMILY,
    vpc::grant::FAMILY,
    published_route::FAMILY,
    child_region::FAMILY,
    service::FAMILY,
    // After what is attached to instances, as an instance lists it.
    instance::FAMILY,
    span::FAMILY,
    tag::FAMILY,
    resource_group::FAMILY,
    resource_manager::FAMILY,
    sts::FAMILY,
];
