//! What a plan for a limit must know beyond the general rules.

use crate::plan_checks;
use crate::walk::{Party, Walk};
use crate::{Cen, ends};
use tf_plugin::framework::{Plan, PlanRequest};
use tf_plugin::value::Attr;

use super::model::Limit;
use super::shortage;

/// Swapped regions and other letter cases are the same limit.
pub(super) fn keep_equivalent(prior: &Limit, planned: &mut Limit) {
    ends::keep(
        [&prior.region_a, &prior.region_b],
        [&mut planned.region_a, &mut planned.region_b],
        meaning,
    );
}

pub(super) fn refine(request: &PlanRequest<'_, Limit, Cen>, plan: &mut Plan<Limit>) {
    claim(request, plan);
    match request.prior {
        // What it is about is its id, so that others can refer to it in the same plan.
        None => {
            if let Some(id) = plan.state.limit_id() {
                plan.state.id = Attr::Known(id.to_string());
            }
        }
        Some(prior) => {
            let ends = ends::change(
                ["region_a", "region_b"],
                [&prior.region_a, &prior.region_b],
                [&plan.state.region_a, &plan.state.region_b],
                meaning,
            );
            ends.enter(plan, request.host);
            shortage::note_replaced(prior, plan);
        }
    }
}

/// Says so if another resource stands for the same limit. Where the words have changed since the last apply, it may well
/// be this one.
fn claim(request: &PlanRequest<'_, Limit, Cen>, plan: &mut Plan<Limit>) {
    let words = |limit: &Limit| {
        let [a, b] = [&limit.region_a, &limit.region_b]
            .map(|region| region.known().map(|text| text.as_ref().to_owned()));
        Some([a?, b?])
    };
    if let (Some(id), Some(now)) = (request.config.limit_id(), words(request.config))
        && request
            .prior
            .is_none_or(|prior| words(prior).as_ref() == Some(&now))
    {
        plan_checks::limit::check(request.walk, &id, &now, &mut plan.diagnostics);
    }
}

/// What is set is the API's to count, and a limit that is removed is nobody's any more.
pub(super) fn forget(prior: Option<&Limit>, planned: Option<&Limit>, walk: &Walk) {
    let mut memory = walk.memory();
    if let Some(id) = planned.and_then(Limit::limit_id) {
        memory.bandwidth_budget.forget(&Party::Limit(id));
    } else if let Some(id) = prior.and_then(Limit::limit_id) {
        memory.bandwidth_limits.forget(&id);
    }
}

fn meaning(region: &str) -> String {
    region.trim().to_ascii_lowercase()
}
