//! Giving a package back for what is left of it (API pages InquiryPriceRefundInstance and RefundInstance).

use serde_json::json;

use crate::action::{Answer, Context, DryRun};
use crate::api::package::order::{Order, OrderKind};
use crate::api::package::{Departure, Package, Purchase};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::money::Money;
use crate::options::Policy;
use crate::price_list::Quote;
use crate::request::Request;

use super::{changing, envelope, error, package, reading, success};

const MANDATORY: &[&str] = &["InstanceId", "ProductCode"];

pub(crate) const FAMILY: Family = Family::of_actions(&[
    reading("InquiryPriceRefundInstance", MANDATORY, inquire),
    changing("RefundInstance", MANDATORY, refund).once(DryRun::Unused),
]);

/// What a refund would bring. A package in use is told its amount as well; it is RefundInstance that refuses it.
fn inquire(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let (now, policy) = (context.now, context.policy);
    let package = refundable(context, request)?;
    let quote = rest(package, now, policy)?;
    Ok(envelope(
        "200",
        Some(json!({
            "RefundAmount": quote.trade.to_number(),
            "Currency": policy.prices().currency,
            "InstanceId": package.id,
            "HostId": policy.site.billing_host(),
        })),
    ))
}

/// Gives the package back. It is gone at once; which code a package in use brings is not published.
fn refund(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    if request.text("ImmediatelyRelease").unwrap_or("1") != "1" {
        return Err(ApiError::invalid(
            "ImmediatelyRelease",
            "this product is released at once, which is 1",
        ));
    }
    let (now, policy) = (context.now, context.policy);
    let package = refundable(context, request)?;
    if package.is_busy() {
        let message = format!(
            "The instance {} is bound to a CEN instance or is changing.",
            package.id
        );
        return Err(error("ResourceStatusError", message));
    }
    let quote = rest(package, now, policy)?;
    let order = package.order(OrderKind::Refund, -quote, now, policy);
    let number: u64 = order.id.parse().unwrap_or(0);
    package.orders.push(order);
    let id = package.id.clone();
    if let Some(package) = context.state.take(|one: &Package| one.id == id) {
        context.state.push(package.departed(Departure::Refunded));
    }
    Ok(success(json!({
        "OrderId": number,
        "HostId": policy.site.billing_host(),
    })))
}

/// The package of a request, if it may be refunded at all. Cross-border packages may not (billing page).
fn refundable<'s>(
    context: &'s mut Context<'_>,
    request: &Request,
) -> Result<&'s mut Package, ApiError> {
    let (now, policy) = (context.now, context.policy);
    let id = request.mandatory("InstanceId")?;
    let over = |how| matches!(how, Some(Departure::Refunded | Departure::Released));
    let mut departed = context.state.all::<Purchase>().iter();
    let is_over = departed.any(|one| one.package.id == id && over(one.departed));
    let is_over_error = || {
        let message = format!("The instance {id} has expired, or was refunded or released.");
        error("ExistRefundingOrderError", message)
    };
    if is_over {
        return Err(is_over_error());
    }
    let package = package(context.state, request, policy, id)?;
    if package.is_cross_border || !policy.refunds {
        return Err(error(
            "CommodityNotSupported",
            "This commodity cannot be refunded through the API.",
        ));
    }
    if package.has_unpaid_order() {
        let message = format!("The instance {id} has an order that is not paid.");
        return Err(error("ExistUnPaidOrderError", message));
    }
    if package.has_expired(now) {
        return Err(is_over_error());
    }
    Ok(package)
}

/// What is left of a package by the prices of now: whole months by the price of a term of so many, and the days beyond them
/// by the days of this month; never more than was paid. Invented: how the vendor counts is not published.
fn rest(package: &Package, now: Moment, policy: &Policy) -> Result<Quote, ApiError> {
    // The end is the midnight that belongs to the next day.
    let end = package.expires_at.unwrap_or_default();
    let last = Moment::from(i64::from(end).saturating_sub(1));
    let (months, days) = now.months_and_days_until(last);
    let (prices, month) = (policy.prices(), package.month(policy));
    let whole = prices.months(month, months);
    let part = prices.part(month, days.into(), now.days_in_month());
    let paid: Money = package.orders.iter().map(Order::paid).sum();
    let quote = Quote {
        original: whole.original + part.original,
        trade: (whole.trade + part.trade).min(paid),
    };
    match quote.trade > Money::ZERO {
        true => Ok(quote),
        false => Err(error(
            "NoRestValueError",
            format!("Nothing is left of the instance {}.", package.id),
        )),
    }
}
