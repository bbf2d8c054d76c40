//! VPCs attached to transit routers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::{attachments, children};
use crate::state::{Phase, VpcAttachment};

use super::super::{Answer, Context};
use super::{DryRun, attachment, once};

/// Attaches a VPC to the transit router of its region.
pub(super) fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "CreateTransitRouterVpcAttachment",
        DryRun::Refused,
        |context| {
            let vpc = request.mandatory("VpcId")?;
            attachments::id("VpcId", "vpc-", vpc)?;
            if request.text("ChargeType").is_some_and(|it| it != "POSTPAY") {
                return Err(Refusal::invalid("ChargeType", "it must be POSTPAY"));
            }
            let owner = children::owner(context.policy, vpc, request.text("VpcOwnerId"))?;
            let options = options(request)?.unwrap_or_default();
            let router = attachment::router(context.state, request)?;
            let zones = attachments::zones(
                "ZoneMappings",
                &request.objects("ZoneMappings"),
                &router.region,
            )?;
            let zones = attachments::change_zones(&[], zones, &[])?;
            attachments::vpc_is_free(context.state, vpc)?;
            let router = router.id.clone();
            let attachment = attachment::new(context, request, router)?;
            let id = attachment.id.clone();
            context.state.vpc_attachments.push(VpcAttachment {
                attachment,
                vpc: vpc.to_owned(),
                owner,
                zones,
                options,
            });
            Ok(attachment::made(id))
        },
    )
}

/// One parameter that holds a JSON object of texts.
fn options(request: &Request) -> Result<Option<BTreeMap<String, String>>, Refusal> {
    const NAME: &str = "TransitRouterVPCAttachmentOptions";
    request
        .text(NAME)
        .map(serde_json::from_str)
        .transpose()
        .map_err(|_| Refusal::invalid(NAME, "it must be a JSON object of texts"))
}

/// Lists attached VPCs.
pub(super) fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let state = &*context.state;
    let wanted = request.text("VpcId");
    let is_at = |one: &VpcAttachment, router: &str| {
        one.attachment.router.eq_ignore_ascii_case(router)
            && wanted.is_none_or(|vpc| vpc == one.vpc)
    };
    attachment::list(
        context,
        request,
        &state.vpc_attachments,
        |one| &one.attachment,
        is_at,
        |one| {
            let router = state.router(&one.attachment.router);
            let zones = one.zones.iter().map(|mapping| {
                json!({
                    "ZoneId": mapping.zone,
                    "VSwitchId": mapping.vswitch,
                    "NetworkInterfaceId": mapping.vswitch.replacen("vsw-", "eni-", 1),
                })
            });
            json!({
                "VpcId": one.vpc,
                "VpcOwnerId": one.owner,
                "VpcRegionId": router.map_or("", |router| &router.region),
                "ResourceType": "VPC",
                "ChargeType": "POSTPAY",
                "OrderType": "PayByCenOwner",
                // With seconds, unlike all other lists (API page ListTransitRouterVpcAttachments).
                "CreationTime": one.attachment.created_at.to_seconds(),
                "ZoneMappings": zones.collect::<Vec<Value>>(),
                "TransitRouterVPCAttachmentOptions": one.options,
            })
        },
    )
}

fn find<'c>(
    context: &'c mut Context<'_>,
    request: &Request,
) -> Result<&'c mut VpcAttachment, Refusal> {
    let id = request.mandatory("TransitRouterAttachmentId")?;
    let found = context.state.vpc_attachment_mut(id);
    found.ok_or_else(|| attachments::no_attachment(id))
}

/// Changes texts, publishing of routes and further settings.
pub(super) fn update(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "UpdateTransitRouterVpcAttachmentAttribute",
        DryRun::Answered,
        |context| {
            let settled = context.settled_at();
            let options = options(request)?;
            let vpc = find(context, request)?;
            attachment::update(request, &mut vpc.attachment, settled)?;
            if let Some(options) = options {
                vpc.options = options;
            }
            Ok(Answer::default())
        },
    )
}

/// Adds zones and takes others away.
pub(super) fn update_zones(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "UpdateTransitRouterVpcAttachmentZones",
        DryRun::Refused,
        |context| {
            let settled = context.settled_at();
            let router = find(context, request)?.attachment.router.clone();
            let region = context.state.router(&router).map(|it| it.region.clone());
            let region = region.unwrap_or_default();
            let zones = |name| attachments::zones(name, &request.objects(name), &region);
            let (add, remove) = (zones("AddZoneMappings")?, zones("RemoveZoneMappings")?);
            let vpc = find(context, request)?;
            attachments::settled(&vpc.attachment)?;
            vpc.zones = attachments::change_zones(&vpc.zones, add, &remove)?;
            vpc.attachment.life.enter(Phase::Changing, settled);
            Ok(Answer::default())
        },
    )
}

/// Detaches a VPC.
pub(super) fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "DeleteTransitRouterVpcAttachment",
        DryRun::Answered,
        |context| {
            request.boolean("Force")?;
            let settled = context.settled_at();
            attachment::detach(&mut find(context, request)?.attachment, settled)
        },
    )
}
