//! VPCs attached to transit routers (API pages CreateTransitRouterVpcAttachment and
//! UpdateTransitRouterVpcAttachmentZones).
//!
//! VPCs and vSwitches belong to another product, so every id of the right form is taken for one that exists.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::{self, Changeable, Route};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::ids;
use crate::object::Object;
use crate::options::Policy;
use crate::product::Product;
use crate::quotas;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State, TagType};
use crate::tags::Tags;

use super::attachment::{self, Attached, Attachment, AttachmentChange, ResourceType};
use super::child::{Child, attached_already};
use super::network_owner;
use super::transit_router::TransitRouter;
use super::zone_mapping::{self, ZoneMapping};

pub(crate) const FAMILY: Family = Family::of::<VpcAttachment>()
    .actions(&[
        Action::changing(
            "CreateTransitRouterVpcAttachment",
            &["VpcId", "ZoneMappings.1.ZoneId", "ZoneMappings.1.VSwitchId"],
            create,
        ).noting("Creates no transit router by the way. VPCs and vSwitches that nobody has created or told of are made up.")
        .once(DryRun::Refused),
        Action::changing(
            "DeleteTransitRouterVpcAttachment",
            &["TransitRouterAttachmentId"],
            attachment::detach::<VpcAttachment>,
        )
        .once(DryRun::Answered),
        Action::reading("ListTransitRouterVpcAttachments", &[], list),
        Action::changing(
            "UpdateTransitRouterVpcAttachmentAttribute",
            &["TransitRouterAttachmentId"],
            update,
        )
        .once(DryRun::Answered),
        Action::changing(
            "UpdateTransitRouterVpcAttachmentZones",
            &["TransitRouterAttachmentId"],
            update_zones,
        )
        .once(DryRun::Refused),
    ])
    .routes(&[Route::list::<VpcAttachment>("/vpc-attachments", &["id", "transit_router_id", "name", "status", "tags"])]);

/// A VPC that is attached to the transit router of its region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VpcAttachment {
    /// What all attachments have.
    #[serde(flatten)]
    pub attachment: Attachment,
    /// The VPC.
    pub vpc_id: String,
    /// The account it belongs to.
    pub owner: u64,
    /// In the order in which they were given.
    pub zones: Vec<ZoneMapping>,
    /// Further settings, by the names of the API.
    pub options: BTreeMap<String, String>,
}

impl Object for VpcAttachment {
    fn id(&self) -> &str {
        &self.attachment.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.attachment.transit_router_id == id
    }

    fn as_attachment(&self) -> Option<&dyn Attached> {
        Some(self)
    }

    fn tags(&self) -> Option<&Tags> {
        Some(&self.attachment.tags)
    }

    fn tags_mut(&mut self) -> Option<&mut Tags> {
        Some(&mut self.attachment.tags)
    }
}

impl Kind for VpcAttachment {
    const TABLE: &'static str = "vpc-attachments";
    const NAME: &'static str = "attachment";
    const TAG_TYPE: Option<TagType> = Some(TagType {
        product: Product::Cbn,
        name: "TransitRouterVpcAttachment",
        regional: true,
    });

    fn not_found(id: &str) -> ApiError {
        attachment::not_found(id)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        let attachment = &mut self.attachment;
        state.has::<TransitRouter>(&attachment.transit_router_id) && attachment.life.settle(now)
    }
}

impl Changeable for VpcAttachment {
    type Change = AttachmentChange;

    fn change(&mut self, mut change: AttachmentChange, _now: Moment) {
        admin::set(&mut self.zones, change.zones.take());
        admin::set(&mut self.options, change.options.take());
        change.apply(&mut self.attachment);
    }
}

impl Attached for VpcAttachment {
    fn attachment(&self) -> &Attachment {
        &self.attachment
    }

    fn attachment_mut(&mut self) -> &mut Attachment {
        &mut self.attachment
    }

    fn resource(&self, _: &str) -> (ResourceType, &str) {
        (ResourceType::Vpc, &self.vpc_id)
    }

    fn fields(&self, state: &State) -> Value {
        let mut routers = state.all::<TransitRouter>().iter();
        let router = routers.find(|router| router.id == self.attachment.transit_router_id);
        let zones = self.zones.iter().map(|mapping| {
            json!({
                "ZoneId": mapping.zone,
                "VSwitchId": mapping.vswitch,
                "NetworkInterfaceId": mapping.vswitch.replacen("vsw-", "eni-", 1),
            })
        });
        json!({
            "VpcId": self.vpc_id,
            "VpcOwnerId": self.owner,
            "VpcRegionId": router.map_or("", |router| &router.region),
            "ChargeType": "POSTPAY",
            "ZoneMappings": zones.collect::<Vec<Value>>(),
            "TransitRouterVPCAttachmentOptions": self.options,
        })
    }
}

/// Attaches a VPC to the transit router of its region.
fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let vpc = request.mandatory("VpcId")?;
    ids::check("VpcId", "vpc-", vpc)?;
    if request.text("ChargeType").is_some_and(|it| it != "POSTPAY") {
        return Err(ApiError::invalid("ChargeType", "it must be POSTPAY"));
    }
    let options = options(request)?.unwrap_or_default();
    let router = attachment::router(context.state, request)?;
    let owner = request.text("VpcOwnerId");
    let owner = network_owner::read(context, vpc, &router.cen_id, owner)?;
    let zones = zone_mapping::read(request, "ZoneMappings", &router.region)?;
    let zones = zone_mapping::change(&[], zones, &[])?;
    is_free(context.state, vpc)?;
    let router = router.id.clone();
    if request.boolean("AutoPublishRouteEnabled")?.unwrap_or(false) {
        may_synchronize(context, &router)?;
    }
    // With seconds, unlike all other lists (API page ListTransitRouterVpcAttachments).
    let now = context.now.to_seconds();
    let attachment = Attachment::create(context, request, router, now)?;
    let attached = VpcAttachment {
        attachment,
        vpc_id: vpc.to_owned(),
        owner,
        zones,
        options,
    };
    Ok(attachment::add(context, attached))
}

/// A VPC is attached once, be it to a transit router or to an instance without one.
fn is_free(state: &State, vpc: &str) -> Result<(), ApiError> {
    let mut attachments = state.all::<VpcAttachment>().iter();
    if attachments.any(|other| other.vpc_id == vpc) || state.has::<Child>(vpc) {
        return Err(attached_already("VPC", vpc));
    }
    Ok(())
}

/// So many VPCs of a transit router may take over its routes by themselves.
fn may_synchronize(context: &Context<'_>, router: &str) -> Result<(), ApiError> {
    let vpcs = context.state.all::<VpcAttachment>().iter();
    let synchronizing = vpcs.filter(|one| one.is_at(router) && one.attachment.auto_publish_routes);
    let most = context.policy.quotas.synchronizing_vpcs_per_router;
    let what = format!("VPCs of {router} that take over its routes");
    quotas::keep(
        most,
        synchronizing.count(),
        "VpcRouteSynchronization",
        &what,
    )
}

/// One parameter that holds a JSON object of texts.
fn options(request: &Request) -> Result<Option<BTreeMap<String, String>>, ApiError> {
    const NAME: &str = "TransitRouterVPCAttachmentOptions";
    request
        .text(NAME)
        .map(serde_json::from_str)
        .transpose()
        .map_err(|_| ApiError::invalid(NAME, "it must be a JSON object of texts"))
}

fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let wanted = request.text("VpcId");
    attachment::list(context, request, |one: &VpcAttachment| {
        wanted.is_none_or(|vpc| vpc == one.vpc_id)
    })
}

/// Changes texts, publishing of routes and further settings.
fn update(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let options = options(request)?;
    let vpc: &mut VpcAttachment = attachment::find(context, request)?;
    let (router, publishes) = (
        vpc.attachment.transit_router_id.clone(),
        vpc.attachment.auto_publish_routes,
    );
    if request.boolean("AutoPublishRouteEnabled")?.unwrap_or(false) && !publishes {
        may_synchronize(context, &router)?;
    }
    let vpc: &mut VpcAttachment = attachment::find(context, request)?;
    vpc.attachment.update(request, settled)?;
    if let Some(options) = options {
        vpc.options = options;
    }
    Ok(Answer::default())
}

/// Adds zones and takes others away.
fn update_zones(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let vpc: &mut VpcAttachment = attachment::find(context, request)?;
    let router = vpc.attachment.transit_router_id.clone();
    let region = context.state.get::<TransitRouter>(&router)?.region.clone();
    let add = zone_mapping::read(request, "AddZoneMappings", &region)?;
    let remove = zone_mapping::read(request, "RemoveZoneMappings", &region)?;
    let vpc: &mut VpcAttachment = attachment::find(context, request)?;
    vpc.attachment.is_settled()?;
    vpc.zones = zone_mapping::change(&vpc.zones, add, &remove)?;
    vpc.attachment.life.modify(settled);
    Ok(Answer::default())
}
