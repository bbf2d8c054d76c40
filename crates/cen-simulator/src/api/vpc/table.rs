//! Route tables of VPCs and the routes in them (API pages DescribeRouteTableList and DescribeRouteEntryList).

use serde_json::{Value, json};

use crate::action::{Answer, Context};
use crate::api::child_route::ChildRoute;
use crate::error::ApiError;
use crate::family::Family;
use crate::listing;
use crate::request::Request;
use crate::state::State;

use super::vpcs::Vpc;
use super::vswitch::VpcVswitch;

pub(crate) const FAMILY: Family = Family::of_actions(&[
    super::reading(
        "DescribeRouteEntryList",
        &["RegionId", "RouteTableId"],
        describe_entries,
    )
    .noting("Shows vSwitches and the routes to attachments that CEN has added, not those that it synchronizes."),
    super::reading("DescribeRouteTableList", &["RegionId"], describe_tables)
        .noting("Every VPC has the table of the system and no other."),
]);

fn describe_tables(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let region = super::region_of(request)?;
    let state = &*context.state;
    let is = |name: &str, value: &str| request.text(name).is_none_or(|wanted| wanted == value);
    let vpcs = state.all::<Vpc>().iter();
    let found: Vec<&Vpc> = vpcs
        .filter(|vpc| region.as_ref().is_none_or(|region| vpc.region == *region))
        .filter(|vpc| is("VpcId", &vpc.id) && is("RouteTableId", &vpc.route_table_id))
        .filter(|vpc| is("RouterId", &vpc.router_id) && is("RouterType", "VRouter"))
        .filter(|_| is("RouteTableType", "System") && is("RouteTableName", ""))
        .collect();
    listing::page(
        request,
        "RouterTableList",
        "RouterTableListType",
        &found,
        |vpc| {
            let vswitches = state.all::<VpcVswitch>().iter();
            let vswitches: Vec<&str> = vswitches
                .filter(|one| one.vpc_id == vpc.id)
                .map(|one| one.id.as_str())
                .collect();
            json!({
                "RouteTableId": vpc.route_table_id,
                "RouteTableName": "",
                "RouteTableType": "System",
                "RouterId": vpc.router_id,
                "RouterType": "VRouter",
                "VpcId": vpc.id,
                "VSwitchIds": {"VSwitchId": vswitches},
                "GatewayIds": {"GatewayIds": []},
                "AssociateType": "VSwitch",
                "Description": "",
                "OwnerId": state.account(),
                "ResourceGroupId": vpc.resource_group_id,
                "RoutePropagationEnable": true,
                "Status": "Available",
                "CreationTime": vpc.creation_time,
                "Tags": {"Tag": []},
            })
        },
    )
}

/// One route of a table: where it leads, by what, and whether somebody has added it.
fn row(table: &str, destination: &str, kind: &str, hop: Option<&str>, status: &str) -> Value {
    let hop_kind = if hop.is_some() { "Attachment" } else { "local" };
    json!({
        "RouteTableId": table,
        "RouteEntryId": "",
        "RouteEntryName": "",
        "DestinationCidrBlock": destination,
        "Type": kind,
        "Status": status,
        "IpVersion": "IPv4",
        "Description": "",
        "ServiceType": "",
        "Origin": if hop.is_some() { "CreateRouteEntry" } else { "Vpc" },
        "NextHops": {"NextHop": [{
            "NextHopType": hop_kind,
            "NextHopId": hop.unwrap_or(""),
            "Enabled": 1,
            "Weight": 0,
        }]},
    })
}

/// The routes of a table; one that is not known has none.
fn entries(state: &State, table: &str) -> Vec<Value> {
    let own = |one: &&VpcVswitch| {
        let vpc = state.get::<Vpc>(&one.vpc_id);
        vpc.is_ok_and(|vpc| vpc.route_table_id == table)
    };
    let vswitches = state.all::<VpcVswitch>().iter().filter(own);
    let local = vswitches.map(|one| row(table, &one.cidr.to_string(), "System", None, "Available"));
    let added = state.all::<ChildRoute>().iter();
    let added = added.filter(|one| one.table == table).map(|one| {
        let (hop, status) = (one.attachment_id.as_str(), one.life.status.as_str());
        row(
            table,
            &one.destination.to_string(),
            "Custom",
            Some(hop),
            status,
        )
    });
    local.chain(added).collect()
}

fn describe_entries(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    super::region_of(request)?;
    let rows: Vec<Value> = entries(context.state, request.mandatory("RouteTableId")?)
        .into_iter()
        .filter(|row| {
            let is =
                |name: &str, value: &Value| request.text(name).is_none_or(|wanted| value == wanted);
            let hop = &row["NextHops"]["NextHop"][0];
            is("DestinationCidrBlock", &row["DestinationCidrBlock"])
                && is("RouteEntryType", &row["Type"])
                && is("NextHopType", &hop["NextHopType"])
                && is("NextHopId", &hop["NextHopId"])
        })
        .collect();
    let size = request.integer("MaxResult")?.unwrap_or(50);
    let (shown, next) = listing::part(request, size, &rows)?;
    let mut answer = Answer::new(json!({
        "RouteEntrys": {"RouteEntry": shown},
        "TotalCount": rows.len(),
    }));
    if let Some(token) = next {
        answer.fields.insert("NextToken".to_owned(), token);
    }
    Ok(answer)
}
