//! Moving objects between resource groups.

use crate::refusal::Refusal;
use crate::request::Request;

use super::{Answer, Context};

/// Moves an instance or a package; a dry run that would succeed is answered with `DryRunOperation`.
pub(super) fn move_to(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let id = request.mandatory("ResourceId")?;
    let kind = request.mandatory("ResourceType")?;
    let group = request.mandatory("NewResourceGroupId")?;
    if group.is_empty() {
        return Err(Refusal::invalid(
            "NewResourceGroupId",
            "it must not be empty",
        ));
    }
    let dry_run = request.boolean("DryRun")?.unwrap_or(false);
    let now = context.now;
    let slot = if kind.eq_ignore_ascii_case("cen") {
        &mut context.state.instance_mut(id)?.resource_group
    } else if kind.eq_ignore_ascii_case("bandwidthpackage") {
        &mut context.state.package_mut(id, now)?.resource_group
    } else {
        return Err(Refusal::invalid(
            "ResourceType",
            "it must be CEN or bandwidthpackage",
        ));
    };
    if dry_run {
        return Err(Refusal::dry_run());
    }
    group.clone_into(slot);
    Ok(Answer::default())
}
