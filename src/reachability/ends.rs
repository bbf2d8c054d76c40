//! Which attached network one side of the question means, and which addresses.

use std::cmp::Reverse;

use cen::transit_router::{RouteEntry, RouteEntryStatus};
use cen::{AttachmentId, CallError, Cidr, RouterId};

use super::End;
use super::part::first_gap;
use super::view::{CONNECTION, View};

/// What the API calls a route that a table has learnt.
const LEARNT: &str = "Propagated";

/// An attached network, and addresses in it.
pub(super) struct Found {
    pub(super) attachment: AttachmentId,
    /// Why nobody knows of any, in words, where nothing is named and nothing is known.
    pub(super) blocks: Result<Vec<Cidr>, String>,
    /// Whether the question names the addresses.
    pub(super) is_named: bool,
    /// The id of what is attached, where learnt routes tell it.
    resource: Option<String>,
}

impl Found {
    /// Whether a table has learnt a route from another network than this.
    pub(super) fn is_anothers(&self, route: &RouteEntry) -> bool {
        let is_its_own = match &self.resource {
            Some(resource) if !route.origin_resource_id.is_empty() => {
                route.origin_resource_id == *resource
            }
            _ => {
                route.next_hop.as_ref() == Some(&self.attachment)
                    || route.next_hop_resource_type == CONNECTION
            }
        };
        route.kind == LEARNT && !is_its_own
    }
}

/// What an end means; or, in words, why it means nothing.
pub(super) async fn find(view: &View<'_>, end: &End) -> Result<Result<Found, String>, CallError> {
    Ok(match end {
        End::Attachment(attachment, Some(block)) => Ok(named(attachment.clone(), *block)),
        End::Attachment(attachment, None) => Ok(learnt(view, attachment).await?),
        End::Router(router, block) => holder(view, router, *block)
            .await?
            .map(|attachment| named(attachment, *block))
            .ok_or_else(|| {
                format!(
                    "no route table of {router} has learnt {block} from a network that is attached to it; where a default route or \
                     routes that are set by hand lead there, name the attachment"
                )
            }),
    })
}

fn named(attachment: AttachmentId, block: Cidr) -> Found {
    Found {
        attachment,
        blocks: Ok(vec![block]),
        is_named: true,
        resource: None,
    }
}

/// What tables have learnt of an attached network. A default route leads through it rather than into it, so it counts where
/// there is nothing else.
async fn learnt(view: &View<'_>, attachment: &AttachmentId) -> Result<Found, CallError> {
    let nothing = |problem| Found {
        attachment: attachment.clone(),
        blocks: Err(problem),
        is_named: false,
        resource: None,
    };
    let Some(network) = &*view.network(attachment).await? else {
        return Ok(nothing(no_network(attachment)));
    };
    let tables = view.all_routes(&network.router).await?;
    // A route that somebody has set says where things are sent, not what is there.
    let routes = tables.iter().flat_map(|routes| routes.iter());
    let to_it: Vec<&RouteEntry> = routes
        .filter(|route| route.next_hop.as_ref() == Some(attachment) && route.kind == LEARNT)
        .collect();
    let Some(first) = to_it.first() else {
        return Ok(nothing(format!(
            "no route table of {} has learnt what lies behind {attachment} (cen_transit_router_route_table_propagation); where \
             routes are set by hand instead, name its addresses",
            network.router
        )));
    };
    let mut blocks: Vec<Cidr> = to_it.iter().map(|route| route.destination).collect();
    blocks.sort_unstable();
    blocks.dedup();
    if blocks.iter().any(|block| !is_default(*block)) {
        blocks.retain(|block| !is_default(*block));
    }
    Ok(Found {
        blocks: Ok(blocks),
        resource: Some(first.next_hop_resource_id.clone()).filter(|id| !id.is_empty()),
        ..nothing(String::new())
    })
}

fn is_default(block: Cidr) -> bool {
    block.length() == 0
}

/// The network of a transit router that has these addresses: the one that the longest of all learnt routes leads to, or the one
/// whose routes hold the block together.
async fn holder(
    view: &View<'_>,
    router: &RouterId,
    block: Cidr,
) -> Result<Option<AttachmentId>, CallError> {
    let tables = view.all_routes(router).await?;
    let routes = tables.iter().flat_map(|routes| routes.iter());
    let learnt: Vec<(&RouteEntry, &AttachmentId)> = routes
        .filter(|route| {
            route.kind == LEARNT
                && route.next_hop_resource_type != CONNECTION
                && !is_default(route.destination)
        })
        .filter_map(|route| Some((route, route.next_hop.as_ref()?)))
        .collect();
    let whole = learnt
        .iter()
        .filter(|(route, _)| route.destination.contains(block));
    let longest = whole.min_by_key(|(route, _)| {
        let is_in_use = route.status == RouteEntryStatus::Active;
        (Reverse(route.destination.length()), !is_in_use)
    });
    let together = || {
        learnt.iter().find(|(_, attachment)| {
            let own = learnt.iter().filter(|(_, hop)| hop == attachment);
            let own: Vec<Cidr> = own.map(|(route, _)| route.destination).collect();
            first_gap(block, &own).is_none()
        })
    };
    let found = longest.or_else(together);
    Ok(found.map(|(_, attachment)| (*attachment).clone()))
}

/// What is said of an id that no list has.
pub(super) fn no_network(attachment: &AttachmentId) -> String {
    format!(
        "{attachment} attaches no network: there is no such attachment, or it connects two transit routers"
    )
}

/// Why what comes in by an attachment goes nowhere.
pub(super) fn not_associated(attachment: &AttachmentId) -> String {
    format!(
        "{attachment} is associated with no route table, so what comes in by it is dropped \
         (cen_transit_router_route_table_association)"
    )
}
