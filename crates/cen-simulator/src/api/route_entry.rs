//! Static routes of transit routers (API pages CreateTransitRouterRouteEntry and DeleteTransitRouterRouteEntry).

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::{self, Changeable, Route};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::life::{Life, Status};
use crate::object::Object;
use crate::options::Policy;
use crate::prefix;
use crate::quotas;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State};
use crate::texts::Texts;

use super::prefix_list::PrefixListAssociation;
use super::route_table::RouteTable;

const ID: &str = "TransitRouterRouteEntryId";
const TABLE: &str = "TransitRouterRouteTableId";
const DESTINATION: &str = "TransitRouterRouteEntryDestinationCidrBlock";
const NEXT_HOP_TYPE: &str = "TransitRouterRouteEntryNextHopType";
const NEXT_HOP: &str = "TransitRouterRouteEntryNextHopId";

pub(crate) const FAMILY: Family = Family::of::<RouteEntry>()
    .actions(&[
        Action::changing(
            "CreateTransitRouterRouteEntry",
            &[TABLE, DESTINATION, NEXT_HOP_TYPE],
            create,
        )
        .once(DryRun::Refused),
        Action::changing("DeleteTransitRouterRouteEntry", &[], delete).once(DryRun::Answered),
        Action::changing("UpdateTransitRouterRouteEntry", &[ID], update).once(DryRun::Refused),
    ])
    .routes(&[
        Route::list::<RouteEntry>(
            "/route-entries",
            &["id", "route_table_id", "destination", "status"],
        ),
        Route::patch::<RouteEntry>("/route-entries/{id}"),
        Route::delete::<RouteEntry>("/route-entries/{id}"),
    ]);

/// A static route of a route table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteEntry {
    /// `rte-…`.
    pub id: String,
    /// The route table.
    pub route_table_id: String,
    /// IPv4 or IPv6.
    pub destination: IpNet,
    /// The attachment that it leads to; nothing where it drops what it matches.
    pub next_hop: Option<String>,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// What it is doing.
    #[serde(flatten)]
    pub life: Life,
    /// In UTC, to the minute.
    pub creation_time: String,
}

/// A change of a static route made outside of Terraform. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouteEntryChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
}

impl Object for RouteEntry {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.route_table_id == id || self.next_hop.as_deref() == Some(id)
    }

    /// The code is not documented.
    fn obstacle_to(&self, id: &str) -> Option<ApiError> {
        self.is_attached_to(id).then(|| {
            let busy = self.is_active().err();
            let what = format!("the route to {}", self.destination);
            busy.unwrap_or_else(|| ApiError::in_use("RouteEntry", id, &what))
        })
    }

    fn leave(&mut self, at: Moment) {
        self.life.delete(at);
    }
}

impl Kind for RouteEntry {
    const TABLE: &'static str = "route-entries";
    const NAME: &'static str = "static route";

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no static route {id}.");
        ApiError::new(400, "IllegalParam.TransitRouterRouteEntryId", message)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        let leads_nowhere = |id: &String| !state.has_attachment(id);
        state.has::<RouteTable>(&self.route_table_id)
            && !self.next_hop.as_ref().is_some_and(leads_nowhere)
            && self.life.settle(now)
    }
}

impl Changeable for RouteEntry {
    type Change = RouteEntryChange;

    fn change(&mut self, change: RouteEntryChange, _now: Moment) {
        admin::set(&mut self.name, change.name);
        admin::set(&mut self.description, change.description);
    }
}

impl RouteEntry {
    fn is_active(&self) -> Result<(), ApiError> {
        match self.life.status {
            Status::Active => Ok(()),
            status => Err(ApiError::busy(&self.id, status)),
        }
    }

    fn write(&mut self, request: &Request) -> Result<(), ApiError> {
        let texts = Texts::read(request, "TransitRouterRouteEntry")?;
        texts.write(&mut self.name, &mut self.description);
        Ok(())
    }
}

/// Adds a route to a table that has none to the same destination.
fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let destination = destination(request.mandatory(DESTINATION)?)?;
    let table: &RouteTable = context.state.get(request.mandatory(TABLE)?)?;
    let next_hop = next_hop(context.state, request, table)?;
    table.is_active()?;
    let route_table_id = table.id.clone();
    let mut entries = context.state.all::<RouteEntry>().iter();
    if entries.any(|one| one.route_table_id == route_table_id && one.destination == destination) {
        return Err(ApiError::new(
            400,
            "OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock",
            format!("The route table {route_table_id} has a route to {destination}."),
        ));
    }
    has_room(context, &route_table_id, 1)?;
    let mut entry = RouteEntry {
        id: context.fresh_id("rte-"),
        route_table_id,
        destination,
        next_hop,
        name: String::new(),
        description: String::new(),
        life: Life::creating(context.settled_at()),
        creation_time: context.now.to_minutes(),
    };
    entry.write(request)?;
    let id = entry.id.clone();
    context.state.push(entry);
    Ok(Answer::created(ID, id))
}

/// A table takes so many routes that people add; `more` are to come.
pub(super) fn has_room(context: &Context<'_>, table: &str, more: usize) -> Result<(), ApiError> {
    let state = &*context.state;
    let entries = state.all::<RouteEntry>().iter();
    let single = entries.filter(|one| one.route_table_id == table).count();
    let lists = state.all::<PrefixListAssociation>().iter();
    let lists = lists.filter(|one| one.route_table_id == table);
    let listed: usize = lists.map(|one| one.entries(state).len()).sum();
    let there_will_be = (single + listed + more).saturating_sub(1);
    let most = context.policy.quotas.routes_per_table;
    let what = format!("routes of {table} that somebody has added");
    quotas::keep(most, there_will_be, "TransitRouterRouteEntry", &what)
}

/// Where routes may lead: not to what never leaves a host or a network, nor to the cloud's own services.
fn destination(text: &str) -> Result<IpNet, ApiError> {
    let destination = prefix::read(DESTINATION, text)?;
    match prefix::is_reserved(&destination) {
        true => Err(ApiError::invalid(DESTINATION, "it is a reserved block")),
        false => Ok(destination),
    }
}

/// The attachment of the same transit router that a route leads to, if it leads to one.
fn next_hop(
    state: &State,
    request: &Request,
    table: &RouteTable,
) -> Result<Option<String>, ApiError> {
    let refuse = |parameter, rule| Err(ApiError::invalid(parameter, rule));
    match (request.mandatory(NEXT_HOP_TYPE)?, request.text(NEXT_HOP)) {
        ("BlackHole", None | Some("")) => Ok(None),
        ("BlackHole", Some(_)) => refuse(NEXT_HOP, "a black hole leads to no attachment"),
        ("Attachment", id) => {
            let attachment = state.attachment(id.ok_or_else(|| ApiError::missing(NEXT_HOP))?)?;
            if !attachment.is_at(&table.transit_router_id) {
                return refuse(NEXT_HOP, "it is an attachment of another transit router");
            }
            attachment.attachment().is_settled()?;
            Ok(Some(attachment.id().to_owned()))
        }
        _ => refuse(NEXT_HOP_TYPE, "it must be Attachment or BlackHole"),
    }
}

/// Changes texts.
fn update(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let entry: &mut RouteEntry = context.state.get_mut(request.mandatory(ID)?)?;
    entry.is_active()?;
    entry.write(request)?;
    Ok(Answer::default())
}

/// Deletes a static route, known by its id or by its table, destination and next hop.
fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let hop = match (request.text(NEXT_HOP_TYPE), request.text(NEXT_HOP)) {
        (Some("BlackHole"), _) => Some(None),
        (_, Some(id)) => Some(Some(id)),
        _ => None,
    };
    let entry: &mut RouteEntry = match (request.text(ID), request.text(DESTINATION)) {
        (Some(_), Some(_)) => {
            let rule = "a route is named by its id or by its destination";
            return Err(ApiError::invalid(DESTINATION, rule));
        }
        (Some(_), None) if request.text(TABLE).is_some() => {
            let rule = "a route is named by its id or by its table";
            return Err(ApiError::invalid(TABLE, rule));
        }
        (Some(id), None) => context.state.get_mut(id)?,
        (None, text) => {
            let text = text.ok_or_else(|| ApiError::missing(ID))?;
            let destination = prefix::read(DESTINATION, text)?;
            let table = request.mandatory(TABLE)?;
            request.mandatory(NEXT_HOP_TYPE)?;
            context
                .state
                .find_mut(|one: &RouteEntry| {
                    one.route_table_id == table && one.destination == destination
                })
                .ok_or_else(|| RouteEntry::not_found(text))?
        }
    };
    if hop.is_some_and(|hop| hop != entry.next_hop.as_deref()) {
        return Err(ApiError::invalid(NEXT_HOP, "the route leads elsewhere"));
    }
    entry.is_active()?;
    entry.leave(settled);
    Ok(Answer::default())
}
