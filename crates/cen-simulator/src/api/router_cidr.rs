//! Address blocks of transit routers, out of which IPsec connections get addresses (API pages CreateTransitRouterCidr and
//! DeleteTransitRouterCidr).

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::{self, Changeable, Route};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::object::Object;
use crate::options::Policy;
use crate::prefix;
use crate::quotas;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State};
use crate::texts::Texts;

use super::cidr_allocation::allocations;
use super::transit_router::{TransitRouter, no_region, router_region};

pub(super) const ID: &str = "TransitRouterCidrId";
pub(super) const ROUTER: &[&str] = &["TransitRouterId", "RegionId"];
const ONE: &[&str] = &["TransitRouterId", "RegionId", ID];

pub(crate) const FAMILY: Family = Family::of::<RouterCidr>()
    .actions(&[
        Action::changing(
            "CreateTransitRouterCidr",
            &["TransitRouterId", "RegionId", "Cidr"],
            create,
        )
        .once(DryRun::Refused),
        Action::changing("DeleteTransitRouterCidr", ONE, delete).once(DryRun::Refused),
        Action::reading("ListTransitRouterCidr", ROUTER, list),
        Action::changing("ModifyTransitRouterCidr", ONE, modify).once(DryRun::Refused),
    ])
    .routes(&[
        Route::list::<RouterCidr>(
            "/router-cidrs",
            &["id", "transit_router_id", "cidr", "name"],
        ),
        Route::patch::<RouterCidr>("/router-cidrs/{id}"),
        Route::delete::<RouterCidr>("/router-cidrs/{id}"),
    ]);

/// An address block of a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouterCidr {
    /// `cidr-…`.
    pub id: String,
    /// The transit router.
    pub transit_router_id: String,
    /// The block.
    pub cidr: Ipv4Net,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// Whether border routers learn it.
    pub publish: bool,
}

/// A change of an address block made outside of Terraform. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouterCidrChange {
    /// Another block.
    pub cidr: Option<Ipv4Net>,
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// Whether border routers learn it.
    pub publish: Option<bool>,
}

/// A block as one parameter gives it when a transit router is created.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Given {
    cidr: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default = "published")]
    publish_cidr_route: bool,
}

/// Blocks are published unless a request says otherwise.
fn published() -> bool {
    true
}

impl Object for RouterCidr {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Kind for RouterCidr {
    const TABLE: &'static str = "router-cidrs";
    const NAME: &'static str = "address block";

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no address block {id}.");
        ApiError::new(400, "OperationFailed.CidrNotExist", message)
    }

    fn settle(&mut self, _: &Settling, state: &State, _: &Policy) -> bool {
        state.has::<TransitRouter>(&self.transit_router_id)
    }
}

impl Changeable for RouterCidr {
    type Change = RouterCidrChange;

    fn change(&mut self, change: RouterCidrChange, _now: Moment) {
        admin::set(&mut self.cidr, change.cidr);
        admin::set(&mut self.name, change.name);
        admin::set(&mut self.description, change.description);
        admin::set(&mut self.publish, change.publish);
    }
}

impl RouterCidr {
    fn render(&self) -> Value {
        json!({
            ID: self.id,
            "Cidr": self.cidr.to_string(),
            "Name": self.name,
            "Description": self.description,
            "PublishCidrRoute": self.publish,
        })
    }

    /// Refused while connections have addresses of it.
    fn is_free(&self, state: &State) -> Result<(), ApiError> {
        match allocations(state, &self.transit_router_id).find(|one| one.cidr.id == self.id) {
            None => Ok(()),
            Some(one) => Err(ApiError::new(
                400,
                "OperationFailed.CidrBlockAllocated",
                format!("{} has addresses of {}.", one.attachment_id, self.cidr),
            )),
        }
    }
}

/// The blocks of a transit router as its list shows them.
pub(super) fn of_router(state: &State, router: &str) -> Vec<Value> {
    let cidrs = state.all::<RouterCidr>().iter();
    let own = cidrs.filter(|cidr| cidr.transit_router_id == router);
    own.map(RouterCidr::render).collect()
}

/// The transit router that a request is about, in its region.
pub(super) fn router<'s>(
    state: &'s State,
    request: &Request,
) -> Result<&'s TransitRouter, ApiError> {
    let region = router_region(request.mandatory("RegionId")?)?;
    let router: &TransitRouter = state.get(request.mandatory("TransitRouterId")?)?;
    match router.region == region {
        true => Ok(router),
        false => Err(no_region(&region)),
    }
}

/// The block of that transit router that a request is about.
fn find<'s>(state: &'s State, request: &Request) -> Result<&'s RouterCidr, ApiError> {
    let router = router(state, request)?;
    router.is_active()?;
    let id = request.mandatory(ID)?;
    let cidr: &RouterCidr = state.get(id)?;
    match cidr.transit_router_id == router.id {
        true => Ok(cidr),
        false => Err(RouterCidr::not_found(id)),
    }
}

/// A block of 16 to 24 bits that no other of the same instance overlaps; `own` is the one that is changed.
fn block(
    state: &State,
    router: &TransitRouter,
    text: &str,
    own: Option<&str>,
) -> Result<Ipv4Net, ApiError> {
    const NAME: &str = "Cidr";
    let cidr = match prefix::read(NAME, text)? {
        ipnet::IpNet::V4(cidr) if (16..=24).contains(&cidr.prefix_len()) => cidr,
        _ => {
            let rule = "it must be an IPv4 block of 16 to 24 bits";
            return Err(ApiError::invalid(NAME, rule));
        }
    };
    if prefix::is_reserved(&cidr.into()) {
        return Err(ApiError::invalid(NAME, "it is a reserved block"));
    }
    let is_of_instance = |one: &RouterCidr| {
        let router_of_one = state.get::<TransitRouter>(&one.transit_router_id);
        router_of_one.is_ok_and(|other| other.cen_id == router.cen_id)
    };
    let mut others = state.all::<RouterCidr>().iter();
    let overlap = others.find(|one| {
        let overlaps = one.cidr.contains(&cidr) || cidr.contains(&one.cidr);
        overlaps && own != Some(&one.id) && is_of_instance(one)
    });
    match overlap {
        None => Ok(cidr),
        Some(other) => {
            let rule = format!(
                "it overlaps with {} of {}",
                other.cidr, other.transit_router_id
            );
            Err(ApiError::invalid(NAME, &rule))
        }
    }
}

fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let texts = Texts::read(request, "")?;
    let publish = request.boolean("PublishCidrRoute")?;
    let router = router(context.state, request)?;
    router.is_active()?;
    let router = router.clone();
    let given = Given {
        cidr: request.mandatory("Cidr")?.to_owned(),
        name: texts.name.unwrap_or("").to_owned(),
        description: texts.description.unwrap_or("").to_owned(),
        publish_cidr_route: publish.unwrap_or(published()),
    };
    let id = add(context, &router, given)?;
    Ok(Answer::created(ID, id))
}

/// Adds a block to a transit router, and returns its id.
fn add(
    context: &mut Context<'_>,
    router: &TransitRouter,
    given: Given,
) -> Result<String, ApiError> {
    let cidr = block(context.state, router, &given.cidr, None)?;
    let cidrs = context.state.all::<RouterCidr>().iter();
    let own = cidrs.filter(|one| one.transit_router_id == router.id);
    let most = context.policy.quotas.cidrs_per_router;
    let what = format!("address blocks of {}", router.id);
    quotas::keep(most, own.count(), "TransitRouterCidr", &what)?;
    let cidr = RouterCidr {
        id: context.fresh_id("cidr-"),
        transit_router_id: router.id.clone(),
        cidr,
        name: given.name,
        description: given.description,
        publish: given.publish_cidr_route,
    };
    let id = cidr.id.clone();
    context.state.push(cidr);
    Ok(id)
}

/// Adds the blocks with which a transit router is created: one parameter holds them all, as JSON.
pub(super) fn add_given(
    context: &mut Context<'_>,
    request: &Request,
    router: &TransitRouter,
) -> Result<(), ApiError> {
    const NAME: &str = "TransitRouterCidrList";
    let Some(text) = request.text(NAME) else {
        return Ok(());
    };
    let given: Vec<Given> = serde_json::from_str(text)
        .map_err(|_| ApiError::invalid(NAME, "it must be a JSON list of address blocks"))?;
    for given in given {
        add(context, router, given)?;
    }
    Ok(())
}

/// Changes a block; one of which addresses are in use cannot become another.
fn modify(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let texts = Texts::read(request, "")?;
    let publish = request.boolean("PublishCidrRoute")?;
    let state = &*context.state;
    let before = find(state, request)?;
    let cidr = match request.text("Cidr") {
        None => before.cidr,
        Some(text) => block(state, router(state, request)?, text, Some(&before.id))?,
    };
    if cidr != before.cidr {
        before.is_free(state)?;
    }
    let id = before.id.clone();
    let after: &mut RouterCidr = context.state.get_mut(&id)?;
    after.cidr = cidr;
    texts.write(&mut after.name, &mut after.description);
    after.publish = publish.unwrap_or(after.publish);
    Ok(Answer::default())
}

fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let cidr = find(context.state, request)?;
    cidr.is_free(context.state)?;
    let id = cidr.id.clone();
    context.state.take(|one: &RouterCidr| one.id == id);
    Ok(Answer::default())
}

/// All blocks of a transit router, without paging.
fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let router = router(state, request)?;
    let wanted = request.text(ID);
    let rows = of_router(state, &router.id)
        .into_iter()
        .filter_map(|mut row| {
            row["TransitRouterId"] = json!(router.id);
            row["Family"] = json!("IPv4");
            wanted.is_none_or(|id| row[ID] == id).then_some(row)
        });
    Ok(Answer::new(json!({"CidrLists": rows.collect::<Vec<_>>()})))
}
