//! More bandwidth for a while.

use crate::clock::Moment;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::{self, lifecycle};
use crate::state::Pending;

use super::{Answer, Context};

/// Upgrades a package until a time that is given with seconds, unlike all times in answers.
pub(super) fn begin(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let wanted = request.integer("Bandwidth")?.unwrap_or(0);
    rules::bandwidth(wanted)?;
    let end = request.mandatory("EndTime")?;
    let until = Moment::parse_request(end)
        .ok_or_else(|| Refusal::invalid("EndTime", "it must be written as YYYY-MM-DDThh:mm:ssZ"))?;
    if !context.policy.temporary_upgrades {
        return Err(Refusal::new(
            400,
            "Unauthorized",
            "Temporary upgrades are not enabled for this account.",
        ));
    }
    let (now, settled) = (context.now, context.settled_at());
    let id = request.mandatory("CenBandwidthPackageId")?;
    let package = context.state.package_mut(id, now)?;
    lifecycle::upgrade(package, wanted, until, now)?;
    package.change_later(Pending::Upgrade(wanted, until), settled);
    Ok(Answer::default())
}
