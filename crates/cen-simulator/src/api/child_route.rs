//! Routes to attachments in the tables of the networks themselves (API pages
//! CreateCenChildInstanceRouteEntryToAttachment and ListCenChildInstanceRouteEntriesToAttachment).
//!
//! These tables belong to other products, so every id of the right form is taken for one that exists.

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
use crate::prefix;
use crate::request::Request;
use crate::routing::Routing;
use crate::settling::Settling;
use crate::state::{Kind, State};

use super::attachment::{Attached, ResourceType};
use super::instance::Instance;
use super::transit_router::TransitRouter;

const DESTINATION: &str = "DestinationCidrBlock";
const ATTACHMENT: &str = "TransitRouterAttachmentId";
const TABLE: &str = "RouteTableId";
const ONE: &[&str] = &["CenId", TABLE, ATTACHMENT, DESTINATION];

pub(crate) const FAMILY: Family = Family::of::<ChildRoute>()
    .actions(&[
        Action::changing("CreateCenChildInstanceRouteEntryToAttachment", ONE, create)
            .once(DryRun::Unused),
        Action::changing("DeleteCenChildInstanceRouteEntryToAttachment", ONE, delete)
            .once(DryRun::Unused),
        Action::reading(
            "ListCenChildInstanceRouteEntriesToAttachment",
            &["ChildInstanceRouteTableId", ATTACHMENT],
            list,
        ),
    ])
    .routes(&[
        Route::list::<ChildRoute>("/child-routes", &["id", "cen_id", "table", "status"]),
        Route::delete::<ChildRoute>("/child-routes/{*id}"),
    ]);

/// A route to an attachment in a table of the network that is attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildRoute {
    /// The ids of instance, table and attachment and the block, with colons between them, in the control API only: the API
    /// has none.
    pub id: String,
    /// The CEN instance.
    pub cen_id: String,
    /// The table of the network.
    pub table: String,
    /// The attachment.
    pub attachment_id: String,
    /// Where it leads.
    pub destination: IpNet,
    /// How far it is.
    #[serde(flatten)]
    pub life: Life,
}

impl Object for ChildRoute {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.attachment_id == id
    }

    /// The code is known from a client that waits for such routes to go (the official provider).
    fn obstacle_to(&self, id: &str) -> Option<ApiError> {
        self.is_attached_to(id).then(|| {
            let message = format!("{} has the route {} to {id}.", self.table, self.destination);
            ApiError::new(400, "IncorrectStatus.VpcRouteEntry", message)
        })
    }

    fn leave(&mut self, at: Moment) {
        self.life.end(Status::Modifying, at);
    }
}

impl Kind for ChildRoute {
    const TABLE: &'static str = "child-routes";
    const NAME: &'static str = "route of a network";

    /// The code is not documented.
    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no route {id}.");
        ApiError::new(404, "InstanceNotExist.RouteEntry", message)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        state.has_attachment(&self.attachment_id) && self.life.settle(now)
    }
}

impl ChildRoute {
    fn is_available(&self) -> Result<(), ApiError> {
        match self.life.status {
            Status::Available => Ok(()),
            status => Err(ApiError::busy(&self.id, status)),
        }
    }

    fn render(&self) -> Value {
        json!({
            "CenId": self.cen_id,
            "ChildInstanceRouteTableId": self.table,
            ATTACHMENT: self.attachment_id,
            DESTINATION: self.destination.to_string(),
            "ServiceType": "",
            "Status": self.life.status.as_str(),
        })
    }
}

/// The routes that the table of the system has taken over from the transit router. A table that no vSwitch is said to use is
/// taken for that one.
fn taken_over(state: &State, table: &str, attachment: &str) -> Vec<Value> {
    let routing = Routing::of(state);
    let Some(at) = routing.world.link(attachment) else {
        return Vec::new();
    };
    let link = &routing.world.links[at];
    let mut vswitches = link.network.vswitches.iter();
    if vswitches.any(|vswitch| vswitch.table.as_deref() == Some(table)) {
        return Vec::new();
    }
    let cen_id = &routing.world.routers[link.router].cen_id;
    let blocks = routing.told(at).into_iter().map(|block| {
        json!({
            "CenId": cen_id,
            "ChildInstanceRouteTableId": table,
            ATTACHMENT: attachment,
            DESTINATION: block.to_string(),
            "ServiceType": "TR",
            "Status": Status::Available.as_str(),
        })
    });
    blocks.collect()
}

/// Where networks may have routes to: not to the cloud's own services (API page CreateRouteEntry of VPC).
fn destination(text: &str) -> Result<IpNet, ApiError> {
    let destination = prefix::read(DESTINATION, text)?;
    match prefix::is_of_cloud(&destination) {
        true => Err(ApiError::invalid(DESTINATION, "it is a reserved block")),
        false => Ok(destination),
    }
}

/// The route that a request is about, of an instance that has the attachment.
fn route(state: &State, request: &Request) -> Result<ChildRoute, ApiError> {
    let table = request.mandatory(TABLE)?;
    ids::check(TABLE, "vtb-", table)?;
    let destination = destination(request.mandatory(DESTINATION)?)?;
    let instance: &Instance = state.get(request.mandatory("CenId")?)?;
    let attachment = state.attachment(request.mandatory(ATTACHMENT)?)?;
    let id = attachment.id();
    if instance_of(state, attachment) != Some(&instance.id) {
        let rule = "it is an attachment of another CEN instance";
        return Err(ApiError::invalid(ATTACHMENT, rule));
    }
    let (kind, _) = attachment.resource(&attachment.attachment().transit_router_id);
    if !matches!(kind, ResourceType::Vpc | ResourceType::Vbr) {
        let rule = "it must be an attachment of a VPC or a border router";
        return Err(ApiError::invalid(ATTACHMENT, rule));
    }
    attachment.attachment().is_settled()?;
    Ok(ChildRoute {
        id: format!("{}:{table}:{id}:{destination}", instance.id),
        cen_id: instance.id.clone(),
        table: table.to_owned(),
        attachment_id: id.to_owned(),
        destination,
        life: Life::active(),
    })
}

/// The CEN instance of an attachment.
fn instance_of<'s>(state: &'s State, attachment: &dyn Attached) -> Option<&'s String> {
    let router = state.get::<TransitRouter>(&attachment.attachment().transit_router_id);
    router.ok().map(|router| &router.cen_id)
}

/// Adds a route to a table that has none of that block (the code about one is not documented).
fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let mut route = route(context.state, request)?;
    let mut routes = context.state.all::<ChildRoute>().iter();
    let is_same =
        |one: &&ChildRoute| one.table == route.table && one.destination == route.destination;
    if let Some(before) = routes.find(is_same) {
        before.is_available()?;
        let message = format!(
            "{} has a route {} already.",
            before.table, before.destination
        );
        return Err(ApiError::new(
            400,
            "InvalidOperation.RouteEntryExist",
            message,
        ));
    }
    route.life = Life::passing(Status::Pending, context.settled_at(), Status::Available);
    context.state.push(route);
    Ok(Answer::default())
}

fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let id = route(context.state, request)?.id;
    let route: &mut ChildRoute = context.state.get_mut(&id)?;
    route.is_available()?;
    route.leave(settled);
    Ok(Answer::default())
}

/// A part of the list: of one table and one attachment, which blocks may narrow.
fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let table = request.mandatory("ChildInstanceRouteTableId")?;
    let attachment = state.attachment(request.mandatory(ATTACHMENT)?)?.id();
    let blocks: Vec<&str> = exact_blocks(request)?;
    let routes = state.all::<ChildRoute>().iter();
    let found: Vec<Value> = routes
        .filter(|one| one.table == table && one.attachment_id == attachment)
        .map(ChildRoute::render)
        .chain(taken_over(state, table, attachment))
        .filter(|row| {
            let is = |name: &str| request.text(name).is_none_or(|wanted| row[name] == wanted);
            is("CenId")
                && is("ServiceType")
                && (blocks.is_empty() || blocks.iter().any(|block| row[DESTINATION] == *block))
        })
        .collect();
    let mut answer = listing::bare_part(request, 20, "RouteEntry", &found, Value::clone)?;
    answer.fields.remove("MaxResults");
    answer.fields.remove("TotalCount");
    Ok(answer)
}

/// The values of the one filter that there is.
fn exact_blocks(request: &Request) -> Result<Vec<&str>, ApiError> {
    let mut blocks = Vec::new();
    for filter in request.objects("RouteFilter") {
        if filter.get("Key") != Some(&"prefix-exact-match") {
            let rule = "it must be prefix-exact-match";
            return Err(ApiError::invalid("RouteFilter.N.Key", rule));
        }
        let values = filter.iter().filter(|(name, _)| name.starts_with("Value."));
        blocks.extend(values.map(|(_, value)| *value));
    }
    Ok(blocks)
}
