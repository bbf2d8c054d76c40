//! What is ordered of a package: whether it is sold so, what it takes for itself, and the purchase.

use crate::api_errors::explain;
use crate::claim::Claim;
use crate::known_config::KnownConfig;
use crate::lifecycle::Created;
use crate::scope::Scope;
use crate::unconfirmed::PENDING;
use crate::written::meaning;
use crate::{package_place, purchase_term, regions};
use cen::{Billing, CallError, ClientToken, Cycle, Freshness, PackageId, Purchase};
use tf_plugin::framework::{Diagnostic, Diagnostics};
use tf_plugin::value::{Attr, Path};

use super::{POST_PAID, Package};

/// Checks that a package is sold as it is configured. Silent about unknown values.
pub(super) fn check(config: &Package, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
    for (name, area) in [("area_a", &config.area_a), ("area_b", &config.area_b)] {
        regions::check_area(Path::root(name), area, known_config, diagnostics);
    }
    prepaid_only(config, diagnostics);
    purchase_term::check(&config.period, &config.pricing_cycle, diagnostics);
    config.renewing.check(diagnostics);
    config.on_destroy.check(diagnostics);
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
    ];
    let arguments = arguments.into_iter().chain(config.renewing.prepaid_only());
    for (name, _) in arguments.filter(|(_, is_set)| *is_set) {
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

/// The order for a package as planned; nothing when the plan is incomplete.
pub(super) fn purchase(package: &Package) -> Option<Purchase> {
    Some(Purchase {
        bandwidth_mbps: *package.bandwidth.known()?,
        areas: package.areas()?,
        billing: billing(package)?,
        auto_pay: package.auto_pay != Attr::Known(false),
        name: package.texts.name.known().cloned(),
        description: package.texts.description.known().cloned(),
        tags: package.tagging.plain(),
        resource_group_id: package.group.resource_group_id.known().cloned(),
    })
}

/// For how many months a package as planned is, or was, bought; nothing where it is not paid for in advance.
pub(super) fn months(planned: &Package) -> Option<u32> {
    let Billing::PrePaid { term, .. } = billing(planned)? else {
        return None;
    };
    let months_in_cycle = match term.cycle() {
        Cycle::Month => 1,
        Cycle::Year => 12,
    };
    Some(term.period() * months_in_cycle)
}

/// How a package as planned is paid for; nothing for a term that is not sold, which validation does not let through.
fn billing(planned: &Package) -> Option<Billing> {
    if planned
        .charge_type
        .known()
        .is_some_and(|charge_type| charge_type == POST_PAID)
    {
        return Some(Billing::PostPaid);
    }
    let auto_renew = planned.renewing.at_purchase();
    let term = purchase_term::term(&planned.period, &planned.pricing_cycle)?;
    Some(Billing::PrePaid { term, auto_renew })
}

/// The client token of a package, which no other may have.
pub(super) fn token_claim(package: &Package) -> Option<Claim> {
    let refusal = || {
        Diagnostic::error(
            "Two packages have one client token",
            "Another package of this configuration has this client_token, and CEN sells one package per token: both resources \
             would stand for the same package, and either would end it for both. Give each its own token, of a count or \
             for_each one with count.index or each.key; or remove the argument.",
        )
        .at(Path::root("client_token"))
    };
    meaning(&package.client_token).map(|token| Claim::on_token(token, refusal()))
}

/// What a package takes for itself: its client token, and its place on a CEN instance.
pub(super) fn claims(package: &Package) -> Vec<Claim> {
    let place = place_claim(package, "No package was bought for this resource.");
    token_claim(package).into_iter().chain(place).collect()
}

/// The place of a package on a CEN instance, where it has one. `undone` says what does not happen for the second.
pub(super) fn place_claim(package: &Package, undone: &str) -> Option<Claim> {
    let (cen, areas) = package.cen().zip(package.areas())?;
    Some(package_place::claim(cen, &areas, undone))
}

/// Makes sure that the package can be bound once it is bought.
pub(super) async fn look_before_buying(
    planned: &Package,
    scope: Scope<'_>,
) -> Result<(), Diagnostic> {
    let Some((cen, areas)) = planned.cen().zip(planned.areas()) else {
        return Ok(());
    };
    let found = package_place::hindrance(cen, &areas, None, Freshness::Recent, scope).await;
    let found = found.map_err(|error| {
        let looked = format!(
            "Nobody knows so whether a package could be bound to {cen}. No package was bought."
        );
        explain(&error).after(looked).error()
    })?;
    match found {
        None => Ok(()),
        Some(hindrance) => Err(hindrance.refusal("No package was bought.")),
    }
}

/// Buys a package, or learns which one was bought under the same token.
pub(super) async fn buy(
    purchase: &Purchase,
    token: &ClientToken,
    Scope { client, deadline }: Scope<'_>,
) -> Result<Created<PackageId>, CallError> {
    let bought = client.api.buy(purchase, token, deadline).await?;
    let is_prepaid = matches!(purchase.billing, Billing::PrePaid { .. });
    let is_unpaid = is_prepaid && !purchase.auto_pay;
    let order = bought.order.map(|order| format!(" {order}"));
    Ok(Created {
        notice: is_unpaid.then(|| unpaid(&bought.package, &order.unwrap_or_default())),
        key: bought.package,
    })
}

fn unpaid(id: &PackageId, order: &str) -> Diagnostic {
    Diagnostic::warning(
        "The order is not paid yet",
        format!(
            "With auto_pay = false the package {id} comes into being when you pay the order{order} in the console. Until \
             then its status is {PENDING}."
        ),
    )
}
