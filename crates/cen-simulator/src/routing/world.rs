//! What of the account takes part in routing, each thing by its place in a list instead of by its id.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::api::attachment::{Attached, ResourceType};
use crate::api::network::Network;
use crate::api::relation::{Association, Propagation};
use crate::api::route_table::RouteTable;
use crate::api::transit_router::TransitRouter;
use crate::api::vpc_attachment::VpcAttachment;
use crate::life::Status;
use crate::state::State;

/// The place of a transit router.
pub(crate) type RouterAt = usize;
/// The place of an attachment.
pub(crate) type LinkAt = usize;
/// The place of a route table.
pub(crate) type TableAt = usize;

/// Routers, attachments and tables, and what connects them.
pub(crate) struct World<'s> {
    pub(crate) state: &'s State,
    pub(crate) routers: Vec<&'s TransitRouter>,
    pub(crate) links: Vec<Link<'s>>,
    pub(crate) tables: Vec<&'s RouteTable>,
    /// Which table an attachment forwards by at a router.
    associations: BTreeMap<(LinkAt, RouterAt), TableAt>,
    /// Attachments, each at a router, and the tables that learn its routes, in the order in which that began.
    pub(crate) propagations: Vec<(LinkAt, RouterAt, TableAt)>,
    places: BTreeMap<&'s str, LinkAt>,
}

/// An attachment.
pub(crate) struct Link<'s> {
    pub(crate) id: &'s str,
    pub(crate) kind: ResourceType,
    pub(crate) router: RouterAt,
    /// The other transit router of a connection.
    pub(crate) peer: Option<RouterAt>,
    /// Whether routes are told to what is attached.
    pub(crate) publishes: bool,
    /// Whether it carries traffic.
    pub(crate) is_up: bool,
    /// Whether it carries IPv6: a VPC has to be attached so.
    pub(crate) takes_ipv6: bool,
    /// What is attached; an empty one for a connection.
    pub(crate) network: Cow<'s, Network>,
}

impl<'s> World<'s> {
    pub(crate) fn of(state: &'s State) -> Self {
        let routers: Vec<&TransitRouter> = state.all().iter().collect();
        let router_places = places(routers.iter().map(|router| router.id.as_str()));
        let links: Vec<Link<'s>> = state
            .attachments()
            .filter_map(|attached| Link::of(state, attached, &router_places))
            .collect();
        let tables: Vec<&RouteTable> = state.all().iter().collect();
        let table_places = places(tables.iter().map(|table| table.id.as_str()));
        let link_places = places(links.iter().map(|link| link.id));
        let place = |attachment: &str, router: &str, table: &str| {
            Some((
                *link_places.get(attachment)?,
                *router_places.get(router)?,
                *table_places.get(table)?,
            ))
        };
        let associations = state.all::<Association>().iter();
        let associations = associations
            .filter(|one| one.life.status == Status::Active)
            .filter_map(|one| {
                place(
                    &one.attachment_id,
                    &one.transit_router_id,
                    &one.route_table_id,
                )
            })
            .map(|(link, router, table)| ((link, router), table))
            .collect();
        let propagations = state.all::<Propagation>().iter();
        let propagations = propagations
            .filter(|one| one.life.status == Status::Active)
            .filter_map(|one| {
                place(
                    &one.attachment_id,
                    &one.transit_router_id,
                    &one.route_table_id,
                )
            })
            .collect();
        Self {
            state,
            routers,
            tables,
            associations,
            propagations,
            places: link_places,
            links,
        }
    }

    /// The table by which a router forwards what comes from an attachment.
    pub(crate) fn association(&self, link: LinkAt, router: RouterAt) -> Option<TableAt> {
        self.associations.get(&(link, router)).copied()
    }

    /// The place of an attachment.
    pub(crate) fn link(&self, id: &str) -> Option<LinkAt> {
        self.places.get(id).copied()
    }

    /// The region where what is attached is.
    pub(crate) fn region_of(&self, link: LinkAt) -> &'s str {
        &self.routers[self.links[link].router].region
    }
}

fn places<'s>(ids: impl Iterator<Item = &'s str>) -> BTreeMap<&'s str, usize> {
    ids.enumerate().map(|(at, id)| (id, at)).collect()
}

impl<'s> Link<'s> {
    fn of(
        state: &'s State,
        attached: &'s dyn Attached,
        routers: &BTreeMap<&str, RouterAt>,
    ) -> Option<Self> {
        let attachment = attached.attachment();
        let router = attachment.transit_router_id.as_str();
        let (kind, resource) = attached.resource(router);
        let (peer, network) = match kind {
            ResourceType::Tr => (routers.get(resource).copied(), Cow::default()),
            _ => (None, Network::of(state, kind, resource)),
        };
        let status = attachment.life.status;
        Some(Self {
            id: &attachment.id,
            kind,
            router: *routers.get(router)?,
            peer,
            // Routes are always told to an express connect router (API page CreateTransitRouterEcrAttachment).
            publishes: attachment.auto_publish_routes || kind == ResourceType::Ecr,
            is_up: matches!(status, Status::Attached | Status::Modifying),
            takes_ipv6: kind != ResourceType::Vpc || has_ipv6(state, &attachment.id),
            network,
        })
    }

    /// The transit router at the other end of a connection, seen from one of its ends.
    pub(crate) fn other_end(&self, router: RouterAt) -> Option<RouterAt> {
        self.peer.map(|peer| match peer == router {
            true => self.router,
            false => peer,
        })
    }
}

/// The one of the further settings of a VPC that matters here; its name is written in both ways.
fn has_ipv6(state: &State, id: &str) -> bool {
    let mut vpcs = state.all::<VpcAttachment>().iter();
    let options = vpcs
        .find(|vpc| vpc.attachment.id == id)
        .map(|vpc| &vpc.options);
    options.is_some_and(|options| {
        let mut options = options.iter();
        options.any(|(name, value)| name.eq_ignore_ascii_case("Ipv6Support") && value == "enable")
    })
}
