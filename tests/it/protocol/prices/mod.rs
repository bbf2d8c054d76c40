//! What plans say of prices, what they ask for it, and what a limit keeps from being bought.

mod changes;
mod limit;
mod purchases;
mod questions;

use cen_simulator::{Options, Package, Policy, Simulator};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::{planning, warning};
use super::objects::{With as _, provider_for, value};
use super::session::Session;

/// What the first question for a price asks, and what each further one does.
const FIRST: [&str; 3] = [
    "QueryProductList",
    "DescribePricingModule",
    "GetSubscriptionPrice",
];

/// A provider for `cloud` with further arguments of the block.
async fn session(cloud: &Simulator, arguments: &[(&str, Value)]) -> Session {
    let session = Session::fresh();
    let block = arguments
        .iter()
        .fold(provider_for(cloud), |block, (name, value)| {
            block.with(name, value.clone())
        });
    assert_eq!(session.configure(&block).await.diagnostics, []);
    session
}

async fn showing(cloud: &Simulator) -> Session {
    session(cloud, &[("show_prices", true.into())]).await
}

async fn limited(cloud: &Simulator, most: i64) -> Session {
    session(cloud, &[("max_price", most.into())]).await
}

async fn with_policy(policy: Policy) -> Simulator {
    Simulator::start(Options {
        policy,
        ..Options::default()
    })
    .await
    .unwrap()
}

/// What the plan of a new package says.
async fn said_of(session: &Session, config: &Value) -> Vec<pb::Diagnostic> {
    session
        .plan(planning(&Value::Null, config))
        .await
        .diagnostics
}

/// A package that is there, and its id; nothing has been called since.
async fn bought(cloud: &Simulator, config: &Value) -> (Value, String) {
    let made = Session::configured(cloud).await.create(config).await;
    cloud.clear_journal();
    let id = cloud.all::<Package>()[0].id.clone();
    (value(made.new_state.as_ref()), id)
}

fn price_unknown(detail: &str) -> pb::Diagnostic {
    warning("", "A price is not known", detail)
}
