//! What a plan for a package must know beyond the general rules.

use crate::client::Client;
use crate::walk::{Party, Place, Walk};
use crate::{Cen, ends, observed, tags};
use cen::{Area, AreaPair, CenId};
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest};
use tf_plugin::value::{Attr, Number, Path};

use super::model::{PRE_PAID, Package};
use super::{binding, expiry, purchase};

/// Swapped areas and other letter cases are the same package.
pub(super) fn keep_equivalent(prior: &Package, planned: &mut Package) {
    ends::keep(
        [&prior.area_a, &prior.area_b],
        [&mut planned.area_a, &mut planned.area_b],
        Area::from_answer,
    );
    observed::keep_name(&prior.cen_id, &mut planned.cen_id);
}

/// The pair of areas, where both are known.
pub(super) fn areas(package: &Package) -> Option<AreaPair> {
    let (a, b) = (package.area_a.known()?, package.area_b.known()?);
    Some(AreaPair::new(Area::from_answer(a), Area::from_answer(b)))
}

pub(super) fn refine(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    plan.state.tags_all = tags::all(&plan.state.tags, &request.facts.default_tags);
    tags::count(
        &plan.state.tags,
        &plan.state.tags_all,
        &mut plan.diagnostics,
    );
    binding::claim(request, plan);
    match request.prior {
        None => refine_create(request, plan),
        Some(prior) => refine_update(prior, request, plan),
    }
    note_gain(request, plan);
}

fn refine_create(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    if request.config.charge_type.is_null() {
        plan.state.charge_type = PRE_PAID.into();
    }
    if request.config.cen_id.is_null() {
        plan.state.cen_id = Attr::Null;
    }
    if request.host.stores_planned_private {
        purchase::plan_token(&plan.state.client_token, &mut plan.private);
    }
}

fn refine_update(
    prior: &Package,
    request: &PlanRequest<'_, Package, Cen>,
    plan: &mut Plan<Package>,
) {
    binding::plan(prior, request.config, plan);
    if let (Some(client), Some(id)) = (request.client, prior.package_id())
        && !request.walk.memory().expiry_warnings.are_given(&id)
    {
        expiry::warn_of_end(&plan.state, client, &mut plan.diagnostics);
    }
    if prior.is_unconfirmed() {
        expect_confirmation(request.config, plan);
    }
    ends::change(
        ["area_a", "area_b"],
        [&prior.area_a, &prior.area_b],
        [&plan.state.area_a, &plan.state.area_b],
        Area::from_answer,
    )
    .enter(plan, request.host);
    warn_of_shrinking(prior, plan);
    warn_of_renewal(prior, plan);
    let replaces = !plan.replace.is_empty()
        || plan
            .state
            .charge_type
            .known()
            .is_some_and(|now| prior.charge_type.known() != Some(now));
    if replaces {
        demand_new_token(prior, plan);
        refuse_replacement(prior, request.client, &mut plan.diagnostics);
    }
}

/// The update that confirms a purchase learns everything that the API decides.
fn expect_confirmation(config: &Package, plan: &mut Plan<Package>) {
    let state = &mut plan.state;
    state.id = Attr::Unknown;
    state.status = Attr::Unknown;
    state.business_status = Attr::Unknown;
    state.creation_time = Attr::Unknown;
    state.expired_time = Attr::Unknown;
    state.geographic_span_id = Attr::Unknown;
    state.is_cross_border = Attr::Unknown;
    if config.resource_group_id.is_null() {
        state.resource_group_id = Attr::Unknown;
    }
}

/// Where the package gives bandwidth, and how much in Mbit/s, once that is known.
fn gives(package: &Package) -> Option<(Place, u64)> {
    let cen = CenId::from_answer(package.cen_id.known()?)?;
    let areas = areas(package)?;
    let mbps = package.bandwidth.known().and_then(Number::as_u64)?;
    Some((Place { cen, areas }, mbps))
}

/// Lets limits and connections that are planned after it know what the package is going to give.
fn note_gain(request: &PlanRequest<'_, Package, Cen>, plan: &Plan<Package>) {
    if let Some((place, after)) = gives(&plan.state) {
        let before = request
            .prior
            .and_then(gives)
            .filter(|(before, _)| *before == place);
        let before = before.map_or(0, |(_, mbps)| mbps);
        let party = Party::Package(place.clone());
        let budget = &mut request.walk.memory().bandwidth_budget;
        budget.note(party, &place, before, after);
    }
}

/// What was planned is about to be done: from now on the API counts it.
pub(super) fn forget_gain(planned: &Package, walk: &Walk) {
    if let Some((place, _)) = gives(planned) {
        let budget = &mut walk.memory().bandwidth_budget;
        budget.forget(&Party::Package(place));
    }
}

fn warn_of_shrinking(prior: &Package, plan: &mut Plan<Package>) {
    if let (Some(before), Some(after)) = (prior.bandwidth.known(), plan.state.bandwidth.known())
        && let (Some(before), Some(after)) = (before.as_u64(), after.as_u64())
        && after < before
        && prior.is_cross_border == Attr::Known(true)
    {
        plan.diagnostics.warn_at(
            Path::root("bandwidth"),
            "CEN may refuse the lower bandwidth",
            format!(
                "This package crosses the border of the Chinese mainland. CEN raises the bandwidth of such packages and \
                 does not lower it; it is {before} Mbps now."
            ),
        );
    }
}

fn warn_of_renewal(prior: &Package, plan: &mut Plan<Package>) {
    let before = prior.auto_renew == Attr::Known(true);
    let after = plan.state.auto_renew == Attr::Known(true);
    if before != after && !plan.state.auto_renew.is_unknown() && !prior.is_unconfirmed() {
        plan.diagnostics.warn_at(
            Path::root("auto_renew"),
            "Automatic renewal does not change with this argument",
            "CEN takes auto_renew at purchase only and has no API to change it afterwards. Change the renewal of this \
             package in the console; the provider only notes the new value.",
        );
    }
}

/// CEN sells one package per token, so the successor cannot be bought with the token of its predecessor.
fn demand_new_token(prior: &Package, plan: &mut Plan<Package>) {
    if prior.client_token.known().is_some() && plan.state.client_token == prior.client_token {
        plan.diagnostics.error_at(
            Path::root("client_token"),
            "The replacement needs another client token",
            "This change replaces the package, and CEN sells one package per client token: the new one would be refused \
             after the old one is gone. Set another client_token, or remove the argument.",
        );
    }
}

/// A replacement begins with a destroy; one that would fail is refused before anything is bought.
fn refuse_replacement(prior: &Package, client: Option<&Client>, diagnostics: &mut Diagnostics) {
    if prior.is_unconfirmed() {
        purchase::refuse_to_forget(prior, diagnostics);
    } else {
        expiry::plan_end(prior, client, "replace", diagnostics);
    }
}
