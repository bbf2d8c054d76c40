//! One direction, hop by hop.

use cen::transit_router::RouteEntry;
use cen::{AttachmentId, CallError, Cidr, RouteTableId, RouterId};

use super::Way;
use super::ends::{Found, no_network, not_associated};
use super::view::{CONNECTION, View};

/// The way from one network to the other: the first of its blocks that does not arrive, or else the first.
pub(super) async fn between(view: &View<'_>, from: &Found, to: &Found) -> Result<Way, CallError> {
    let blocks = match &to.blocks {
        Ok(blocks) => blocks,
        Err(problem) => {
            return Ok(Way {
                path: Vec::new(),
                problem: Some(problem.clone()),
            });
        }
    };
    // Addresses of one kind do not send to those of the other.
    let sends_to = |block: &&Cidr| match &from.blocks {
        Ok(own) => own.iter().any(|own| own.is_ipv4() == block.is_ipv4()),
        Err(_) => true,
    };
    let mut first = None;
    for block in blocks.iter().filter(sends_to) {
        let mut path = Vec::new();
        let problem = follow(view, &mut path, &from.attachment, &to.attachment, *block).await?;
        let way = Way {
            path,
            problem: problem.err(),
        };
        if way.problem.is_some() {
            return Ok(way);
        }
        first.get_or_insert(way);
    }
    Ok(first.unwrap_or_else(|| Way {
        path: Vec::new(),
        problem: Some("one side has addresses of IPv4 only, and the other of IPv6".to_owned()),
    }))
}

/// The words about the first hop that is missing are the inner error.
async fn follow(
    view: &View<'_>,
    path: &mut Vec<String>,
    from: &AttachmentId,
    to: &AttachmentId,
    block: Cidr,
) -> Result<Result<(), String>, CallError> {
    if from == to {
        path.push(format!("{from}: {block} is its own"));
        return Ok(Ok(()));
    }
    let Some(network) = &*view.network(from).await? else {
        return Ok(Err(no_network(from)));
    };
    let associations = view.associations(from).await?;
    let Some(own) = associations.first() else {
        return Ok(Err(not_associated(from)));
    };
    let resource = &own.resource;
    if !network.is_attached {
        return Ok(Err(format!("{from} is not attached yet, or no longer")));
    }
    if !network.is_published_to {
        return Ok(Err(format!(
            "{resource} is told of no routes: {from} has auto_publish_route_enabled = false, and what the network has in tables of \
             its own is not looked at"
        )));
    }
    path.push(format!("{resource}: leaves by {from}"));
    let (mut router, mut table) = (network.router.clone(), own.table.clone());
    let mut passed = Vec::new();
    loop {
        let (next, connection) = match look_up(view, path, &router, &table, block).await? {
            Ok(Hop::Connection(next, connection)) => (next, connection),
            Ok(Hop::Network(attachment)) if attachment == *to => return Ok(Ok(())),
            Ok(Hop::Network(attachment)) => {
                return Ok(Err(format!(
                    "{block} is taken to {attachment}, not to {to}"
                )));
            }
            Err(problem) => return Ok(Err(problem)),
        };
        passed.push(router);
        if passed.contains(&next) {
            return Ok(Err(format!(
                "what is for {block} goes in a circle: back to {next}"
            )));
        }
        let tables = view.tables(&next).await?;
        let associations = view.associations(&connection).await?;
        let own = associations.iter().find(|one| tables.contains(&one.table));
        let Some(own) = own else {
            return Ok(Err(format!(
                "the connection {connection} is associated with no route table of {next}, so what comes in by it is dropped there \
                 (cen_transit_router_route_table_association)"
            )));
        };
        (router, table) = (next, own.table.clone());
    }
}

/// Where a transit router sends something.
enum Hop {
    /// To another transit router, by this attachment.
    Connection(RouterId, AttachmentId),
    /// To a network that is attached to it.
    Network(AttachmentId),
}

async fn look_up(
    view: &View<'_>,
    path: &mut Vec<String>,
    router: &RouterId,
    table: &RouteTableId,
    block: Cidr,
) -> Result<Result<Hop, String>, CallError> {
    let routes = view.routes(table).await?;
    let Some(route) = longest_match(routes.iter(), block) else {
        return Ok(Err(format!(
            "the route table {table} of {router} has no route to {block} (cen_transit_router_route_table_propagation or \
             cen_transit_router_route_entry)"
        )));
    };
    // Part of the block may go another way.
    let other = routes.iter().find(|other| {
        other.destination != route.destination
            && block.contains(other.destination)
            && other.next_hop != route.next_hop
    });
    if let Some(other) = other {
        let part = other.destination;
        let there = match &other.next_hop {
            Some(next) => format!("goes another way, to {next},"),
            None => "is a black hole".to_owned(),
        };
        return Ok(Err(format!(
            "{part}, which is part of {block}, {there} in the route table {table} of {router}"
        )));
    }
    let Some(next) = route.next_hop.clone() else {
        return Ok(Err(format!(
            "{} is a black hole in the route table {table} of {router}",
            route.destination
        )));
    };
    path.push(format!(
        "{router}: {} leads to {next} in the route table {table}",
        route.destination
    ));
    if route.next_hop_resource_type != CONNECTION {
        return Ok(Ok(Hop::Network(next)));
    }
    Ok(RouterId::from_api(&route.next_hop_resource_id)
        .map(|router| Hop::Connection(router, next.clone()))
        .ok_or_else(|| format!("the API does not say to which transit router {next} leads")))
}

/// The route that decides about a block.
pub(super) fn longest_match<'r>(
    routes: impl Iterator<Item = &'r RouteEntry>,
    block: Cidr,
) -> Option<&'r RouteEntry> {
    let matching = routes.filter(|route| route.destination.contains(block));
    matching.max_by_key(|route| route.destination.length())
}
