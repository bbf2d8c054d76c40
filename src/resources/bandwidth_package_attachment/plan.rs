//! What a plan for a binding must know beyond the general rules.

use crate::Cen;
use crate::plan_checks::package_binding;
use crate::walk::{Binder, Binding, Walk};
use tf_plugin::framework::{Plan, PlanRequest};

use super::model::Attachment;

/// Ids in other letter cases are the same ids.
pub(super) fn keep_equivalent(prior: &Attachment, planned: &mut Attachment) {
    if planned
        .cen_id()
        .is_some_and(|id| prior.cen_id() == Some(id))
    {
        planned.cen_id = prior.cen_id.clone();
    }
    if planned
        .package_id()
        .is_some_and(|id| prior.package_id() == Some(id))
    {
        planned.bandwidth_package_id = prior.bandwidth_package_id.clone();
    }
}

pub(super) fn refine(request: &PlanRequest<'_, Attachment, Cen>, plan: &mut Plan<Attachment>) {
    if let Some((package, cen)) = plan.state.ends() {
        let before = request.prior.and_then(Attachment::cen_id);
        let binding = Binding {
            by: Binder::Attachment,
            before: before.filter(|before| *before != cen),
            cen,
        };
        package_binding::check(request.walk, &package, &binding, &mut plan.diagnostics);
    }
    if let (None, Some(cen)) = (request.prior, plan.state.cen_id()) {
        request.walk.memory().bandwidth_budget.expect_binding(cen);
    }
}

/// What is bound is the API's to count, and a package that is unbound is for others to bind.
pub(super) fn forget(prior: Option<&Attachment>, planned: Option<&Attachment>, walk: &Walk) {
    let mut memory = walk.memory();
    if let Some(cen) = planned.and_then(Attachment::cen_id) {
        memory.bandwidth_budget.forget_binding(&cen);
    } else if let Some(package) = prior.and_then(Attachment::package_id) {
        memory.package_bindings.forget(&package);
    }
}
