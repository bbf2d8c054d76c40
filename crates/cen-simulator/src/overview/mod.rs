//! All that the page in the browser shows, in one answer: `GET /_simulator/overview`.
//!
//! It stays small whatever the account owns. Lists end after a number of objects and `in_all` says how many there are; what is
//! drawn of packages, how much is bought and taken between two areas, is added up over all of them.

mod packages;
mod topology;

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use serde_json::Value;

use crate::action::Context;
use crate::api::billing::account;
use crate::api::instance::Instance;
use crate::api::limit::Limit;
use crate::api::package::Package;
use crate::api::package::admin::purchases;
use crate::cloud::Cloud;
use crate::fault_rule::FAULT_GRAMMAR;
use crate::faults::FaultStatus;
use crate::journal::Call;
use crate::money::Money;
use crate::registry;

use packages::{Bill, PackageRow, Pair};
use topology::Topology;

/// Packages, purchases and unpaid orders that are listed one by one.
const MOST_PACKAGES: usize = 200;

/// Objects of any other kind that are listed.
const MOST_OBJECTS: usize = 100;

/// Calls of the journal that are listed, the latest.
const MOST_CALLS: usize = 100;

#[derive(Serialize)]
struct Overview<'a> {
    clock: Value,
    prices: Prices,
    /// How many objects there are of each kind whose list may end early, by the name of the list.
    in_all: BTreeMap<&'static str, usize>,
    /// What is bought and taken, by instance and pair of areas.
    pairs: Vec<Pair<'a>>,
    packages: Vec<PackageRow<'a>>,
    bill: Bill,
    instances: &'a [Instance],
    limits: &'a [Limit],
    #[serde(flatten)]
    topology: Topology<'a>,
    faults: Vec<FaultStatus>,
    /// The names that a fault rule can begin with.
    actions: Vec<&'static str>,
    /// Those of them that change something.
    changing: Vec<&'static str>,
    fault_grammar: &'static str,
    /// Calls that a fault holds.
    held: usize,
    /// The latest calls, in the order of their arrival.
    calls: Vec<Call>,
    /// How often each action was called.
    counts: BTreeMap<String, usize>,
}

/// Where amounts of money come from.
#[derive(Serialize)]
struct Prices {
    /// Whether a price list was given. Without one, amounts are invented and not worth showing.
    are_given: bool,
    source: String,
    currency: String,
    /// What all orders have cost.
    spent: Money,
    /// What the account has left.
    balance: Money,
}

/// The overview of an account, in a simulator whose clock shows `clock`.
pub(crate) fn show(cloud: &Cloud, account: u64, clock: Value) -> io::Result<Value> {
    let (calls, counts) = (cloud.journal.latest(MOST_CALLS), cloud.journal.counts());
    let faults = cloud.faults.list();
    let held = cloud.holds.count();
    cloud.look(account, |context| {
        let context = &*context;
        let purchases = purchases(context.state);
        let topology = Topology::of(context.state);
        let in_all = BTreeMap::from([
            ("packages", context.state.all::<Package>().len()),
            ("purchases", purchases.len()),
            ("instances", context.state.all::<Instance>().len()),
            ("limits", context.state.all::<Limit>().len()),
            ("routers", topology.counts.routers),
            ("networks", topology.counts.networks),
            ("peers", topology.counts.peers),
            ("children", topology.counts.children),
        ]);
        let taken = packages::taken(context.state);
        let overview = Overview {
            clock,
            prices: prices(context),
            in_all,
            pairs: packages::pairs(context, &taken),
            packages: packages::rows(context, &taken),
            bill: Bill::of(&purchases),
            instances: first(context.state.all()),
            limits: first(context.state.all()),
            topology,
            faults,
            actions: registry::names(),
            changing: changing(),
            fault_grammar: FAULT_GRAMMAR,
            held,
            calls,
            counts,
        };
        Ok(serde_json::to_value(overview)?)
    })
}

/// The names of the actions that change something.
fn changing() -> Vec<&'static str> {
    let changes = |name: &&str| registry::named(name).any(|action| action.mutates);
    registry::names().into_iter().filter(changes).collect()
}

/// As many as are listed.
fn first<T>(all: &[T]) -> &[T] {
    all.get(..MOST_OBJECTS).unwrap_or(all)
}

fn prices(context: &Context<'_>) -> Prices {
    let list = context.policy.prices();
    Prices {
        are_given: context.policy.price_list.is_some(),
        source: list.source.clone(),
        currency: list.currency.clone(),
        spent: account::spent(context.state),
        balance: account::balance(context.state, context.policy),
    }
}
