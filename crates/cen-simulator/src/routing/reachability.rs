//! Who reaches whom.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use serde::Serialize;
use serde_json::Value;

use crate::state::State;

use super::forward::Way;
use super::route::Standing;
use super::world::LinkAt;
use super::{Route, Routing};

/// Whether one network reaches another, and how.
#[derive(Debug, Serialize)]
pub(crate) struct Reachability {
    /// Whether packets arrive in either direction.
    reachable: bool,
    /// From the first network to the second: the first way that fails, or else the first.
    pub(crate) forward: Way,
    /// Back again.
    pub(crate) back: Way,
}

/// One side of the question: an attachment or an attached network by its id, and the address or block in it that is asked
/// about; where none is given all that it has, but for what other networks have within that. A default route among others leads
/// through a network rather than into it.
pub(crate) struct Side<'a> {
    pub(crate) id: &'a str,
    pub(crate) block: Option<&'a str>,
}

/// Whether what is asked about on the one side reaches what is asked about on the other, and back.
///
/// # Errors
///
/// There is no such attachment, what is given is no block, or the network has no addresses.
pub(crate) fn reachability(
    state: &State,
    from: &Side<'_>,
    to: &Side<'_>,
) -> io::Result<Reachability> {
    let routing = Routing::of(state);
    let (from, to) = (routing.end(from)?, routing.end(to)?);
    let (forward, back) = (routing.worst_way(&from, &to), routing.worst_way(&to, &from));
    Ok(Reachability {
        reachable: forward.delivered && back.delivered,
        forward,
        back,
    })
}

/// Who reaches whom among these attachments, by row from and by column to: `true`, or the words about the hop that is missing;
/// nothing from one to itself.
pub(crate) fn matrix(routing: &Routing<'_>, attachments: &[&str]) -> Vec<Vec<Value>> {
    let ends = attachments.iter().map(|id| {
        let side = Side { id, block: None };
        routing.end(&side).map_err(|error| error.to_string())
    });
    let ends: Vec<Result<End, String>> = ends.collect();
    let cell = |from: usize, to: usize| match (&ends[from], &ends[to]) {
        _ if from == to => Value::Null,
        (Ok(from), Ok(to)) => match routing.worst_way(from, to).reason {
            None => Value::Bool(true),
            Some(reason) => Value::String(reason),
        },
        (Err(error), _) | (_, Err(error)) => Value::String(error.clone()),
    };
    let row = |from| (0..ends.len()).map(|to| cell(from, to)).collect();
    (0..ends.len()).map(row).collect()
}

/// A network, and blocks in it.
struct End {
    link: LinkAt,
    blocks: Vec<IpNet>,
    /// Whether the question names them.
    is_named: bool,
}

impl Routing<'_> {
    fn end(&self, side: &Side<'_>) -> io::Result<End> {
        let mut links = self.world.links.iter();
        let is_meant = |id: &str, network: &str| [id, network].contains(&side.id);
        let link = links
            .position(|link| link.peer.is_none() && is_meant(link.id, &link.network.id))
            .ok_or_else(|| {
                let message = format!("no network is attached as {}", side.id);
                io::Error::new(io::ErrorKind::NotFound, message)
            })?;
        let network = &self.world.links[link].network;
        let mut blocks: Vec<IpNet> = match side.block {
            Some(text) => vec![block(text)?],
            None => {
                let vswitches = network.vswitches.iter().map(|vswitch| vswitch.cidr);
                let behind = network.prefixes.iter().map(|prefix| prefix.cidr);
                vswitches.chain(behind).collect()
            }
        };
        if blocks.iter().any(|block| block.prefix_len() > 0) {
            blocks.retain(|block| block.prefix_len() > 0);
        }
        if blocks.is_empty() {
            let message = format!("{} has no addresses", network.id);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(End {
            link,
            blocks,
            is_named: side.block.is_some(),
        })
    }

    /// Addresses that stand for all that packets go to: one of each block, one of each route that lies within it, and one
    /// behind each such route, where what lies beside it begins.
    fn addresses(&self, from: &End, to: &End) -> BTreeSet<IpAddr> {
        let is_within = |outer: &IpNet, inner: &IpNet| outer != inner && outer.contains(inner);
        let routes = || self.tables.iter().flatten();
        let mut others = from.blocks.clone();
        // As far as the transit routers of both ends know.
        let ends = [from, to].map(|end| self.world.links[end.link].router);
        let ends = ends.map(|router| &self.world.routers[router].id);
        let tables = self.tables.iter().zip(&self.world.tables);
        let tables = tables.filter(|(_, table)| ends.contains(&&table.transit_router_id));
        let known = tables.flat_map(|(routes, _)| routes);
        let is_anothers = |route: &&Route<'_>| {
            route.is_propagated()
                && route.standing != Standing::Rejected
                && route.origin != Some(to.link)
        };
        others.extend(known.filter(is_anothers).map(|route| route.destination));
        let of_block = |block: &IpNet| {
            let within: Vec<IpNet> = routes()
                .map(|route| route.destination)
                .chain(from.blocks.iter().copied())
                .filter(|one| is_within(block, one))
                .collect();
            let behind = within.iter().filter_map(|one| behind(*one));
            let mut addresses: BTreeSet<IpAddr> = [*block]
                .iter()
                .chain(&within)
                .map(first_host)
                .chain(behind.filter(|address| block.contains(address)))
                .collect();
            let is_left_out = |address: &IpAddr| {
                let mut others = others.iter().filter(|one| is_within(block, one));
                others.any(|other| other.contains(address))
            };
            if !to.is_named && from.link != to.link {
                addresses.retain(|address| !is_left_out(address));
            }
            addresses
        };
        to.blocks.iter().flat_map(of_block).collect()
    }

    /// The first way that fails, or else the first.
    fn worst_way(&self, from: &End, to: &End) -> Way {
        let lost = |reason: &str| Way {
            delivered: false,
            path: Vec::new(),
            reason: Some(reason.to_owned()),
        };
        let addresses = self.addresses(from, to);
        if addresses.is_empty() {
            return lost("other networks have all that it has");
        }
        // One source of each block, as packets from one block all leave by the same table.
        let sources = from.blocks.iter().map(first_host);
        let pairs =
            sources.flat_map(|source| addresses.iter().map(move |address| (source, *address)));
        let mut ways = pairs
            .filter(|(source, address)| source.is_ipv4() == address.is_ipv4())
            .map(|(source, address)| self.way((from.link, source), (to.link, address)));
        let Some(first) = ways.next() else {
            return lost("one side has IPv4 addresses only and the other IPv6");
        };
        match first.delivered {
            true => ways.find(|way| !way.delivered).unwrap_or(first),
            false => first,
        }
    }
}

/// The address behind the last of a block; nothing behind the last of all.
fn behind(block: IpNet) -> Option<IpAddr> {
    match block {
        IpNet::V4(block) => {
            let last = block.broadcast().to_bits();
            Some(IpAddr::V4(Ipv4Addr::from_bits(last.checked_add(1)?)))
        }
        IpNet::V6(block) => {
            let last = block.broadcast().to_bits();
            Some(IpAddr::V6(Ipv6Addr::from_bits(last.checked_add(1)?)))
        }
    }
}

/// An address, or a block.
fn block(text: &str) -> io::Result<IpNet> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| address()).map_err(|_| {
        let message = format!("{text} is neither an address nor a CIDR block");
        io::Error::new(io::ErrorKind::InvalidInput, message)
    })
}

/// The first address of a block that a host can have.
fn first_host(block: &IpNet) -> IpAddr {
    block.hosts().next().unwrap_or(block.addr())
}
