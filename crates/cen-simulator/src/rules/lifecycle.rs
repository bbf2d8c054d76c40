//! CEN's rules about states: what may happen to a package or an instance now.

use std::time::Duration;

use crate::clock::Moment;
use crate::options::Policy;
use crate::refusal::Refusal;
use crate::state::{BusinessStatus, Instance, InstanceStatus, Package};

use super::{ChargeType, is_cross_border, limits};

/// How far the end of a temporary upgrade lies ahead at least (API page TempUpgradeCenBandwidthPackageSpec).
const SHORTEST_UPGRADE: Duration = Duration::from_secs(3 * 3_600);

/// The refusal of an id that names no package, or one that does not show yet (API guide, common error set).
pub(crate) fn no_package(id: &str) -> Refusal {
    Refusal::new(
        404,
        "ParameterBwpInstanceId",
        format!("There is no bandwidth package {id}."),
    )
}

/// The refusal of an id that names no CEN instance (API guide, common error set).
pub(crate) fn no_instance(id: &str) -> Refusal {
    Refusal::new(
        404,
        "ParameterCenInstanceId",
        format!("There is no CEN instance {id}."),
    )
}

/// A package that is still settling takes no other change (API pages ModifyCenBandwidthPackageAttribute and
/// ModifyCenBandwidthPackageSpec name the first two codes; the third is the product's general one).
pub(crate) fn not_settling(package: &Package, busy: Busy) -> Result<(), Refusal> {
    if !package.is_settling() {
        return Ok(());
    }
    let (status, code) = match busy {
        Busy::Attribute => (400, "InvalidStatus.Resource"),
        Busy::Bandwidth => (400, "OperationFailed.OperationIsProcessing"),
        Busy::Other => (500, "Operation.Blocking"),
    };
    Err(Refusal::new(
        status,
        code,
        format!("Another change of {} is under way.", package.id),
    ))
}

/// Which of the "busy" codes an action answers with.
#[derive(Clone, Copy)]
pub(crate) enum Busy {
    Attribute,
    Bandwidth,
    Other,
}

/// A locked package takes no operation (billing page, "overdue"; API guide, common error set).
pub(crate) fn not_locked(package: &Package, now: Moment) -> Result<(), Refusal> {
    match package.business_status(now) {
        BusinessStatus::Normal => Ok(()),
        status => Err(Refusal::new(
            409,
            "InvalidOperation.BwpBusinessStatus",
            format!("The package {} is {}.", package.id, status.as_str()),
        )),
    }
}

/// Bandwidth goes up at any time, down only inside China or outside it, and never to what it is (API page
/// ModifyCenBandwidthPackageSpec and billing page; the code of a cross-border downgrade is not documented).
///
/// `taken` is what limits take of it.
pub(crate) fn change_bandwidth(
    package: &Package,
    wanted: u32,
    taken: u64,
    now: Moment,
) -> Result<(), Refusal> {
    not_locked(package, now)?;
    not_settling(package, Busy::Bandwidth)?;
    not_upgraded(package)?;
    if wanted == package.bandwidth {
        return Err(Refusal::new(
            400,
            "Operation.Failed",
            format!(
                "The package {} has a bandwidth of {wanted} already.",
                package.id
            ),
        ));
    }
    if wanted < package.bandwidth && is_cross_border(&package.area_a, &package.area_b) {
        return Err(Refusal::invalid(
            "Bandwidth",
            "the bandwidth of a cross-border package cannot be lowered",
        ));
    }
    if u64::from(wanted) < taken {
        return Err(limits::exceeded(package, taken));
    }
    Ok(())
}

/// While a temporary upgrade runs its order is open, and no other order about bandwidth is taken (API page
/// ModifyCenBandwidthPackageSpec names the code; that an upgrade counts as such an order is not documented).
fn not_upgraded(package: &Package) -> Result<(), Refusal> {
    match package.upgrade {
        None => Ok(()),
        Some(upgrade) => Err(Refusal::new(
            400,
            "OperationFailed.OrderIsProcessing",
            format!(
                "A temporary upgrade of {} runs until {}.",
                package.id,
                upgrade.ends_at.to_minutes()
            ),
        )),
    }
}

/// A prepaid package in its term gets more bandwidth for at least three hours (API page
/// TempUpgradeCenBandwidthPackageSpec; that it must be more, and the codes for a package that cannot be upgraded now,
/// are not documented).
pub(crate) fn upgrade(
    package: &Package,
    wanted: u32,
    until: Moment,
    now: Moment,
) -> Result<(), Refusal> {
    if package.charge_type != ChargeType::Prepay {
        return Err(Refusal::invalid(
            "CenBandwidthPackageId",
            "only a subscription package can be upgraded for a while",
        ));
    }
    if until < now.plus(SHORTEST_UPGRADE) {
        return Err(Refusal::invalid(
            "EndTime",
            "it must be at least three hours ahead",
        ));
    }
    not_locked(package, now)?;
    not_settling(package, Busy::Bandwidth)?;
    not_upgraded(package)?;
    if wanted <= package.bandwidth {
        return Err(Refusal::invalid(
            "Bandwidth",
            "it must be more than the package has",
        ));
    }
    Ok(())
}

/// Only an idle package is deleted, and a prepaid one only after its term (API page DeleteCenBandwidthPackage).
pub(crate) fn delete(package: &Package, now: Moment) -> Result<(), Refusal> {
    not_settling(package, Busy::Other)?;
    if package.instance.is_some() {
        return Err(Refusal::new(
            403,
            "InvalidOperation.BwpInstanceStatus",
            format!(
                "The package {} is in use; unassociate it first.",
                package.id
            ),
        ));
    }
    if package.charge_type == ChargeType::Prepay && !package.has_expired(now) {
        return Err(Refusal::new(
            403,
            "Forbidden.Release",
            format!(
                "The package {} is a subscription that runs until {}; it cannot be released before.",
                package.id,
                package.expired_time()
            ),
        ));
    }
    Ok(())
}

/// An idle, unlocked package joins an active instance that has none for the same areas (API page
/// AssociateCenBandwidthPackage).
pub(crate) fn associate<'a>(
    package: &Package,
    instance: &Instance,
    mut others: impl Iterator<Item = &'a Package>,
    now: Moment,
) -> Result<(), Refusal> {
    not_locked(package, now)?;
    not_settling(package, Busy::Other)?;
    if package.instance.is_some() {
        return Err(wrong_status(package, "is in use already"));
    }
    active(instance)?;
    let taken = others.any(|other| {
        other.bound_or_binding_to(&instance.id) && other.span_id() == package.span_id()
    });
    if taken {
        return Err(Refusal::new(
            409,
            "InvalidOperation.BwpForGeoSpanAlreadyAssociated",
            format!(
                "The instance {} has a package for {} already.",
                instance.id,
                package.span_id()
            ),
        ));
    }
    Ok(())
}

/// A package leaves the instance it is bound to (API page UnassociateCenBandwidthPackage).
pub(crate) fn unassociate(
    package: &Package,
    instance: &Instance,
    now: Moment,
) -> Result<(), Refusal> {
    not_locked(package, now)?;
    not_settling(package, Busy::Other)?;
    if package.instance.as_deref() != Some(instance.id.as_str()) {
        return Err(wrong_status(package, "is not bound to that instance"));
    }
    active(instance)
}

/// An instance that is being made, changed or deleted takes no operation (API guide, common error set).
pub(crate) fn active(instance: &Instance) -> Result<(), Refusal> {
    match instance.status() {
        InstanceStatus::Active => Ok(()),
        status => Err(Refusal::new(
            409,
            "InvalidOperation.CenInstanceStatus",
            format!("The instance {} is {}.", instance.id, status.as_str()),
        )),
    }
}

/// An instance goes only when no package is bound to it (API page DeleteCen; the code for that is not documented).
pub(crate) fn delete_instance<'a>(
    instance: &Instance,
    mut packages: impl Iterator<Item = &'a Package>,
) -> Result<(), Refusal> {
    active(instance)?;
    match packages.find(|package| package.bound_or_binding_to(&instance.id)) {
        None => Ok(()),
        Some(package) => Err(Refusal::new(
            409,
            "InvalidOperation.CenInstanceStatus",
            format!(
                "The bandwidth package {} is bound to {}; unassociate it first.",
                package.id, instance.id
            ),
        )),
    }
}

/// Five instances an account unless more were granted (quota page; the HTTP status is not documented).
pub(crate) fn instance_quota(policy: &Policy, existing: usize) -> Result<(), Refusal> {
    if existing >= policy.instance_quota {
        return Err(Refusal::new(
            400,
            "QuotaExceeded.CenCountExceeded",
            format!(
                "This account may have {} CEN instances.",
                policy.instance_quota
            ),
        ));
    }
    Ok(())
}

/// Whether an expired package's time is over: it is locked first and released after the grace period (billing page).
pub(crate) fn is_released(package: &Package, now: Moment, grace: Duration) -> bool {
    package.expires_at.is_some_and(|end| now >= end.plus(grace))
}

fn wrong_status(package: &Package, what: &str) -> Refusal {
    // 403 on the page of Delete, 409 like the rest of the family elsewhere.
    Refusal::new(
        409,
        "InvalidOperation.BwpInstanceStatus",
        format!("The package {} {what}.", package.id),
    )
}
