//! What the route tables of a transit router are to an attachment: it forwards by the one table that it is associated
//! with, and any number of tables learn its routes by propagation (API pages
//! AssociateTransitRouterAttachmentWithRouteTable and EnableTransitRouterRouteTablePropagation).
//!
//! A connection has both at either end, under one id: each end with the tables of its own transit router.

use std::fmt::Debug;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::Route;
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::life::{Life, Status};
use crate::listing;
use crate::object::Object;
use crate::options::Policy;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State};

use super::attachment::Attachment;
use super::route_table::RouteTable;

const ATTACHMENT: &str = "TransitRouterAttachmentId";
const ROUTE_TABLE: &str = "TransitRouterRouteTableId";
const BOTH: &[&str] = &[ATTACHMENT, ROUTE_TABLE];

pub(crate) const ASSOCIATIONS: Family = Family::of::<Association>()
    .actions(&[
        Action::changing(
            "AssociateTransitRouterAttachmentWithRouteTable",
            BOTH,
            begin::<Associated>,
        )
        .once(DryRun::Refused),
        Action::changing(
            "DissociateTransitRouterAttachmentFromRouteTable",
            BOTH,
            end::<Associated>,
        )
        .once(DryRun::Refused),
        Action::reading(
            "ListTransitRouterRouteTableAssociations",
            &[],
            list_associations,
        ),
        Action::changing("ReplaceTransitRouterRouteTableAssociation", BOTH, replace)
            .once(DryRun::Refused),
    ])
    .routes(&[
        Route::list::<Association>(
            "/associations",
            &[
                "id",
                "attachment_id",
                "route_table_id",
                "transit_router_id",
                "status",
            ],
        ),
        Route::delete::<Association>("/associations/{id}"),
    ]);

pub(crate) const PROPAGATIONS: Family = Family::of::<Propagation>()
    .actions(&[
        Action::changing(
            "DisableTransitRouterRouteTablePropagation",
            BOTH,
            end::<Propagated>,
        )
        .once(DryRun::Refused),
        Action::changing(
            "EnableTransitRouterRouteTablePropagation",
            BOTH,
            begin::<Propagated>,
        )
        .once(DryRun::Refused),
        Action::reading(
            "ListTransitRouterRouteTablePropagations",
            &[ROUTE_TABLE],
            list::<Propagated>,
        ),
    ])
    .routes(&[
        Route::list::<Propagation>(
            "/propagations",
            &[
                "id",
                "attachment_id",
                "route_table_id",
                "transit_router_id",
                "status",
            ],
        ),
        Route::delete::<Propagation>("/propagations/{id}"),
    ]);

/// The table by which what comes from an attachment is forwarded.
pub type Association = Relation<Associated>;

/// A table that learns the routes of an attachment.
pub type Propagation = Relation<Propagated>;

/// An attachment and a route table of one transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Relation<R> {
    /// The two ids with a colon between them, in the control API only: the API has none.
    pub id: String,
    /// The attachment, of any kind.
    pub attachment_id: String,
    /// The route table.
    pub route_table_id: String,
    /// The transit router of the table: one end of a connection.
    pub transit_router_id: String,
    /// How far it is.
    #[serde(flatten)]
    pub life: Life,
    #[serde(skip)]
    role: PhantomData<R>,
}

/// What a relation is for, and what it is called.
pub trait Role: Clone + Debug + PartialEq + Send + 'static {
    /// The name of its table.
    const TABLE: &'static str;
    /// What messages call it.
    const NAME: &'static str;
    /// What error codes call it. None of these codes is documented.
    const CODE: &'static str;
    /// Its list in answers.
    const LIST: &'static str;
    /// While it comes.
    const COMING: Status;
    /// While it goes.
    const GOING: Status;
    /// Whether an attachment has only one at a transit router.
    const IS_SINGLE: bool;
}

/// Of an association.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Associated;

impl Role for Associated {
    const TABLE: &'static str = "associations";
    const NAME: &'static str = "association";
    const CODE: &'static str = "RouteTableAssociation";
    const LIST: &'static str = "TransitRouterAssociations";
    const COMING: Status = Status::Associating;
    const GOING: Status = Status::Dissociating;
    const IS_SINGLE: bool = true;
}

/// Of a propagation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Propagated;

impl Role for Propagated {
    const TABLE: &'static str = "propagations";
    const NAME: &'static str = "propagation";
    const CODE: &'static str = "RouteTablePropagation";
    const LIST: &'static str = "TransitRouterPropagations";
    const COMING: Status = Status::Enabling;
    const GOING: Status = Status::Disabling;
    const IS_SINGLE: bool = false;
}

impl<R: Role> Object for Relation<R> {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.attachment_id == id || self.route_table_id == id
    }

    fn obstacle_to(&self, id: &str) -> Option<ApiError> {
        self.is_attached_to(id).then(|| {
            let busy = self.is_settled().err();
            busy.unwrap_or_else(|| ApiError::in_use(R::CODE, id, &format!("the {}", self.name())))
        })
    }

    fn leave(&mut self, at: Moment) {
        self.life.end(R::GOING, at);
    }
}

impl<R: Role> Kind for Relation<R> {
    const TABLE: &'static str = R::TABLE;
    const NAME: &'static str = R::NAME;

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no {} {id}.", R::NAME);
        ApiError::new(404, format!("ResourceNotFound.{}", R::CODE), message)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        state.has_attachment(&self.attachment_id)
            && state.has::<RouteTable>(&self.route_table_id)
            && self.life.settle(now)
    }
}

impl<R: Role> Relation<R> {
    fn new(attachment_id: &str, table: &RouteTable, at: Moment) -> Self {
        let mut relation = Self {
            id: String::new(),
            attachment_id: attachment_id.to_owned(),
            route_table_id: String::new(),
            transit_router_id: table.transit_router_id.clone(),
            life: Life::active(),
            role: PhantomData,
        };
        relation.come(table.id.clone(), at);
        relation
    }

    /// Begins with a table, to be there at `at`.
    fn come(&mut self, route_table_id: String, at: Moment) {
        self.id = format!("{}:{route_table_id}", self.attachment_id);
        self.route_table_id = route_table_id;
        self.life = Life::passing(R::COMING, at, Status::Active);
    }

    fn name(&self) -> String {
        format!("{} {}", R::NAME, self.id)
    }

    /// Whether nothing is under way with it.
    fn is_settled(&self) -> Result<(), ApiError> {
        match self.life.status {
            Status::Active => Ok(()),
            status => Err(ApiError::busy(&self.name(), status)),
        }
    }

    fn render(&self, state: &State) -> Value {
        let attachment = state.attachment(&self.attachment_id).ok();
        let resource = attachment.map(|one| one.resource(&self.transit_router_id));
        json!({
            ATTACHMENT: self.attachment_id,
            ROUTE_TABLE: self.route_table_id,
            "ResourceType": resource.map_or("", |(kind, _)| kind.as_str()),
            "ResourceId": resource.map_or("", |(_, id)| id),
            "Status": self.life.status.as_str(),
        })
    }
}

/// The attachment and the table that a request is about: of one transit router, and nothing under way with either.
fn ends(context: &Context<'_>, request: &Request) -> Result<(String, RouteTable), ApiError> {
    let attachment = context.state.attachment(request.mandatory(ATTACHMENT)?)?;
    let table: &RouteTable = context.state.get(request.mandatory(ROUTE_TABLE)?)?;
    if !attachment.is_at(&table.transit_router_id) {
        let rule = "it is a route table of another transit router";
        return Err(ApiError::invalid(ROUTE_TABLE, rule));
    }
    attachment.attachment().is_settled()?;
    table.is_active()?;
    Ok((attachment.id().to_owned(), table.clone()))
}

/// Whether a relation is the one of this attachment and this table, or of this attachment at the router of the table.
fn is_of<R: Role>(one: &Relation<R>, attachment: &str, table: &RouteTable, anywhere: bool) -> bool {
    one.attachment_id == attachment
        && match anywhere {
            true => one.transit_router_id == table.transit_router_id,
            false => one.route_table_id == table.id,
        }
}

/// Associates an attachment, or enables its propagation. What is there already is refused.
fn begin<R: Role>(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let (attachment, table) = ends(context, request)?;
    let mut relations = context.state.all::<Relation<R>>().iter();
    if let Some(before) = relations.find(|one| is_of(one, &attachment, &table, R::IS_SINGLE)) {
        before.is_settled()?;
        return Err(exists(before));
    }
    let relation = Relation::<R>::new(&attachment, &table, context.settled_at());
    context.state.push(relation);
    Ok(Answer::default())
}

/// The code is not documented.
fn exists<R: Role>(before: &Relation<R>) -> ApiError {
    let message = format!("There is the {} already.", before.name());
    ApiError::new(400, format!("InvalidOperation.{}Exist", R::CODE), message)
}

/// The settled relation of an attachment with a table, or with any of its router.
fn find<'c, R: Role>(
    context: &'c mut Context<'_>,
    (attachment, table): &(String, RouteTable),
    anywhere: bool,
) -> Result<&'c mut Relation<R>, ApiError> {
    let found = context
        .state
        .find_mut(|one| is_of::<R>(one, attachment, table, anywhere))
        .ok_or_else(|| Relation::<R>::not_found(&format!("{attachment}:{}", table.id)))?;
    found.is_settled()?;
    Ok(found)
}

/// Takes an association away, or disables a propagation.
fn end<R: Role>(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let ends = ends(context, request)?;
    find::<R>(context, &ends, false)?.leave(settled);
    Ok(Answer::default())
}

/// Associates an attachment with another table of the same transit router, in place of the one that it has. What it is
/// called meanwhile is not documented.
fn replace(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let ends = ends(context, request)?;
    let association = find::<Associated>(context, &ends, true)?;
    if association.route_table_id == ends.1.id {
        return Err(exists(association));
    }
    association.come(ends.1.id, settled);
    Ok(Answer::default())
}

fn list_associations(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    if request.text(ATTACHMENT).is_none() {
        request.mandatory(ROUTE_TABLE)?;
    }
    list::<Associated>(context, request)
}

/// A part of the list, the oldest first; all conditions must be met. What is unknown has no relations.
fn list<R: Role>(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let is_asked_for = |name, id: &str| request.text(name).is_none_or(|wanted| wanted == id);
    let found: Vec<Value> = state
        .all::<Relation<R>>()
        .iter()
        .filter(|one| is_asked_for(ATTACHMENT, &one.attachment_id))
        .filter(|one| is_asked_for(ROUTE_TABLE, &one.route_table_id))
        .map(|one| one.render(state))
        .filter(|entry| {
            let is = |parameter, field| {
                let wanted = request.text(parameter);
                wanted.is_none_or(|wanted| entry[field] == wanted)
            };
            is("TransitRouterAttachmentResourceId", "ResourceId")
                && is("TransitRouterAttachmentResourceType", "ResourceType")
                && is("Status", "Status")
        })
        .collect();
    listing::bare_part(request, 50, R::LIST, &found, Value::clone)
}

/// Associates a new attachment with the table that its transit router came with, and lets that table learn its routes, where
/// a request asks for it. Both begin when the attachment is there (`RouteTableAssociationEnabled` and
/// `RouteTablePropagationEnabled` are on no page; older versions of the official provider sent them).
pub(super) fn with_system_table(
    context: &mut Context<'_>,
    request: &Request,
    attachment: &Attachment,
) -> Result<(), ApiError> {
    let wanted = |name| Ok(request.boolean(name)?.unwrap_or(false));
    let associates = wanted("RouteTableAssociationEnabled")?;
    let propagates = wanted("RouteTablePropagationEnabled")?;
    if !(associates || propagates) {
        return Ok(());
    }
    let at = context.settled_at().plus(context.settle);
    let table = RouteTable::of_system(context, &attachment.transit_router_id)?;
    if associates {
        let association = Association::new(&attachment.id, &table, at);
        context.state.push(association);
    }
    if propagates {
        let propagation = Propagation::new(&attachment.id, &table, at);
        context.state.push(propagation);
    }
    Ok(())
}
