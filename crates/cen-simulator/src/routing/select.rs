//! Which of the routes of a table are in use.

use std::collections::BTreeMap;

use ipnet::IpNet;

use crate::api::attachment::ResourceType;

use super::route::{Route, Source, Standing};
use super::world::{LinkAt, World};

/// Says of each route of a table how it stands. They are in the order in which they came.
pub(crate) fn select(world: &World<'_>, routes: &mut [Route<'_>], shares_across_regions: bool) {
    let mut vpcs = BTreeMap::new();
    let mut groups: BTreeMap<IpNet, Vec<usize>> = BTreeMap::new();
    for (at, route) in routes.iter_mut().enumerate() {
        route.standing = Standing::Standby;
        match vpc_of(world, route) {
            Some(vpc) if conflicts(&vpcs, route.destination, vpc) => {
                route.standing = Standing::Rejected;
            }
            vpc => {
                if let Some(vpc) = vpc {
                    vpcs.insert(route.destination, vpc);
                }
                groups.entry(route.destination).or_default().push(at);
            }
        }
    }
    for group in groups.values() {
        for at in winners(world, routes, group, shares_across_regions) {
            routes[at].standing = Standing::Active;
        }
    }
}

/// The VPC that a learned route comes from.
fn vpc_of(world: &World<'_>, route: &Route<'_>) -> Option<LinkAt> {
    let origin = route.origin.filter(|_| route.is_propagated())?;
    (world.links[origin].kind == ResourceType::Vpc).then_some(origin)
}

/// Whether another VPC has told of that block, of one that it lies in or of one that lies in it. The first stays (help page
/// about conflicts; that it is the first is not documented). A default route leads to what nobody has told of, and conflicts
/// with another default route only (the documentation speaks of blocks of VPCs).
fn conflicts(vpcs: &BTreeMap<IpNet, LinkAt>, block: IpNet, vpc: LinkAt) -> bool {
    if let Some(owner) = vpcs.get(&block) {
        return *owner != vpc;
    }
    if block.prefix_len() == 0 {
        return false;
    }
    let around = std::iter::successors(Some(block), IpNet::supernet);
    let around = around.take_while(|block| block.prefix_len() > 0);
    let is_other = |owner: &LinkAt| *owner != vpc;
    around.filter_map(|block| vpcs.get(&block)).any(is_other)
        || vpcs
            .range(block..)
            .take_while(|(other, _)| block.contains(*other))
            .any(|(_, owner)| is_other(owner))
}

/// The routes in use of those to one destination: several only where border routers, or IPsec connections, are equally good.
fn winners(
    world: &World<'_>,
    routes: &[Route<'_>],
    group: &[usize],
    shares_across_regions: bool,
) -> Vec<usize> {
    let kind = |at: usize| routes[at].origin.map(|origin| world.links[origin].kind);
    let only_border_routers = group.iter().all(|at| kind(*at) == Some(ResourceType::Vbr));
    let rank = |at: usize| rank(&routes[at], only_border_routers);
    let Some(best) = group.iter().map(|at| rank(*at)).min() else {
        return Vec::new();
    };
    let mut best: Vec<usize> = group
        .iter()
        .copied()
        .filter(|at| rank(*at) == best)
        .collect();
    let share = [ResourceType::Vbr, ResourceType::Vpn]
        .iter()
        .any(|shared| best.iter().all(|at| kind(*at) == Some(*shared)));
    if !share {
        best.truncate(1);
    }
    let region = |at: usize| routes[at].origin.map(|origin| world.region_of(origin));
    let smallest = best.iter().filter_map(|at| region(*at)).min();
    if !shares_across_regions {
        // The region whose id comes first in the alphabet (API page CreateTransitRouterRouteTable).
        best.retain(|at| region(*at) == smallest);
    }
    best
}

/// The smaller the better: static routes before learned ones; among those of border routers alone BGP before static (help
/// page about border routers); then the shorter AS path and the shorter way through transit routers (not documented).
fn rank(route: &Route<'_>, only_border_routers: bool) -> (u8, bool, usize, usize) {
    let source = match route.source {
        Source::Static(_) => 0,
        Source::PrefixList(_) | Source::RouterCidr => 1,
        Source::Propagated => 2,
    };
    let is_static = only_border_routers && route.origin_type == "static";
    (source, is_static, route.as_path.len(), route.path.len())
}
