//! The routes of a route table (API page ListTransitRouterRouteEntries), and who reaches whom by them (control API).

use std::io;
use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::admin::Route as Path;
use crate::error::ApiError;
use crate::family::Family;
use crate::listing;
use crate::request::Request;
use crate::routing::{Route, Routing, Side, Source, World, reachability};
use crate::words::{Query, Shown};

use super::route_entry::RouteEntry;
use super::route_table::RouteTable;

const TABLE: &str = "TransitRouterRouteTableId";
const STATUS: &str = "TransitRouterRouteEntryStatus";
const DESTINATION: &str = "TransitRouterRouteEntryDestinationCidrBlock";

/// Of a route that no routing policy has given another one (API page ListTransitRouterRouteEntries).
const PREFERENCE: u32 = 50;

/// Conditions on the field of the same name.
const EQUAL: &[&str] = &[
    DESTINATION,
    "PrefixListId",
    "TransitRouterRouteEntryNextHopId",
    "TransitRouterRouteEntryNextHopResourceId",
    "TransitRouterRouteEntryNextHopResourceType",
    "TransitRouterRouteEntryNextHopType",
    "TransitRouterRouteEntryOriginResourceId",
    "TransitRouterRouteEntryOriginResourceType",
    "TransitRouterRouteEntryType",
];

pub(crate) const FAMILY: Family = Family::of_actions(&[Action::reading(
    "ListTransitRouterRouteEntries",
    &[TABLE],
    list,
)])
.routes(&[Path::new(
    "GET",
    "/reachability",
    "Whether one attached network reaches another, and which hop is missing if not",
    |context, request| {
        let side = |name: &str, block: &str| {
            let id = request.query.get(name).ok_or_else(|| {
                let message = format!("?{name}=… is missing: the id of an attachment or a network");
                io::Error::new(io::ErrorKind::InvalidInput, message)
            });
            let block = request.query.get(block).map(String::as_str);
            Ok::<_, io::Error>(Side { id: id?, block })
        };
        let (from, to) = (side("from", "from_cidr")?, side("to", "to_cidr")?);
        let answer = reachability(context.state, &from, &to)?;
        Ok(serde_json::to_value(answer)?)
    },
)
.asks(&[
    Query::needed("from", "An attachment or a network by its id"),
    Query::needed("to", "The other one"),
    Query::optional("from_cidr", "An address or a block in the first"),
    Query::optional("to_cidr", "An address or a block in the other"),
])
.answers(Shown::Object(&["reachable", "forward", "back"]))]);

/// A part of the list, static routes first and the oldest of them before others; all conditions must be met. Without one on
/// the status it shows the active routes, and those that are asked for by id whatever they are doing (the latter is not
/// documented).
fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let table: &RouteTable = state.get(request.mandatory(TABLE)?)?;
    let ids = request.list("TransitRouterRouteEntryIds");
    let names = request.list("TransitRouterRouteEntryNames");
    let status = match request.text(STATUS) {
        Some("All") => None,
        None if !ids.is_empty() => None,
        given => given.or(Some("Active")),
    };
    let filters = filters(request)?;
    let routing = Routing::of(state);
    let mut rows = rows(&routing, table);
    rows.retain(|(_, row)| {
        let is_one_of = |field, wanted: &[&str]| {
            wanted.is_empty() || wanted.iter().any(|wanted| row[field] == *wanted)
        };
        let is = |field: &str| {
            request
                .text(field)
                .is_none_or(|wanted| row[field] == wanted)
        };
        is_one_of("TransitRouterRouteEntryId", &ids)
            && is_one_of("TransitRouterRouteEntryName", &names)
            && status.is_none_or(|status| row[STATUS] == status)
            && EQUAL.iter().all(|field| is(field))
    });
    for (key, blocks) in &filters {
        key.narrow(&mut rows, blocks);
    }
    listing::bare_part(
        request,
        20,
        "TransitRouterRouteEntries",
        &rows,
        |(_, row)| row.clone(),
    )
}

/// All routes of a table, with their destinations: static ones that come or go take no part in routing, and come last.
fn rows(routing: &Routing<'_>, table: &RouteTable) -> Vec<(IpNet, Value)> {
    let world = &routing.world;
    let tables = world.tables.iter().zip(&routing.tables);
    let routes = tables.filter(|(one, _)| one.id == table.id);
    let routes = routes.flat_map(|(_, routes)| routes);
    let mut rows: Vec<(IpNet, Value)> = routes
        .map(|route| (route.destination, render(world, route, table)))
        .collect();
    for entry in world.state.all::<RouteEntry>() {
        if entry.route_table_id == table.id && !entry.life.is_settled() {
            let next_hop = entry.next_hop.as_deref().and_then(|id| world.link(id));
            let route = Route::fixed(entry.destination, next_hop, Source::Static(entry));
            let mut row = render(world, &route, table);
            row[STATUS] = json!(entry.life.status.as_str());
            rows.push((entry.destination, row));
        }
    }
    rows
}

fn render(world: &World<'_>, route: &Route<'_>, table: &RouteTable) -> Value {
    let kind = if route.is_propagated() {
        "Propagated"
    } else {
        "Static"
    };
    let mut row = json!({
        DESTINATION: route.destination.to_string(),
        "TransitRouterRouteEntryType": kind,
        STATUS: route.standing.as_str(),
        "OperationalMode": matches!(route.source, Source::Static(_)),
    });
    let mut attributes = json!({
        "AsPaths": route.as_path,
        "Communities": [],
        "Preference": PREFERENCE,
        "OriginRouteType": route.origin_type,
    });
    let resource = |link: usize| {
        let attachment = world.state.attachment(world.links[link].id).ok()?;
        let (kind, id) = attachment.resource(&table.transit_router_id);
        Some((kind.as_str(), id.to_owned()))
    };
    match route.next_hop {
        Some(hop) => {
            row["TransitRouterRouteEntryNextHopType"] = json!("Attachment");
            row["TransitRouterRouteEntryNextHopId"] = json!(world.links[hop].id);
            if let Some((kind, id)) = resource(hop) {
                row["TransitRouterRouteEntryNextHopResourceType"] = json!(kind);
                row["TransitRouterRouteEntryNextHopResourceId"] = json!(id);
            }
        }
        None => row["TransitRouterRouteEntryNextHopType"] = json!("BlackHole"),
    }
    if let Some((kind, id)) = route.origin.and_then(resource) {
        row["TransitRouterRouteEntryOriginResourceType"] = json!(kind);
        row["TransitRouterRouteEntryOriginResourceId"] = json!(id);
        attributes["OriginInstanceType"] = json!(kind);
        attributes["OriginInstanceId"] = json!(id);
    }
    match route.source {
        Source::Static(entry) => {
            row["TransitRouterRouteEntryId"] = json!(entry.id);
            row["TransitRouterRouteEntryName"] = json!(entry.name);
            row["TransitRouterRouteEntryDescription"] = json!(entry.description);
            row["CreateTime"] = json!(entry.creation_time);
        }
        Source::PrefixList(id) => row["PrefixListId"] = json!(id),
        Source::RouterCidr => row["Tag"] = json!("PermitVbr"),
        Source::Propagated => {}
    }
    row["PathAttributes"] = attributes;
    row
}

/// How a filter compares destinations with what it is given.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Exact,
    Longest,
    Subnet,
    Supernet,
}

impl Key {
    const NAMES: [(&str, Self); 4] = [
        ("PrefixExactMatchCidrs", Self::Exact),
        ("LongestPrefixMatchCidrs", Self::Longest),
        ("SubnetOfMatchCidrs", Self::Subnet),
        ("SupernetOfMatchCidrs", Self::Supernet),
    ];

    fn narrow(self, rows: &mut Vec<(IpNet, Value)>, blocks: &[IpNet]) {
        let longest: Vec<Option<IpNet>> = blocks
            .iter()
            .map(|block| {
                let around = rows.iter().filter(|(route, _)| route.contains(block));
                around
                    .map(|(route, _)| *route)
                    .max_by_key(IpNet::prefix_len)
            })
            .collect();
        rows.retain(|(route, _)| match self {
            Self::Exact => blocks.contains(route),
            Self::Longest => longest.contains(&Some(*route)),
            Self::Subnet => blocks.iter().any(|block| block.contains(route)),
            Self::Supernet => blocks.iter().any(|block| route.contains(block)),
        });
    }
}

/// Reads `RouteFilter.N.Key` and `RouteFilter.N.Value.M`; each key may be given once.
fn filters(request: &Request) -> Result<Vec<(Key, Vec<IpNet>)>, ApiError> {
    const NAME: &str = "RouteFilter";
    let mut filters: Vec<(Key, Vec<IpNet>)> = Vec::new();
    for filter in request.objects(NAME) {
        let name = filter.get("Key").copied().unwrap_or("");
        let mut known = Key::NAMES.iter().filter(|(known, _)| *known == name);
        let Some((_, key)) = known.next() else {
            return Err(ApiError::invalid(
                NAME,
                &format!("there is no key {name:?}"),
            ));
        };
        if filters.iter().any(|(other, _)| other == key) {
            return Err(ApiError::invalid(NAME, "each key may be given once"));
        }
        let values = filter.iter().filter(|(name, _)| name.starts_with("Value."));
        let blocks: Result<Vec<IpNet>, _> = values
            .map(|(_, text)| {
                let address = || text.parse::<IpAddr>().map(IpNet::from);
                text.parse().or_else(|_| address())
            })
            .collect();
        let blocks = blocks.map_err(|_| ApiError::invalid(NAME, "it takes CIDR blocks"))?;
        filters.push((*key, blocks));
    }
    Ok(filters)
}
