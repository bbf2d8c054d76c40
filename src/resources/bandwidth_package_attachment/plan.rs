//! What a plan for a binding must know beyond the general rules.

use crate::Cen;
use crate::claims::bindings::{self, Claim, Claimant};
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
    if let (Some(client), Some((package, cen))) = (request.client, plan.state.ends()) {
        let before = request.prior.and_then(Attachment::cen_id);
        let claim = Claim {
            by: Claimant::Attachment,
            before: before.filter(|before| *before != cen),
            cen,
        };
        bindings::note(&client.bindings, &package, &claim, &mut plan.diagnostics);
    }
    if let (Some(client), None, Some(cen)) = (request.client, request.prior, plan.state.cen_id()) {
        client.budget.expect_binding(cen);
    }
}
