//! Moving objects between resource groups.

use crate::action::{Action, Answer, Context};
use crate::error::ApiError;
use crate::family::Family;
use crate::ids;
use crate::request::Request;

use super::instance::Instance;
use super::package::Package;

pub(crate) const FAMILY: Family = Family::of_actions(&[Action::changing(
    "MoveResourceGroup",
    &["ResourceId", "ResourceType", "NewResourceGroupId"],
    move_to,
)
.noting("Every group of a legal id exists.")]);

/// The group that something is to be created in; none when none is named.
pub(super) fn read(request: &Request) -> Result<String, ApiError> {
    match request.text("ResourceGroupId") {
        None | Some("") => Ok(String::new()),
        Some(group) => {
            check("ResourceGroupId", group)?;
            Ok(group.to_owned())
        }
    }
}

/// Resource groups belong to another product, so every id of the right form is taken for one that exists.
fn check(parameter: &str, group: &str) -> Result<(), ApiError> {
    ids::check(parameter, "rg-", group)
}

/// Moves an instance or a package; a dry run that would succeed is answered with `DryRunOperation`.
fn move_to(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let id = request.mandatory("ResourceId")?;
    let kind = request.mandatory("ResourceType")?;
    let group = request.mandatory("NewResourceGroupId")?;
    check("NewResourceGroupId", group)?;
    let dry_run = request.boolean("DryRun")?.unwrap_or(false);
    let slot = if kind.eq_ignore_ascii_case("cen") {
        &mut context.state.get_mut::<Instance>(id)?.resource_group_id
    } else if kind.eq_ignore_ascii_case("bandwidthpackage") {
        &mut context.state.get_mut::<Package>(id)?.resource_group_id
    } else {
        return Err(ApiError::invalid(
            "ResourceType",
            "it must be CEN or bandwidthpackage",
        ));
    };
    if dry_run {
        return Err(ApiError::dry_run());
    }
    group.clone_into(slot);
    Ok(Answer::default())
}
