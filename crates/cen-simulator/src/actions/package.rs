//! Buying, changing and deleting bandwidth packages.

use serde_json::json;

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::lifecycle::{self, Busy};
use crate::rules::{self, ChargeType};
use crate::state::{Departure, Package, Pending};

use super::{Answer, Context, tokens};

const CREATE: &str = "CreateCenBandwidthPackage";

/// Checks come in this order: types, areas, pair, charge type, bandwidth, term, texts, tags, token, and only then is
/// anything bought. The API does not document an order; values before states is the one that tells most.
pub(super) fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let bandwidth = request.integer("Bandwidth")?.unwrap_or(0);
    let period = request.integer("Period")?;
    let auto_pay = request.boolean("AutoPay")?.unwrap_or(false);
    let auto_renew = request.boolean("AutoRenew")?.unwrap_or(false);
    let renew_months = request.integer("AutoRenewDuration")?.unwrap_or(1);

    let policy = context.policy;
    let area_a = rules::area(policy, request.mandatory("GeographicRegionAId")?)?;
    let area_b = rules::area(policy, request.mandatory("GeographicRegionBId")?)?;
    rules::pair(policy, &area_a, &area_b)?;
    let charge_type = rules::charge_type(policy, request.text("BandwidthPackageChargeType"))?;
    rules::bandwidth(bandwidth)?;
    let term = match charge_type {
        ChargeType::Prepay => Some(rules::term(period, request.text("PricingCycle"))?),
        ChargeType::Postpay => None,
    };
    let name = request.text("Name").unwrap_or("");
    rules::name(name)?;
    let description = request.text("Description").unwrap_or("");
    rules::description(description)?;
    let tags = rules::tags(&request.objects("Tag"))?;
    if let Some(answer) = tokens::replay(context, CREATE, request)? {
        return Ok(answer);
    }

    let id = context.fresh_id("cenbwp-");
    let order = context.ids.order();
    let (now, shows_from) = (context.now, context.settled_at());
    let mut package = Package {
        id: id.clone(),
        order: order.clone(),
        name: name.to_owned(),
        description: description.to_owned(),
        bandwidth,
        area_a,
        area_b,
        charge_type,
        term,
        auto_renew_months: (auto_renew && term.is_some()).then_some(renew_months),
        resource_group: request.text("ResourceGroupId").unwrap_or("").to_owned(),
        tags,
        instance: None,
        pending: None,
        upgrade: None,
        lock: None,
        paid: false,
        ordered_at: now,
        created_at: now,
        shows_from,
        expires_at: None,
    };
    // A pay-as-you-go package needs no payment to begin with.
    if auto_pay || charge_type == ChargeType::Postpay {
        package.pay(now, shows_from);
    }
    context.state.packages.push(package);

    let mut answer = Answer::new(json!({
        "CenBandwidthPackageId": id,
        "CenBandwidthPackageOrderId": order,
    }));
    tokens::remember(context, CREATE, request, &answer);
    answer.created = Some(id);
    Ok(answer)
}

/// An absent text stays as it is, an empty one clears it.
pub(super) fn modify_attribute(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Answer, Refusal> {
    let id = request.mandatory("CenBandwidthPackageId")?;
    let name = request.text("Name");
    name.map_or(Ok(()), rules::name)?;
    let description = request.text("Description");
    description.map_or(Ok(()), rules::description)?;
    let package = context.state.package_mut(id, context.now)?;
    lifecycle::not_settling(package, Busy::Attribute)?;
    if let Some(name) = name {
        name.clone_into(&mut package.name);
    }
    if let Some(description) = description {
        description.clone_into(&mut package.description);
    }
    Ok(Answer::default())
}

/// Changes the bandwidth, of an idle package as of one in use.
pub(super) fn modify_spec(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let id = request.mandatory("CenBandwidthPackageId")?;
    let wanted = request.integer("Bandwidth")?.unwrap_or(0);
    rules::bandwidth(wanted)?;
    let (now, settled) = (context.now, context.settled_at());
    let taken = context.state.taken_of(&context.state.package(id, now)?.id);
    let package = context.state.package_mut(id, now)?;
    lifecycle::change_bandwidth(package, wanted, taken, now)?;
    package.change_later(Pending::Bandwidth(wanted), settled);
    Ok(Answer::default())
}

/// Deletes a package that may go.
pub(super) fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let id = request.mandatory("CenBandwidthPackageId")?;
    let package = context.state.package(id, context.now)?;
    lifecycle::delete(package, context.now)?;
    let id = package.id.clone();
    context
        .state
        .depart(Departure::Deleted, |package| package.id == id);
    Ok(Answer::default())
}
