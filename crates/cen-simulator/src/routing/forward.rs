//! The way of a packet.

use std::net::IpAddr;

use serde::Serialize;

use super::Routing;
use super::instance::Exit;
use super::route::longest_match;
use super::world::{LinkAt, RouterAt};

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
        let (mut at, mut router) = (from, link.router);
        // A packet that has passed more routers than there are goes in a circle.
        for _ in &self.world.routers {
            let next = self.look_up(path, at, router, address)?;
            match self.world.links[next].other_end(router) {
                Some(other) => (at, router) = (next, other),
                None => return self.arrive(path, next, to, address),
            }
        }
        Err(format!("what is for {address} goes in a circle"))
    }

    /// The attachment by which a router sends on what has come by another.
    fn look_up(
        &self,
        path: &mut Vec<String>,
        from: LinkAt,
        router: RouterAt,
        address: IpAddr,
    ) -> Result<LinkAt, String> {
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
        let Some(route) = longest_match(&self.tables[table], address) else {
            return Err(format!(
                "the route table {table_id} of {name} has no route to {address}"
            ));
        };
        let block = route.destination;
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
