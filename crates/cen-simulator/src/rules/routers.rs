//! CEN's rules about transit routers (API pages CreateTransitRouter, UpdateTransitRouter and DeleteTransitRouter).

use crate::refusal::Refusal;
use crate::state::{Instance, Phase, Router, State};

use super::children::attached;
use super::regions::region;

/// The refusal of an id that names no transit router.
pub(crate) fn no_router(id: &str) -> Refusal {
    Refusal::new(
        404,
        "InvalidTransitRouterId.NotFound",
        format!("There is no transit router {id}."),
    )
}

/// A region that has transit routers: one of a cloud connect network has none.
pub(crate) fn router_region(text: &str) -> Result<String, Refusal> {
    match region(text) {
        Ok((region, _)) if !region.starts_with("ccn-") => Ok(region),
        _ => Err(no_region(text)),
    }
}

/// The refusal of a region that is not known, or is not that of the object.
pub(crate) fn no_region(text: &str) -> Refusal {
    Refusal::new(
        400,
        "IllegalParam.Region",
        format!("The region {text} is not known or has no such object."),
    )
}

/// An instance has one transit router in a region (the code is not documented).
pub(crate) fn only_one(state: &State, instance: &str, region: &str) -> Result<(), Refusal> {
    let mut routers = state.routers.iter();
    match routers.find(|router| router.instance == instance && router.region == region) {
        None => Ok(()),
        Some(router) => Err(Refusal::invalid(
            "RegionId",
            &format!("{instance} has the transit router {} there", router.id),
        )),
    }
}

/// An instance goes only when it has no transit router (API page DeleteCen; the code for that is not documented).
pub(crate) fn none_on(state: &State, instance: &Instance) -> Result<(), Refusal> {
    let mut routers = state.routers.iter();
    match routers.find(|router| router.instance == instance.id) {
        None => Ok(()),
        Some(router) => Err(attached(&router.id, &instance.id)),
    }
}

/// A transit router that is being made, changed or deleted takes no operation (API page AssociateCenBandwidthPackage
/// names the code).
pub(crate) fn active(router: &Router) -> Result<(), Refusal> {
    match router.life.phase() {
        Phase::Settled => Ok(()),
        _ => Err(Refusal::new(
            400,
            "IncorrectStatus.TransitRouter",
            format!("The transit router {} is {}.", router.id, router.status()),
        )),
    }
}

/// A transit router goes only when nothing is attached to it.
pub(crate) fn nothing_attached(state: &State, router: &Router) -> Result<(), Refusal> {
    match state.attached_to_router(&router.id).next() {
        None => Ok(()),
        Some(attachment) => Err(attached(attachment, &router.id)),
    }
}
