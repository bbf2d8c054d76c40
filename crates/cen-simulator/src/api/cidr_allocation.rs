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

use super::attachment::ResourceType;
use super::network::Network;
use super::router_cidr::{ID, ROUTER, RouterCidr, router};

/// What a private connection takes out of a block, in bits of prefix. That the first one takes three is documented, their
/// size is not.
const SIZES: [u8; 3] = [28, 28, 28];

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

/// What private IPsec connections have of the first block of their transit router, in turn.
pub(super) fn allocations<'s>(
    state: &'s State,
    router: &str,
) -> impl Iterator<Item = Allocation<'s>> {
    let mut cidrs = state.all::<RouterCidr>().iter();
    let cidr = cidrs.find(|cidr| cidr.transit_router_id == router);
    let private = state.attachments().filter(|one| {
        let (kind, id) = one.resource(&one.attachment().transit_router_id);
        one.attachment().transit_router_id == router
            && kind == ResourceType::Vpn
            && state
                .all::<Network>()
                .iter()
                .any(|network| network.id == id && network.is_private)
    });
    let private: Vec<_> = private.collect();
    cidr.into_iter().flat_map(move |cidr| {
        let blocks = cidr.cidr.subnets(SIZES[0]).into_iter().flatten();
        let owners = private
            .clone()
            .into_iter()
            .flat_map(|one| SIZES.map(|_| one));
        owners.zip(blocks).map(move |(one, block)| Allocation {
            cidr,
            block,
            attachment_id: &one.attachment().id,
            attachment_name: &one.attachment().name,
        })
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
