//! Renewing a package once (API page RenewInstance).

use serde_json::json;

use crate::action::{Answer, Context, DryRun};
use crate::api::package::order::OrderKind;
use crate::api::package::status::BusinessStatus;
use crate::error::ApiError;
use crate::family::Family;
use crate::request::Request;

use super::account::balance;
use super::{changing, error, package, refused, success};

pub(crate) const FAMILY: Family = Family::of_actions(&[changing(
    "RenewInstance",
    &["ProductCode", "InstanceId", "RenewPeriod"],
    renew,
)
.once(DryRun::Unused)]);

/// Renews by months, paid at once. A package whose term is over can be renewed until it is released, from the day of the
/// renewal, as in the console; one that the cloud has locked cannot. The end shows when changes settle. Which code an unpaid
/// order brings here, and that a balance too low brings this one, is not published.
fn renew(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let months = request.integer("RenewPeriod")?.unwrap_or(0);
    if !matches!(months, 1..=9 | 12 | 24 | 36) {
        return Err(ApiError::invalid(
            "RenewPeriod",
            "it must be 1 to 9, 12, 24 or 36 months",
        ));
    }
    let (now, at, policy) = (context.now, context.settled_at(), context.policy);
    let balance = balance(context.state, policy);
    let id = request.mandatory("InstanceId")?;
    let package = package(context.state, request, policy, id)?;
    if package.business_status == BusinessStatus::SecurityLocked {
        let message = format!("The instance {id} is locked.");
        return Err(error("ResourceStatusError", message));
    }
    if package.has_unpaid_order() {
        let message = format!("The instance {id} has an order that is not paid.");
        return Err(error("ResourceStatusError", message));
    }
    let quote = policy.prices().months(package.month(policy), months);
    if quote.trade > balance {
        return Err(refused(
            "INSUFFICIENT.AVAILABLE.QUOTA",
            format!(
                "The renewal costs {}, the account has {balance}.",
                quote.trade
            ),
        ));
    }
    let mut order = package.order(OrderKind::Renew, quote, now, policy);
    order.begins(package.expires_at);
    let id = order.id.clone();
    package.will_last(months, at);
    package.orders.push(order);
    Ok(success(json!({"OrderId": id})))
}
