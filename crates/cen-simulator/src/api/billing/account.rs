//! The money of the account.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Answer, Context};
use crate::admin::{AdminRequest, Route, done};
use crate::api::package::admin::purchases;
use crate::api::package::order::Order;
use crate::error::ApiError;
use crate::family::Family;
use crate::money::Money;
use crate::object::Object;
use crate::options::Policy;
use crate::request::Request;
use crate::settling::Follows;
use crate::state::{Kind, State};
use crate::words::Shown;

use super::{envelope, reading};

pub(crate) const FAMILY: Family = Family::of::<Deposit>()
    .actions(&[reading("QueryAccountBalance", &[], query)])
    .routes(&[
        Route::new(
            "GET",
            "/balance",
            "What the account has, in the currency of its prices",
            |context, _| Ok(json!({"balance": balance(context.state, context.policy)})),
        )
        .answers(Shown::Object(&["balance"])),
        Route::new(
            "POST",
            "/balance",
            "Lets the account have exactly this much",
            set_from,
        )
        .takes::<NewBalance>(r#"{"balance": "0.50"}"#),
    ]);

/// Money that came to the account besides what the policy gives it; less than nothing when it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// In the currency of the price list.
    pub amount: Money,
}

impl Object for Deposit {}

impl Kind for Deposit {
    const TABLE: &'static str = "deposits";
    const NAME: &'static str = "deposit";
    const FOLLOWS: Follows = Follows::Nothing;
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBalance {
    balance: Money,
}

fn set_from(context: &mut Context<'_>, request: &AdminRequest<'_>) -> std::io::Result<Value> {
    let NewBalance { balance } = request.read()?;
    set(context, balance);
    Ok(done())
}

/// Lets the account have exactly this much.
pub(crate) fn set(context: &mut Context<'_>, wanted: Money) {
    let amount = wanted - balance(context.state, context.policy);
    context.state.push(Deposit { amount });
}

/// What the account had, and got, without what its orders have cost. It may be less than nothing, as purchases do not ask
/// for it.
pub(crate) fn balance(state: &State, policy: &Policy) -> Money {
    let deposits: Money = state.all::<Deposit>().iter().map(|one| one.amount).sum();
    policy.balance + deposits - spent(state)
}

/// What all orders together have cost.
pub(crate) fn spent(state: &State) -> Money {
    orders(state).iter().map(Order::paid).sum()
}

/// All orders, of packages that are there first.
pub(crate) fn orders(state: &State) -> Vec<Order> {
    let purchases = purchases(state).into_iter();
    purchases
        .flat_map(|purchase| purchase.package.orders)
        .collect()
}

/// With commas between thousands, as some accounts see it.
fn query(context: &mut Context<'_>, _: &Request) -> Result<Answer, ApiError> {
    let available = balance(context.state, context.policy).grouped();
    Ok(envelope(
        "200",
        Some(json!({
            "AvailableAmount": available,
            "AvailableCashAmount": available,
            "CreditAmount": "0.00",
            "Currency": context.policy.prices().currency,
            "MybankCreditAmount": "0.00",
            "QuotaLimit": "0.00",
        })),
    ))
}
