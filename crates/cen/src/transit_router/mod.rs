//! Transit routers, one in each region of a CEN instance, and what is attached to them.
//!
//! The API takes a client token for everything that is created here, so nothing is created twice.

mod attachment;
mod peer;
mod relation;
mod route_entry;
mod route_table;
mod router;
mod vpc;

pub use attachment::{Attachment, AttachmentChange, AttachmentId, AttachmentKey, AttachmentStatus};
pub use peer::{NewPeerAttachment, PeerAttachment, PeerChange, Supply};
pub use relation::{Relation, RelationKey, RelationStatus};
pub use route_entry::{
    NewRouteEntry, RouteEntry, RouteEntryId, RouteEntryKey, RouteEntryName, RouteEntryStatus,
};
pub use route_table::{
    NewRouteTable, RouteTable, RouteTableId, RouteTableKey, RouteTableSettings, RouteTableStatus,
};
pub use router::{NewRouter, RouterChange, RouterId, RouterKey, RouterStatus, TransitRouter};
pub use vpc::{NewVpcAttachment, VpcAttachment, VpcChange, ZoneMapping};

#[cfg(test)]
mod tests;
