//! What an apply sends for a package: its order, and each step of a change.

use crate::api_errors::explain;
use crate::claim::Claim;
use crate::lifecycle::{Change, Created};
use crate::scope::Scope;
use crate::unconfirmed::PENDING;
use crate::wait::Failure;
use crate::written::meaning;
use crate::{from_api, package_binding, package_place, resource_group, tags};
use cen::{
    AutoRenew, Billing, CallError, ClientToken, Cycle, Freshness, Grouped, PackageId, Purchase,
    Term,
};
use tf_plugin::framework::Diagnostic;
use tf_plugin::value::{Attr, Path};

use super::{POST_PAID, Package};

/// The order for a package as planned; nothing when the plan is incomplete.
pub(super) fn purchase(package: &Package) -> Option<Purchase> {
    Some(Purchase {
        bandwidth_mbps: *package.bandwidth.known()?,
        areas: package.areas()?,
        billing: billing(package)?,
        auto_pay: package.auto_pay != Attr::Known(false),
        name: package.name.known().cloned(),
        description: package.description.known().cloned(),
        tags: tags::plain(&package.tags_all),
        resource_group_id: package.resource_group_id.known().cloned(),
    })
}

/// What a package takes for itself: its client token, and its place on a CEN instance.
pub(super) fn claims(package: &Package) -> Vec<Claim> {
    let token = meaning(&package.client_token).map(|token| Claim {
        name: format!("client token {}", token.as_str()),
        refusal: Diagnostic::error(
            "Two packages have one client token",
            "Another package of this configuration has this client_token, and CEN sells one package per token: both resources \
             would stand for the same package, and either would end it for both. Give each its own token, of a count or \
             for_each one with count.index or each.key; or remove the argument.",
        )
        .at(Path::root("client_token")),
    });
    let place = package.cen().zip(package.areas()).map(|(cen, areas)| Claim {
        name: format!("package of {cen} for {} and {}", areas.first(), areas.second()),
        refusal: Diagnostic::error(
            "Two packages for one pair of areas",
            format!(
                "Another package of this configuration is for {} and {} on {cen} too, and CEN binds one package for a pair of \
                 areas to an instance, whichever area comes first. No package was bought for this resource. Buy one package \
                 for the sum of the bandwidths; of a loop over regions, loop over their pairs of areas instead \
                 (provider::cen::area_pair).",
                areas.first(),
                areas.second()
            ),
        )
        .at(Path::root("cen_id")),
    });
    token.into_iter().chain(place).collect()
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

async fn rename(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let (name, description) = change.texts();
    if name.is_some() || description.is_some() {
        let Scope { client, deadline } = change.scope();
        let (name, description) = (name.as_deref(), description.as_deref());
        let api = &client.api;
        api.rename(&change.key, name, description, deadline).await?;
    }
    change.advance_texts(|_, _| {});
    Ok(())
}

async fn set_bandwidth(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let planned = &change.planned.bandwidth;
    let wanted = planned.known().copied();
    let Some(wanted) = wanted.filter(|_| *planned != change.state.bandwidth) else {
        return Ok(());
    };
    let Scope { client, deadline } = change.scope();
    let api = &client.api;
    api.set_bandwidth(&change.key, wanted, deadline).await?;
    // The status says nothing here: a package that is in use stays InUse while its bandwidth changes.
    change
        .become_ready(|package| package.bought_mbps() == wanted)
        .await?;
    Ok(())
}

/// Changes the binding to what is planned, if it is ours to change. Where the argument is not set and the plan leaves the binding as
/// it was, whoever made it may have changed it since.
pub(super) async fn bind(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let (state, planned) = (&change.state, &change.planned);
    let mut prior = change.prior.iter();
    let is_ours =
        !change.config.cen_id.is_null() || prior.any(|prior| prior.cen_id != planned.cen_id);
    if !is_ours || planned.cen_id == state.cen_id || planned.cen_id.is_unknown() {
        return Ok(());
    }
    let (old, new) = (state.cen().cloned(), planned.cen().cloned());
    if let Some(old) = old {
        let free = package_binding::unbind(&change.key, &old, change.scope()).await?;
        if let Some(free) = free {
            change.refresh(&free);
        }
    }
    if let Some(new) = new {
        change.doing = format!("binding it to {new}");
        let bound = package_binding::bind(&change.key, &new, change.scope()).await?;
        change.refresh(&bound);
    }
    Ok(())
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
    let cycle = match planned.pricing_cycle.known().map(String::as_str) {
        Some("Year") => Cycle::Year,
        _ => Cycle::Month,
    };
    let period = match &planned.period {
        Attr::Null => 1,
        period => period.known()?.as_u64()?.try_into().ok()?,
    };
    let months = planned.auto_renew_duration.known().copied();
    let auto_renew = planned.auto_renew.known().map(|enabled| AutoRenew {
        enabled: *enabled,
        months,
    });
    let term = Term::new(period, cycle).ok()?;
    Some(Billing::PrePaid { term, auto_renew })
}

/// Updates a package to what is planned, step by step.
pub(super) async fn update(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    rename(change).await?;
    resource_group::change(
        Grouped::package(&change.key),
        &change.state.resource_group_id,
        &change.planned.resource_group_id,
        change.scope(),
    )
    .await?;
    change.advance(|state, planned| {
        from_api::keep_known(&mut state.resource_group_id, &planned.resource_group_id);
    });
    set_bandwidth(change).await?;
    change.tags().await?;
    bind(change).await
}
