//! The data source for prices.

use cen_simulator::Policy;
use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
use tf_plugin_testing::wire::decoded;

use super::super::messages::error;
use super::super::objects::{With as _, encoded, package, postpaid};
use super::super::session::{Session, answer, cloud};
use super::{FIRST, bought, price_unknown, with_policy};
use crate::support::cloud::actions;

const QUESTION: &str = "cen_bandwidth_package_price";

/// What the data source answers, and what is said besides.
async fn answered(session: &Session, arguments: &[(&str, Value)]) -> (Value, Vec<pb::Diagnostic>) {
    let sources = Cen.data_sources();
    let source = sources.iter().find(|one| one.type_name() == QUESTION);
    let schema = source.expect("the data source").schema();
    let kind = schema.value_type();
    let config = arguments
        .iter()
        .fold(schema.null_object(), |config, (name, value)| {
            config.with(name, value.clone())
        });
    let request = pb::read_data_source::Request {
        type_name: QUESTION.to_owned(),
        config: encoded(&config, &kind),
        ..Default::default()
    };
    let answer = answer(session.api.clone().read_data_source(request)).await;
    let state = decoded(answer.state.as_ref(), &kind);
    (state, answer.diagnostics)
}

/// The members of an answer about its price.
fn price_of(state: &Value) -> [Value; 6] {
    [
        "price",
        "original_price",
        "discount",
        "currency",
        "is_known",
        "reason",
    ]
    .map(|name| state.attribute(name).clone())
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

fn new_package() -> [(&'static str, Value); 3] {
    [
        ("area_a", "china".into()),
        ("area_b", "Asia-Pacific".into()),
        ("bandwidth", 5.into()),
    ]
}

#[tokio::test]
async fn a_module_can_ask_for_the_price_of_each_kind_of_order() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let (state, said) = answered(&session, &new_package()).await;
    let known = |[price, original, discount]: [&str; 3]| {
        [
            number(price),
            number(original),
            number(discount),
            "CNY".into(),
            true.into(),
            Value::Null,
        ]
    };
    assert_eq!(said, []);
    assert_eq!(price_of(&state), known(["2250", "2500", "250"]));
    assert_eq!(actions(&cloud), FIRST);
    let year = [("pricing_cycle", "Year".into())];
    let year: Vec<_> = new_package().into_iter().chain(year).collect();
    let (state, _) = answered(&session, &year).await;
    assert_eq!(price_of(&state), known(["22500", "25000", "2500"]));

    let (_, id) = bought(&cloud, &package()).await;
    let of_package = |name, value: i64| {
        [
            ("bandwidth_package_id", id.as_str().into()),
            (name, value.into()),
        ]
    };
    let (state, said) = answered(&session, &of_package("renewal_months", 12)).await;
    assert_eq!(said, []);
    assert_eq!(price_of(&state), known(["22500", "25000", "2500"]));
    let asked = [
        "DescribeCenBandwidthPackages",
        "QueryAvailableInstances",
        "GetSubscriptionPrice",
    ];
    assert_eq!(actions(&cloud), asked);
    let (state, said) = answered(&session, &of_package("bandwidth", 10)).await;
    assert_eq!(said, []);
    assert_eq!(state.attribute("is_known"), &true.into());
    let asked = cloud.journal().pop().unwrap().parameters;
    assert_eq!(asked["OrderType"], "Upgrade");
    assert_eq!(asked["InstanceId"], id);
}

#[tokio::test]
async fn a_price_that_is_not_known_is_null_with_its_reason_and_a_warning() {
    let cloud = with_policy(Policy {
        billing: false,
        ..Policy::default()
    })
    .await;
    let session = Session::configured(&cloud).await;
    let reason = "QueryProductList was refused with NotAuthorized.";
    let unknown = [
        Value::Null,
        Value::Null,
        Value::Null,
        Value::Null,
        false.into(),
        reason.into(),
    ];
    for _ in 0..2 {
        let (state, said) = answered(&session, &new_package()).await;
        assert_eq!(price_of(&state), unknown);
        let told: Vec<_> = said.iter().map(|one| one.summary.as_str()).collect();
        assert_eq!(told, ["A price is not known"]);
    }
}

#[tokio::test]
async fn a_package_that_is_not_there_or_not_prepaid_is_told_apart() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let of = |id: &str| {
        [
            ("bandwidth_package_id", id.into()),
            ("renewal_months", 1.into()),
        ]
    };
    let (_, said) = answered(&session, &of("cenbwp-gone")).await;
    let expected = error(
        "bandwidth_package_id",
        "No such bandwidth package",
        "CEN lists no package cenbwp-gone in this account.",
    );
    assert_eq!(said, [expected]);
    let (_, id) = bought(&cloud, &postpaid()).await;
    let (state, said) = answered(&session, &of(&id)).await;
    let reason = format!(
        "The billing API does not list the package {id}. It may take some minutes after a purchase, and lists prepaid packages \
         only."
    );
    assert_eq!(said, [price_unknown(&reason)]);
    assert_eq!(state.attribute("reason"), &reason.as_str().into());
}
