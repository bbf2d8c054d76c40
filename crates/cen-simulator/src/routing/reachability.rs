//! Who reaches whom.

use std::collections::BTreeSet;
use std::io;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::Serialize;

use crate::state::State;

use super::Routing;
use super::forward::Way;
use super::world::LinkAt;

/// Whether one network reaches another, and how.
#[derive(Debug, Serialize)]
pub(crate) struct Reachability {
    /// Whether packets arrive in either direction.
    reachable: bool,
    /// From the first network to the second: the first way that fails, or else the first.
    forward: Way,
    /// Back again.
    back: Way,
}

/// One side of the question: an attachment or an attached network by its id, and the address or block in it that is asked
/// about; all that it has where none is given.
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

/// A network, and addresses in it that stand for all.
struct End {
    link: LinkAt,
    /// One of each block, as packets from one block all leave by the same table.
    sources: Vec<IpAddr>,
    /// Those that packets go to.
    addresses: BTreeSet<IpAddr>,
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
        let blocks: Vec<IpNet> = match side.block {
            Some(text) => vec![block(text)?],
            None => {
                let vswitches = network.vswitches.iter().map(|vswitch| vswitch.cidr);
                let behind = network.prefixes.iter().map(|prefix| prefix.cidr);
                vswitches.chain(behind).collect()
            }
        };
        if blocks.is_empty() {
            let message = format!("{} has no addresses", network.id);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(End {
            link,
            sources: blocks.iter().map(first_host).collect(),
            addresses: self.representatives(&blocks),
        })
    }

    /// One address of each block, and one of each route that lies within it: all others go the same ways.
    fn representatives(&self, blocks: &[IpNet]) -> BTreeSet<IpAddr> {
        let routes = self.tables.iter().flatten().map(|route| route.destination);
        let within = routes.filter(|route| blocks.iter().any(|block| block.contains(route)));
        blocks
            .iter()
            .copied()
            .chain(within)
            .map(|block| first_host(&block))
            .collect()
    }

    /// The first way that fails, or else the first.
    fn worst_way(&self, from: &End, to: &End) -> Way {
        let pairs = from
            .sources
            .iter()
            .flat_map(|source| to.addresses.iter().map(move |address| (*source, *address)));
        let mut ways = pairs
            .filter(|(source, address)| source.is_ipv4() == address.is_ipv4())
            .map(|(source, address)| self.way((from.link, source), (to.link, address)));
        let Some(first) = ways.next() else {
            return Way {
                delivered: false,
                path: Vec::new(),
                reason: Some("one side has IPv4 addresses only and the other IPv6".to_owned()),
            };
        };
        match first.delivered {
            true => ways.find(|way| !way.delivered).unwrap_or(first),
            false => first,
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
