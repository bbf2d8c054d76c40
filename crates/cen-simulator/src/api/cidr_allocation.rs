//! The addresses that IPsec connections have of the address blocks of their transit router (API page
//! ListTransitRouterCidrAllocation).

use ipnet::Ipv4Net;
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::error::ApiError;
use crate::family::Family;
use crate::listing;
use crate::request::Request;
use crate::state::State;

use super::attachment::{Attached, ResourceType};
use super::network::Network;
use super::router_cidr::{ID, ROUTER, RouterCidr, router};

/// How many blocks a private connection takes: three are documented for the first one of a transit router, nothing is for
/// others.
const BLOCKS: usize = 3;

/// The bits of their prefix, which are not documented.
const SIZE: u8 = 28;

pub(crate) const FAMILY: Family = Family::of_actions(&[Action::reading(
    "ListTransitRouterCidrAllocation",
    ROUTER,
    list,
)]);

/// Addresses that a connection has.
pub(super) struct Allocation<'s> {
    pub(super) cidr: &'s RouterCidr,
    block: Ipv4Net,
    pub(super) attachment_id: &'s str,
    attachment_name: &'s str,
}

/// Whether the connection `network`, should it be private, finds addresses at a transit router.
pub(super) fn has_room(state: &State, router: &str, network: &str) -> Result<(), ApiError> {
    let free = blocks(state, router).skip(allocations(state, router).count());
    if !is_private(state, network) || free.take(BLOCKS).count() == BLOCKS {
        return Ok(());
    }
    Err(ApiError::new(
        400,
        "OperationFailed.AllocateCidrFailed",
        format!("The address blocks of {router} have no room for {network}."),
    ))
}

fn is_private(state: &State, network: &str) -> bool {
    let mut networks = state.all::<Network>().iter();
    networks.any(|one| one.id == network && one.is_private)
}

/// What the address blocks of a transit router are divided into, each with the one that it is of.
fn blocks<'s>(
    state: &'s State,
    router: &str,
) -> impl Iterator<Item = (&'s RouterCidr, Ipv4Net)> + use<'s> {
    let router = router.to_owned();
    let cidrs = state.all::<RouterCidr>().iter();
    cidrs
        .filter(move |cidr| cidr.transit_router_id == router)
        .flat_map(|cidr| {
            let blocks = cidr.cidr.subnets(SIZE).into_iter().flatten();
            blocks.map(move |block| (cidr, block))
        })
}

/// What private IPsec connections have of the blocks of their transit router, in turn.
pub(super) fn allocations<'s>(
    state: &'s State,
    router: &str,
) -> impl Iterator<Item = Allocation<'s>> + use<'s> {
    let private = state.attachments().filter(|one| {
        let attachment = one.attachment();
        let (kind, id) = one.resource(&attachment.transit_router_id);
        attachment.transit_router_id == router && kind == ResourceType::Vpn && is_private(state, id)
    });
    let private: Vec<_> = private.map(Attached::attachment).collect();
    let owners = private.into_iter().flat_map(|one| [one; BLOCKS]);
    let blocks = blocks(state, router);
    owners.zip(blocks).map(|(one, (cidr, block))| Allocation {
        cidr,
        block,
        attachment_id: &one.id,
        attachment_name: &one.name,
    })
}

/// The addresses in use, all of them where the request does not say how many.
fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let router = router(state, request)?;
    let is = |name, value: &str| request.text(name).is_none_or(|wanted| wanted == value);
    let rows: Vec<Value> = allocations(state, &router.id)
        .filter(|one| {
            is("AttachmentId", one.attachment_id)
                && is("AttachmentName", one.attachment_name)
                && is("Cidr", &one.cidr.cidr.to_string())
                && is("CidrBlock", &one.block.to_string())
                && is("DedicatedOwnerId", "VPN")
                && is(ID, &one.cidr.id)
        })
        .map(|one| {
            json!({
                "AllocatedCidrBlock": one.block.to_string(),
                "AttachmentId": one.attachment_id,
                "AttachmentName": one.attachment_name,
                "Cidr": one.cidr.cidr.to_string(),
                ID: one.cidr.id,
            })
        })
        .collect();
    let all = u32::try_from(rows.len()).unwrap_or(u32::MAX).clamp(1, 100);
    listing::bare_part(
        request,
        all,
        "TransitRouterCidrAllocations",
        &rows,
        Value::clone,
    )
}
