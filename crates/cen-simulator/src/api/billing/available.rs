//! What billing knows of a package, and what happens at its end (API pages QueryAvailableInstances and SetRenewal).

use std::time::Duration;

use serde_json::{Value, json};

use crate::action::{Answer, Context};
use crate::api::package::Package;
use crate::api::package::renewal::{Renewal, RenewalUnit};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::request::Request;

use super::product::{REGION, product_type, seller};
use super::{
    PRODUCT_CODE, Page, changing, envelope, error, given, ids, is_known, is_of_product, missing,
    package, reading,
};

pub(crate) const FAMILY: Family = Family::of_actions(&[
    reading("QueryAvailableInstances", &[], query),
    changing(
        "SetRenewal",
        &["InstanceIDs", "ProductCode", "RenewalStatus"],
        set,
    ),
]);

/// How long before its end a package that nothing renews is shown as one that will stop soon. Invented.
const SOON: Duration = Duration::from_secs(7 * 24 * 3_600);

fn query(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    if given(request, "Region").is_some() && given(request, "ProductCode").is_none() {
        return Err(error(
            "MissingParameter",
            "ProductCode must be given with Region.",
        ));
    }
    let region = given(request, "Region").unwrap_or(REGION);
    let ids = ids(request, "InstanceIDs")?;
    let renewal = given(request, "RenewStatus");
    if renewal.is_some_and(|status| !STATUSES.contains(&status)) {
        return Err(not_a_status("RenewStatus"));
    }
    let created = span(request, "CreateTimeStart", "CreateTimeEnd")?;
    let ends = span(request, "EndTimeStart", "EndTimeEnd")?;
    let policy = context.policy;
    let packages = context.state.all::<Package>().iter();
    let found = packages.filter(|package| {
        is_known(package)
            && region == REGION
            && is_of_product(package, request, policy)
            && (ids.is_empty() || ids.contains(&package.id.as_str()))
            && renewal.is_none_or(|status| status == package.renewal.as_str())
            && lies_in(Some(package.paid_at), created)
            && lies_in(package.expires_at, ends)
    });
    let page = Page::of(request, found.collect())?;
    Ok(page.answer("InstanceList", None, |package: &Package| {
        show(package, context)
    }))
}

type Span = (Option<Moment>, Option<Moment>);

fn span(request: &Request, from: &str, to: &str) -> Result<Span, ApiError> {
    let read = |name: &str| {
        given(request, name)
            .map(|text| {
                let rule = "it must be written as YYYY-MM-DDThh:mm:ssZ";
                Moment::parse_request(text).ok_or_else(|| ApiError::invalid(name, rule))
            })
            .transpose()
    };
    Ok((read(from)?, read(to)?))
}

fn lies_in(at: Option<Moment>, (from, to): Span) -> bool {
    from.is_none_or(|from| at.is_some_and(|at| at >= from))
        && to.is_none_or(|to| at.is_some_and(|at| at <= to))
}

fn show(package: &Package, context: &Context<'_>) -> Value {
    let (now, policy) = (context.now, context.policy);
    let end = package.expires_at.unwrap_or_default();
    let is_renewed = matches!(package.renewal, Renewal::Automatic { .. });
    let status = match package.expires_at {
        Some(end) if now >= end => "Expired",
        Some(end) if now >= end.minus(SOON) && !is_renewed => "WaitForExpire",
        _ => "Normal",
    };
    let (seller, seller_id) = seller(package);
    let mut shown = json!({
        "InstanceID": package.id,
        "ProductCode": PRODUCT_CODE,
        "ProductType": product_type(policy, package),
        "SubscriptionType": "Subscription",
        "Region": REGION,
        "Status": status,
        "RenewStatus": package.renewal.as_str(),
        "CreateTime": package.paid_at.to_seconds(),
        "EndTime": end.to_seconds(),
        "ExpectedReleaseTime": end.plus(policy.grace).to_seconds(),
        "OwnerId": context.state.account(),
        "Seller": seller,
        "SellerId": seller_id,
    });
    if let Renewal::Automatic { period, unit } = package.renewal {
        shown["RenewalDuration"] = period.into();
        shown["RenewalDurationUnit"] = unit.as_str().into();
    }
    if status == "Expired" {
        shown["StopTime"] = end.to_seconds().into();
    }
    shown
}

const STATUSES: [&str; 3] = ["AutoRenewal", "ManualRenewal", "NotRenewal"];

fn not_a_status(name: &str) -> ApiError {
    ApiError::invalid(name, "it must be AutoRenewal, ManualRenewal or NotRenewal")
}

/// Sets what happens at the end, of all packages or of none. It shows when changes settle. That a period is refused without
/// automatic renewal, and automatic renewal after the end, is not published.
fn set(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let renewal = wanted(request)?;
    let ids = ids(request, "InstanceIDs")?;
    if ids.is_empty() {
        return Err(missing("InstanceIDs"));
    }
    let (now, at, policy) = (context.now, context.settled_at(), context.policy);
    for id in &ids {
        let package = package(context.state, request, policy, id)?;
        if matches!(renewal, Renewal::Automatic { .. }) && package.has_expired(now) {
            let message = format!("The instance {id} has expired.");
            return Err(error("ResourceStatusError", message));
        }
    }
    for id in &ids {
        package(context.state, request, policy, id)?.will_renew(renewal, at);
    }
    Ok(envelope("Success", None))
}

/// 1, 2, 3, 6 or 12 months or 1 to 3 years, for automatic renewal alone.
fn wanted(request: &Request) -> Result<Renewal, ApiError> {
    let period = match given(request, "RenewalPeriod") {
        Some(_) => request.integer("RenewalPeriod")?,
        None => None,
    };
    let unit = match given(request, "RenewalPeriodUnit") {
        None => None,
        Some("M") => Some(RenewalUnit::Month),
        Some("Y") => Some(RenewalUnit::Year),
        Some(_) => {
            return Err(ApiError::invalid("RenewalPeriodUnit", "it must be M or Y"));
        }
    };
    let without = |renewal| match (period, unit) {
        (None, None) => Ok(renewal),
        _ => Err(ApiError::invalid(
            "RenewalPeriod",
            "it is for AutoRenewal only",
        )),
    };
    match request.mandatory("RenewalStatus")? {
        "ManualRenewal" => without(Renewal::Manual),
        "NotRenewal" => without(Renewal::Never),
        "AutoRenewal" => {
            let period = period.ok_or_else(|| missing("RenewalPeriod"))?;
            let unit = unit.ok_or_else(|| missing("RenewalPeriodUnit"))?;
            match (unit, period) {
                (RenewalUnit::Month, 1 | 2 | 3 | 6 | 12) | (RenewalUnit::Year, 1..=3) => {
                    Ok(Renewal::Automatic { period, unit })
                }
                _ => Err(ApiError::invalid(
                    "RenewalPeriod",
                    "it must be 1, 2, 3, 6 or 12 months or 1 to 3 years",
                )),
            }
        }
        _ => Err(not_a_status("RenewalStatus")),
    }
}
