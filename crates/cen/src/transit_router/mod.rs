//! Transit routers, one in each region of a CEN instance, and what is attached to them.
//!
//! The API takes a client token for everything that is made here, so nothing is made twice.

mod attachment;
mod peer;
mod router;
mod vpc;

pub(crate) use attachment::{Attached, DeleteAttachment, ListAttachments, Part};
pub use attachment::{Attachment, AttachmentKey, AttachmentStatus};
pub(crate) use peer::{CreatePeerAttachment, UpdatePeerAttachment};
pub use peer::{NewPeerAttachment, PeerAttachment, PeerChange, Supply};
pub(crate) use router::{CreateRouter, DeleteRouter, ListRouters, UpdateRouter};
pub use router::{NewRouter, RouterChange, RouterKey, RouterStatus, TransitRouter};
pub(crate) use vpc::{CreateVpcAttachment, UpdateVpcAttachment, UpdateZones};
pub use vpc::{NewVpcAttachment, VpcAttachment, VpcChange, ZoneMapping};

/// `true` or `false` as it is sent, where it is said at all.
fn flag(value: Option<bool>) -> Option<String> {
    value.map(|value| value.to_string())
}

#[cfg(test)]
mod tests;
