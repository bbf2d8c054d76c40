//! A route in a table of a transit router.

use ipnet::IpNet;

use crate::api::route_entry::RouteEntry;

use super::world::{LinkAt, RouterAt};

/// A route.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Route<'s> {
    pub(crate) destination: IpNet,
    /// The attachment that it leads to; nothing where it drops what it matches.
    pub(crate) next_hop: Option<LinkAt>,
    /// How it came into its table.
    pub(crate) source: Source<'s>,
    /// The attachment of what it comes from.
    pub(crate) origin: Option<LinkAt>,
    /// How it is known there, in the words of the API.
    pub(crate) origin_type: &'static str,
    /// The autonomous systems on its way, as its origin tells them.
    pub(crate) as_path: Vec<String>,
    /// The transit routers that it has come through.
    pub(crate) path: Vec<RouterAt>,
    pub(crate) standing: Standing,
}

/// How a route came into its table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Source<'s> {
    /// Somebody has added it.
    Static(&'s RouteEntry),
    /// It is an entry of a prefix list.
    PrefixList(&'s str),
    /// It is an address block of the router, of which border routers only are told.
    RouterCidr,
    /// An attachment propagates it.
    Propagated,
}

/// How a route stands beside the others of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is in use.
    Active,
    /// There is a better one to the same destination.
    Standby,
    /// It is in conflict with that of another VPC.
    Rejected,
}

impl Standing {
    /// The word of the API (API page ListTransitRouterRouteEntries).
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Standby => "Standby",
            Self::Rejected => "Rejected",
        }
    }
}

impl<'s> Route<'s> {
    /// One that stands in a table by itself.
    pub(crate) fn fixed(destination: IpNet, next_hop: Option<LinkAt>, source: Source<'s>) -> Self {
        Self {
            destination,
            next_hop,
            source,
            origin: next_hop,
            origin_type: match next_hop {
                Some(_) => "static",
                None => "BlackHole",
            },
            as_path: Vec::new(),
            path: Vec::new(),
            standing: Standing::Active,
        }
    }

    /// One that an attachment propagates.
    pub(crate) fn propagated(
        destination: IpNet,
        link: LinkAt,
        origin_type: &'static str,
        as_path: Vec<String>,
    ) -> Self {
        Self {
            source: Source::Propagated,
            origin_type,
            as_path,
            ..Self::fixed(destination, Some(link), Source::Propagated)
        }
    }

    pub(crate) fn is_active(&self) -> bool {
        self.standing == Standing::Active
    }

    pub(crate) fn is_propagated(&self) -> bool {
        self.source == Source::Propagated
    }
}

/// The active routes to an address: those of the longest prefix, several where they are equally good.
pub(crate) fn longest_matches<'t, 's>(
    table: &'t [Route<'s>],
    address: std::net::IpAddr,
) -> Vec<&'t Route<'s>> {
    let matching = || {
        let active = table.iter().filter(|route| route.is_active());
        active.filter(|route| route.destination.contains(&address))
    };
    let longest = matching().map(|route| route.destination.prefix_len()).max();
    matching()
        .filter(|route| Some(route.destination.prefix_len()) == longest)
        .collect()
}
