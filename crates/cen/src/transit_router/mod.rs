//! Transit routers, one in each region of a CEN instance, and what is attached to them.
//!
//! The API takes a client token for everything that is created here, so nothing is created twice.

mod aggregation;
mod attachment;
mod child_route;
mod grant;
mod located;
mod prefix_list;
mod relation;
mod route_entry;
mod route_table;
mod router;
mod router_cidr;
mod service;
mod system_table;

pub use aggregation::{Aggregation, AggregationKey, AggregationSettings, AggregationStatus};
pub use attachment::{
    Attachment, AttachmentChange, AttachmentId, AttachmentKey, AttachmentKind, AttachmentStatus,
    Ecr, Head, NewAttachment, NewEcr, NewPeer, NewVbr, NewVpc, NewVpn, Peer, PeerAttachment,
    PeerChange, Place, Supply, Vbr, Vpc, VpcAttachment, VpcChange, Vpn, ZoneMapping,
};
pub use child_route::{ChildRoute, ChildRouteKey, ChildRouteStatus, ChildTableId};
pub use grant::{Grant, GrantKey, GrantedKind};
pub use prefix_list::{
    NextHop, PrefixListAssociation, PrefixListId, PrefixListKey, PrefixListStatus,
};
pub use relation::{Relation, RelationKey, RelationStatus};
pub use route_entry::{
    NewRouteEntry, RouteEntry, RouteEntryId, RouteEntryKey, RouteEntryName, RouteEntryStatus,
};
pub use route_table::{
    NewRouteTable, RouteTable, RouteTableId, RouteTableKey, RouteTableSettings, RouteTableStatus,
};
pub use router::{NewRouter, RouterChange, RouterId, RouterKey, RouterStatus, TransitRouter};
pub use router_cidr::{NewRouterCidr, RouterCidr, RouterCidrChange, RouterCidrId, RouterCidrKey};
pub use service::AvailableZones;

pub(crate) use system_table::SystemTables;

#[cfg(test)]
mod tests;
