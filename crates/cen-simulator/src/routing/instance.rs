//! What the attached networks are told of, and the tables of VPCs.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::api::aggregation::Aggregation;
use crate::api::attachment::ResourceType;
use crate::api::child_route::ChildRoute;
use crate::life::Status;

use super::Routing;
use super::route::Source;
use super::world::LinkAt;

/// Routes that a table of a VPC takes over from a transit router (help page about route synchronization; 200 by default).
const MOST_ROUTES: usize = 200;

/// Where a network sends what is addressed to a destination.
pub(crate) enum Exit {
    /// It has the destination itself.
    Local(IpNet),
    /// To the transit router.
    Router(IpNet),
    /// To something else of its own.
    Elsewhere(IpNet, String),
}

impl Routing<'_> {
    /// The blocks that an attached network is told of by itself: those of the table that it is associated with, but for its
    /// own and for black holes (the latter is not documented). Aggregates stand in for what lies in them.
    pub(crate) fn told(&self, at: LinkAt) -> Vec<IpNet> {
        let link = &self.world.links[at];
        let Some(table) = self
            .world
            .association(at, link.router)
            .filter(|_| link.publishes)
        else {
            return Vec::new();
        };
        let is_told = |route: &&super::Route<'_>| match route.source {
            Source::RouterCidr => link.kind == ResourceType::Vbr,
            _ => route.next_hop.is_some() && route.origin != Some(at),
        };
        let table_id = &self.world.tables[table].id;
        let aggregates = self.world.state.all::<Aggregation>().iter();
        let aggregates: Vec<IpNet> = aggregates
            .filter(|one| one.route_table_id == *table_id && one.is_for(link.kind))
            .map(|one| one.cidr)
            .collect();
        let active = self.tables[table].iter().filter(|route| route.is_active());
        let mut told: BTreeSet<IpNet> = active
            .filter(is_told)
            .map(|route| route.destination)
            .filter(|block| !aggregates.iter().any(|aggregate| aggregate.contains(block)))
            .collect();
        told.extend(aggregates);
        // A route that somebody has added to the table of a VPC stays as it is.
        let own = &link.network.routes;
        let is_own = |block: &IpNet| {
            let mut own = own.iter().filter(|route| route.table.is_none());
            own.any(|route| route.destination == *block)
        };
        let most = match link.kind {
            ResourceType::Vpc => MOST_ROUTES,
            _ => usize::MAX,
        };
        told.into_iter()
            .filter(|block| !is_own(block))
            .take(most)
            .collect()
    }

    /// Where a network sends what comes from `source` and goes to `destination`; nothing when it has no route.
    pub(crate) fn exit(&self, at: LinkAt, source: IpAddr, destination: IpAddr) -> Option<Exit> {
        let link = &self.world.links[at];
        match link.kind {
            ResourceType::Vpc => self.exit_of_vpc(at, source, destination),
            _ if link.network.has_default_route => default_route(destination).map(Exit::Router),
            _ => {
                let told = self.told(at).into_iter().chain(self.added(at, None));
                longest(told, destination).map(Exit::Router)
            }
        }
    }

    /// By the table of the vSwitch that the source lies in.
    fn exit_of_vpc(&self, at: LinkAt, source: IpAddr, destination: IpAddr) -> Option<Exit> {
        let link = &self.world.links[at];
        let vswitches = link.network.vswitches.iter();
        if let Some(local) = longest(vswitches.clone().map(|one| one.cidr), destination) {
            return Some(Exit::Local(local));
        }
        let mut own = vswitches.filter(|one| one.cidr.contains(&source));
        let table = own.find_map(|one| one.table.as_deref());
        let routes = link
            .network
            .routes
            .iter()
            .filter(|one| one.table.as_deref() == table);
        let mut exits: Vec<(IpNet, &str)> = routes
            .map(|one| (one.destination, one.next_hop.as_str()))
            .chain(self.added(at, table).map(|block| (block, link.id)))
            .collect();
        if table.is_none() {
            exits.extend(self.told(at).into_iter().map(|block| (block, link.id)));
        }
        exits.retain(|(block, _)| block.contains(&destination));
        // The first of several of the same length: what somebody has added comes before what is told.
        exits.reverse();
        let (block, hop) = exits
            .into_iter()
            .max_by_key(|(block, _)| block.prefix_len())?;
        Some(match hop == link.id {
            true => Exit::Router(block),
            false => Exit::Elsewhere(block, hop.to_owned()),
        })
    }

    /// The routes to an attachment that the CEN API has added to a table of its network. A table that no vSwitch is said to
    /// use is taken for the one of the system.
    fn added<'r>(
        &'r self,
        at: LinkAt,
        table: Option<&str>,
    ) -> impl Iterator<Item = IpNet> + use<'r> {
        let link = &self.world.links[at];
        let table = table.map(str::to_owned);
        let routes = self.world.state.all::<ChildRoute>().iter();
        routes
            .filter(move |one| {
                let mut vswitches = link.network.vswitches.iter();
                let own = vswitches.find_map(|vswitch| {
                    vswitch
                        .table
                        .as_ref()
                        .filter(|custom| **custom == one.table)
                });
                one.attachment_id == link.id
                    && one.life.status == Status::Available
                    && own == table.as_ref()
            })
            .map(|one| one.destination)
    }

    /// The block by which a network has an address itself: a vSwitch, or what its system table leads elsewhere, such as to a
    /// firewall, or what lies behind it.
    pub(crate) fn holds(&self, at: LinkAt, address: IpAddr) -> Option<IpNet> {
        let link = &self.world.links[at];
        let network = &link.network;
        let vswitches = network.vswitches.iter().map(|one| one.cidr);
        let behind = network.prefixes.iter().map(|one| one.cidr);
        let routes = network.routes.iter();
        let elsewhere = routes
            .filter(|one| one.table.is_none() && one.next_hop != link.id)
            .map(|one| one.destination);
        longest(vswitches.chain(behind).chain(elsewhere), address)
    }
}

fn longest(blocks: impl Iterator<Item = IpNet>, address: IpAddr) -> Option<IpNet> {
    let matching = blocks.filter(|block| block.contains(&address));
    matching.max_by_key(IpNet::prefix_len)
}

/// The block of all addresses of the same family.
fn default_route(address: IpAddr) -> Option<IpNet> {
    IpNet::new(address, 0).ok().map(|block| block.trunc())
}
