//! Binding packages to CEN instances.

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::{lifecycle, limits};
use crate::state::Pending;

use super::{Answer, Context};

/// Binds an idle package to an active instance.
pub(super) fn associate(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let (now, state) = (context.now, &*context.state);
    let package = state.package(request.mandatory("CenBandwidthPackageId")?, now)?;
    let instance = state.instance(request.mandatory("CenId")?)?;
    lifecycle::associate(package, instance, state.packages.iter(), now)?;
    let target = Some(instance.id.clone());
    bind(context, request, target)
}

/// Takes a package off the instance it is bound to.
pub(super) fn unassociate(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let (now, state) = (context.now, &*context.state);
    let package = state.package(request.mandatory("CenBandwidthPackageId")?, now)?;
    let instance = state.instance(request.mandatory("CenId")?)?;
    lifecycle::unassociate(package, instance, now)?;
    limits::draws_nothing(state, package)?;
    bind(context, request, None)
}

fn bind(
    context: &mut Context<'_>,
    request: &Request,
    target: Option<String>,
) -> Result<Answer, Refusal> {
    let (now, settled) = (context.now, context.settled_at());
    let id = request.mandatory("CenBandwidthPackageId")?;
    let package = context.state.package_mut(id, now)?;
    package.change_later(Pending::Binding(target), settled);
    Ok(Answer::default())
}
