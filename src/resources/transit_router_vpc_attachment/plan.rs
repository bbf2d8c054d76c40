//! What an attached VPC must know beyond the general rules, in a configuration and in a plan.

use crate::facts::Facts;
use crate::object::Object as _;
use crate::router_attachment::slots;
use crate::{Cen, observed, region, rules, tags};
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest};
use tf_plugin::value::{Attr, Path};

use super::model::Vpc;

pub(super) fn check(config: &Vpc, facts: &Facts, diagnostics: &mut Diagnostics) {
    region::check(Path::root("region"), &config.region, facts, diagnostics);
    check_zones(config, diagnostics);
}

/// Ids of zones begin with that of their region.
fn check_zones(vpc: &Vpc, diagnostics: &mut Diagnostics) {
    let (Some(region), Some(mappings)) = (vpc.region.known(), vpc.zone_mappings.known()) else {
        return;
    };
    let region = region.trim().to_ascii_lowercase();
    let zones = mappings
        .iter()
        .filter_map(|mapping| mapping.known()?.zone_id.known());
    for zone in zones.filter(|zone| !zone.starts_with(&region)) {
        diagnostics.error_at(
            Path::root("zone_mappings"),
            "Zone of another region",
            format!(
                "{} is not a zone of {region}; those are called like \"{region}-a\" or \"{region}a\". The transit router has \
                 interfaces in its own region only.",
                rules::quoted(zone)
            ),
        );
    }
}

/// Ids and regions are the same in any letter case.
pub(super) fn keep_equivalent(prior: &Vpc, planned: &mut Vpc) {
    observed::keep_name(&prior.transit_router_id, &mut planned.transit_router_id);
    observed::keep_name(&prior.region, &mut planned.region);
}

pub(super) fn refine(request: &PlanRequest<'_, Vpc, Cen>, plan: &mut Plan<Vpc>) {
    plan.state.tags_all = tags::all(&plan.state.tags, &request.facts.default_tags);
    tags::count(
        &plan.state.tags,
        &plan.state.tags_all,
        &mut plan.diagnostics,
    );
    region::fill_in(request, |vpc| &mut vpc.region, &request.config.region, plan);
    if request.config.region.is_null() {
        check_zones(&plan.state, &mut plan.diagnostics);
    }
    if request.prior.is_some_and(Vpc::is_unconfirmed) {
        let mut config = request.config.clone();
        slots!(plan.state).expect_confirmation(&slots!(config));
        for (slot, config) in [
            (&mut plan.state.vpc_owner_id, &config.vpc_owner_id),
            (&mut plan.state.region, &config.region),
        ] {
            if config.is_null() && slot.is_null() {
                *slot = Attr::Unknown;
            }
        }
        if config.options.is_null() {
            plan.state.options = Attr::Unknown;
        }
    }
}
