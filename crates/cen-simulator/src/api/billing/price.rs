//! What a purchase, a renewal or more bandwidth costs (API page GetSubscriptionPrice).

use std::collections::BTreeMap;

use serde_json::json;

use crate::action::{Answer, Context};
use crate::api::package::Package;
use crate::areas::{areas_on_sale, is_cross_border, pair};
use crate::error::ApiError;
use crate::family::Family;
use crate::money::Money;
use crate::options::Policy;
use crate::price_list::Quote;
use crate::request::Request;

use super::product::{CROSS_BORDER, usual_type};
use super::{PRODUCT_CODE, error, given, missing, package, reading, refused, success};

pub(crate) const FAMILY: Family = Family::of_actions(&[reading(
    "GetSubscriptionPrice",
    &["ProductCode", "SubscriptionType", "OrderType"],
    price,
)
.noting("Prices are invented, or those of a price list file.")]);

/// What is wrong with a module or its configuration. No code is published for this action; it is one of the trade system, on
/// sibling actions.
const BAD_COMPONENT: &str = "COMMODITY.INVALID_COMPONENT";

fn price(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let policy = context.policy;
    if request.mandatory("ProductCode")? != PRODUCT_CODE
        || request.mandatory("SubscriptionType")? != "Subscription"
    {
        let message = "There is no product of this code.";
        return Err(error("ProductNotFound", message));
    }
    let config = Config::read(request, policy)?;
    if given(request, "ProductType").is_some_and(|kind| kind != config.product_type(policy)) {
        return Err(refused(
            "SYSTEM.SALE_VALIDATE_NO_SPECIFIC_CODE_FAILED",
            "No package between these areas is sold under this product type.",
        ));
    }
    let quantity = request.integer("Quantity")?.unwrap_or(1);
    if quantity == 0 {
        let message = "The quantity must be at least 1.";
        return Err(refused("ORDER.QUANTITY_INVALID", message));
    }
    let unit = config.month(policy);
    let one = match request.mandatory("OrderType")? {
        "NewOrder" => policy.prices().months(unit, months(request)?),
        "Renewal" => {
            if let Some(id) = given(request, "InstanceId") {
                let package = package(context.state, request, policy, id)?;
                config.is_of(package)?;
            }
            policy.prices().months(unit, months(request)?)
        }
        "Upgrade" => upgrade(context, request, &config)?,
        _ => {
            let rule = "it must be NewOrder, Renewal or Upgrade";
            return Err(ApiError::invalid("OrderType", rule));
        }
    };
    Ok(show(one.times(quantity.into()), unit, quantity, policy))
}

/// What the rest of the term costs more.
fn upgrade(
    context: &mut Context<'_>,
    request: &Request,
    config: &Config,
) -> Result<Quote, ApiError> {
    let (now, policy) = (context.now, context.policy);
    let id = given(request, "InstanceId").ok_or_else(|| missing("InstanceId"))?;
    let package = package(context.state, request, policy, id)?;
    config.is_of(package)?;
    if config.bandwidth <= package.lasting_bandwidth() {
        let message = "An upgrade must be to more bandwidth.";
        return Err(refused(BAD_COMPONENT, message));
    }
    if package.has_unpaid_order() {
        let message = format!("The instance {id} has an order that is not paid.");
        return Err(refused("ORDER.INST_HAS_UNPAID_ORDER", message));
    }
    Ok(package.change_to(config.bandwidth, now, package.expires_at, policy))
}

/// The term of a price. Which terms can be asked for is not published; any up to three years.
fn months(request: &Request) -> Result<u32, ApiError> {
    let count = request.integer("ServicePeriodQuantity")?;
    let count = count.ok_or_else(|| missing("ServicePeriodQuantity"))?;
    let months = match given(request, "ServicePeriodUnit") {
        Some("Month") => count,
        Some("Year") => count.saturating_mul(12),
        Some(_) => {
            let rule = "it must be Month or Year";
            return Err(ApiError::invalid("ServicePeriodUnit", rule));
        }
        None => return Err(missing("ServicePeriodUnit")),
    };
    match months {
        1..=36 => Ok(months),
        _ => Err(refused(
            "ORDER.QUANTITY_INVALID",
            "A term is 1 month to 3 years.",
        )),
    }
}

fn show(all: Quote, unit: Money, quantity: u32, policy: &Policy) -> Answer {
    let prices = policy.prices();
    let promotions = match prices.discount_percent {
        0 => json!([]),
        percent => json!([{
            "PromotionId": 1,
            "PromotionName": format!("{percent} percent off"),
            "PromotionDesc": prices.source,
        }]),
    };
    success(json!({
        "OriginalPrice": all.original.to_number(),
        "DiscountPrice": all.discount().to_number(),
        "TradePrice": all.trade.to_number(),
        "Currency": prices.currency,
        "Quantity": quantity,
        "ModuleDetails": {"ModuleDetail": [{
            "ModuleCode": "bandwidth",
            "OriginalCost": all.original.to_number(),
            "CostAfterDiscount": all.trade.to_number(),
            "InvoiceDiscount": all.discount().to_number(),
            "UnitPrice": unit.to_number(),
        }]},
        "PromotionDetails": {"PromotionDetail": promotions},
    }))
}

/// `bandwidth:N,RegionA:x,RegionB:y`, with areas as DescribeCenBandwidthPackages writes them.
struct Config {
    bandwidth: u32,
    area_a: String,
    area_b: String,
}

impl Config {
    /// The configuration of the one module that there is.
    fn read(request: &Request, policy: &Policy) -> Result<Self, ApiError> {
        let modules = request.objects("ModuleList");
        let module = match modules.as_slice() {
            [] => return Err(missing("ModuleList.1.ModuleCode")),
            [one] => one,
            _ => return Err(bad("bandwidth is the only module")),
        };
        if !matches!(module.get("ModuleStatus"), None | Some(&("1" | "2"))) {
            return Err(ApiError::invalid(
                "ModuleList.N.ModuleStatus",
                "it must be 1 or 2",
            ));
        }
        let member = |name: &str| {
            let name_of = format!("ModuleList.1.{name}");
            module.get(name).copied().ok_or_else(|| missing(&name_of))
        };
        if member("ModuleCode")? != "bandwidth" {
            return Err(bad("bandwidth is the only module"));
        }
        Self::parse(member("Config")?, policy)
    }

    fn parse(text: &str, policy: &Policy) -> Result<Self, ApiError> {
        let mut attributes = BTreeMap::new();
        for part in text.split(',') {
            let (name, value) = part.split_once(':').ok_or_else(|| bad(part))?;
            if attributes.insert(name, value).is_some() {
                return Err(bad(name));
            }
        }
        let mut take = |name: &str| attributes.remove(name).ok_or_else(|| bad(name));
        let bandwidth = take("bandwidth")?;
        let (area_a, area_b) = (take("RegionA")?, take("RegionB")?);
        if let Some(unknown) = attributes.keys().next() {
            return Err(bad(unknown));
        }
        let bandwidth = match bandwidth.parse() {
            Ok(mbps @ 2..=10_000) => mbps,
            _ => return Err(bad("bandwidth")),
        };
        let known = areas_on_sale(policy);
        for area in [area_a, area_b] {
            if !known.iter().any(|known| known == area) {
                return Err(bad(area));
            }
        }
        pair(policy, area_a, area_b).map_err(|_| bad("RegionB"))?;
        Ok(Self {
            bandwidth,
            area_a: area_a.to_owned(),
            area_b: area_b.to_owned(),
        })
    }

    fn product_type(&self, policy: &Policy) -> &'static str {
        match is_cross_border(&self.area_a, &self.area_b) {
            true => CROSS_BORDER,
            false => usual_type(policy.site),
        }
    }

    /// The list price of a month.
    fn month(&self, policy: &Policy) -> Money {
        let one = policy.prices().mbps_month(&self.area_a, &self.area_b);
        one.times(self.bandwidth.into())
    }

    /// Whether it names the areas of a package, which cannot change.
    fn is_of(&self, package: &Package) -> Result<(), ApiError> {
        let theirs = (&package.area_a, &package.area_b);
        let (a, b) = (&self.area_a, &self.area_b);
        match theirs == (a, b) || theirs == (b, a) {
            true => Ok(()),
            false => Err(bad("RegionA")),
        }
    }
}

fn bad(what: &str) -> ApiError {
    let message = format!("The configuration of the component bandwidth is invalid: {what}.");
    refused(BAD_COMPONENT, message)
}
