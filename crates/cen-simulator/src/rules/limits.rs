//! CEN's rules about bandwidth limits between regions (API page SetCenInterRegionBandwidthLimit).

use crate::clock::Moment;
use crate::options::Policy;
use crate::refusal::Refusal;
use crate::state::{ChildStatus, Limit, Package, RegionPair, State};

use super::lifecycle::not_locked;
use super::regions::{illegal_region, region};
use super::span_id;

/// The two regions of a limit, which must be different ones, and the span of their areas.
pub(crate) fn connection(a: &str, b: &str) -> Result<(RegionPair, String), Refusal> {
    let ((a, area_a), (b, area_b)) = (region(a)?, region(b)?);
    if a == b {
        return Err(illegal_region(&format!(
            "A limit connects two regions; {a} was given twice."
        )));
    }
    Ok((RegionPair::new(a, b), span_id(area_a, area_b)))
}

/// A whole number of Mbit/s; 0 removes the limit.
pub(crate) fn mbps(text: &str) -> Result<u32, Refusal> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(mbps) if digits => Ok(mbps),
        _ => Err(Refusal::new(
            400,
            "ParameterIllegal.BandwidthLimit",
            format!("The bandwidth limit {text} is not a whole number."),
        )),
    }
}

/// Both regions must have a network instance on the CEN instance. Whether one may leave before its limit does is not
/// documented; it may, so removing a limit asks for none.
pub(crate) fn served(
    state: &State,
    policy: &Policy,
    instance: &str,
    regions: &RegionPair,
) -> Result<(), Refusal> {
    let attached = |region: &str| {
        let mut children = state.attached_to(instance);
        children.any(|child| child.region == region && child.status == ChildStatus::Attached)
    };
    let mut regions = [regions.first(), regions.second()].into_iter();
    match regions.find(|region| !attached(region)) {
        Some(region) if policy.limits_need_children => Err(illegal_region(&format!(
            "No network instance of the region {region} is attached to {instance}."
        ))),
        _ => Ok(()),
    }
}

/// The package that serves a span on an instance.
pub(crate) fn package<'a>(
    state: &'a State,
    instance: &str,
    span: &str,
    now: Moment,
) -> Result<&'a Package, Refusal> {
    let bound = state.package_for(instance, span);
    let package = bound.ok_or_else(|| {
        Refusal::new(
            409,
            "InvalidOperation.BwpForGeoSpanNotAssociated",
            format!("No bandwidth package for {span} is associated with {instance}."),
        )
    })?;
    not_locked(package, now)?;
    Ok(package)
}

/// All limits of a package together take no more than it has; one that is still changing is not changed again.
pub(crate) fn fits(
    package: &Package,
    others_take: u64,
    before: Option<&Limit>,
    mbps: u32,
) -> Result<(), Refusal> {
    if let Some(limit) = before
        && limit.pending.is_some()
    {
        return Err(Refusal::new(
            500,
            "Operation.Blocking",
            format!(
                "Another change of the limit between {} and {} is under way.",
                limit.regions.first(),
                limit.regions.second()
            ),
        ));
    }
    if others_take + u64::from(mbps) > u64::from(package.bandwidth) && mbps > 0 {
        return Err(exceeded(package, others_take));
    }
    Ok(())
}

/// The refusal of more bandwidth than a package has, or of a package with less than is allotted (API guide, common
/// error set; the use for a package that becomes smaller is not documented).
pub(crate) fn exceeded(package: &Package, taken: u64) -> Refusal {
    Refusal::new(
        409,
        "InvalidOperation.BwpBandwidthExceeded",
        format!(
            "The package {} has {} Mbit/s, of which {taken} are taken.",
            package.id, package.bandwidth
        ),
    )
}

/// A package leaves its instance only when nothing draws on it (API page UnassociateCenBandwidthPackage; the HTTP
/// status is not documented).
pub(crate) fn draws_nothing(state: &State, package: &Package) -> Result<(), Refusal> {
    match state.taken_of(&package.id) {
        0 => Ok(()),
        _ => Err(Refusal::new(
            409,
            "InvalidOperation.CenBandwidthLimitsNotZero",
            format!(
                "Bandwidth of the package {} is allotted to connections between regions.",
                package.id
            ),
        )),
    }
}
