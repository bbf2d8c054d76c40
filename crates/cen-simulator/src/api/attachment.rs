//! What all attachments of transit routers have in common. A kind of attachment is a struct that holds an
//! [`Attachment`], and says by [`Attached`] what is its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Answer, Context};
use crate::admin;
use crate::clock::Moment;
use crate::error::ApiError;
use crate::life::{Life, Status};
use crate::listing;
use crate::object::Object;
use crate::quotas;
use crate::request::Request;
use crate::state::{Kind, State};
use crate::tags::{self, Tags};
use crate::texts::Texts;

use super::instance::Instance;
use super::network::Network;
use super::relation;
use super::service;
use super::transit_router::{TransitRouter, no_region, router_region};
use super::zone_mapping::ZoneMapping;

/// What all attachments of transit routers have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// `tr-attach-…`.
    pub id: String,
    /// The transit router.
    pub transit_router_id: String,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// Whether routes are published by themselves.
    pub auto_publish_routes: bool,
    /// How far it is (API pages ListTransitRouterVpcAttachments and ListTransitRouterPeerAttachments; `Modifying` is in
    /// the text of the pages about changes).
    #[serde(flatten)]
    pub life: Life,
    /// Who pays for it, of what may belong to another account.
    #[serde(default)]
    pub order: OrderType,
    /// By key.
    pub tags: Tags,
    /// In UTC, to the minute or to the second as the list of its kind shows it.
    pub creation_time: String,
}

/// Who pays for an attachment (API page GrantInstanceToTransitRouter; the default is not documented).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderType {
    /// The account of the transit router.
    #[default]
    PayByCenOwner,
    /// The account of what is attached.
    PayByResourceOwner,
}

impl OrderType {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PayByCenOwner => "PayByCenOwner",
            Self::PayByResourceOwner => "PayByResourceOwner",
        }
    }

    /// The one that a request asks for, if it does.
    pub(super) fn read(request: &Request) -> Result<Option<Self>, ApiError> {
        let known = [Self::PayByCenOwner, Self::PayByResourceOwner];
        let read = |text: &str| {
            let mut known = known.into_iter();
            let rule = "it must be PayByCenOwner or PayByResourceOwner";
            known
                .find(|one| one.as_str() == text)
                .ok_or_else(|| ApiError::invalid("OrderType", rule))
        };
        request.text("OrderType").map(read).transpose()
    }
}

/// A change of an attachment made outside of Terraform. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttachmentChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// Whether routes are published by themselves.
    pub auto_publish_routes: Option<bool>,
    /// Who pays for it.
    pub order: Option<OrderType>,
    /// All tags, replacing those that were.
    pub tags: Option<Tags>,
    /// All zones of a VPC; of nothing else.
    pub zones: Option<Vec<ZoneMapping>>,
    /// All further settings of a VPC; of nothing else.
    pub options: Option<BTreeMap<String, String>>,
    /// Other bandwidth of a connection in Mbit/s, without regard to what is left of its package; of nothing else.
    pub bandwidth: Option<u32>,
}

impl AttachmentChange {
    /// Makes what is a change of attachments of either kind.
    pub(super) fn apply(self, attachment: &mut Attachment) {
        admin::set(&mut attachment.name, self.name);
        admin::set(&mut attachment.description, self.description);
        admin::set(&mut attachment.order, self.order);
        admin::set(&mut attachment.tags, self.tags);
        admin::set(
            &mut attachment.auto_publish_routes,
            self.auto_publish_routes,
        );
    }
}

/// A type of what is attached, in the words of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceType {
    /// A virtual private cloud.
    Vpc,
    /// A virtual border router.
    Vbr,
    /// An IPsec connection.
    Vpn,
    /// An express connect router.
    Ecr,
    /// The transit router at the other end of a connection.
    Tr,
}

impl ResourceType {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Vbr => "VBR",
            Self::Vpn => "VPN",
            Self::Ecr => "ECR",
            Self::Tr => "TR",
        }
    }
}

/// What a kind of attachment has of its own.
pub trait Attached: Object {
    /// What it has in common with all others.
    fn attachment(&self) -> &Attachment;

    /// The same, to be changed.
    fn attachment_mut(&mut self) -> &mut Attachment;

    /// The type and the id of what the transit router `router` reaches by it.
    fn resource(&self, router: &str) -> (ResourceType, &str);

    /// Whether it belongs into the list of a transit router.
    fn is_at(&self, router: &str) -> bool {
        let own = &self.attachment().transit_router_id;
        own.eq_ignore_ascii_case(router)
    }

    /// The fields of a list that only this kind has.
    fn fields(&self, state: &State) -> Value;
}

/// The error about an id that names no attachment.
pub(crate) fn not_found(id: &str) -> ApiError {
    ApiError::new(
        404,
        "ResourceNotFound.TransitRouterAttachment",
        format!("There is no attachment {id}."),
    )
}

impl Attachment {
    /// A new attachment of a transit router, from what requests of every kind say.
    pub(super) fn create(
        context: &mut Context<'_>,
        request: &Request,
        transit_router_id: String,
        creation_time: String,
    ) -> Result<Self, ApiError> {
        service::needs_service(context)?;
        let attachments = context.state.attachments();
        let own = attachments.filter(|one| one.is_at(&transit_router_id));
        let most = context.policy.quotas.attachments_per_router;
        let what = format!("attachments of {transit_router_id}");
        quotas::keep(most, own.count(), "TransitRouterAttachment", &what)?;
        let mut attachment = Self {
            tags: tags::read(&request.objects("Tag"))?,
            id: context.fresh_id("tr-attach-"),
            transit_router_id,
            name: String::new(),
            description: String::new(),
            auto_publish_routes: false,
            order: OrderType::default(),
            life: Life::attaching(context.settled_at()),
            creation_time,
        };
        attachment.write(request)?;
        relation::with_system_table(context, request, &attachment)?;
        Ok(attachment)
    }

    /// Takes over what a request says; an absent text stays as it is, an empty one clears it.
    fn write(&mut self, request: &Request) -> Result<(), ApiError> {
        let texts = Texts::read(request, "TransitRouterAttachment")?;
        let publish = request.boolean("AutoPublishRouteEnabled")?;
        texts.write(&mut self.name, &mut self.description);
        self.auto_publish_routes = publish.unwrap_or(self.auto_publish_routes);
        Ok(())
    }

    /// What is being attached, changed or detached takes no operation.
    pub(super) fn is_settled(&self) -> Result<(), ApiError> {
        match self.life.status {
            Status::Attached => Ok(()),
            status => Err(ApiError::busy(&format!("attachment {}", self.id), status)),
        }
    }

    /// Changes what attachments of every kind have. Who pays can be said of what is attached already, and not before.
    pub(super) fn update(&mut self, request: &Request, settled: Moment) -> Result<(), ApiError> {
        self.is_settled()?;
        let order = OrderType::read(request)?;
        self.write(request)?;
        self.order = order.unwrap_or(self.order);
        self.life.modify(settled);
        Ok(())
    }

    fn render(&self, state: &State) -> Answer {
        let mut routers = state.all::<TransitRouter>().iter();
        let router = routers.find(|router| router.id == self.transit_router_id);
        Answer::new(json!({
            "TransitRouterAttachmentId": self.id,
            "TransitRouterAttachmentName": self.name,
            "TransitRouterAttachmentDescription": self.description,
            "TransitRouterId": self.transit_router_id,
            "CenId": router.map_or("", |router| &router.cen_id),
            "AutoPublishRouteEnabled": self.auto_publish_routes,
            "Status": self.life.status.as_str(),
            "CreationTime": self.creation_time,
            "Tags": tags::bare(&self.tags),
        }))
    }
}

/// The active transit router that a request is about: the one of that id, or the one of an instance in a region. One that
/// is asked for by region must be there: it is not created by the way, as the API would.
pub(super) fn router<'s>(
    state: &'s State,
    request: &Request,
) -> Result<&'s TransitRouter, ApiError> {
    let region = request.text("RegionId").map(router_region).transpose()?;
    let router = match (request.text("TransitRouterId"), &region) {
        (Some(id), _) => state.get(id)?,
        (None, Some(region)) => {
            let instance: &Instance = state.get(request.mandatory("CenId")?)?;
            TransitRouter::of(state, &instance.id, region)
                .ok_or_else(|| TransitRouter::not_found(region))?
        }
        (None, None) => return Err(ApiError::missing("TransitRouterId")),
    };
    if region.is_some_and(|region| region != router.region) {
        return Err(no_region(request.text("RegionId").unwrap_or("")));
    }
    router.is_active()?;
    Ok(router)
}

/// Adds an attachment, and answers its id.
pub(super) fn add<T: Attached + Kind>(context: &mut Context<'_>, attached: T) -> Answer {
    let attachment = attached.attachment();
    let id = attachment.id.clone();
    let (kind, resource) = attached.resource(&attachment.transit_router_id);
    Network::come_up(context.state, kind, resource);
    context.state.push(attached);
    Answer::created("TransitRouterAttachmentId", id)
}

/// The attachment that a request is about.
pub(super) fn find<'c, T: Attached + Kind>(
    context: &'c mut Context<'_>,
    request: &Request,
) -> Result<&'c mut T, ApiError> {
    let id = request.mandatory("TransitRouterAttachmentId")?;
    context.state.get_mut(id)
}

/// Detaches, later. What uses the attachment stands in its way, or goes with it (`Force`).
pub(super) fn detach<T: Attached + Kind>(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Answer, ApiError> {
    let force = request.boolean("Force")?.unwrap_or(false);
    let settled = context.settled_at();
    let attachment = find::<T>(context, request)?.attachment();
    attachment.is_settled()?;
    let id = attachment.id.clone();
    match force {
        true => context.state.dismiss(&id, settled),
        false => context.state.obstacle_to(&id)?,
    }
    let attachment = find::<T>(context, request)?.attachment_mut();
    attachment.life.delete(settled);
    Ok(Answer::default())
}

/// A part of the list of attachments of a kind, the newest first: of transit routers, by their id, their instance and their
/// region, which one id and further conditions may narrow, and with all the tags that are asked for.
pub(super) fn list<T: Attached + Kind>(
    context: &Context<'_>,
    request: &Request,
    is_wanted: impl Fn(&T) -> bool,
) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let routers = routers_of_list(state, request)?;
    let tags = request.objects("Tag");
    let id = request.text("TransitRouterAttachmentId");
    let found: Vec<&T> = state
        .all::<T>()
        .iter()
        .rev()
        .filter(|one| routers.iter().any(|router| one.is_at(&router.id)) && is_wanted(one))
        .filter(|one| id.is_none_or(|id| one.is_called(id)))
        .filter(|one| tags::has_all(&one.attachment().tags, &tags))
        .collect();
    listing::bare_part(request, 20, "TransitRouterAttachments", &found, |one| {
        let attachment = one.attachment();
        let (kind, _) = one.resource(&attachment.transit_router_id);
        let mut entry = attachment.render(state).fields;
        entry.insert("ResourceType".to_owned(), kind.as_str().into());
        if kind != ResourceType::Tr {
            entry.insert("OrderType".to_owned(), attachment.order.as_str().into());
        }
        entry.extend(Answer::new(one.fields(state)).fields);
        Value::Object(entry)
    })
}

/// The transit routers whose attachments are listed: all that meet the conditions of the request, of which it needs one.
fn routers_of_list<'s>(
    state: &'s State,
    request: &Request,
) -> Result<Vec<&'s TransitRouter>, ApiError> {
    let (router, cen) = (request.text("TransitRouterId"), request.text("CenId"));
    let region = request.text("RegionId").map(router_region).transpose()?;
    if router.is_none() && request.text("TransitRouterAttachmentId").is_none() {
        request.mandatory("RegionId")?;
    }
    if let Some(cen) = cen {
        state.get::<Instance>(cen)?;
    }
    let is = |wanted: Option<&str>, value: &str| {
        wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(value))
    };
    let routers = state.all::<TransitRouter>().iter();
    let found = routers.filter(|one| {
        is(router, &one.id) && is(cen, &one.cen_id) && is(region.as_deref(), &one.region)
    });
    Ok(found.collect())
}
