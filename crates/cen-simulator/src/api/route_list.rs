//! The routes of a route table (API page ListTransitRouterRouteEntries).

use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::error::ApiError;
use crate::family::Family;
use crate::listing;
use crate::request::Request;
use crate::state::State;

use super::route_entry::RouteEntry;
use super::route_table::RouteTable;

const TABLE: &str = "TransitRouterRouteTableId";
const STATUS: &str = "TransitRouterRouteEntryStatus";

/// Conditions on the field of the same name.
const EQUAL: &[&str] = &[
    "TransitRouterRouteEntryDestinationCidrBlock",
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
)]);

/// A part of the list, the oldest first; all conditions must be met. Without one on the status it shows the active routes,
/// and those that are asked for by id whatever they are doing (the latter is not documented).
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
    let entries = state.all::<RouteEntry>().iter();
    let found: Vec<Value> = entries
        .filter(|entry| entry.route_table_id == table.id)
        .map(|entry| render(entry, state, table))
        .filter(|row| {
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
        })
        .collect();
    listing::bare_part(
        request,
        20,
        "TransitRouterRouteEntries",
        &found,
        Value::clone,
    )
}

fn render(entry: &RouteEntry, state: &State, table: &RouteTable) -> Value {
    let mut row = json!({
        "TransitRouterRouteEntryId": entry.id,
        "TransitRouterRouteEntryName": entry.name,
        "TransitRouterRouteEntryDescription": entry.description,
        "TransitRouterRouteEntryDestinationCidrBlock": entry.destination.to_string(),
        "TransitRouterRouteEntryType": "Static",
        STATUS: entry.life.status.as_str(),
        "CreateTime": entry.creation_time,
        "OperationalMode": true,
    });
    let attachment = entry.next_hop.as_ref().map(|id| state.attachment(id));
    if let Some(Ok(attachment)) = attachment {
        let (kind, id) = attachment.resource(&table.transit_router_id);
        row["TransitRouterRouteEntryNextHopType"] = json!("Attachment");
        row["TransitRouterRouteEntryNextHopId"] = json!(attachment.id());
        row["TransitRouterRouteEntryNextHopResourceType"] = json!(kind.as_str());
        row["TransitRouterRouteEntryNextHopResourceId"] = json!(id);
    } else {
        row["TransitRouterRouteEntryNextHopType"] = json!("BlackHole");
    }
    row
}
