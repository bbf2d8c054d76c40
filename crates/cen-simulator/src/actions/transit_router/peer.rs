//! Connections of transit routers.

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::{attachments, routers};
use crate::state::{PeerAttachment, PeerBandwidth, Phase, Router, State};

use super::super::{Answer, Context};
use super::{DryRun, attachment, once};

/// Connects two transit routers.
pub(super) fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "CreateTransitRouterPeerAttachment",
        DryRun::Answered,
        |context| {
            let wanted = wanted(request, None)?;
            let link_type = attachments::link_type(request.text("DefaultLinkType"), &wanted)?;
            let state = &*context.state;
            let router = attachment::router(state, request)?;
            let id = request.mandatory("PeerTransitRouterId")?;
            let peer = state.router(id).ok_or_else(|| routers::no_router(id))?;
            if let Some(region) = request.text("PeerTransitRouterRegionId")
                && routers::router_region(region)? != peer.region
            {
                return Err(routers::no_region(region));
            }
            routers::active(peer)?;
            attachments::joins(state, router, peer)?;
            let bandwidth =
                attachments::bandwidth(state, (router, peer), None, wanted, context.now)?;
            let (router, peer) = (router.id.clone(), peer.id.clone());
            let attachment = attachment::new(context, request, router)?;
            let id = attachment.id.clone();
            context.state.peer_attachments.push(PeerAttachment {
                attachment,
                peer,
                bandwidth,
                link_type,
            });
            Ok(attachment::made(id))
        },
    )
}

/// The bandwidth that a request asks for, beginning with what there is. Without a type it comes from a package (the
/// default is not documented).
fn wanted(request: &Request, before: Option<&PeerBandwidth>) -> Result<PeerBandwidth, Refusal> {
    let mbps = request.integer("Bandwidth")?;
    let mbps = mbps.or(before.map(PeerBandwidth::mbps)).unwrap_or(0);
    let kind = request
        .text("BandwidthType")
        .or(before.map(PeerBandwidth::kind));
    match kind.unwrap_or("BandwidthPackage") {
        "BandwidthPackage" => {
            let package = request.text("CenBandwidthPackageId");
            let package = package.or(before.and_then(PeerBandwidth::package));
            let package = package.map(str::to_ascii_lowercase);
            Ok(PeerBandwidth::Package(package, mbps))
        }
        "DataTransfer" => Ok(PeerBandwidth::Traffic(mbps)),
        _ => Err(Refusal::invalid(
            "BandwidthType",
            "it must be BandwidthPackage or DataTransfer",
        )),
    }
}

/// Lists connections, from whichever end.
pub(super) fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let state = &*context.state;
    let is_at = |one: &PeerAttachment, router: &str| {
        one.attachment.router.eq_ignore_ascii_case(router) || one.peer.eq_ignore_ascii_case(router)
    };
    let region = |id: &str| state.router(id).map_or("", |router| &router.region);
    attachment::list(
        context,
        request,
        &state.peer_attachments,
        |one| &one.attachment,
        is_at,
        |one| {
            let package = one.bandwidth.package().unwrap_or("");
            json!({
                "RegionId": region(&one.attachment.router),
                "PeerTransitRouterId": one.peer,
                "PeerTransitRouterRegionId": region(&one.peer),
                "PeerTransitRouterOwnerId": crate::rules::children::ACCOUNT_ID,
                "Bandwidth": one.bandwidth.mbps(),
                "BandwidthType": one.bandwidth.kind(),
                "CenBandwidthPackageId": package,
                "GeographicSpanId": state.span_of(package),
                "DefaultLinkType": one.link_type,
                "ResourceType": "TR",
            })
        },
    )
}

/// The connections as the list of bandwidth limits shows them, the newest first (API page
/// DescribeCenInterRegionBandwidthLimits; that they are there is not documented, their field for an attachment is).
pub(in crate::actions) fn connections(state: &State) -> impl Iterator<Item = Value> {
    state.peer_attachments.iter().rev().filter_map(|peer| {
        let (router, other) = ends(state, peer).ok()?;
        let package = peer.bandwidth.package().unwrap_or("");
        let status = match peer.attachment.life.phase() {
            Phase::Settled => "Active",
            _ => "Modifying",
        };
        Some(json!({
            "CenId": router.instance,
            "LocalRegionId": router.region,
            "OppositeRegionId": other.region,
            "GeographicSpanId": state.span_of(package),
            "BandwidthLimit": peer.bandwidth.mbps(),
            "BandwidthPackageId": package,
            "BandwidthType": peer.bandwidth.kind(),
            "TransitRouterAttachmentId": peer.attachment.id,
            "Status": status,
        }))
    })
}

/// The two transit routers of a connection.
fn ends<'s>(state: &'s State, peer: &PeerAttachment) -> Result<(&'s Router, &'s Router), Refusal> {
    let end = |id: &str| state.router(id).ok_or_else(|| routers::no_router(id));
    Ok((end(&peer.attachment.router)?, end(&peer.peer)?))
}

/// Changes texts, publishing of routes, bandwidth and link.
pub(super) fn update(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "UpdateTransitRouterPeerAttachmentAttribute",
        DryRun::Answered,
        |context| {
            let settled = context.settled_at();
            let id = request.mandatory("TransitRouterAttachmentId")?;
            let found = context.state.peer_attachment_mut(id);
            let before = found.ok_or_else(|| attachments::no_attachment(id))?.clone();
            let wanted = wanted(request, Some(&before.bandwidth))?;
            let state = &*context.state;
            let (own, ends) = (Some(&before), ends(state, &before)?);
            let bandwidth = attachments::bandwidth(state, ends, own, wanted, context.now)?;
            let link = request.text("DefaultLinkType").unwrap_or(&before.link_type);
            let link_type = attachments::link_type(Some(link), &bandwidth)?;
            if let Some(peer) = context.state.peer_attachment_mut(id) {
                attachment::update(request, &mut peer.attachment, settled)?;
                peer.bandwidth = bandwidth;
                peer.link_type = link_type;
            }
            Ok(Answer::default())
        },
    )
}

/// Ends a connection.
pub(super) fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "DeleteTransitRouterPeerAttachment",
        DryRun::Answered,
        |context| {
            request.boolean("Force")?;
            let settled = context.settled_at();
            let id = request.mandatory("TransitRouterAttachmentId")?;
            let peer = context.state.peer_attachment_mut(id);
            let peer = peer.ok_or_else(|| attachments::no_attachment(id))?;
            attachment::detach(&mut peer.attachment, settled)
        },
    )
}
