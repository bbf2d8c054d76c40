//! Binding packages to CEN instances.

use crate::action::{Action, Answer, Context};
use crate::api::instance::Instance;
use crate::error::ApiError;
use crate::family::Family;
use crate::request::Request;

use super::{BUSY, Package, Pending};

pub(crate) const FAMILY: Family = Family::of_actions(&[
    Action::changing(
        "AssociateCenBandwidthPackage",
        &["CenId", "CenBandwidthPackageId"],
        associate,
    ),
    Action::changing(
        "UnassociateCenBandwidthPackage",
        &["CenId", "CenBandwidthPackageId"],
        unassociate,
    ),
]);

/// Binds an idle, unlocked package to an active instance that has none for the same areas (API page
/// AssociateCenBandwidthPackage).
fn associate(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let package: &Package = state.get(request.mandatory("CenBandwidthPackageId")?)?;
    let instance: &Instance = state.get(request.mandatory("CenId")?)?;
    package.is_not_locked()?;
    package.is_settled(BUSY)?;
    if package.cen_id.is_some() {
        return Err(wrong_status(package, "is in use already"));
    }
    instance.is_active()?;
    let span = &package.geographic_span_id;
    let mut others = state.all::<Package>().iter();
    if others.any(|other| {
        other.is_bound_or_binding_to(&instance.id) && other.geographic_span_id == *span
    }) {
        return Err(ApiError::new(
            409,
            "InvalidOperation.BwpForGeoSpanAlreadyAssociated",
            format!(
                "The instance {} has a package for {span} already.",
                instance.id
            ),
        ));
    }
    let target = Some(instance.id.clone());
    bind(context, request, target)
}

/// Takes a package off the instance it is bound to (API page UnassociateCenBandwidthPackage).
fn unassociate(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let package: &Package = state.get(request.mandatory("CenBandwidthPackageId")?)?;
    let instance: &Instance = state.get(request.mandatory("CenId")?)?;
    package.is_not_locked()?;
    package.is_settled(BUSY)?;
    if !package.serves(&instance.id) {
        return Err(wrong_status(package, "is not bound to that instance"));
    }
    instance.is_active()?;
    if state.taken_of(&package.id) > 0 {
        // API page UnassociateCenBandwidthPackage; the HTTP status is not documented.
        return Err(ApiError::new(
            409,
            "InvalidOperation.CenBandwidthLimitsNotZero",
            format!(
                "Bandwidth of the package {} is allotted to connections between regions.",
                package.id
            ),
        ));
    }
    bind(context, request, None)
}

fn bind(
    context: &mut Context<'_>,
    request: &Request,
    target: Option<String>,
) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let id = request.mandatory("CenBandwidthPackageId")?;
    let package: &mut Package = context.state.get_mut(id)?;
    package.pending = Some((Pending::Binding(target), settled));
    Ok(Answer::default())
}

fn wrong_status(package: &Package, what: &str) -> ApiError {
    // 403 on the page of Delete, 409 like the rest of the family elsewhere.
    ApiError::new(
        409,
        "InvalidOperation.BwpInstanceStatus",
        format!("The package {} {what}.", package.id),
    )
}
