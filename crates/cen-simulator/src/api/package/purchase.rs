//! Buying, changing and deleting bandwidth packages.

use std::time::Duration;

use serde_json::Value;

use crate::action::{Action, Answer, Context};
use crate::api::resource_group;
use crate::areas::{area, is_cross_border, pair, span_id};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::request::Request;
use crate::tags;
use crate::texts::Texts;

use super::order::OrderKind;
use super::renewal::Renewal;
use super::status::{BusinessStatus, PackageStatus};
use super::term::{ChargeType, Term};
use super::{BUSY, Departure, NEVER_EXPIRES, Package, Pending};

pub(crate) const FAMILY: Family = Family::of_actions(&[
    Action::changing(
        "CreateCenBandwidthPackage",
        &["GeographicRegionAId", "GeographicRegionBId", "Bandwidth"],
        create,
    )
    .noting("No money moves; prices are invented, or those of a price list file.")
    .with_token(),
    Action::changing(
        "DeleteCenBandwidthPackage",
        &["CenBandwidthPackageId"],
        delete,
    ),
    Action::changing(
        "ModifyCenBandwidthPackageAttribute",
        &["CenBandwidthPackageId"],
        modify_attribute,
    ),
    Action::changing(
        "ModifyCenBandwidthPackageSpec",
        // The Bandwidth is marked optional on today's page and was mandatory before; a call without it means nothing.
        &["CenBandwidthPackageId", "Bandwidth"],
        modify_spec,
    )
    .noting("The price difference is not charged."),
    Action::changing(
        "TempUpgradeCenBandwidthPackageSpec",
        &["CenBandwidthPackageId", "Bandwidth", "EndTime"],
        upgrade,
    ),
]);

/// How far the end of a temporary upgrade lies ahead at least (API page TempUpgradeCenBandwidthPackageSpec).
const SHORTEST_UPGRADE: Duration = Duration::from_secs(3 * 3_600);

/// What a change of bandwidth is answered with while another change settles (API page ModifyCenBandwidthPackageSpec).
const BANDWIDTH_IS_CHANGING: (u16, &str) = (400, "OperationFailed.OperationIsProcessing");

/// Checks come in this order: types, areas, pair, charge type, bandwidth, term, texts, tags, token, and only then is
/// anything bought. The API does not document an order; values before states is the one that tells most.
fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let bandwidth = request.integer("Bandwidth")?.unwrap_or(0);
    let period = request.integer("Period")?;
    let auto_pay = request.boolean("AutoPay")?.unwrap_or(false);
    let auto_renew = request.boolean("AutoRenew")?.unwrap_or(false);
    let renew_months = request.integer("AutoRenewDuration")?.unwrap_or(1);

    let policy = context.policy;
    let area_a = area(policy, request.mandatory("GeographicRegionAId")?)?;
    let area_b = area(policy, request.mandatory("GeographicRegionBId")?)?;
    pair(policy, &area_a, &area_b)?;
    let charge_type = ChargeType::read(policy, request.text("BandwidthPackageChargeType"))?;
    is_on_sale(bandwidth)?;
    let term = match charge_type {
        ChargeType::Prepay => Some(Term::read(period, request.text("PricingCycle"))?),
        ChargeType::Postpay => None,
    };
    let texts = Texts::read(request, "")?;
    let tags = tags::read(&request.objects("Tag"))?;
    let resource_group_id = resource_group::read(request)?;
    if let Some(answer) = context.replay(request)? {
        return Ok(answer);
    }

    let id = context.fresh_id("cenbwp-");
    let order = context.ids.order();
    let (now, shows_from) = (context.now, context.settled_at());
    let mut package = Package {
        id: id.clone(),
        order: order.clone(),
        name: String::new(),
        description: String::new(),
        bandwidth,
        geographic_span_id: span_id(&area_a, &area_b),
        is_cross_border: is_cross_border(&area_a, &area_b),
        area_a,
        area_b,
        charge_type,
        term,
        renewal: match auto_renew && term.is_some() {
            true => Renewal::by_months(renew_months),
            false => Renewal::Manual,
        },
        paid: false,
        visible: false,
        status: PackageStatus::Idle,
        business_status: BusinessStatus::Normal,
        cen_id: None,
        resource_group_id,
        tags,
        creation_time: now.to_minutes(),
        expired_time: NEVER_EXPIRES.to_owned(),
        pending: None,
        upgrade: None,
        lock: None,
        ordered_at: now,
        paid_at: now,
        shows_from,
        expires_at: None,
        renewal_next: None,
        months_next: Vec::new(),
        // Most packages keep to their first order.
        orders: Vec::with_capacity(1),
    };
    package.record_purchase(policy);
    texts.write(&mut package.name, &mut package.description);
    // A pay-as-you-go package needs no payment to begin with.
    if auto_pay || charge_type == ChargeType::Postpay {
        package.pay(now, shows_from);
    }
    context.state.push(package);

    let mut answer = Answer::created("CenBandwidthPackageId", id);
    let order = Value::from(order);
    answer
        .fields
        .insert("CenBandwidthPackageOrderId".to_owned(), order);
    Ok(answer)
}

/// 2 to 10000 Mbit/s (API page CreateCenBandwidthPackage; the code is not documented).
fn is_on_sale(mbps: u32) -> Result<(), ApiError> {
    match mbps {
        2..=10_000 => Ok(()),
        _ => Err(ApiError::invalid(
            "Bandwidth",
            "it must be between 2 and 10000",
        )),
    }
}

/// Changes texts.
fn modify_attribute(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let texts = Texts::read(request, "")?;
    let id = request.mandatory("CenBandwidthPackageId")?;
    let package: &mut Package = context.state.get_mut(id)?;
    // API page ModifyCenBandwidthPackageAttribute, error table.
    package.is_settled((400, "InvalidStatus.Resource"))?;
    texts.write(&mut package.name, &mut package.description);
    Ok(Answer::default())
}

/// Changes the bandwidth, of an idle package as of one in use: up at any time, down only inside China or outside it, and
/// never to what it is (API page ModifyCenBandwidthPackageSpec and billing page; the code of a cross-border downgrade is
/// not documented).
fn modify_spec(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let id = request.mandatory("CenBandwidthPackageId")?;
    let wanted = request.integer("Bandwidth")?.unwrap_or(0);
    is_on_sale(wanted)?;
    let (now, settled, policy) = (context.now, context.settled_at(), context.policy);
    let taken = context
        .state
        .taken_of(&context.state.get::<Package>(id)?.id);
    let package: &mut Package = context.state.get_mut(id)?;
    package.is_not_locked()?;
    package.is_settled(BANDWIDTH_IS_CHANGING)?;
    package.is_not_upgraded()?;
    if wanted == package.bandwidth {
        return Err(ApiError::new(
            400,
            "Operation.Failed",
            format!(
                "The package {} has a bandwidth of {wanted} already.",
                package.id
            ),
        ));
    }
    if wanted < package.bandwidth && package.is_cross_border {
        return Err(ApiError::invalid(
            "Bandwidth",
            "the bandwidth of a cross-border package cannot be lowered",
        ));
    }
    if u64::from(wanted) < taken {
        return Err(package.exceeded(taken));
    }
    let kind = match wanted < package.bandwidth {
        true => OrderKind::Downgrade,
        false => OrderKind::Upgrade,
    };
    package.order_bandwidth(kind, wanted, package.expires_at, now, policy);
    package.pending = Some((Pending::Bandwidth(wanted), settled));
    Ok(Answer::default())
}

impl Package {
    /// While a temporary upgrade runs its order is open, and no other order about bandwidth is taken (API page
    /// ModifyCenBandwidthPackageSpec names the code; that an upgrade counts as such an order is not documented).
    fn is_not_upgraded(&self) -> Result<(), ApiError> {
        match self.upgrade {
            None => Ok(()),
            Some(upgrade) => Err(ApiError::new(
                400,
                "OperationFailed.OrderIsProcessing",
                format!(
                    "A temporary upgrade of {} runs until {}.",
                    self.id,
                    upgrade.ends_at.to_minutes()
                ),
            )),
        }
    }
}

/// Upgrades a prepaid package in its term for at least three hours, until a time that is given with seconds, unlike all
/// times in answers (API page TempUpgradeCenBandwidthPackageSpec; that it must be more bandwidth, and the codes for a
/// package that cannot be upgraded now, are not documented).
fn upgrade(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let wanted = request.integer("Bandwidth")?.unwrap_or(0);
    is_on_sale(wanted)?;
    let until = Moment::parse_request(request.mandatory("EndTime")?).ok_or_else(|| {
        ApiError::invalid("EndTime", "it must be written as YYYY-MM-DDThh:mm:ssZ")
    })?;
    if !context.policy.temporary_upgrades {
        return Err(ApiError::new(
            400,
            "Unauthorized",
            "Temporary upgrades are not enabled for this account.",
        ));
    }
    let (now, settled, policy) = (context.now, context.settled_at(), context.policy);
    let id = request.mandatory("CenBandwidthPackageId")?;
    let package: &mut Package = context.state.get_mut(id)?;
    if package.charge_type != ChargeType::Prepay {
        return Err(ApiError::invalid(
            "CenBandwidthPackageId",
            "only a subscription package can be upgraded for a while",
        ));
    }
    if until < now.plus(SHORTEST_UPGRADE) {
        return Err(ApiError::invalid(
            "EndTime",
            "it must be at least three hours ahead",
        ));
    }
    package.is_not_locked()?;
    package.is_settled(BANDWIDTH_IS_CHANGING)?;
    package.is_not_upgraded()?;
    if wanted <= package.bandwidth {
        return Err(ApiError::invalid(
            "Bandwidth",
            "it must be more than the package has",
        ));
    }
    package.order_bandwidth(OrderKind::TempUpgrade, wanted, Some(until), now, policy);
    package.pending = Some((Pending::Upgrade(wanted, until), settled));
    Ok(Answer::default())
}

/// Deletes an idle package, a prepaid one only after its term (API page DeleteCenBandwidthPackage).
fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let id = request.mandatory("CenBandwidthPackageId")?;
    let package: &Package = context.state.get(id)?;
    package.is_settled(BUSY)?;
    if package.cen_id.is_some() {
        return Err(ApiError::new(
            403,
            "InvalidOperation.BwpInstanceStatus",
            format!(
                "The package {} is in use; unassociate it first.",
                package.id
            ),
        ));
    }
    if package.charge_type == ChargeType::Prepay && !package.has_expired(context.now) {
        return Err(ApiError::new(
            403,
            "Forbidden.Release",
            format!(
                "The package {} is a subscription that runs until {}; it cannot be released before.",
                package.id, package.expired_time
            ),
        ));
    }
    let id = package.id.clone();
    let package = context.state.take(|one: &Package| one.id == id);
    if let Some(package) = package {
        context.state.push(package.departed(Departure::Deleted));
    }
    Ok(Answer::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bandwidth_is_2_to_10000() {
        assert_eq!(is_on_sale(2), Ok(()));
        assert_eq!(is_on_sale(10_000), Ok(()));
        for mbps in [1, 10_001] {
            let error = is_on_sale(mbps).unwrap_err();
            assert_eq!(
                (error.status, error.code.as_ref()),
                (400, "InvalidParameter")
            );
        }
    }
}
