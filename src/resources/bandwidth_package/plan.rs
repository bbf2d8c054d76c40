//! What a package must know beyond the general rules in a plan.

use crate::claim;
use crate::lifecycle::Managed as _;
use crate::plan_checks::package_binding;
use crate::scope::Scope;
use crate::walk::{Binder, Binding, Party, Place, Walk};
use crate::written::meaning;
use crate::{Cen, package_place, rules, running_upgrade, unordered_pair, wait};
use cen::{Area, Freshness};
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, Preflight};
use tf_plugin::value::{Attr, Path};

use super::delete;
use super::{MANAGES_BINDING, PRE_PAID, Package};
use super::{expiry, on_destroy, order, price, refund, renewal, replacement, tainted};

pub(super) fn refine(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    hold_binding(request, plan);
    let config = request.config;
    let is_unbought = request
        .prior
        .is_none_or(|prior| prior.common().is_unconfirmed());
    if is_unbought && config.cen_id.is_null() {
        plan.state.cen_id = Attr::Null;
    }
    if request.prior.is_none() && config.charge_type.is_null() {
        plan.state.charge_type = PRE_PAID.into();
    }
    match request.prior {
        None => {
            renewal::plan_purchase(request, plan);
            replacement::check_successor(request, plan);
        }
        Some(prior) => refine_update(prior, request, plan),
    }
    on_destroy::check_border(&plan.state, &mut plan.diagnostics);
    warn_of_doubts(request, plan);
    note_gain(request, plan);
}

/// Whether all of CEN's pages allow a name: the older ones are narrower (2 to 128 characters, a letter first, then letters,
/// digits, `_`, `-` and `.`) than that of today.
fn all_pages_allow(name: &str) -> bool {
    let legal = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let starts_well = name.chars().next().is_some_and(char::is_alphabetic);
    name.is_empty() || (name.chars().count() >= 2 && starts_well && name.chars().all(legal))
}

/// Warns of what some of CEN's pages refuse and others do not, where it is new: the API has the last word.
fn warn_of_doubts(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    let is_new = |name: &String| {
        request
            .prior
            .is_none_or(|prior| prior.texts.name.known() != Some(name))
    };
    if let Some(name) = plan.state.texts.name.known().filter(|name| is_new(name))
        && !all_pages_allow(name)
    {
        plan.diagnostics.warn_at(
            Path::root("name"),
            "CEN may refuse this name",
            format!(
                "Some of CEN's pages want 2 to 128 characters, a letter first, then letters, digits, \"_\", \"-\" and \".\"; \
                 {} is not such a name.",
                rules::quoted(name)
            ),
        );
    }
    if request.prior.is_some() {
        return;
    }
    warn_of_border(request, plan);
    for (argument, area) in [
        ("area_a", &plan.state.area_a),
        ("area_b", &plan.state.area_b),
    ] {
        if let Some(area @ (Area::MiddleEast | Area::Australia)) = meaning(area) {
            plan.diagnostics.warn_at(
                Path::root(argument),
                format!("{area} may not be on sale"),
                format!(
                    "CEN sells packages for China, North-America, Asia-Pacific and Europe today (2026-11); {area} is known of \
                     older packages. Apply asks the API, which may refuse, and nothing is bought then."
                ),
            );
        }
    }
}

/// Says what buying a package across the mainland's border means (CEN's pages on packages and on their marketplace).
fn warn_of_border(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    let planned = &plan.state;
    let is_told = request
        .client
        .is_some_and(|client| client.warns_about_cross_border);
    let crosses = planned.areas().is_some_and(|areas| areas.is_cross_border());
    if !crosses || !is_told || !planned.is_prepaid() {
        return;
    }
    plan.diagnostics.warn_at(
        Path::root("area_b"),
        "This package crosses the border of the Chinese mainland",
        "Alibaba Cloud sells such packages to companies that it has approved for cross-border connections before, and refuses others; \
         it neither takes them back before they expire nor, by its pages, lowers their bandwidth. This is said before a purchase \
         only; set warn_about_cross_border = false in the provider block to plan without it.",
    );
}

fn refine_update(
    prior: &Package,
    request: &PlanRequest<'_, Package, Cen>,
    plan: &mut Plan<Package>,
) {
    let managed = plan.private.get::<bool>(MANAGES_BINDING).unwrap_or(false);
    if request.config.cen_id.is_null() && managed {
        plan.state.cen_id = Attr::Null;
    }
    if plan.state.cen_id != prior.cen_id {
        plan.state.status = Attr::Unknown;
    }
    if let Some(id) = prior.key() {
        request.walk.planned(&id);
    }
    if let (Some(client), Some(id)) = (request.client, prior.key())
        && !request.walk.memory().expiry_warnings.hold(&id)
    {
        expiry::warn_of_end(&plan.state, &plan.private, client, &mut plan.diagnostics);
    }
    unordered_pair::change(
        ["area_a", "area_b"],
        [&prior.area_a, &prior.area_b],
        [&plan.state.area_a, &plan.state.area_b],
        Area::named,
    )
    .enter(plan, request.host);
    demand_payment(prior, plan);
    warn_of_shrinking(prior, plan);
    renewal::plan_change(prior, request, plan);
    warn_of_term(prior, plan);
    let replaces = !plan.replace.is_empty()
        || plan
            .state
            .charge_type
            .known()
            .is_some_and(|now| prior.charge_type.known() != Some(now));
    if replaces {
        replacement::check(prior, request.client, plan);
    }
    if let Some(id) = prior.key().filter(|_| !replaces) {
        let is_bound_here = request.config.cen().is_some();
        let place = order::place_claim(&plan.state, "Nothing will be bought, and nothing bound.")
            .filter(|_| is_bound_here);
        for claim in order::token_claim(&plan.state).into_iter().chain(place) {
            claim::hold(claim, id.as_str(), request.walk, &mut plan.diagnostics);
        }
    }
    replacement::note_predecessor(prior, replaces, request.client, &mut plan.private);
    let leaves = replaces || plan.state.cen() != prior.cen();
    if let Some(id) = prior.key().filter(|_| leaves) {
        request.walk.memory().departures.note(&id);
    }
}

/// Says in a plan that a new package could not be bound. What leaves its place before, as far as the walk has planned that,
/// is not in the way; neither is what this package replaces, nor what a run that was cut off has bought, which apply looks after.
async fn look_at_place(request: &Preflight<Package, Cen>, diagnostics: &mut Diagnostics) {
    let planned = &request.planned;
    let Some((cen, areas)) = planned.cen().zip(planned.areas()) else {
        return;
    };
    let deadline = wait::preflight_deadline(&request.operation);
    let scope = Scope {
        client: &request.client,
        deadline: &deadline,
    };
    let found = package_place::hindrance(cen, &areas, None, Freshness::Recent, scope).await;
    // Apply asks again, and says better what went wrong.
    let Ok(Some(hindrance)) = found else { return };
    if let Some(package) = hindrance.package() {
        let replaced = replacement::replaced(&request.private);
        let is_replaced = replaced.is_some_and(|id| id == package.id.as_str());
        let leaves = request.walk.memory().departures.hold(&package.id);
        if is_replaced || leaves || request.client.journal.knows(package.id.as_str()) {
            return;
        }
        // No error: hosts plan once more while they apply. One that has set the predecessor aside by then (under
        // create_before_destroy) would not take it back after an error of the plan; after one of the create it does.
        let (summary, detail) = hindrance.words("Apply will be refused, and buy nothing.");
        return diagnostics.warn_at(Path::root("cen_id"), summary, detail);
    }
    if hindrance.is_certain() {
        diagnostics.push(hindrance.refusal("Nothing will be bought."));
    }
}

/// Says so if another resource binds the package elsewhere.
fn hold_binding(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    let package = request.prior.and_then(Package::key);
    if let (Some(package), Some(cen)) = (package, request.config.cen()) {
        let binding = Binding {
            by: Binder::Package,
            cen: cen.clone(),
            before: None,
        };
        package_binding::check(request.walk, &package, &binding, &mut plan.diagnostics);
    }
}

/// Looks at what a plan cannot know by itself.
pub(super) async fn preflight(request: Preflight<Package, Cen>, diagnostics: &mut Diagnostics) {
    if let Some(predecessor) = replacement::to_be_refunded(&request) {
        let because = "Another takes its place.";
        refund::foretell(
            &predecessor,
            &delete::End::Replaced(because),
            &request.client,
            &request.operation,
            diagnostics,
        )
        .await;
    }
    match &request.prior {
        None => {
            tainted::refuse(&request.planned, &request.walk, diagnostics).await;
            if !diagnostics.has_errors() {
                look_at_place(&request, diagnostics).await;
            }
        }
        Some(prior) => look_at_upgrade(prior, &request, diagnostics).await,
    }
    if !diagnostics.has_errors() {
        price::look(&request, diagnostics).await;
    }
}

/// Warns in a plan that changes the bandwidth of a package while a temporary upgrade runs. That CEN refuses such a change
/// is likely and not documented, so this is no error.
async fn look_at_upgrade(
    prior: &Package,
    request: &Preflight<Package, Cen>,
    diagnostics: &mut Diagnostics,
) {
    let Some(id) = prior
        .key()
        .filter(|_| prior.bandwidth != request.planned.bandwidth)
    else {
        return;
    };
    let deadline = wait::preflight_deadline(&request.operation);
    let api = &request.client.api;
    // Apply says better what a read that fails has to say.
    let Ok(Some(seen)) = api.package(&id, Freshness::Recent, &deadline).await else {
        return;
    };
    if let Some(runs) = running_upgrade::describe(&seen) {
        diagnostics.warn_at(
            Path::root("bandwidth"),
            "A temporary upgrade is running",
            format!(
                "{runs} CEN may take no other change of its bandwidth before, and apply would wait for timeouts.update \
                 and fail. Make this change after the upgrade has ended."
            ),
        );
    }
}

/// Where the package gives bandwidth, and how much in Mbit/s, once that is known.
fn gives(package: &Package) -> Option<(Place, u64)> {
    let (cen, areas) = (package.cen()?.clone(), package.areas()?);
    let mbps = *package.bandwidth.known()?;
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

/// An order that nobody has paid has no package that could be changed.
fn demand_payment(prior: &Package, plan: &mut Plan<Package>) {
    let after = &plan.state;
    let is_sent = prior.texts != after.texts
        || prior.bandwidth != after.bandwidth
        || prior.tagging != after.tagging
        || prior.group != after.group
        || prior.cen_id != after.cen_id;
    if prior.common().is_pending() && prior.awaits_payment() && is_sent {
        plan.diagnostics.error(
            "The order of this package is not paid yet",
            format!(
                "The package {} was bought with auto_pay = false and comes into being when its order is paid, so there is nothing \
                 to change yet. Pay the order in the console and apply again; or cancel it there and destroy this resource.",
                delete::name(prior)
            ),
        );
    }
}

fn warn_of_shrinking(prior: &Package, plan: &mut Plan<Package>) {
    if let (Some(before), Some(after)) = (prior.bandwidth.known(), plan.state.bandwidth.known())
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

/// Says that the term that was bought stays, whatever the arguments say now.
fn warn_of_term(prior: &Package, plan: &mut Plan<Package>) {
    let changed = [
        ("period", plan.state.period != prior.period),
        (
            "pricing_cycle",
            plan.state.pricing_cycle != prior.pricing_cycle,
        ),
    ];
    let Some((name, _)) = changed.into_iter().find(|(_, differs)| *differs) else {
        return;
    };
    // What was never noted, after an import, is no change.
    let was_noted = !(prior.period.is_null() && prior.pricing_cycle.is_null());
    if !prior.is_prepaid() || prior.common().is_unconfirmed() || !was_noted {
        return;
    }
    plan.diagnostics.warn_at(
        Path::root(name),
        "The term of a package that is bought does not change",
        format!(
            "The package is paid for until {}, and that stays: period and pricing_cycle count when a package is bought. The \
             new value is only noted.",
            delete::until(prior)
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_only_the_older_pages_refuse_are_told_apart() {
        for allowed in ["", "ab", "bw-1_x.y", "带宽包", &"a".repeat(128)] {
            assert!(all_pages_allow(allowed), "{allowed}");
        }
        for doubtful in ["a", "1ab", "-ab", "a b", "a/b"] {
            assert!(!all_pages_allow(doubtful), "{doubtful}");
        }
    }
}
