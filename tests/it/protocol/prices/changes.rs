//! What plans for packages that are there say.

use cen_simulator::{Fault, Package};
use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::super::messages::{path, planning, warning};
use super::super::objects::{With as _, encoded, package};
use super::super::session::{Session, answer, cloud};
use super::{bought, limited, price_unknown, said_of, showing};
use crate::support::cloud::actions;

const RENEWAL: &str = "cen_bandwidth_package_renew";
const UPGRADE: &str = "cen_bandwidth_package_temp_upgrade";

#[tokio::test]
async fn a_change_of_bandwidth_says_what_it_costs_now_and_at_renewal() {
    let cloud = cloud().await;
    let (state, id) = bought(&cloud, &package()).await;
    let session = showing(&cloud).await;
    let more = package().with("bandwidth", 10);
    let plan = session.plan(planning(&state, &more)).await;
    let ends = state.attribute("expired_time").clone();
    let [told] = plan.diagnostics.as_slice() else {
        panic!("{:?}", plan.diagnostics)
    };
    let (summary, detail) = (&told.summary, &told.detail);
    let paid = summary
        .strip_prefix(&format!("More bandwidth for {id} costs "))
        .and_then(|rest| rest.split_once(" now; "))
        .map(|(paid, _)| paid)
        .unwrap_or_else(|| panic!("{summary}"));
    assert!(summary.ends_with(&format!("{paid} in this run so far")));
    let Value::String(ends) = ends else { panic!() };
    let now =
        format!("Now: {paid} for 10 Mbps in place of 5 until {ends}, after a discount of CNY ");
    assert!(detail.starts_with(&now), "{detail}");
    let renewal = "\n\nAt renewal: CNY 4500.00 for 1 month of 10 Mbps, after a discount of CNY 500.00; tax may be added. Prices are \
                   those of today.";
    assert!(detail.ends_with(renewal), "{detail}");
    let asked = [
        "DescribeCenBandwidthPackages",
        "QueryAvailableInstances",
        "DescribePricingModule",
        "GetSubscriptionPrice",
        "GetSubscriptionPrice",
    ];
    assert_eq!(actions(&cloud), asked);
    cloud.clear_journal();

    let less = package().with("bandwidth", 2);
    let plan = session.plan(planning(&state, &less)).await;
    let expected = warning(
        "",
        &format!("What less bandwidth for {id} pays back is not known beforehand"),
        "Now: by CEN's pages, part of what was paid for the rest of the term is paid back; the billing API does not tell how \
         much.\n\nAt renewal: CNY 900.00 for 1 month of 2 Mbps, after a discount of CNY 100.00; tax may be added. Prices are those \
         of today.",
    );
    let told = plan.diagnostics.last();
    assert_eq!(told, Some(&expected));
    let plan = session
        .plan(planning(&state, &package().with("name", "edge")))
        .await;
    assert_eq!(plan.diagnostics, []);
}

#[tokio::test]
async fn a_package_that_begins_to_renew_itself_says_what_that_will_cost() {
    let cloud = cloud().await;
    let (state, id) = bought(&cloud, &package()).await;
    let session = showing(&cloud).await;
    let renewing = package()
        .with("auto_renew", true)
        .with("auto_renew_duration", 3);
    let plan = session.plan(planning(&state, &renewing)).await;
    let expected = warning(
        "",
        &format!("What the automatic renewal of {id} will cost"),
        "Now: nothing is charged.\n\nAt renewal: CNY 6750.00 for 3 months of 5 Mbps, after a discount of CNY 750.00; tax may be \
         added. Prices are those of today.",
    );
    assert_eq!(plan.diagnostics, [expected]);
}

#[tokio::test]
async fn a_change_of_bandwidth_above_the_limit_is_refused_where_its_price_is_known() {
    let cloud = cloud().await;
    let (state, _) = bought(&cloud, &package()).await;
    let session = limited(&cloud, 1).await;
    let question = planning(&state, &package().with("bandwidth", 10));
    let said = session.plan(question.clone()).await.diagnostics;
    let [refusal] = said.as_slice() else {
        panic!("{said:?}")
    };
    let found = (refusal.attribute.clone(), refusal.summary.as_str());
    let expected = "More bandwidth costs more than max_price";
    assert_eq!(found, (Some(path("bandwidth")), expected));
    assert!(refusal.detail.starts_with("Nothing will be changed. "));
    cloud.fault(Fault::error("GetSubscriptionPrice", 400, "NotAuthorized"));
    let said = session.plan(question).await.diagnostics;
    let [told] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!(told.summary, "A price is not known");
}

/// What the plan of an action says.
async fn said_of_action(
    session: &Session,
    name: &str,
    arguments: &[(&str, Value)],
) -> Vec<pb::Diagnostic> {
    let actions = Cen.actions();
    let action = actions.iter().find(|one| one.type_name() == name);
    let schema = action.expect("the action").schema();
    let config = arguments
        .iter()
        .fold(schema.null_object(), |config, (name, value)| {
            config.with(name, value.clone())
        });
    let request = pb::plan_action::Request {
        action_type: name.to_owned(),
        config: encoded(&config, &schema.value_type()),
        ..Default::default()
    };
    let planned = answer(session.api.clone().plan_action(request)).await;
    planned.diagnostics
}

/// What the plan of a temporary upgrade says.
async fn said_of_upgrade(session: &Session, id: &str) -> Vec<pb::Diagnostic> {
    let arguments = [
        ("bandwidth_package_id", id.into()),
        ("bandwidth", 10.into()),
        ("end_time", "2099-12-24T18:00:00Z".into()),
    ];
    said_of_action(session, UPGRADE, &arguments).await
}

#[tokio::test]
async fn a_renewal_says_what_it_costs_and_counts_for_the_sum() {
    let cloud = cloud().await;
    let (_, id) = bought(&cloud, &package()).await;
    let arguments = [
        ("bandwidth_package_id", id.as_str().into()),
        ("period", 3.into()),
    ];
    let silent = Session::configured(&cloud).await;
    assert_eq!(said_of_action(&silent, RENEWAL, &arguments).await, []);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    let session = showing(&cloud).await;
    let expected = warning(
        "",
        &format!("This renewal of {id} costs CNY 6750.00 now; CNY 6750.00 in this run so far"),
        "Now: CNY 6750.00 for 3 months of 5 Mbps, after a discount of CNY 750.00; tax may be added.\n\nAt renewal: the next \
         one costs what it costs then; today that is the same.",
    );
    let said = said_of_action(&session, RENEWAL, &arguments).await;
    assert_eq!(said, [expected]);
    let asked = [
        "DescribeCenBandwidthPackages",
        "QueryAvailableInstances",
        "DescribePricingModule",
        "GetSubscriptionPrice",
    ];
    assert_eq!(actions(&cloud), asked);
    let sum = &said_of(&session, &package()).await[0].summary;
    assert!(sum.ends_with("CNY 9000.00 in this run so far"), "{sum}");
    let gone = [
        ("bandwidth_package_id", "cenbwp-gone".into()),
        ("period", 3.into()),
    ];
    let said = said_of_action(&session, RENEWAL, &gone).await;
    let unknown = "CEN lists no package cenbwp-gone in this account.";
    assert_eq!(said, [price_unknown(unknown)]);
}

#[tokio::test]
async fn a_temporary_upgrade_has_no_price_beforehand_and_something_to_compare_it_with() {
    let cloud = cloud().await;
    let (_, id) = bought(&cloud, &package()).await;
    let silent = Session::configured(&cloud).await;
    assert_eq!(said_of_upgrade(&silent, &id).await, []);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    let session = showing(&cloud).await;
    let said = said_of_upgrade(&session, &id).await;
    let [told] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!(
        told.summary,
        format!("The price of the temporary upgrade of {id} is not known beforehand")
    );
    let ends = &cloud.all::<Package>()[0].expired_time;
    let begins = format!(
        "Now: the billing API prices no upgrades for a while. To compare, 10 Mbps until the end of the term, {ends}, cost CNY "
    );
    assert!(told.detail.starts_with(&begins), "{}", told.detail);
    let rest = format!(
        "\n\nAt renewal: nothing changes, since {id} goes back to 5 Mbps at 2099-12-24T18:00:00Z."
    );
    assert!(told.detail.ends_with(&rest), "{}", told.detail);
    let sum = &said_of(&session, &package()).await[0].summary;
    assert!(
        sum.ends_with("CNY 2250.00 in this run so far, without what has no price"),
        "{sum}"
    );
}
