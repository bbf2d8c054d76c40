//! Which routes networks tell CEN of, and what CEN knows of them (API pages PublishRouteEntries,
//! WithdrawPublishedRouteEntries, DescribePublishedRouteEntries, DescribeCenChildInstanceRouteEntries,
//! DescribeCenRegionDomainRouteEntries and DescribeRouteConflict).

use ipnet::IpNet;
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::areas::region;
use crate::error::ApiError;
use crate::family::Family;
use crate::listing;
use crate::prefix;
use crate::request::Request;
use crate::state::State;

use super::attached_network::AttachedNetwork;
use super::network::Network;

const NETWORK: &[&str] = &[
    "CenId",
    "ChildInstanceId",
    "ChildInstanceRegionId",
    "ChildInstanceType",
];
const ROUTE: &[&str] = &[
    "CenId",
    "ChildInstanceId",
    "ChildInstanceRegionId",
    "ChildInstanceType",
    "ChildInstanceRouteTableId",
    "DestinationCidrBlock",
];

pub(crate) const FAMILY: Family = Family::of_actions(&[
    Action::reading(
        "DescribeCenChildInstanceRouteEntries",
        &["CenId", "ChildInstanceId", "ChildInstanceType"],
        of_network,
    )
    .noting(UNFILTERED),
    Action::reading(
        "DescribeCenRegionDomainRouteEntries",
        &["CenId", "CenRegionId"],
        of_region,
    )
    .noting(UNFILTERED),
    Action::reading("DescribePublishedRouteEntries", NETWORK, published),
    Action::reading(
        "DescribeRouteConflict",
        &[
            "ChildInstanceId",
            "ChildInstanceRegionId",
            "ChildInstanceType",
            "ChildInstanceRouteTableId",
        ],
        conflicts,
    ),
    Action::changing("PublishRouteEntries", ROUTE, |context, request| {
        set_published(context, request, true)
    }),
    Action::changing(
        "WithdrawPublishedRouteEntries",
        ROUTE,
        |context, request| set_published(context, request, false),
    ),
]);

const UNFILTERED: &str = "What all networks of the instance offer, as without routing policies.";

/// The network that a request is about, which is attached.
fn network<'s>(state: &'s State, request: &Request) -> Result<AttachedNetwork<'s>, ApiError> {
    if let Some(text) = request.text("ChildInstanceRegionId") {
        region(text).map_err(|_| {
            let message = format!("The region {text} is not known.");
            ApiError::new(400, "ParameterIllegal.ChildInstanceRegionId", message)
        })?;
    }
    let found = AttachedNetwork::find(state, request)?;
    found.ok_or_else(|| {
        let id = request.text("ChildInstanceId").unwrap_or("");
        let message = format!("The network {id} is not attached so.");
        ApiError::new(404, "Instance.NotExist", message)
    })
}

/// Lets CEN know of a route, or not any more. What lies behind border routers cannot be told of one by one.
fn set_published(
    context: &mut Context<'_>,
    request: &Request,
    publish: bool,
) -> Result<Answer, ApiError> {
    let block = prefix::read(
        "DestinationCidrBlock",
        request.mandatory("DestinationCidrBlock")?,
    )?;
    let found = network(context.state, request)?;
    let table = request.mandatory("ChildInstanceRouteTableId")?;
    let is_system = table == found.system_table(context.state);
    let mut after: Network = found.network.into_owned();
    let is_meant = |own: Option<&str>| match own {
        Some(custom) => custom == table,
        None => is_system,
    };
    if is_system && after.vswitches.iter().any(|one| one.cidr == block) {
        after.withdrawn.retain(|other| *other != block);
        if !publish {
            after.withdrawn.push(block);
        }
    } else if let Some(route) = after
        .routes
        .iter_mut()
        .find(|one| one.destination == block && is_meant(one.table.as_deref()))
    {
        route.is_published = publish;
    } else {
        let message = format!("{table} has no route to {block} that could be told of.");
        return Err(ApiError::new(
            400,
            "InvalidOperation.NotFoundRoute",
            message,
        ));
    }
    context.state.take(|one: &Network| one.id == after.id);
    context.state.push(after);
    Ok(Answer::default())
}

/// The blocks of other networks of the instance that overlap with one of a network.
fn in_conflict(state: &State, own: &AttachedNetwork<'_>, block: &IpNet) -> Vec<Value> {
    let others =
        AttachedNetwork::all(state).filter(|one| one.cen_id == own.cen_id && one.id != own.id);
    let overlapping = others.flat_map(|other| {
        let blocks: Vec<IpNet> = other.offered().collect();
        let blocks = blocks
            .into_iter()
            .filter(|one| one.contains(block) || block.contains(one));
        let rows: Vec<Value> = blocks
            .map(|one| {
                json!({
                    "DestinationCidrBlock": one.to_string(),
                    "InstanceId": other.id,
                    "InstanceType": other.kind,
                    "RegionId": other.region,
                    "Status": "conflict",
                })
            })
            .collect();
        rows
    });
    overlapping.collect()
}

/// A route that a network has of its own: its table, its type, where it leads and whether CEN is told of it.
type OwnRoute = (IpNet, String, &'static str, String, bool);

fn own_routes(state: &State, own: &AttachedNetwork<'_>) -> Vec<OwnRoute> {
    let table = own.system_table(state);
    let network = &*own.network;
    let vswitches = network.vswitches.iter().map(|one| {
        let is_told = !network.withdrawn.contains(&one.cidr);
        (one.cidr, table.clone(), "System", String::new(), is_told)
    });
    let routes = network.routes.iter().map(|one| {
        let table = one.table.clone().unwrap_or_else(|| table.clone());
        (
            one.destination,
            table,
            "Custom",
            one.next_hop.clone(),
            one.is_published,
        )
    });
    let behind = network.prefixes.iter();
    let behind = behind.map(|one| (one.cidr, table.clone(), "Custom", own.id.to_owned(), true));
    vswitches.chain(routes).chain(behind).collect()
}

/// Those of them that a request names by table and block.
fn wanted_routes<'a>(
    state: &State,
    own: &AttachedNetwork<'_>,
    request: &'a Request,
) -> impl Iterator<Item = OwnRoute> + use<'a> {
    own_routes(state, own)
        .into_iter()
        .filter(|(block, table, ..)| {
            is_wanted(request, "ChildInstanceRouteTableId", table)
                && is_wanted(request, "DestinationCidrBlock", &block.to_string())
        })
}

fn publish_status(is_told: bool) -> &'static str {
    if is_told { "Published" } else { "NonPublished" }
}

fn next_hop_type(hop: &str) -> &'static str {
    match hop.split_once('-') {
        None => "local_service",
        Some(("tr", _)) => "Attachment",
        Some(("vbr", _)) => "VBR",
        Some(_) => "Instance",
    }
}

fn is_wanted(request: &Request, name: &str, value: &str) -> bool {
    request.text(name).is_none_or(|wanted| wanted == value)
}

fn published(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let own = network(state, request)?;
    let rows: Vec<Value> = wanted_routes(state, &own, request)
        .map(|(block, table, kind, hop, is_told)| {
            json!({
                "DestinationCidrBlock": block.to_string(),
                "ChildInstanceRouteTableId": table,
                "RouteType": kind,
                "NextHopType": next_hop_type(&hop),
                "NextHopId": hop,
                "PublishStatus": publish_status(is_told),
                "OperationalMode": own.kind == "VPC",
                "Conflicts": {"Conflict": in_conflict(state, &own, &block)},
            })
        })
        .collect();
    let (list, element) = ("PublishedRouteEntries", "PublishedRouteEntry");
    listing::page(request, list, element, &rows, Value::clone)
}

fn conflicts(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let own = network(state, request).map_err(|refused| match refused.status {
        // The page of this action names another code than those of the others.
        404 => ApiError::new(404, "InvalidChildInstanceId.NotFound", refused.message),
        _ => refused,
    })?;
    let rows: Vec<Value> = wanted_routes(state, &own, request)
        .flat_map(|(block, ..)| in_conflict(state, &own, &block))
        .collect();
    listing::page(
        request,
        "RouteConflicts",
        "RouteConflict",
        &rows,
        Value::clone,
    )
}

/// A page of what a network or a region knows.
fn entries(request: &Request, rows: &[Value]) -> Result<Answer, ApiError> {
    let (list, element) = ("CenRouteEntries", "CenRouteEntry");
    listing::page(request, list, element, rows, Value::clone)
}

/// A route that leads to a network of the instance.
fn learned(one: &AttachedNetwork<'_>, block: IpNet) -> Value {
    json!({
        "DestinationCidrBlock": block.to_string(),
        "Type": "CEN",
        "Status": "Active",
        "NextHopType": one.kind,
        "NextHopInstanceId": one.id,
        "NextHopRegionId": one.region,
        "AsPaths": {"AsPath": []},
        "Communities": {"Community": []},
        "CenRouteMapRecords": {"CenRouteMapRecord": []},
    })
}

/// Whether active routes are asked for, as they are when nothing is said.
fn wants_active(request: &Request) -> bool {
    matches!(request.text("Status"), None | Some("Active" | "All"))
}

fn of_region(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let text = request.mandatory("CenRegionId")?;
    region(text)?;
    let all = AttachedNetwork::of_instance(context.state, request)?;
    let rows: Vec<Value> = all
        .iter()
        .filter(|_| wants_active(request))
        .flat_map(|one| {
            one.offered()
                .map(|block| learned(one, block))
                .collect::<Vec<_>>()
        })
        .map(|mut row| {
            row["Preference"] = json!(50);
            row["ToOtherRegionStatus"] = json!("Active");
            row["CenOutRouteMapRecords"] = json!({"CenOutRouteMapRecord": []});
            row
        })
        .collect();
    entries(request, &rows)
}

fn of_network(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let own = network(state, request)?;
    let all = AttachedNetwork::of_instance(state, request)?;
    let system = own.system_table(state);
    let of_own = own_routes(state, &own)
        .into_iter()
        .map(|(block, table, kind, hop, is_told)| {
            let mut row = learned(&own, block);
            row["Type"] = json!(kind);
            row["NextHopType"] = json!(next_hop_type(&hop));
            row["NextHopInstanceId"] = json!(hop);
            row["RouteTableId"] = json!(table);
            row["PublishStatus"] = json!(publish_status(is_told));
            row["OperationalMode"] = json!(own.kind == "VPC");
            row["Conflicts"] = json!({"Conflict": in_conflict(state, &own, &block)});
            row
        });
    let others = all.iter().filter(|one| one.id != own.id);
    let of_others = others.flat_map(|one| {
        let rows = one.offered().map(|block| {
            let mut row = learned(one, block);
            row["RouteTableId"] = json!(system);
            row["PublishStatus"] = json!("NonPublished");
            row["OperationalMode"] = json!(false);
            row["Conflicts"] = json!({"Conflict": []});
            row
        });
        rows.collect::<Vec<_>>()
    });
    let wanted = request.text("ChildInstanceRouteTableId").unwrap_or(&system);
    let rows: Vec<Value> = of_own
        .chain(of_others)
        .filter(|row| row["RouteTableId"] == wanted && wants_active(request))
        .collect();
    entries(request, &rows)
}
