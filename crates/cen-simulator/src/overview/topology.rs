//! Transit routers with their tables, what is attached to them, and who reaches whom.

use ipnet::IpNet;
use serde::Serialize;
use serde_json::Value;

use crate::api::attachment::ResourceType;
use crate::api::child::Child;
use crate::api::network::Network;
use crate::api::peer_attachment::PeerAttachment;
use crate::api::relation::{Association, Propagation, Relation, Role};
use crate::api::route_table::RouteTable;
use crate::api::transit_router::TransitRouter;
use crate::areas;
use crate::routing::{Route, Routing, matrix};
use crate::state::State;

use super::{MOST_OBJECTS, first};

/// Networks whose pairs are asked for. All routes are followed for each pair, so this is what bounds the work.
const MOST_IN_MATRIX: usize = 16;

/// Beyond this many attachments no routes are followed at all: one pair can still be asked for.
const MOST_ROUTED: usize = 200;

/// Routes that are listed of a table.
const MOST_ROUTES: usize = 50;

/// What is drawn.
#[derive(Serialize)]
pub(super) struct Topology<'a> {
    routers: Vec<RouterRow<'a>>,
    networks: Vec<NetworkRow<'a>>,
    peers: &'a [PeerAttachment],
    children: Vec<ChildRow<'a>>,
    reachability: Matrix<'a>,
    #[serde(skip)]
    pub(super) counts: Counts,
}

/// How many there are.
pub(super) struct Counts {
    pub(super) routers: usize,
    pub(super) networks: usize,
    pub(super) peers: usize,
    pub(super) children: usize,
}

#[derive(Serialize)]
struct RouterRow<'a> {
    #[serde(flatten)]
    router: &'a TransitRouter,
    area: &'static str,
    tables: Vec<TableRow<'a>>,
}

#[derive(Serialize)]
struct TableRow<'a> {
    id: &'a str,
    name: &'a str,
    is_system: bool,
    status: &'static str,
    /// Attachments that forward by it.
    associations: Vec<&'a str>,
    /// Attachments whose routes it learns.
    propagations: Vec<&'a str>,
    routes: Vec<RouteRow<'a>>,
    /// How many there are; nothing where they were not followed.
    routes_in_all: Option<usize>,
}

#[derive(Serialize)]
struct RouteRow<'a> {
    destination: IpNet,
    /// The attachment; nothing where packets are dropped.
    next_hop: Option<&'a str>,
    /// How the table has it: `Propagated` or `Static`.
    kind: &'static str,
    origin: &'static str,
    standing: &'static str,
}

/// Something attached to a transit router that is not another one.
#[derive(Serialize)]
struct NetworkRow<'a> {
    attachment: &'a str,
    name: &'a str,
    kind: &'static str,
    /// What is attached.
    id: &'a str,
    router: &'a str,
    status: &'static str,
    /// What it has, or what lies behind it.
    blocks: Vec<IpNet>,
}

#[derive(Serialize)]
struct ChildRow<'a> {
    #[serde(flatten)]
    child: &'a Child,
    area: &'static str,
}

/// Who reaches whom.
#[derive(Serialize)]
struct Matrix<'a> {
    /// The attachments that are asked about, in the order of rows and columns.
    attachments: Vec<&'a str>,
    /// By row from, and by column to: `true`, or the words about the hop that is missing; nothing from one to itself.
    cells: Vec<Vec<Value>>,
    /// Whether there are more networks than are asked about.
    is_capped: bool,
}

impl<'a> Topology<'a> {
    pub(super) fn of(state: &'a State) -> Self {
        let (routers, children) = (state.all::<TransitRouter>(), state.all::<Child>());
        let peers = state.all::<PeerAttachment>();
        let attachments = state.attachments().count();
        let routing = (attachments <= MOST_ROUTED).then(|| Routing::of(state));
        let networks = networks_of(state);
        let counts = Counts {
            routers: routers.len(),
            networks: attachments.saturating_sub(peers.len()),
            peers: peers.len(),
            children: children.len(),
        };
        Self {
            routers: first(routers)
                .iter()
                .map(|router| RouterRow::of(state, router, routing.as_ref()))
                .collect(),
            peers: first(peers),
            children: first(children).iter().map(ChildRow::of).collect(),
            reachability: Matrix::of(&networks, counts.networks, routing.as_ref()),
            networks,
            counts,
        }
    }
}

impl<'a> RouterRow<'a> {
    fn of(state: &'a State, router: &'a TransitRouter, routing: Option<&Routing<'a>>) -> Self {
        let tables = state.all::<RouteTable>().iter();
        let tables = tables.filter(|table| table.transit_router_id == router.id);
        Self {
            router,
            area: area(&router.region),
            tables: tables
                .map(|table| TableRow::of(state, table, routing))
                .collect(),
        }
    }
}

impl<'a> TableRow<'a> {
    fn of(state: &'a State, table: &'a RouteTable, routing: Option<&Routing<'a>>) -> Self {
        let routes = routing.and_then(|routing| routing.table(&table.id));
        let listed = routes.into_iter().flatten().take(MOST_ROUTES);
        Self {
            id: &table.id,
            name: &table.name,
            is_system: table.is_system,
            status: table.life.status.as_str(),
            associations: related(state.all::<Association>(), &table.id),
            propagations: related(state.all::<Propagation>(), &table.id),
            routes: listed
                .map(|route| RouteRow {
                    destination: route.destination,
                    next_hop: route.next_hop.and_then(|link| {
                        let link = routing?.world.links.get(link)?;
                        Some(link.id)
                    }),
                    kind: if route.is_propagated() {
                        "Propagated"
                    } else {
                        "Static"
                    },
                    origin: route.origin_type,
                    standing: route.standing.as_str(),
                })
                .collect(),
            routes_in_all: routes.map(<[Route<'_>]>::len),
        }
    }
}

impl<'a> ChildRow<'a> {
    fn of(child: &'a Child) -> Self {
        Self {
            child,
            area: area(&child.region),
        }
    }
}

impl<'a> Matrix<'a> {
    fn of(networks: &[NetworkRow<'a>], in_all: usize, routing: Option<&Routing<'_>>) -> Self {
        let asked = networks.iter().map(|network| network.attachment);
        let attachments: Vec<&str> = match routing {
            Some(_) => asked.take(MOST_IN_MATRIX).collect(),
            None => Vec::new(),
        };
        Self {
            cells: routing.map_or(Vec::new(), |routing| matrix(routing, &attachments)),
            is_capped: attachments.len() < in_all,
            attachments,
        }
    }
}

fn networks_of(state: &State) -> Vec<NetworkRow<'_>> {
    let rows = state.attachments().filter_map(|attached| {
        let attachment = attached.attachment();
        let router = attachment.transit_router_id.as_str();
        let (kind, id) = attached.resource(router);
        (kind != ResourceType::Tr).then(|| NetworkRow {
            attachment: &attachment.id,
            name: &attachment.name,
            kind: kind.as_str(),
            id,
            router,
            status: attachment.life.status.as_str(),
            blocks: Network::of(state, kind, id).blocks().collect(),
        })
    });
    rows.take(MOST_OBJECTS).collect()
}

fn related<'a, R: Role>(relations: &'a [Relation<R>], table: &str) -> Vec<&'a str> {
    let own = relations.iter().filter(|one| one.route_table_id == table);
    own.map(|one| one.attachment_id.as_str()).collect()
}

/// The area of a region; empty where it is not known.
fn area(region: &str) -> &'static str {
    areas::region(region).map_or("", |(_, area)| area)
}
