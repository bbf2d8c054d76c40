//! What a package must know beyond the general rules, in a configuration and in a plan.

use crate::client::Client;
use crate::facts::Facts;
use crate::lifecycle::Managed as _;
use crate::plan_checks::package_binding;
use crate::walk::{Binder, Binding, Party, Place, Walk};
use crate::{Cen, regions, running_upgrade, unordered_pair, wait};
use cen::{Area, Cycle, Freshness, Term};
use tf_plugin::framework::validate::listed;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, Preflight};
use tf_plugin::value::{Attr, Path};

use super::delete;
use super::{MANAGES_BINDING, POST_PAID, PRE_PAID, Package};

pub(super) fn check(config: &Package, facts: &Facts, diagnostics: &mut Diagnostics) {
    for (name, area) in [("area_a", &config.area_a), ("area_b", &config.area_b)] {
        regions::check_area(Path::root(name), area, facts, diagnostics);
    }
    prepaid_only(config, diagnostics);
    period(config, diagnostics);
    renewal(config, diagnostics);
}

/// Arguments that mean nothing where nothing is paid in advance.
fn prepaid_only(config: &Package, diagnostics: &mut Diagnostics) {
    if config
        .charge_type
        .known()
        .is_none_or(|charge_type| charge_type != POST_PAID)
    {
        return;
    }
    let arguments = [
        (
            "expiry_warning_days",
            config.expiry_warning_days.known().is_some(),
        ),
        ("period", config.period.known().is_some()),
        ("pricing_cycle", config.pricing_cycle.known().is_some()),
        ("auto_renew", config.auto_renew == Attr::Known(true)),
        (
            "auto_renew_duration",
            config.auto_renew_duration.known().is_some(),
        ),
    ];
    for (name, _) in arguments.into_iter().filter(|(_, is_set)| *is_set) {
        diagnostics.error_at(
            Path::root(name),
            format!("{name} needs a prepaid package"),
            format!(
                "This package is PostPaid: it is billed as long as it exists, for no period. Remove {name}, or set \
                 charge_type = \"PrePaid\"."
            ),
        );
    }
}

fn period(config: &Package, diagnostics: &mut Diagnostics) {
    let Some(period) = config.period.known() else {
        return;
    };
    let cycle = match &config.pricing_cycle {
        Attr::Unknown => return,
        Attr::Known(cycle) if cycle == Cycle::Year.as_str() => Cycle::Year,
        Attr::Null | Attr::Known(_) => Cycle::Month,
    };
    let months = period
        .as_u64()
        .and_then(|period| u32::try_from(period).ok());
    if months.is_some_and(|period| Term::new(period, cycle).is_ok()) {
        return;
    }
    let advice = match months {
        Some(months @ (12 | 24 | 36)) if cycle == Cycle::Month => {
            format!(
                " For {months} months set period = {} and pricing_cycle = \"Year\".",
                months / 12
            )
        }
        _ => String::new(),
    };
    let unit = cycle.as_str().to_lowercase();
    diagnostics.error_at(
        Path::root("period"),
        "Period is not sold",
        format!(
            "CEN does not sell bandwidth packages for {period} {unit}s. By the {unit} it sells {}.{advice}",
            listed(Term::periods(cycle)).replace('"', "")
        ),
    );
}

fn renewal(config: &Package, diagnostics: &mut Diagnostics) {
    let renews = match &config.auto_renew {
        Attr::Unknown => return,
        renew => *renew == Attr::Known(true),
    };
    if config.auto_renew_duration.known().is_some() && !renews {
        diagnostics.error_at(
            Path::root("auto_renew_duration"),
            "auto_renew_duration needs auto_renew",
            "Without automatic renewal its duration means nothing. Set auto_renew = true, or remove \
             auto_renew_duration.",
        );
    }
}

pub(super) fn refine(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    claim(request, plan);
    let config = request.config;
    let is_unbought = request
        .prior
        .is_none_or(|prior| prior.common().is_unconfirmed());
    if is_unbought && config.cen_id.is_null() {
        plan.state.cen_id = Attr::Null;
    }
    match request.prior {
        None if config.charge_type.is_null() => plan.state.charge_type = PRE_PAID.into(),
        None => {}
        Some(prior) => refine_update(prior, request, plan),
    }
    note_gain(request, plan);
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
    if let (Some(client), Some(id)) = (request.client, prior.key())
        && !request.walk.memory().expiry_warnings.are_given(&id)
    {
        delete::warn_of_end(&plan.state, client, &mut plan.diagnostics);
    }
    unordered_pair::change(
        ["area_a", "area_b"],
        [&prior.area_a, &prior.area_b],
        [&plan.state.area_a, &plan.state.area_b],
        Area::named,
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

/// Says so if another resource binds the package elsewhere.
fn claim(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
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

/// Warns in a plan that changes the bandwidth of a package while a temporary upgrade runs. That CEN refuses such a change
/// is likely and not documented, so this is no error.
pub(super) async fn preflight(request: Preflight<Package, Cen>, diagnostics: &mut Diagnostics) {
    let Preflight {
        prior,
        planned,
        client,
        operation,
        ..
    } = request;
    let Some(prior) = prior.filter(|prior| prior.bandwidth != planned.bandwidth) else {
        return;
    };
    let Some(id) = prior.key() else { return };
    let deadline = wait::preflight_deadline(&operation);
    // Apply says better what a read that fails has to say.
    let Ok(Some(seen)) = client.api.package(&id, Freshness::Recent, &deadline).await else {
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

fn warn_of_renewal(prior: &Package, plan: &mut Plan<Package>) {
    let before = prior.auto_renew == Attr::Known(true);
    let after = plan.state.auto_renew == Attr::Known(true);
    if before != after && !plan.state.auto_renew.is_unknown() && !prior.common().is_unconfirmed() {
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
    if prior.common().is_unconfirmed() {
        delete::refuse_to_forget(prior, diagnostics);
    } else {
        delete::plan_end(prior, client, "replace", diagnostics);
    }
}
