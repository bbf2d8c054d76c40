//! What a transit router must know beyond the general rules, in a configuration and in a plan.

use crate::facts::Facts;
use crate::object::Object as _;
use crate::{Cen, observed, region, tags};
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest};
use tf_plugin::value::{Attr, Path};

use super::model::Router;

pub(super) fn check(config: &Router, facts: &Facts, diagnostics: &mut Diagnostics) {
    region::check(Path::root("region"), &config.region, facts, diagnostics);
}

/// Ids and regions are the same in any letter case.
pub(super) fn keep_equivalent(prior: &Router, planned: &mut Router) {
    observed::keep_name(&prior.cen_id, &mut planned.cen_id);
    observed::keep_name(&prior.region, &mut planned.region);
}

pub(super) fn refine(request: &PlanRequest<'_, Router, Cen>, plan: &mut Plan<Router>) {
    plan.state.tags_all = tags::all(&plan.state.tags, &request.facts.default_tags);
    tags::count(
        &plan.state.tags,
        &plan.state.tags_all,
        &mut plan.diagnostics,
    );
    region::fill_in(
        request,
        |router| &mut router.region,
        &request.config.region,
        plan,
    );
    if request.prior.is_some_and(Router::is_unconfirmed) {
        expect_confirmation(request.config, plan);
    }
}

/// The update that confirms a creation learns everything that the API decides.
fn expect_confirmation(config: &Router, plan: &mut Plan<Router>) {
    let state = &mut plan.state;
    state.id = Attr::Unknown;
    state.r#type = Attr::Unknown;
    state.status = Attr::Unknown;
    state.creation_time = Attr::Unknown;
    if config.support_multicast.is_null() {
        state.support_multicast = Attr::Unknown;
    }
}
