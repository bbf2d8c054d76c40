//! Prefix lists, and the route tables that have a route for each of their entries (API page
//! CreateTransitRouterPrefixListAssociation). The page calls the route table otherwise than all others do.
//!
//! Prefix lists belong to another product, so every id of the right form is taken for one that exists; one that the control
//! API has not told of is empty.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::Route;
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::ids;
use crate::life::{Life, Status};
use crate::listing;
use crate::object::Object;
use crate::options::Policy;
use crate::request::Request;
use crate::settling::{Follows, Settling};
use crate::state::{Kind, State};
use crate::words::Shown;

use super::route_entry;
use super::route_table::RouteTable;
use super::router_cidr::router;

const ONE: &[&str] = &[
    "TransitRouterId",
    "TransitRouterTableId",
    "PrefixListId",
    "NextHop",
    "RegionId",
];

/// The next hop that drops what it gets.
const BLACK_HOLE: &str = "BlackHole";

pub(crate) const LISTS: Family = Family::of::<PrefixList>().routes(&[
    Route::list::<PrefixList>("/prefix-lists", &["id", "entries"]),
    Route::new(
        "POST",
        "/prefix-lists",
        "Tells what a prefix list holds",
        |context, request| {
            let told: PrefixList = request.read()?;
            context.state.take(|one: &PrefixList| one.id == told.id);
            context.state.push(told.clone());
            Ok(serde_json::to_value(told)?)
        },
    )
    .takes::<PrefixList>(r#"{"id": "pl-a", "entries": ["192.168.0.0/16"]}"#)
    .answers(Shown::Object(&["id", "entries"])),
    Route::delete::<PrefixList>("/prefix-lists/{id}"),
]);

pub(crate) const ASSOCIATIONS: Family = Family::of::<PrefixListAssociation>()
    .actions(&[
        Action::changing("CreateTransitRouterPrefixListAssociation", ONE, create)
            .noting("A list holds what the control API has told of it.")
            .once(DryRun::Refused),
        Action::changing("DeleteTransitRouterPrefixListAssociation", ONE, delete)
            .once(DryRun::Refused),
        Action::reading(
            "ListTransitRouterPrefixListAssociation",
            &["TransitRouterId", "RegionId"],
            list,
        ),
    ])
    .routes(&[
        Route::list::<PrefixListAssociation>(
            "/prefix-list-associations",
            &[
                "id",
                "prefix_list_id",
                "transit_router_id",
                "route_table_id",
                "status",
            ],
        ),
        Route::delete::<PrefixListAssociation>("/prefix-list-associations/{id}"),
    ]);

/// A prefix list, as its own product knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrefixList {
    /// `pl-…`.
    pub id: String,
    /// Its blocks.
    pub entries: Vec<IpNet>,
}

/// A prefix list whose entries a route table has routes for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrefixListAssociation {
    /// The ids of prefix list, transit router, route table and next hop, with colons between them, in the control API only:
    /// the API has none.
    pub id: String,
    /// The prefix list.
    pub prefix_list_id: String,
    /// The account that it belongs to.
    pub owner: u64,
    /// The transit router.
    pub transit_router_id: String,
    /// The route table.
    pub route_table_id: String,
    /// The attachment that the routes lead to; nothing where they drop what they match.
    pub next_hop: Option<String>,
    /// How far it is.
    #[serde(flatten)]
    pub life: Life,
}

impl Object for PrefixList {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Kind for PrefixList {
    const TABLE: &'static str = "prefix-lists";
    const NAME: &'static str = "prefix list";
    const FOLLOWS: Follows = Follows::Nothing;
}

impl Object for PrefixListAssociation {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.route_table_id == id || self.next_hop.as_deref() == Some(id)
    }

    fn obstacle_to(&self, id: &str) -> Option<ApiError> {
        self.is_attached_to(id).then(|| {
            let busy = self.is_active().err();
            let what = format!("routes of the prefix list {}", self.prefix_list_id);
            busy.unwrap_or_else(|| ApiError::in_use("PrefixList", id, &what))
        })
    }

    fn leave(&mut self, at: Moment) {
        self.life.end(Status::Updating, at);
    }
}

impl Kind for PrefixListAssociation {
    const TABLE: &'static str = "prefix-list-associations";
    const NAME: &'static str = "association of a prefix list";

    /// The code is not documented.
    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no {} {id}.", Self::NAME);
        ApiError::new(404, "InstanceNotExist.PrefixListAssociation", message)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        let leads_nowhere = |id: &String| !state.has_attachment(id);
        state.has::<RouteTable>(&self.route_table_id)
            && !self.next_hop.as_ref().is_some_and(leads_nowhere)
            && self.life.settle(now)
    }
}

impl PrefixListAssociation {
    fn is_active(&self) -> Result<(), ApiError> {
        match self.life.status {
            Status::Active => Ok(()),
            status => {
                let message = format!("{} is {}.", self.id, status.as_str());
                Err(ApiError::new(
                    400,
                    "InvalidStatus.PrefixlistAssociation",
                    message,
                ))
            }
        }
    }

    /// The blocks that its table has routes for.
    pub(crate) fn entries<'s>(&self, state: &'s State) -> &'s [IpNet] {
        let mut lists = state.all::<PrefixList>().iter();
        let list = lists.find(|list| list.id == self.prefix_list_id);
        list.map_or(&[], |list| &list.entries)
    }

    fn render(&self, state: &State) -> Value {
        let (kind, instance) = resource(state, self.next_hop.as_deref(), &self.transit_router_id);
        json!({
            "PrefixListId": self.prefix_list_id,
            "TransitRouterId": self.transit_router_id,
            "TransitRouterTableId": self.route_table_id,
            "NextHop": self.next_hop.as_deref().unwrap_or(BLACK_HOLE),
            "NextHopType": kind,
            "NextHopInstanceId": instance,
            "OwnerUid": self.owner,
            "Status": self.life.status.as_str(),
        })
    }
}

/// The type and the id of what a next hop leads to.
fn resource<'s>(state: &'s State, next_hop: Option<&str>, router: &str) -> (&'s str, &'s str) {
    let attachment = next_hop.map(|id| state.attachment(id));
    match attachment {
        Some(Ok(attachment)) => {
            let (kind, id) = attachment.resource(router);
            (kind.as_str(), id)
        }
        _ => (BLACK_HOLE, ""),
    }
}

/// Gives a table a route for each entry of a list, once for a next hop.
fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let list = request.mandatory("PrefixListId")?;
    ids::check("PrefixListId", "pl-", list)?;
    let owner = match request.text("OwnerUid") {
        None => context.state.account(),
        Some(text) => text
            .parse()
            .map_err(|_| ApiError::invalid("OwnerUid", "it must be the id of an account"))?,
    };
    let state = &*context.state;
    let router = router(state, request)?;
    let table: &RouteTable = state.get(request.mandatory("TransitRouterTableId")?)?;
    if table.transit_router_id != router.id {
        let rule = "it is a route table of another transit router";
        return Err(ApiError::invalid("TransitRouterTableId", rule));
    }
    table
        .is_active()
        .map_err(|busy| ApiError::new(400, "IncorrectStatus.RouteTable", busy.message))?;
    let next_hop = match request.mandatory("NextHop")? {
        BLACK_HOLE => None,
        id => {
            let attachment = state.attachment(id)?;
            if !attachment.is_at(&router.id) {
                let rule = "it is an attachment of another transit router";
                return Err(ApiError::invalid("NextHop", rule));
            }
            attachment.attachment().is_settled()?;
            Some(attachment.id().to_owned())
        }
    };
    let (kind, _) = resource(state, next_hop.as_deref(), &router.id);
    if request
        .text("NextHopType")
        .is_some_and(|wanted| wanted != kind)
    {
        let rule = format!("the next hop is a {kind}");
        return Err(ApiError::invalid("NextHopType", &rule));
    }
    let id = id(request)?;
    if let Ok(before) = state.get::<PrefixListAssociation>(&id) {
        before.is_active()?;
        // The code is not documented.
        let message = format!("There is {id} already.");
        return Err(ApiError::new(
            400,
            "InvalidOperation.PrefixListAssociationExist",
            message,
        ));
    }
    let association = PrefixListAssociation {
        id,
        prefix_list_id: list.to_owned(),
        owner,
        transit_router_id: router.id.clone(),
        route_table_id: table.id.clone(),
        next_hop,
        life: Life::passing(Status::Updating, context.settled_at(), Status::Active),
    };
    // All routes of the list or none.
    let more = association.entries(context.state).len();
    route_entry::has_room(context, &association.route_table_id, more)?;
    context.state.push(association);
    Ok(Answer::default())
}

/// What tells an association from all others.
fn id(request: &Request) -> Result<String, ApiError> {
    let parts = [
        "PrefixListId",
        "TransitRouterId",
        "TransitRouterTableId",
        "NextHop",
    ];
    let parts: Result<Vec<&str>, _> = parts.iter().map(|name| request.mandatory(name)).collect();
    Ok(parts?.join(":"))
}

fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    router(context.state, request)?;
    let association: &mut PrefixListAssociation = context.state.get_mut(&id(request)?)?;
    association.is_active()?;
    association.leave(settled);
    Ok(Answer::default())
}

/// A page of the list, the oldest first; all conditions must be met.
fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let router = router(state, request)?;
    let owner: Option<u64> = request
        .text("OwnerUid")
        .and_then(|owner| owner.parse().ok());
    let associations = state.all::<PrefixListAssociation>().iter();
    let found: Vec<Value> = associations
        .filter(|one| one.transit_router_id == router.id)
        .filter(|one| owner.is_none_or(|owner| one.owner == owner))
        .map(|one| one.render(state))
        .filter(|row| {
            let conditions = [
                "TransitRouterTableId",
                "PrefixListId",
                "NextHop",
                "NextHopType",
                "NextHopInstanceId",
                "Status",
            ];
            let is = |field: &&str| {
                request
                    .text(field)
                    .is_none_or(|wanted| row[*field] == wanted)
            };
            conditions.iter().all(is)
        })
        .collect();
    listing::bare_page(request, "PrefixLists", &found, Value::clone)
}
