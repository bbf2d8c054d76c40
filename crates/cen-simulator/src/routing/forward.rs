//! The way of a packet.

use std::net::IpAddr;

use serde::Serialize;

use super::instance::Exit;
use super::route::longest_matches;
use super::world::{LinkAt, RouterAt};
use super::{Route, Routing};

/// How far a packet comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Way {
    /// Whether it arrives in the network that it is for.
    pub(crate) delivered: bool,
    /// What has been done with it, in words.
    pub(crate) path: Vec<String>,
    /// Why it does not arrive; nothing when it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

impl Routing<'_> {
    /// The way of a packet from an address in one attached network to one in another.
    pub(crate) fn way(
        &self,
        (from, source): (LinkAt, IpAddr),
        (to, address): (LinkAt, IpAddr),
    ) -> Way {
        let mut path = Vec::new();
        let reason = self.follow(&mut path, (from, source), (to, address)).err();
        Way {
            delivered: reason.is_none(),
            path,
            reason,
        }
    }

    /// # Errors
    ///
    /// The words about the first hop that is missing.
    fn follow(
        &self,
        path: &mut Vec<String>,
        (from, source): (LinkAt, IpAddr),
        (to, address): (LinkAt, IpAddr),
    ) -> Result<(), String> {
        let link = &self.world.links[from];
        let name = &link.network.id;
        match self.exit(from, source, address) {
            None => return Err(format!("{name} has no route to {address}")),
            Some(Exit::Local(block)) if from == to => {
                path.push(format!("{name}: {block} is its own"));
                return Ok(());
            }
            Some(Exit::Local(block)) => {
                return Err(format!(
                    "{name} has {block} itself, so nothing leaves it for {address}"
                ));
            }
            Some(Exit::Elsewhere(block, hop)) => {
                return Err(format!("{name} sends {block} to {hop}, not to {}", link.id));
            }
            Some(Exit::Router(block)) => {
                path.push(format!("{name}: {block} leads to {}", link.id));
            }
        }
        // A packet that has passed more routers than there are goes in a circle.
        let most = self.world.routers.len();
        self.pass(path, (from, link.router), most, (to, address))
    }

    /// A router sends on what has come by an attachment: by one of several equal routes that arrives, as what they lead to has
    /// the same addresses.
    ///
    /// # Errors
    ///
    /// The words about the first hop that is missing.
    fn pass(
        &self,
        path: &mut Vec<String>,
        (from, router): (LinkAt, RouterAt),
        most: usize,
        (to, address): (LinkAt, IpAddr),
    ) -> Result<(), String> {
        let Some(most) = most.checked_sub(1) else {
            return Err(format!("what is for {address} goes in a circle"));
        };
        let world = &self.world;
        let (link, name) = (&world.links[from], &world.routers[router].id);
        if !link.is_up {
            return Err(format!("{} is not attached", link.id));
        }
        let Some(table) = world.association(from, router) else {
            return Err(format!(
                "{} is associated with no route table of {name}",
                link.id
            ));
        };
        let table_id = &world.tables[table].id;
        let routes = longest_matches(&self.tables[table], address);
        let mut first = None;
        for route in routes {
            let mut further = Vec::new();
            let way = self
                .by(&mut further, (from, router), table_id, route)
                .and_then(|next| match world.links[next].other_end(router) {
                    Some(other) => self.pass(&mut further, (next, other), most, (to, address)),
                    None => self.arrive(&mut further, next, to, address),
                });
            if way.is_ok() {
                path.append(&mut further);
                return Ok(());
            }
            first.get_or_insert((further, way));
        }
        let Some((mut further, way)) = first else {
            return Err(format!(
                "the route table {table_id} of {name} has no route to {address}"
            ));
        };
        path.append(&mut further);
        way
    }

    /// The attachment that a route leads to.
    fn by(
        &self,
        path: &mut Vec<String>,
        (from, router): (LinkAt, RouterAt),
        table_id: &str,
        route: &Route<'_>,
    ) -> Result<LinkAt, String> {
        let world = &self.world;
        let (name, block) = (&world.routers[router].id, route.destination);
        let Some(next) = route.next_hop else {
            return Err(format!(
                "{block} is a black hole in the route table {table_id} of {name}"
            ));
        };
        let next_id = world.links[next].id;
        if next == from {
            return Err(format!(
                "{block} leads back to {next_id} in the route table {table_id} of {name}"
            ));
        }
        if !world.links[next].is_up {
            return Err(format!("{next_id} is not attached"));
        }
        path.push(format!(
            "{name}: {block} leads to {next_id} in the route table {table_id}"
        ));
        Ok(next)
    }

    /// The packet leaves the last router by an attachment.
    fn arrive(
        &self,
        path: &mut Vec<String>,
        at: LinkAt,
        to: LinkAt,
        address: IpAddr,
    ) -> Result<(), String> {
        let name = &self.world.links[at].network.id;
        let Some(block) = self.holds(at, address) else {
            return Err(format!("{name} does not have {address}"));
        };
        if at != to {
            let wanted = &self.world.links[to].network.id;
            return Err(format!("{address} is taken by {name}, not by {wanted}"));
        }
        path.push(format!("{name}: {block} is its own"));
        Ok(())
    }
}
