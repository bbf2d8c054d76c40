//! Transit routers, one in each region of a CEN instance, and what is attached to them.
//!
//! The API takes a client token for everything that is created here, so nothing is created twice.

mod attachment;
mod relation;
mod route_entry;
mod route_table;
mod router;

pub use attachment::{
    Attachment, AttachmentChange, AttachmentId, AttachmentKey, AttachmentKind, AttachmentStatus,
    Ecr, Head, NewAttachment, NewEcr, NewPeer, NewVbr, NewVpc, NewVpn, Peer, PeerAttachment,
    PeerChange, Place, Supply, Vbr, Vpc, VpcAttachment, VpcChange, Vpn, ZoneMapping,
};
pub use relation::{Relation, RelationKey, RelationStatus};
pub use route_entry::{
    NewRouteEntry, RouteEntry, RouteEntryId, RouteEntryKey, RouteEntryName, RouteEntryStatus,
};
pub use route_table::{
    NewRouteTable, RouteTable, RouteTableId, RouteTableKey, RouteTableSettings, RouteTableStatus,
};
pub use router::{NewRouter, RouterChange, RouterId, RouterKey, RouterStatus, TransitRouter};

#[cfg(test)]
mod tests;
