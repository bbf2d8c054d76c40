//! CEN's rules about what is attached to transit routers (API pages CreateTransitRouterVpcAttachment,
//! UpdateTransitRouterVpcAttachmentZones and CreateTransitRouterPeerAttachment).
//!
//! VPCs and vSwitches belong to another product, so every id of the right form is taken for one that exists.

use std::collections::BTreeMap;

use crate::clock::Moment;
use crate::refusal::Refusal;
use crate::state::{Attachment, PeerAttachment, PeerBandwidth, Phase, Router, State, ZoneMapping};

use super::limits;
use super::regions::region;
use super::span_id;

/// Zones of one VPC, and zones in one request.
const MOST_ZONES: usize = 10;

/// The refusal of an id that names no attachment.
pub(crate) fn no_attachment(id: &str) -> Refusal {
    Refusal::new(
        404,
        "ResourceNotFound.TransitRouterAttachment",
        format!("There is no attachment {id}."),
    )
}

/// What is being attached, changed or detached takes no operation.
pub(crate) fn settled(attachment: &Attachment) -> Result<(), Refusal> {
    match attachment.life.phase() {
        Phase::Settled => Ok(()),
        _ => Err(Refusal::new(
            400,
            "IncorrectStatus.Status",
            format!(
                "The attachment {} is {}.",
                attachment.id,
                attachment.status()
            ),
        )),
    }
}

/// Ids begin with what they name.
pub(crate) fn id(parameter: &str, prefix: &str, text: &str) -> Result<(), Refusal> {
    let tail = text.strip_prefix(prefix).unwrap_or_default();
    if tail.is_empty() || !tail.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let rule = format!("it must be an id that begins with {prefix}");
        return Err(Refusal::invalid(parameter, &rule));
    }
    Ok(())
}

/// A VPC is attached once, be it to a transit router or to an instance without one.
pub(crate) fn vpc_is_free(state: &State, vpc: &str) -> Result<(), Refusal> {
    let attached = state.vpc_attachments.iter().any(|other| other.vpc == vpc);
    if attached || state.children.iter().any(|child| child.id == vpc) {
        return Err(Refusal::new(
            409,
            "InvalidOperation.ChildInstanceAlreadyAttached",
            format!("The VPC {vpc} is attached already."),
        ));
    }
    Ok(())
}

/// The pairs of `ZoneId` and `VSwitchId`; zones lie in the region of the transit router.
pub(crate) fn zones(
    parameter: &str,
    given: &[BTreeMap<&str, &str>],
    region: &str,
) -> Result<Vec<ZoneMapping>, Refusal> {
    if given.len() > MOST_ZONES {
        return Err(Refusal::invalid(parameter, "at most 10 zones are taken"));
    }
    let mapping = |pair: &BTreeMap<&str, &str>| {
        let member = |name| {
            let rule = format!("every pair needs a {name}");
            let text = pair.get(name).copied();
            text.ok_or_else(|| Refusal::invalid(parameter, &rule))
        };
        let (zone, vswitch) = (member("ZoneId")?, member("VSwitchId")?);
        id(parameter, "vsw-", vswitch)?;
        if zone.len() <= region.len() || !zone.starts_with(region) {
            let rule = format!("{zone} is not a zone of {region}");
            return Err(Refusal::invalid(parameter, &rule));
        }
        Ok(ZoneMapping {
            zone: zone.to_owned(),
            vswitch: vswitch.to_owned(),
        })
    };
    given.iter().map(mapping).collect()
}

/// Takes `remove` out of `zones` and puts `add` in. None is added twice, only what is there is taken away, and 1 to 10
/// are left.
pub(crate) fn change_zones(
    zones: &[ZoneMapping],
    add: Vec<ZoneMapping>,
    remove: &[ZoneMapping],
) -> Result<Vec<ZoneMapping>, Refusal> {
    let absent = remove.iter().find(|one| !zones.contains(one));
    if let Some(absent) = absent {
        let rule = format!("{} is not attached", absent.vswitch);
        return Err(Refusal::invalid("RemoveZoneMappings", &rule));
    }
    let mut left: Vec<ZoneMapping> = zones.to_vec();
    left.retain(|one| !remove.contains(one));
    for one in add {
        if left.contains(&one) {
            let rule = format!("{} is attached already", one.vswitch);
            return Err(Refusal::invalid("AddZoneMappings", &rule));
        }
        left.push(one);
    }
    if left.is_empty() || left.len() > MOST_ZONES {
        return Err(Refusal::invalid("ZoneMappings", "1 to 10 must be left"));
    }
    Ok(left)
}

/// A connection joins two transit routers of one instance, which are in different regions, and the two are connected
/// once (the codes are not documented).
pub(crate) fn joins(state: &State, router: &Router, peer: &Router) -> Result<(), Refusal> {
    let refuse = |rule: &str| Err(Refusal::invalid("PeerTransitRouterId", rule));
    if router.instance != peer.instance {
        return refuse("it is a transit router of another CEN instance");
    }
    if router.region == peer.region {
        return refuse("it is in the same region");
    }
    let ends = |one: &PeerAttachment| [one.attachment.router.clone(), one.peer.clone()];
    let taken = state.peer_attachments.iter().any(|one| {
        let ends = ends(one);
        ends.contains(&router.id) && ends.contains(&peer.id)
    });
    if taken {
        return refuse("the two are connected already");
    }
    Ok(())
}

/// `Gold`, or `Platinum` for connections that are billed by traffic.
pub(crate) fn link_type(text: Option<&str>, bandwidth: &PeerBandwidth) -> Result<String, Refusal> {
    match (text.unwrap_or("Gold"), bandwidth) {
        (text @ "Gold", _) | (text @ "Platinum", PeerBandwidth::Traffic(_)) => Ok(text.to_owned()),
        _ => Err(Refusal::invalid(
            "DefaultLinkType",
            "it must be Gold, or Platinum with DataTransfer",
        )),
    }
}

/// Where a connection takes its bandwidth from: all connections and limits of a package together take no more than it
/// has. `own` is the connection itself, should it be there already.
pub(crate) fn bandwidth(
    state: &State,
    (router, peer): (&Router, &Router),
    own: Option<&PeerAttachment>,
    wanted: PeerBandwidth,
    now: Moment,
) -> Result<PeerBandwidth, Refusal> {
    let PeerBandwidth::Package(Some(id), mbps) = &wanted else {
        return Ok(wanted);
    };
    let ((_, area), (_, peer_area)) = (region(&router.region)?, region(&peer.region)?);
    let span = span_id(area, peer_area);
    let package = limits::package(state, &router.instance, &span, now)?;
    if package.id != *id {
        return Err(Refusal::new(
            409,
            "InvalidOperation.BwpForGeoSpanNotAssociated",
            format!(
                "The package {id} does not serve {span} on {}.",
                router.instance
            ),
        ));
    }
    let before = own.filter(|own| own.bandwidth.package() == Some(id));
    let others = state.taken_of(id) - before.map_or(0, |own| u64::from(own.bandwidth.mbps()));
    if others + u64::from(*mbps) > u64::from(package.bandwidth) {
        return Err(limits::exceeded(package, others));
    }
    Ok(wanted)
}
