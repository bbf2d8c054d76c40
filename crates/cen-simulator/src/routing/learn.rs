//! Which routes the tables learn. Routes of one table are offered to others over connections, so it goes round until
//! nothing changes.

use ipnet::IpNet;

use crate::api::attachment::ResourceType;
use crate::api::network::Origin;
use crate::api::prefix_list::PrefixListAssociation;
use crate::api::route_entry::RouteEntry;
use crate::api::router_cidr::RouterCidr;
use crate::life::Status;

use super::route::{Route, Source};
use super::select::select;
use super::world::{Link, LinkAt, RouterAt, World};

/// All tables of a world.
pub(crate) fn tables<'s>(world: &World<'s>) -> Vec<Vec<Route<'s>>> {
    let fixed = fixed(world);
    let mut tables = fixed.clone();
    // A route passes a router once, so it has gone as far as it can after as many rounds as there are routers.
    for _ in 0..=world.routers.len() {
        let mut next = fixed.clone();
        for (link, router, table) in &world.propagations {
            next[*table].extend(offers(world, &tables, *link, *router));
        }
        for (routes, table) in next.iter_mut().zip(&world.tables) {
            select(world, routes, table.multi_region_ecmp);
        }
        if next == tables {
            break;
        }
        tables = next;
    }
    tables
}

/// What stands in the tables by itself: static routes, those of prefix lists, and the address blocks of routers that
/// propagate an IPsec connection.
fn fixed<'s>(world: &World<'s>) -> Vec<Vec<Route<'s>>> {
    let mut tables: Vec<Vec<Route<'s>>> = world.tables.iter().map(|_| Vec::new()).collect();
    let place = |id: &str| world.tables.iter().position(|table| table.id == id);
    for entry in world.state.all::<RouteEntry>() {
        if entry.life.status == Status::Active
            && let Some(at) = place(&entry.route_table_id)
        {
            let hop = entry.next_hop.as_deref().and_then(|id| world.link(id));
            tables[at].push(Route::fixed(entry.destination, hop, Source::Static(entry)));
        }
    }
    for association in world.state.all::<PrefixListAssociation>() {
        if association.life.status == Status::Active
            && let Some(at) = place(&association.route_table_id)
        {
            let hop = association
                .next_hop
                .as_deref()
                .and_then(|id| world.link(id));
            let source = Source::PrefixList(&association.prefix_list_id);
            let entries = association.entries(world.state).iter();
            tables[at].extend(entries.map(|block| Route::fixed(*block, hop, source)));
        }
    }
    for (link, router, table) in &world.propagations {
        if world.links[*link].kind == ResourceType::Vpn {
            let own = &world.routers[*router].id;
            for cidr in world.state.all::<RouterCidr>() {
                let route = Route::fixed(IpNet::V4(cidr.cidr), None, Source::RouterCidr);
                if cidr.transit_router_id == *own
                    && cidr.publish
                    && !tables[*table].contains(&route)
                {
                    tables[*table].push(route);
                }
            }
        }
    }
    tables
}

/// The routes that an attachment has to offer to its router.
fn offers<'s>(
    world: &World<'s>,
    tables: &[Vec<Route<'s>>],
    at: LinkAt,
    router: RouterAt,
) -> Vec<Route<'s>> {
    let link = &world.links[at];
    match link.kind {
        _ if !link.is_up => Vec::new(),
        ResourceType::Tr => over_connection(world, tables, at, router),
        ResourceType::Vpc => of_vpc(link, at),
        _ => of_remote(link, at),
    }
}

/// A VPC tells of its vSwitches, but for those that have been withdrawn, and of what has been published of the routes of
/// its system table; of none in the range of the cloud's own services (help page about advertising VPC routes).
fn of_vpc<'s>(link: &Link<'s>, at: LinkAt) -> Vec<Route<'s>> {
    let network = &link.network;
    let vswitches = network.vswitches.iter().map(|vswitch| vswitch.cidr);
    let vswitches = vswitches
        .filter(|cidr| !network.withdrawn.contains(cidr))
        .map(|cidr| (cidr, "System"));
    let published = network.routes.iter();
    let published = published
        .filter(|route| route.is_published && route.table.is_none())
        .map(|route| (route.destination, "Custom"));
    vswitches
        .chain(published)
        .filter(|(cidr, _)| link.takes_ipv6 || matches!(cidr, IpNet::V4(_)))
        .map(|(cidr, origin)| Route::propagated(cidr, at, origin, Vec::new()))
        .collect()
}

/// All others tell of everything that they know of.
fn of_remote<'s>(link: &Link<'s>, at: LinkAt) -> Vec<Route<'s>> {
    let prefixes = link.network.prefixes.iter();
    prefixes
        .map(|prefix| {
            let origin = match prefix.origin {
                Origin::Bgp => "BGP",
                Origin::Static => "static",
            };
            Route::propagated(prefix.cidr, at, origin, prefix.as_path.clone())
        })
        .collect()
}

/// What comes over a connection: the active routes of the table that the other end is associated with. None goes back where
/// it came from, none passes a router twice, and black holes stay where they are (the last is not documented).
fn over_connection<'s>(
    world: &World<'s>,
    tables: &[Vec<Route<'s>>],
    at: LinkAt,
    router: RouterAt,
) -> Vec<Route<'s>> {
    let link = &world.links[at];
    let Some(other) = link.other_end(router).filter(|_| link.publishes) else {
        return Vec::new();
    };
    let Some(offered) = world.association(at, other) else {
        return Vec::new();
    };
    let offered = tables[offered].iter().filter(|route| {
        route.is_active()
            && route.next_hop.is_some_and(|hop| hop != at)
            && !route.path.contains(&router)
    });
    offered
        .map(|route| {
            let mut path = route.path.clone();
            path.push(other);
            Route {
                next_hop: Some(at),
                source: Source::Propagated,
                path,
                ..route.clone()
            }
        })
        .collect()
}
