//! What a plan for an instance must know beyond the general rules.

use crate::{Cen, tags};
use tf_plugin::framework::{Plan, PlanRequest};
use tf_plugin::value::Attr;

use super::model::Instance;

pub(super) fn refine(request: &PlanRequest<'_, Instance, Cen>, plan: &mut Plan<Instance>) {
    plan.state.tags_all = tags::all(&plan.state.tags, &request.facts.default_tags);
    tags::count(
        &plan.state.tags,
        &plan.state.tags_all,
        &mut plan.diagnostics,
    );
    if request.prior.is_some_and(Instance::is_unconfirmed) {
        expect_confirmation(request.config, plan);
    }
}

/// The update that confirms a creation learns everything that the API decides.
fn expect_confirmation(config: &Instance, plan: &mut Plan<Instance>) {
    let state = &mut plan.state;
    state.id = Attr::Unknown;
    state.status = Attr::Unknown;
    state.creation_time = Attr::Unknown;
    if config.protection_level.is_null() {
        state.protection_level = Attr::Unknown;
    }
    if config.resource_group_id.is_null() {
        state.resource_group_id = Attr::Unknown;
    }
}
