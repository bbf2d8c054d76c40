//! What a limit keeps from being bought, in the plan and before anything is sent.

use cen_simulator::{Effect, Fault, Package, Policy, Simulator, Stage};
use tf_plugin::value::Value;

use super::super::messages::{applying, error, planning};
use super::super::objects::{With as _, package, postpaid, timeouts_of, value};
use super::super::session::{Session, cloud};
use super::{FIRST, limited, said_of, session, showing, with_policy};
use crate::support::cloud::{actions, writes};

/// What is said of a purchase that may have been made.
const SENT_BEFORE: &str = "This purchase was sent before, with the arguments that it had then, and may have been made and paid; \
                           nobody has answered it. It is not sent again while the limit stands against it: to learn what has \
                           become of it, and to take the package up, raise or remove max_price for one apply.";

const CREATE: &str = "CreateCenBandwidthPackage";

#[tokio::test]
async fn a_purchase_above_the_limit_is_refused_in_the_plan_and_one_at_it_is_not() {
    let cloud = cloud().await;
    let enough = limited(&cloud, 2250).await;
    assert_eq!(said_of(&enough, &package()).await, []);
    assert_eq!(actions(&cloud), FIRST);
    let less = limited(&cloud, 2249).await;
    let expected = error(
        "",
        "The package costs more than max_price",
        &refused("Nothing will be bought.", 2249),
    );
    assert_eq!(said_of(&less, &package()).await, [expected]);
    assert_eq!(said_of(&less, &postpaid()).await, []);
    let open = package().with("bandwidth", Value::Unknown);
    assert_eq!(said_of(&less, &open).await, []);
}

fn refused(undone: &str, most: u32) -> String {
    format!(
        "{undone} The price is CNY 2250.00, after a discount of CNY 250.00; tax may be added. The provider block has max_price = \
         {most}. Order less, or for a shorter time, or raise max_price."
    )
}

#[tokio::test]
async fn a_purchase_that_was_planned_before_the_limit_is_not_sent() {
    let cloud = cloud().await;
    let before = Session::configured(&cloud).await;
    let plan = before.plan(planning(&Value::Null, &package())).await;
    let after = limited(&cloud, 2249).await;
    let made = after
        .apply(applying(&Value::Null, &package(), plan.clone()))
        .await;
    let expected = error(
        "",
        "The package costs more than max_price",
        &refused("No package was bought.", 2249),
    );
    assert_eq!(made.diagnostics, [expected]);
    assert_eq!(value(made.new_state.as_ref()), Value::Null);
    assert_eq!(actions(&cloud), FIRST);

    let enough = limited(&cloud, 2250).await;
    let made = enough.apply(applying(&Value::Null, &package(), plan)).await;
    assert_eq!(made.diagnostics, []);
    assert_eq!(writes_of_cen(&cloud), [CREATE]);
}

/// What was changed, without the questions of the billing API, whose names do not tell.
fn writes_of_cen(cloud: &Simulator) -> Vec<String> {
    let is_question =
        |action: &String| FIRST.contains(&action.as_str()) || action == "QueryAvailableInstances";
    writes(cloud)
        .into_iter()
        .filter(|action| !is_question(action))
        .collect()
}

#[tokio::test]
async fn an_unknown_limit_is_for_the_apply_and_lets_nothing_be_sent() {
    let cloud = cloud().await;
    let session = session(&cloud, &[("max_price", Value::Unknown)]).await;
    let plan = session.plan(planning(&Value::Null, &package())).await;
    assert_eq!(plan.diagnostics, []);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    let made = session
        .apply(applying(&Value::Null, &package(), plan))
        .await;
    let detail = "No package was bought. max_price in the provider block depends on a value that is not known yet. Apply what it \
                  comes from first (terraform apply -target=...), or write a number.";
    let expected = error("", "max_price is not known yet", detail);
    assert_eq!(made.diagnostics, [expected]);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

/// A purchase of which nobody knows whether it was carried out is sent again, which may buy.
#[tokio::test]
async fn an_unconfirmed_purchase_is_held_against_the_limit_before_it_is_sent_again() {
    let cloud = cloud().await;
    cloud.fault(Fault::new(CREATE, Effect::Lost(Stage::Before)));
    let config = package().with("timeouts", timeouts_of("create", "1s"));
    let before = Session::configured(&cloud).await;
    let plan = before.plan(planning(&Value::Null, &config)).await;
    let made = before.apply(applying(&Value::Null, &config, plan)).await;
    assert_eq!(made.diagnostics[0].summary, "The purchase is unconfirmed");
    cloud.clear_faults();
    cloud.clear_journal();

    let state = value(made.new_state.as_ref());
    let mut question = planning(&state, &config);
    question.prior_private = made.private.clone();
    let plan = before.plan(question.clone()).await;
    assert_eq!(plan.diagnostics, []);
    let after = limited(&cloud, 2249).await;
    let confirmed = after.apply(applying(&state, &config, plan)).await;
    let undone = "Nothing was bought now; the purchase stays unconfirmed in the state.";
    let expected = error(
        "",
        "The package costs more than max_price",
        &refused(undone, 2249),
    );
    assert_eq!(confirmed.diagnostics, [expected]);
    assert_eq!(value(confirmed.new_state.as_ref()), state);
    assert_eq!(writes_of_cen(&cloud), [] as [&str; 0]);
    // The plan says it as well, of what was sent and not of what is configured since.
    question = planning(&state, &config.with("bandwidth", 2));
    question.prior_private = made.private;
    let expected = error(
        "",
        "The package costs more than max_price",
        &refused(SENT_BEFORE, 2249),
    );
    assert_eq!(after.plan(question).await.diagnostics, [expected]);
    assert_eq!(cloud.all::<Package>().len(), 0);
}

#[tokio::test]
async fn what_has_no_price_is_told_once_and_refused_under_a_limit() {
    let denied = |action: &str, right: &str| {
        format!(
            "The RAM policy of the caller must allow {right}, or bssapi:{action}, which is the same."
        )
    };
    let not_allowed = || Policy {
        billing: false,
        ..Policy::default()
    };
    let elsewhere = || Policy {
        billing_not_applicable: true,
        ..Policy::default()
    };
    let error_of = |action: &str, code: &str| Fault::error(action, 400, code);
    let unpriced = || {
        let body = r#"{"Code":"Success","Success":true,"RequestId":"R","Data":{"ProductList":{"Product":[]}}}"#;
        let effect = Effect::Http {
            status: 200,
            body: body.to_owned(),
        };
        Fault::new("QueryProductList", effect)
    };
    let cases = [
        (
            not_allowed(),
            None,
            denied("QueryProductList", "bss:DescribeProduct"),
        ),
        (elsewhere(), None, "Code NotApplicable".to_owned()),
        (
            Policy::default(),
            Some(unpriced()),
            "There is no price to ask for: the billing API lists no price for bandwidth packages."
                .to_owned(),
        ),
        (
            Policy::default(),
            Some(error_of(
                "GetSubscriptionPrice",
                "COMMODITY.INVALID_COMPONENT",
            )),
            "Code COMMODITY.INVALID_COMPONENT".to_owned(),
        ),
        (
            Policy::default(),
            Some(error_of("DescribePricingModule", "NotAuthorized")),
            denied("DescribePricingModule", "bss:DescribeProduct"),
        ),
    ];
    for (policy, fault, why) in cases {
        let cloud = with_policy(policy).await;
        fault.into_iter().for_each(|fault| cloud.fault(fault));
        let session = showing(&cloud).await;
        let said = said_of(&session, &package()).await;
        let told: Vec<_> = said.iter().map(|one| one.summary.as_str()).collect();
        assert_eq!(told, ["A price is not known"], "{why}");
        assert!(said[0].detail.contains(&why), "{why}: {}", said[0].detail);
        assert_eq!(said_of(&session, &package()).await, [], "{why}");

        let session = limited(&cloud, 1_000_000).await;
        let plan = session.plan(planning(&Value::Null, &package())).await;
        let unknown = "It is not known what the package costs, and max_price limits that";
        let refusal = &plan.diagnostics[0];
        assert_eq!(refusal.summary, unknown, "{why}");
        assert!(
            refusal.detail.starts_with(
                "Nothing will be bought. The provider block has max_price = 1000000, and there is no price to compare it with. To \
                 buy without a limit, remove max_price."
            ) && refusal.detail.contains(&why),
            "{why}: {}",
            refusal.detail
        );
        let free = Session::configured(&cloud).await;
        let plan = free.plan(planning(&Value::Null, &package())).await;
        let made = session
            .apply(applying(&Value::Null, &package(), plan))
            .await;
        assert_eq!(made.diagnostics[0].summary, unknown, "{why}");
        assert!(
            made.diagnostics[0]
                .detail
                .starts_with("No package was bought."),
            "{why}"
        );
        assert_eq!(writes_of_cen(&cloud), [] as [&str; 0], "{why}");
    }
}
