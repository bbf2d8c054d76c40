//! Which attached network one side of the question means, and which addresses.

use cen::{AttachmentId, CallError, Cidr, RouterId};

use super::End;
use super::view::{CONNECTION, View};
use super::way::longest_match;

/// What the API calls a route that a table has learnt.
const LEARNT: &str = "Propagated";

/// An attached network, and addresses in it.
pub(super) struct Found {
    pub(super) attachment: AttachmentId,
    /// Why nobody knows of any, in words, where nothing is named and nothing is known.
    pub(super) blocks: Result<Vec<Cidr>, String>,
}

/// What an end means; or, in words, why it means nothing.
pub(super) async fn find(view: &View<'_>, end: &End) -> Result<Result<Found, String>, CallError> {
    Ok(Ok(match end {
        End::Attachment(attachment, block) => Found {
            attachment: attachment.clone(),
            blocks: match block {
                Some(block) => Ok(vec![*block]),
                None => learnt(view, attachment).await?,
            },
        },
        End::Router(router, block) => match holder(view, router, *block).await? {
            Some(attachment) => Found {
                attachment,
                blocks: Ok(vec![*block]),
            },
            None => {
                return Ok(Err(format!(
                    "no route table of {router} has a route for {block} to a network that is attached to it"
                )));
            }
        },
    }))
}

/// What tables have learnt of an attached network.
async fn learnt(
    view: &View<'_>,
    attachment: &AttachmentId,
) -> Result<Result<Vec<Cidr>, String>, CallError> {
    let Some(network) = &*view.network(attachment).await? else {
        return Ok(Err(no_network(attachment)));
    };
    let mut blocks = Vec::new();
    for table in view.tables(&network.router).await?.iter() {
        let routes = view.routes(table).await?;
        // A route that somebody has set says where things are sent, not what is there.
        let to_it = routes
            .iter()
            .filter(|route| route.next_hop.as_ref() == Some(attachment) && route.kind == LEARNT);
        blocks.extend(to_it.map(|route| route.destination));
    }
    blocks.sort_unstable();
    blocks.dedup();
    Ok(if blocks.is_empty() {
        Err(format!(
            "no route table of {} has learnt what lies behind {attachment} (cen_transit_router_route_table_propagation); where \
             routes are set by hand instead, name its addresses",
            network.router
        ))
    } else {
        Ok(blocks)
    })
}

/// The network of a transit router that has these addresses.
async fn holder(
    view: &View<'_>,
    router: &RouterId,
    block: Cidr,
) -> Result<Option<AttachmentId>, CallError> {
    for table in view.tables(router).await?.iter() {
        let routes = view.routes(table).await?;
        let to_networks = routes
            .iter()
            .filter(|route| route.next_hop_resource_type != CONNECTION);
        let found = longest_match(to_networks, block).and_then(|route| route.next_hop.clone());
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
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
