//! Aggregate routes, which take the place of the routes within them in the tables of VPCs (API pages
//! CreateTransitRouteTableAggregation and DescribeTransitRouteTableAggregationDetail). The pages call the route table and
//! its parts otherwise than all others do.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::{self, Changeable, Route};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::life::{Life, Status};
use crate::listing;
use crate::object::Object;
use crate::options::Policy;
use crate::prefix;
use crate::quotas;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State};
use crate::texts::Texts;

use super::attachment::ResourceType;
use super::relation::Association;
use super::route_entry::RouteEntry;
use super::route_table::RouteTable;

const TABLE: &str = "TransitRouteTableId";
const CIDR: &str = "TransitRouteTableAggregationCidr";
const BOTH: &[&str] = &[TABLE, CIDR];
const SCOPE: &str = "TransitRouteTableAggregationScope";
const SCOPES: &str = "TransitRouteTableAggregationScopeList";

pub(crate) const FAMILY: Family = Family::of::<Aggregation>()
    .actions(&[
        Action::changing("CreateTransitRouteTableAggregation", BOTH, create).once(DryRun::Refused),
        Action::changing("DeleteTransitRouteTableAggregation", BOTH, delete).once(DryRun::Refused),
        Action::reading("DescribeTransitRouteTableAggregation", &[TABLE], describe),
        Action::reading("DescribeTransitRouteTableAggregationDetail", BOTH, detail),
        Action::changing("ModifyTransitRouteTableAggregation", BOTH, modify).once(DryRun::Refused),
        Action::changing("RefreshTransitRouteTableAggregation", BOTH, refresh).once(DryRun::Unused),
    ])
    .routes(&[
        Route::list::<Aggregation>("/aggregations", &["id", "status"]),
        Route::patch::<Aggregation>("/aggregations/{*id}"),
        Route::delete::<Aggregation>("/aggregations/{*id}"),
    ]);

/// An aggregate route of a route table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aggregation {
    /// The route table and the block with a colon between them, in the control API only: the API has none.
    pub id: String,
    /// The route table.
    pub route_table_id: String,
    /// The block.
    pub cidr: IpNet,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// To what kinds of networks it is sent.
    pub scopes: Vec<String>,
    /// How far it is.
    #[serde(flatten)]
    pub life: Life,
}

/// A change of an aggregate route made outside of Terraform. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AggregationChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// Other kinds of networks.
    pub scopes: Option<Vec<String>>,
}

impl Object for Aggregation {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.route_table_id == id
    }

    fn obstacle_to(&self, id: &str) -> Option<ApiError> {
        let what = format!("the aggregate route {}", self.cidr);
        self.is_attached_to(id)
            .then(|| ApiError::in_use("AggregationRoute", id, &what))
    }
}

impl Kind for Aggregation {
    const TABLE: &'static str = "aggregations";
    const NAME: &'static str = "aggregate route";

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no aggregate route {id}.");
        ApiError::new(404, "InstanceNotExist.AggregationRoute", message)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        state.has::<RouteTable>(&self.route_table_id) && self.life.settle(now)
    }
}

impl Changeable for Aggregation {
    type Change = AggregationChange;

    fn change(&mut self, change: AggregationChange, _now: Moment) {
        admin::set(&mut self.name, change.name);
        admin::set(&mut self.description, change.description);
        admin::set(&mut self.scopes, change.scopes);
    }
}

impl Aggregation {
    /// Begins to be told to the networks.
    fn configure(&mut self, at: Moment) {
        self.life = Life::passing(Status::Configuring, at, Status::AllConfigured);
    }

    /// Takes over what a request says; what is absent stays as it is.
    fn write(&mut self, request: &Request) -> Result<(), ApiError> {
        let texts = Texts::read(request, "TransitRouteTableAggregation")?;
        texts.write(&mut self.name, &mut self.description);
        if let Some(scopes) = scopes(request)? {
            self.scopes = scopes;
        }
        Ok(())
    }

    fn render(&self) -> Value {
        let scope = match self.scopes.as_slice() {
            [one] => one,
            _ => "",
        };
        json!({
            "TrRouteTableId": self.route_table_id,
            CIDR: self.cidr.to_string(),
            "Name": self.name,
            "Description": self.description,
            "RouteType": "Static",
            "Scope": scope,
            "ScopeList": self.scopes,
            "Status": self.life.status.as_str(),
        })
    }

    /// Whether it is sent to networks of that type.
    pub(crate) fn is_for(&self, kind: ResourceType) -> bool {
        self.life.status == Status::AllConfigured
            && self.scopes.iter().any(|scope| scope == kind.as_str())
    }

    /// The networks that it is sent to: those that forward by its table and take its routes over by themselves.
    fn networks<'s>(&self, state: &'s State) -> impl Iterator<Item = &'s str> {
        let associations = state.all::<Association>().iter();
        associations
            .filter(|one| one.route_table_id == self.route_table_id)
            .filter_map(|one| {
                let attachment = state.attachment(&one.attachment_id).ok()?;
                let (kind, id) = attachment.resource(&one.transit_router_id);
                let is_sent = attachment.attachment().auto_publish_routes
                    && self.scopes.iter().any(|scope| scope == kind.as_str());
                is_sent.then_some(id)
            })
    }
}

/// One scope, or a JSON list of several in one parameter, and none twice.
fn scopes(request: &Request) -> Result<Option<Vec<String>>, ApiError> {
    let mut scopes: Vec<String> = request.text(SCOPE).into_iter().map(str::to_owned).collect();
    if let Some(text) = request.text(SCOPES) {
        let list: Vec<String> = serde_json::from_str(text)
            .map_err(|_| ApiError::invalid(SCOPES, "it must be a JSON list of texts"))?;
        scopes.extend(list);
    }
    let repeats = (1..scopes.len()).any(|at| scopes[..at].contains(&scopes[at]));
    match repeats {
        true => Err(ApiError::invalid(SCOPES, "a scope may be given once")),
        false => Ok((!scopes.is_empty()).then_some(scopes)),
    }
}

/// The active route table that a request is about.
fn table<'s>(state: &'s State, request: &Request) -> Result<&'s RouteTable, ApiError> {
    let id = request.mandatory(TABLE)?;
    let table: &RouteTable = state.get(id).map_err(|unknown: ApiError| {
        // The pages of these actions name another code than those of the others.
        ApiError::new(
            404,
            "InstanceNotExist.TransitRouterRouteTable",
            unknown.message,
        )
    })?;
    match table.is_active() {
        Ok(()) => Ok(table),
        Err(busy) => Err(ApiError::new(
            400,
            "IncorrectStatus.TransitRouteTable",
            busy.message,
        )),
    }
}

/// The aggregate that a request is about, with which nothing is under way.
fn find<'c>(
    context: &'c mut Context<'_>,
    request: &Request,
) -> Result<&'c mut Aggregation, ApiError> {
    let table = table(context.state, request)?;
    let cidr = prefix::read(CIDR, request.mandatory(CIDR)?)?;
    let id = format!("{}:{cidr}", table.id);
    let found: &mut Aggregation = context.state.get_mut(&id)?;
    if !found.life.is_settled() {
        let message = format!("{id} is {}.", found.life.status.as_str());
        return Err(ApiError::new(
            400,
            "IncorrectStatus.AggregationRoute",
            message,
        ));
    }
    Ok(found)
}

/// A block that may be aggregated.
fn cidr(request: &Request) -> Result<IpNet, ApiError> {
    let cidr = prefix::read(CIDR, request.mandatory(CIDR)?)?;
    let begins_with_0 = matches!(cidr, IpNet::V4(cidr) if cidr.network().octets()[0] == 0);
    match begins_with_0 || prefix::is_reserved(&cidr) {
        true => Err(ApiError::invalid(CIDR, "it is a reserved block")),
        false => Ok(cidr),
    }
}

/// Adds an aggregate to a table that has no route to the same block (the code about one is not documented).
fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let cidr = cidr(request)?;
    let state = &*context.state;
    let table = table(state, request)?;
    let own = state.all::<Aggregation>().iter();
    let own: Vec<_> = own.filter(|one| one.route_table_id == table.id).collect();
    let mut routes = state.all::<RouteEntry>().iter();
    if own.iter().any(|one| one.cidr == cidr)
        || routes.any(|one| one.route_table_id == table.id && one.destination == cidr)
    {
        let message = format!("The route table {} has a route to {cidr}.", table.id);
        return Err(ApiError::new(
            400,
            "InvalidOperation.AggregationRouteExist",
            message,
        ));
    }
    let most = context.policy.quotas.aggregations_per_table;
    let what = format!("aggregate routes of {}", table.id);
    quotas::keep(most, own.len(), "AggregationRoute", &what)?;
    let mut aggregation = Aggregation {
        id: format!("{}:{cidr}", table.id),
        route_table_id: table.id.clone(),
        cidr,
        name: String::new(),
        description: String::new(),
        scopes: Vec::new(),
        life: Life::active(),
    };
    aggregation.configure(context.settled_at());
    aggregation.write(request)?;
    if aggregation.scopes.is_empty() {
        return Err(ApiError::missing(SCOPES));
    }
    context.state.push(aggregation);
    Ok(Answer::default())
}

fn modify(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let aggregation = find(context, request)?;
    aggregation.write(request)?;
    aggregation.configure(settled);
    Ok(Answer::default())
}

/// Tells the networks once more.
fn refresh(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    find(context, request)?.configure(settled);
    Ok(Answer::default())
}

fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    find(context, request)?.life.delete(settled);
    Ok(Answer::default())
}

/// A part of the list of the aggregates of a table.
fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let id = request.mandatory(TABLE)?;
    state.get::<RouteTable>(id).map_err(|unknown| {
        ApiError::new(
            404,
            "InstanceNotExist.TransitRouterRouteTable",
            unknown.message,
        )
    })?;
    let wanted = request.text(CIDR);
    let all = state.all::<Aggregation>().iter();
    let found: Vec<Value> = all
        .filter(|one| one.route_table_id == id)
        .map(Aggregation::render)
        .filter(|row| wanted.is_none_or(|cidr| row[CIDR] == cidr))
        .collect();
    answer(listing::bare_part(
        request,
        20,
        "Data",
        &found,
        Value::clone,
    )?)
}

/// How far an aggregate is in each network that it is sent to, without paging.
fn detail(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let id = format!("{}:{}", request.mandatory(TABLE)?, request.mandatory(CIDR)?);
    let aggregation: &Aggregation = state.get(&id)?;
    let status = match aggregation.life.status {
        Status::AllConfigured => "Configured",
        status => status.as_str(),
    };
    let row = |network| json!({"InstanceId": network, "Status": status, "Description": ""});
    let rows: Vec<Value> = aggregation.networks(state).map(row).collect();
    Ok(Answer::new(
        json!({"Count": rows.len(), "Total": rows.len(), "Data": rows}),
    ))
}

/// These lists count otherwise than all others.
fn answer(mut answer: Answer) -> Result<Answer, ApiError> {
    let shown = answer.fields.get("Data").and_then(Value::as_array);
    let count = shown.map_or(0, Vec::len);
    let total = answer.fields.remove("TotalCount");
    answer.fields.remove("MaxResults");
    answer.fields.insert("Count".to_owned(), json!(count));
    answer.fields.insert("Total".to_owned(), json!(total));
    Ok(answer)
}
