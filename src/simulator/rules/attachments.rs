//! CEN's rules about what is attached to transit routers (API pages CreateTransitRouterVpcAttachment and
//! CreateTransitRouterPeerAttachment).

use crate::simulator::refusal::Refusal;

/// The refusal of an id that names no attachment.
pub(crate) fn no_attachment(id: &str) -> Refusal {
    Refusal::new(
        404,
        "ResourceNotFound.TransitRouterAttachment",
        format!("There is no attachment {id}."),
    )
}
