//! Orders of packages (API pages QueryOrders, GetOrderDetail and CancelOrder).

use std::time::Duration;

use serde_json::{Value, json};

use crate::action::{Answer, Context};
use crate::admin::Route;
use crate::api::package::admin::purchases;
use crate::api::package::order::{Order, OrderKind};
use crate::api::package::{Departure, Package};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::options::Policy;
use crate::request::Request;
use crate::state::State;
use crate::words::Shown;

use super::account::orders;
use super::product::{REGION, product_type};
use super::{PRODUCT_CODE, Page, changing, error, given, reading, success};

pub(crate) const FAMILY: Family = Family::of_actions(&[
    reading("QueryOrders", &[], query),
    reading("GetOrderDetail", &["OrderId"], detail),
    changing("CancelOrder", &["OrderId"], cancel),
])
.routes(&[Route::new(
    "GET",
    "/orders",
    "Every order, with what it has cost",
    |context, _| Ok(serde_json::to_value(orders(context.state))?),
)
.answers(Shown::List(&[
    "id",
    "kind",
    "status",
    "amount",
    "currency",
    "bandwidth",
]))]);

/// How far back orders are listed when nothing is said.
const RECENT: Duration = Duration::from_secs(3_600);

/// An order and what it is for.
struct Entry {
    package: Package,
    order: Order,
}

impl Entry {
    /// The word of the API; a refund has none, as nobody pays it.
    fn payment_status(&self) -> Option<&'static str> {
        match self.order.kind {
            OrderKind::Refund => None,
            _ => Some(self.order.status.as_str()),
        }
    }

    fn subscription_type(&self) -> &'static str {
        match self.package.term {
            Some(_) => "Subscription",
            None => "PayAsYouGo",
        }
    }
}

/// All orders, the newest first.
fn entries(state: &State) -> Vec<Entry> {
    let purchases = purchases(state).into_iter();
    let mut entries: Vec<Entry> = purchases
        .flat_map(|purchase| {
            let orders = purchase.package.orders.clone().into_iter();
            orders.map(move |order| Entry {
                package: purchase.package.clone(),
                order,
            })
        })
        .collect();
    entries.sort_by(|a, b| b.order.create_time.cmp(&a.order.create_time));
    entries
}

fn query(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let time = |name: &str| {
        let read = |text: &str| {
            let rule = "it must be written as YYYY-MM-DDThh:mm:ssZ";
            Moment::parse_request(text).ok_or_else(|| ApiError::invalid(name, rule))
        };
        given(request, name).map(read).transpose()
    };
    let to = time("CreateTimeEnd")?.unwrap_or(context.now);
    let from = time("CreateTimeStart")?.unwrap_or(to.minus(RECENT));
    let (from, to) = (from.to_seconds(), to.to_seconds());
    let policy = context.policy;
    let is = |name: &str, value: Option<&str>| {
        given(request, name).is_none_or(|wanted| Some(wanted) == value)
    };
    let mut found = entries(context.state);
    found.retain(|entry| {
        (from.as_str()..=to.as_str()).contains(&entry.order.create_time.as_str())
            && is("ProductCode", Some(PRODUCT_CODE))
            && is("ProductType", Some(product_type(policy, &entry.package)))
            && is("SubscriptionType", Some(entry.subscription_type()))
            && is("OrderType", Some(entry.order.kind.as_str()))
            && is("PaymentStatus", entry.payment_status())
    });
    answer(request, found, policy, |entry| show(&entry, policy))
}

/// The orders of that id: one, or none.
fn detail(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let policy = context.policy;
    let id = request.mandatory("OrderId")?;
    let mut found = entries(context.state);
    found.retain(|entry| entry.order.id == id);
    answer(request, found, policy, |entry| show_whole(&entry, policy))
}

fn answer(
    request: &Request,
    found: Vec<Entry>,
    policy: &Policy,
    render: impl FnMut(Entry) -> Value,
) -> Result<Answer, ApiError> {
    let mut page = Page::of(request, found)?;
    let host = policy.site.billing_host();
    page.fields.insert("HostName".to_owned(), host.into());
    Ok(page.answer("OrderList", Some("Order"), render))
}

/// All fields are texts.
fn show(entry: &Entry, policy: &Policy) -> Value {
    let (order, package) = (&entry.order, &entry.package);
    let kind = product_type(policy, package);
    let related = match order.kind {
        OrderKind::New => "",
        _ => package.order.as_str(),
    };
    json!({
        "OrderId": order.id,
        "RelatedOrderId": related,
        "OrderType": order.kind.as_str(),
        "PaymentStatus": entry.payment_status(),
        "CreateTime": order.create_time,
        "PaymentTime": order.payment_time,
        "ProductCode": PRODUCT_CODE,
        "ProductType": kind,
        "CommodityCode": kind,
        "SubscriptionType": entry.subscription_type(),
        "Currency": order.currency,
        "PaymentCurrency": order.currency,
        "PretaxGrossAmount": order.original.to_string(),
        "PretaxAmount": order.amount.to_string(),
        "PretaxAmountLocal": order.amount.to_string(),
        "Tax": "0.00",
        "AfterTaxAmount": order.amount.to_string(),
    })
}

fn show_whole(entry: &Entry, policy: &Policy) -> Value {
    let (order, package) = (&entry.order, &entry.package);
    let config = |mbps: u32| {
        let (a, b) = (&package.area_a, &package.area_b);
        format!("bandwidth:[bandwidth:{mbps};RegionA:{a};RegionB:{b}]")
    };
    let properties = |mbps: u32, one: fn((&str, String)) -> Value| -> Value {
        let values = [
            ("bandwidth", mbps.to_string()),
            ("RegionA", package.area_a.clone()),
            ("RegionB", package.area_b.clone()),
        ];
        values.into_iter().map(one).collect()
    };
    let mut shown = show(entry, policy);
    let more = json!({
        "SubOrderId": order.id,
        "OrderSubType": order.kind.as_str(),
        "InstanceIDs": json!([package.id]).to_string(),
        "Config": config(order.bandwidth),
        "OriginalConfig": order.bandwidth_before.map(config),
        "Quantity": "1",
        "Region": REGION,
        "UsageStartTime": order.usage_start,
        "UsageEndTime": order.usage_end,
        "Operator": "",
        "ExtendInfos": {},
        "BillModuleConfig": {"billModuleConfig": [{
            "Code": "bandwidth",
            "ApiCode": "bandwidth",
            "Name": "Bandwidth",
            "BillModuleProperties": {"billModuleProperties": properties(order.bandwidth, |(code, value)| {
                json!({"ModuleApiCode": "bandwidth", "AttrApiCode": code, "Value": value})
            })},
        }]},
    });
    if let (Value::Object(shown), Value::Object(more)) = (&mut shown, more) {
        shown.extend(more);
        if let Some(before) = order.bandwidth_before {
            // What was has other names than what is.
            let properties = properties(
                before,
                |(code, value)| json!({"Code": code, "Name": code, "Value": value}),
            );
            let module = json!({"originalModuleConfig": [{
                "Code": "bandwidth",
                "Name": "Bandwidth",
                "ModuleProperties": {"moduleProperties": properties},
            }]});
            shown.insert("OriginalModuleConfig".to_owned(), module);
        }
    }
    shown
}

/// Cancels an order that is not paid; a purchase goes with it. The codes are not published.
fn cancel(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let id = request.mandatory("OrderId")?;
    let mut all = orders(context.state).into_iter();
    let Some(order) = all.find(|order| order.id == id) else {
        let message = format!("There is no order {id}.");
        return Err(error("ResourceNotExists", message));
    };
    if !order.is_unpaid() {
        let message = format!("The order {id} is {}.", order.status.as_str());
        return Err(error("ResourceStatusError", message));
    }
    let is_for = |package: &Package| package.orders.iter().any(|order| order.id == id);
    if let Some(package) = context.state.find_mut(is_for) {
        let orders = package.orders.iter_mut();
        orders
            .filter(|order| order.id == id)
            .for_each(Order::cancel);
    }
    if order.kind == OrderKind::New
        && let Some(package) = context.state.take(is_for)
    {
        context.state.push(package.departed(Departure::NeverPaid));
    }
    let host = context.policy.site.billing_host();
    Ok(success(json!({"HostId": host})))
}
