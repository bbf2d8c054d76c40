//! What is sold (API pages QueryProductList and DescribePricingModule).

use serde_json::{Value, json};

use crate::action::{Answer, Context};
use crate::api::package::Package;
use crate::api::package::term::ChargeType;
use crate::areas::areas_on_sale;
use crate::error::ApiError;
use crate::family::Family;
use crate::options::Policy;
use crate::request::Request;
use crate::site::Site;

use super::{PRODUCT_CODE, Page, error, given, reading, success};

pub(crate) const FAMILY: Family = Family::of_actions(&[
    reading("QueryProductList", &["PageNum"], list),
    reading(
        "DescribePricingModule",
        &["ProductCode", "SubscriptionType"],
        describe,
    ),
]);

/// What a package shows as its region. Invented: the product is in no region.
pub(crate) const REGION: &str = "cn-hangzhou";

/// Cross-border packages, which a carrier sells.
pub(crate) const CROSS_BORDER: &str = "cbn_bwp_pre_mkt";

/// The type of all other prepaid packages.
pub(crate) fn usual_type(site: Site) -> &'static str {
    match site {
        Site::Domestic => "cbn_bwp_pre",
        Site::International => "cbn_bwp_intl",
    }
}

/// The type by which billing knows a package. The types are seen in templates and bills; which package has which, and the one
/// of pay-as-you-go packages, is likely at best.
pub(crate) fn product_type(policy: &Policy, package: &Package) -> &'static str {
    match package.charge_type {
        ChargeType::Postpay => "cbn_bwp_post",
        ChargeType::Prepay if package.is_cross_border => CROSS_BORDER,
        ChargeType::Prepay => usual_type(policy.site),
    }
}

/// Who sells a package, by name and number. Invented, but that it is not the vendor for a cross-border one.
pub(crate) fn seller(package: &Package) -> (&'static str, u64) {
    match package.is_cross_border {
        true => ("China Unicom", 26_888),
        false => ("Alibaba Cloud", 26_842),
    }
}

fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let usual = (PRODUCT_CODE, usual_type(context.policy.site));
    let rows = vec![
        ("ecs", "ecs", "Elastic Compute Service"),
        (usual.0, usual.1, "Bandwidth package"),
        (PRODUCT_CODE, CROSS_BORDER, "Cross-border bandwidth package"),
    ];
    let mut page = Page::of(request, rows)?;
    if !request.boolean("QueryTotalCount")?.unwrap_or(false) {
        page.fields.remove("TotalCount");
    }
    Ok(
        page.answer("ProductList", Some("Product"), |(code, kind, name)| {
            json!({
                "ProductCode": code,
                "ProductType": kind,
                "ProductName": name,
                "SubscriptionType": "Subscription",
            })
        }),
    )
}

/// The one module of packages, and what its configuration is made of. The names are those of a renewal that somebody prices
/// every month; that a new order takes the same is likely.
fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let policy = context.policy;
    let kinds = [usual_type(policy.site), CROSS_BORDER];
    let is_known = request.mandatory("ProductCode")? == PRODUCT_CODE
        && request.mandatory("SubscriptionType")? == "Subscription"
        && given(request, "ProductType").is_none_or(|kind| kinds.contains(&kind));
    if !is_known {
        let message = "There is no product of this code and type.";
        return Err(error("ProductNotFound", message));
    }
    let prices = policy.prices();
    let value = |kind: &str, value: &str| {
        json!({
            "Type": kind,
            "Value": value,
            "Name": value,
            "Remark": prices.source,
        })
    };
    let attribute = |code: &str, name: &str, unit: &str, values: Vec<Value>| {
        json!({
            "Code": code,
            "Name": name,
            "Unit": unit,
            "Values": {"AttributeValue": values},
        })
    };
    let areas = || {
        let areas = areas_on_sale(policy).into_iter();
        areas.map(|area| value("single_string", &area)).collect()
    };
    let bandwidth = vec![value("range_float", "2-10000")];
    Ok(success(json!({
        "ModuleList": {"Module": [{
            "ModuleCode": "bandwidth",
            "ModuleName": "Bandwidth",
            "PriceType": "Month",
            "Currency": prices.currency,
            "ConfigList": {"ConfigList": ["bandwidth", "RegionA", "RegionB"]},
        }]},
        "AttributeList": {"Attribute": [
            attribute("bandwidth", "Bandwidth", "Mbps", bandwidth),
            attribute("RegionA", "Area A", "", areas()),
            attribute("RegionB", "Area B", "", areas()),
        ]},
    })))
}
