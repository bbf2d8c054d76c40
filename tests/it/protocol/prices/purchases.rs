//! What the plan of a purchase says.

use cen_simulator::{Fault, Policy, Site};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::super::messages::{error, planning, warning};
use super::super::objects::{With as _, package, postpaid, provider_for};
use super::super::session::{Session, cloud};
use super::{FIRST, bought, price_unknown, said_of, session, showing, with_policy};
use crate::support::cloud::actions;

#[tokio::test]
async fn without_a_word_about_prices_nothing_is_asked() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    assert_eq!(said_of(&session, &package()).await, []);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    let (state, _) = bought(&cloud, &package()).await;
    let more = package().with("bandwidth", 10);
    let plan = session.plan(planning(&state, &more)).await;
    assert_eq!(plan.diagnostics, []);
    assert_eq!(actions(&cloud), ["DescribeCenBandwidthPackages"]);
}

#[tokio::test]
async fn each_purchase_says_what_it_costs_and_what_the_run_comes_to() {
    let cloud = cloud().await;
    let session = showing(&cloud).await;
    let expected = costs(
        "CNY 2250.00 now; CNY 2250.00 in this run so far",
        "CNY 2250.00 for 5 Mbps and 1 month, after a discount of CNY 250.00",
        "CNY 2500.00",
    );
    assert_eq!(said_of(&session, &package()).await, [expected]);
    assert_eq!(actions(&cloud), FIRST);
    cloud.clear_journal();

    let year = package().with("period", 1).with("pricing_cycle", "Year");
    let expected = costs(
        "CNY 22500.00 now; CNY 24750.00 in this run so far",
        "CNY 22500.00 for 5 Mbps and 1 year, after a discount of CNY 2500.00",
        "CNY 25000.00",
    );
    assert_eq!(said_of(&session, &year).await, [expected]);
    assert_eq!(actions(&cloud), ["GetSubscriptionPrice"]);
    cloud.clear_journal();

    assert_eq!(said_of(&session, &postpaid()).await, []);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    let open = package().with("bandwidth", Value::Unknown);
    let unknown = "What is bought depends on values that are known only when the plan is applied.";
    assert_eq!(said_of(&session, &open).await, [price_unknown(unknown)]);
    assert_eq!(said_of(&session, &open).await, []);
    let sum = &said_of(&session, &package()).await[0].summary;
    assert!(
        sum.ends_with("CNY 27000.00 in this run so far, without what has no price"),
        "{sum}"
    );
}

/// The warning of a purchase.
fn costs(summary: &str, now: &str, original: &str) -> pb::Diagnostic {
    warning(
        "",
        &format!("This package costs {summary}"),
        &format!(
            "Now: {now}; tax may be added.\n\nAt renewal: what renewing this package costs can be asked once it is bought. Without \
             any discount the same costs {original} today."
        ),
    )
}

#[tokio::test]
async fn prices_are_in_the_currency_of_the_site() {
    let cloud = with_policy(Policy {
        site: Site::International,
        ..Policy::default()
    })
    .await;
    let said = said_of(&showing(&cloud).await, &package()).await;
    assert_eq!(
        said[0].summary,
        "This package costs USD 2250.00 now; USD 2250.00 in this run so far"
    );
}

/// A question may be asked again; it moves no money.
#[tokio::test]
async fn an_answer_about_a_price_that_is_lost_is_asked_for_again() {
    let cloud = cloud().await;
    cloud.fault(Fault::lose_answer("GetSubscriptionPrice").times(1));
    let said = said_of(&showing(&cloud).await, &package()).await;
    assert_eq!(
        said[0].summary,
        "This package costs CNY 2250.00 now; CNY 2250.00 in this run so far"
    );
    assert_eq!(cloud.calls("GetSubscriptionPrice"), 2);
}

#[tokio::test]
async fn a_locked_down_network_is_told_and_a_limit_there_is_a_contradiction() {
    let cloud = cloud().await;
    let off = ("use_billing_api", Value::Bool(false));
    let session = session(&cloud, &[("show_prices", true.into()), off.clone()]).await;
    let detail = "use_billing_api = false in the provider block keeps this provider from the billing API, which knows prices.";
    assert_eq!(said_of(&session, &package()).await, [price_unknown(detail)]);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    let block = provider_for(&cloud).with(off.0, off.1).with("max_price", 5);
    let expected = error(
        "max_price",
        "max_price needs the billing API",
        "With use_billing_api = false no price can be asked for, so that nothing could be bought under max_price. Remove one of \
         the two.",
    );
    let said = Session::fresh().validate_provider(&block).await;
    assert_eq!(said.diagnostics, [expected]);
    for nothing in [0, -1] {
        let block = provider_for(&cloud).with("max_price", nothing);
        let said = Session::fresh().validate_provider(&block).await;
        assert_eq!(said.diagnostics[0].summary, "max_price is out of range");
    }
}
