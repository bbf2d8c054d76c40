//! Transit routers (API pages CreateTransitRouter, UpdateTransitRouter and DeleteTransitRouter).
//!
//! Every action that changes one, or what is attached to it, takes a client token and can be tried first (`DryRun`).
//! Lists are bare arrays.

use std::io;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::{self, Changeable, Route};
use crate::areas::region;
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::life::{Life, Status};
use crate::listing;
use crate::object::Object;
use crate::options::Policy;
use crate::product::Product;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State, TagType};
use crate::tags::{self, Tags};
use crate::texts::Texts;
use crate::words::Shown;

use super::instance::Instance;
use super::router_cidr;
use super::service;

pub(crate) const FAMILY: Family = Family::of::<TransitRouter>()
    .actions(&[
        Action::changing("CreateTransitRouter", &["CenId", "RegionId"], create)
            .once(DryRun::Refused),
        Action::changing("DeleteTransitRouter", &["TransitRouterId"], delete).once(DryRun::Refused),
        Action::reading("ListTransitRouters", &[], list),
        Action::changing(
            "UpdateTransitRouter",
            &["TransitRouterId", "RegionId"],
            update,
        )
        .once(DryRun::Answered),
    ])
    .routes(&[
        Route::list::<TransitRouter>(
            "/transit-routers",
            &["id", "cen_id", "region", "name", "status"],
        ),
        Route::new(
            "POST",
            "/transit-routers",
            "Creates a transit router that is active at once",
            |context, request| {
                let Routed { cen_id, region } = request.read()?;
                Ok(json!({"transit_router_id": admin_add(context, &cen_id, &region)?}))
            },
        )
        .takes::<Routed>(r#"{"cen_id": "cen-a", "region": "cn-shanghai"}"#)
        .answers(Shown::Object(&["transit_router_id"])),
        Route::patch::<TransitRouter>("/transit-routers/{id}"),
        Route::delete::<TransitRouter>("/transit-routers/{id}"),
    ]);

/// A transit router of the Enterprise edition: the API creates no others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransitRouter {
    /// `tr-…`.
    pub id: String,
    /// The CEN instance.
    pub cen_id: String,
    /// Where it is, in lower case.
    pub region: String,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// What it is doing.
    #[serde(flatten)]
    pub life: Life,
    /// Whether it forwards multicast traffic.
    pub support_multicast: bool,
    /// By key.
    pub tags: Tags,
    /// In UTC, to the minute.
    pub creation_time: String,
}

/// A change of a transit router made outside of Terraform. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouterChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// All tags, replacing those that were.
    pub tags: Option<Tags>,
}

impl Object for TransitRouter {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.cen_id == id
    }

    fn tags(&self) -> Option<&Tags> {
        Some(&self.tags)
    }

    fn tags_mut(&mut self) -> Option<&mut Tags> {
        Some(&mut self.tags)
    }
}

impl Kind for TransitRouter {
    const TABLE: &'static str = "transit-routers";
    const NAME: &'static str = "transit router";
    const TAG_TYPE: Option<TagType> = Some(TagType {
        product: Product::Cbn,
        name: "TransitRouter",
        regional: true,
    });

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no transit router {id}.");
        ApiError::new(404, "InvalidTransitRouterId.NotFound", message)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        state.has::<Instance>(&self.cen_id) && self.life.settle(now)
    }
}

impl Changeable for TransitRouter {
    type Change = RouterChange;

    fn change(&mut self, change: RouterChange, _now: Moment) {
        admin::set(&mut self.name, change.name);
        admin::set(&mut self.description, change.description);
        admin::set(&mut self.tags, change.tags);
    }
}

impl TransitRouter {
    /// A transit router that is being created, changed or deleted takes no operation (API page
    /// AssociateCenBandwidthPackage names the code).
    pub(super) fn is_active(&self) -> Result<(), ApiError> {
        match self.life.status {
            Status::Active => Ok(()),
            status => Err(ApiError::new(
                400,
                "IncorrectStatus.TransitRouter",
                format!("The transit router {} is {}.", self.id, status.as_str()),
            )),
        }
    }

    /// The transit router of an instance in a region.
    pub(super) fn of<'s>(state: &'s State, cen_id: &str, region: &str) -> Option<&'s Self> {
        let mut routers = state.all::<Self>().iter();
        routers.find(|router| router.cen_id == cen_id && router.region == region)
    }

    fn render(&self, state: &State) -> Value {
        json!({
            "TransitRouterId": self.id,
            "TransitRouterName": self.name,
            "TransitRouterDescription": self.description,
            "CenId": self.cen_id,
            "RegionId": self.region,
            "AliUid": state.account(),
            "Type": "Enterprise",
            "Status": self.life.status.as_str(),
            "SupportMulticast": self.support_multicast,
            "TransitRouterCidrList": router_cidr::of_router(state, &self.id),
            "CreationTime": self.creation_time,
            "Tags": tags::bare(&self.tags),
        })
    }
}

/// A region that has transit routers: one of a cloud connect network has none.
pub(super) fn router_region(text: &str) -> Result<String, ApiError> {
    match region(text) {
        Ok((region, _)) if !region.starts_with("ccn-") => Ok(region),
        _ => Err(no_region(text)),
    }
}

/// The error about a region that is not known, or is not that of the object.
pub(super) fn no_region(text: &str) -> ApiError {
    ApiError::new(
        400,
        "IllegalParam.Region",
        format!("The region {text} is not known or has no such object."),
    )
}

fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    service::needs_service(context)?;
    let region = router_region(request.mandatory("RegionId")?)?;
    let texts = Texts::read(request, "TransitRouter")?;
    let support_multicast = request.boolean("SupportMulticast")?.unwrap_or(false);
    let tags = tags::read(&request.objects("Tag"))?;
    let instance: &Instance = context.state.get(request.mandatory("CenId")?)?;
    instance.is_active()?;
    let cen_id = instance.id.clone();

    let mut router = TransitRouter {
        life: Life::creating(context.settled_at()),
        support_multicast,
        tags,
        ..bare(context, cen_id, region)?
    };
    texts.write(&mut router.name, &mut router.description);
    let id = router.id.clone();
    context.state.push(router.clone());
    if let Err(error) = router_cidr::add_given(context, request, &router) {
        // Blocks that have been added before one that does not fit go with their router.
        context.state.take(|one: &TransitRouter| one.id == id);
        return Err(error);
    }
    Ok(Answer::created("TransitRouterId", id))
}

/// A transit router without name or anything else, which is there at once; the only one of its instance in its region
/// (the code is not documented).
fn bare(
    context: &mut Context<'_>,
    cen_id: String,
    region: String,
) -> Result<TransitRouter, ApiError> {
    if let Some(router) = TransitRouter::of(context.state, &cen_id, &region) {
        let rule = format!("{cen_id} has the transit router {} there", router.id);
        return Err(ApiError::invalid("RegionId", &rule));
    }
    Ok(TransitRouter {
        id: context.fresh_id("tr-"),
        cen_id,
        region,
        name: String::new(),
        description: String::new(),
        life: Life::active(),
        support_multicast: false,
        tags: Tags::new(),
        creation_time: context.now.to_minutes(),
    })
}

/// Lists transit routers, the newest first; all conditions must be met.
fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    request.text("RegionId").map(router_region).transpose()?;
    if let Some(id) = request.text("CenId") {
        state.get::<Instance>(id)?;
    }
    let tags = request.objects("Tag");
    let is = |name: &str, value: &str| {
        let wanted = request.text(name);
        wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(value))
    };
    let routers = state.all::<TransitRouter>().iter().rev();
    let found: Vec<&TransitRouter> = routers
        .filter(|router| is("CenId", &router.cen_id) && is("RegionId", &router.region))
        .filter(|router| is("TransitRouterId", &router.id) && is("Type", "Enterprise"))
        .filter(|router| is("TransitRouterName", &router.name))
        .filter(|router| is("Status", router.life.status.as_str()))
        .filter(|router| tags::has_all(&router.tags, &tags))
        .collect();
    listing::bare_page(request, "TransitRouters", &found, |router| {
        router.render(state)
    })
}

/// Changes texts.
fn update(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let region = router_region(request.mandatory("RegionId")?)?;
    let texts = Texts::read(request, "TransitRouter")?;
    let settled = context.settled_at();
    let id = request.mandatory("TransitRouterId")?;
    let router: &mut TransitRouter = context.state.get_mut(id)?;
    if router.region != region {
        return Err(no_region(&region));
    }
    router.is_active()?;
    texts.write(&mut router.name, &mut router.description);
    router.life.modify(settled);
    Ok(Answer::default())
}

/// Deletes a transit router to which nothing is attached.
fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let id = request.mandatory("TransitRouterId")?;
    let state = &mut *context.state;
    let router: &TransitRouter = state.get(id).map_err(|unknown: ApiError| {
        // The page of this action names another code than those of the others.
        ApiError::new(404, "ParameterInstanceId", unknown.message)
    })?;
    state.get::<Instance>(&router.cen_id)?.is_active()?;
    router.is_active()?;
    state.obstacle_to(&router.id)?;
    state.get_mut::<TransitRouter>(id)?.life.delete(settled);
    Ok(Answer::default())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Routed {
    cen_id: String,
    region: String,
}

/// Creates a transit router that is active at once, and returns its id.
pub(crate) fn admin_add(
    context: &mut Context<'_>,
    cen_id: &str,
    region: &str,
) -> io::Result<String> {
    at_once(context, cen_id, region)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error.message))
}

fn at_once(context: &mut Context<'_>, cen_id: &str, region: &str) -> Result<String, ApiError> {
    let region = router_region(region)?;
    let instance: &Instance = context.state.get(cen_id)?;
    let cen_id = instance.id.clone();
    let router = bare(context, cen_id, region)?;
    let id = router.id.clone();
    context.state.push(router);
    Ok(id)
}
