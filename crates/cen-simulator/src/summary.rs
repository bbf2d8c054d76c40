//! What happened so far.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::api::billing::account;
use crate::api::package::{Purchase, admin::purchases};
use crate::cloud::Cloud;
use crate::money::Money;
use crate::options::Policy;
use crate::state::State;

/// What was called and what was bought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How often each action was called; calls of unknown actions are counted under `(unknown)`.
    pub calls: BTreeMap<String, usize>,
    /// Every purchase, those still there first.
    pub purchases: Vec<Purchase>,
    /// What that has cost.
    pub money: Totals,
}

/// What orders have cost, by the price list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Where the prices come from, in words.
    pub price_source: String,
    /// Of the amounts.
    pub currency: String,
    /// What all orders together have cost, without what was paid back.
    pub spent: Money,
    /// What the account has left.
    pub balance: Money,
}

impl Summary {
    pub(crate) fn of(cloud: &Cloud, account: u64) -> Self {
        let calls = cloud.journal.counts();
        cloud.look(account, |context| Self {
            calls,
            purchases: purchases(context.state),
            money: totals(context.state, context.policy),
        })
    }
}

fn totals(state: &State, policy: &Policy) -> Totals {
    let prices = policy.prices();
    Totals {
        price_source: prices.source.clone(),
        currency: prices.currency.clone(),
        spent: account::spent(state),
        balance: account::balance(state, policy),
    }
}
