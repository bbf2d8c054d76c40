//! Whose a network is that is to be attached.

use crate::action::Context;
use crate::error::ApiError;

use super::grant;
use super::vpc::vpcs;

/// The account that a network instance belongs to: the caller's own when not given, and another one only where that one
/// has granted it to the CEN instance `cen_id` (API page GrantInstanceToCen of the VPC product).
pub(super) fn read(
    context: &Context<'_>,
    child: &str,
    cen_id: &str,
    given: Option<&str>,
) -> Result<u64, ApiError> {
    let own = context.state.account();
    let owner = match given {
        None => own,
        Some(text) => text.parse().map_err(|_| {
            let message = format!("{text:?} is not the id of an account.");
            ApiError::new(400, "ParameterIllegal.ChildInstanceUid", message)
        })?,
    };
    if owner == own {
        return match vpcs::is_of_another(context, child) {
            true => Err(not_found(child)),
            false => Ok(owner),
        };
    }
    let mut by_policy = context.policy.granted_children.iter();
    let mut by_others = grant::of_others(context, cen_id);
    if by_policy.any(|(id, account)| id == child && *account == owner)
        || by_others.any(|(account, grant)| account == owner && grant.instance_id == child)
    {
        return Ok(owner);
    }
    Err(ApiError::new(
        409,
        // The product spells it so.
        "Forbbiden.AttachChildInstanceAcrossUid",
        format!("The account {owner} has not granted {child}."),
    ))
}

/// The error about a network that there is not (API guide, common error set).
fn not_found(id: &str) -> ApiError {
    let message = format!("There is no network instance {id}.");
    ApiError::new(404, "ParameterInstanceId", message)
}
