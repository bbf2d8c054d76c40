//! Packages that are given back when they are destroyed.

use std::time::Duration;

use cen_simulator::{Fault, Options, OrderKind, Package, Policy, Simulator, Stage};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
use tf_plugin_testing::soon;

use super::messages::{applying, error, planning, reading, warning};
use super::objects::{With as _, dynamic, empty, provider_for, value};
use super::session::{Session, cloud};
use crate::support::cloud::{actions, parameters_of};

const LOOK: &str = "DescribeCenBandwidthPackages";
const ASK: &str = "QueryAvailableInstances";
const INQUIRE: &str = "InquiryPriceRefundInstance";
const REFUND: &str = "RefundInstance";

/// A prepaid package within one area, which is to be given back.
fn refundable() -> Value {
    empty()
        .with("bandwidth", 5)
        .with("area_a", "China")
        .with("area_b", "China")
        .with("period", 3)
        .with("on_destroy", "refund")
}

/// A provider for `cloud` with one package; its state and its id.
async fn with_package(cloud: &Simulator, config: &Value) -> (Session, Value, String) {
    let session = Session::configured(cloud).await;
    let made = session.create(config).await;
    cloud.clear_journal();
    let id = cloud.all::<Package>()[0].id.clone();
    (session, value(made.new_state.as_ref()), id)
}

/// What has been paid back, and by which order.
fn paid_back(cloud: &Simulator) -> Vec<(String, String)> {
    let orders = cloud.orders().into_iter();
    orders
        .filter(|order| order.kind == OrderKind::Refund)
        .map(|order| (order.id, format!("{} {}", order.currency, -order.amount)))
        .collect()
}

async fn plan(session: &Session, prior: &Value) -> pb::plan_resource_change::Response {
    session.plan(planning(prior, &Value::Null)).await
}

async fn destroy(session: &Session, prior: &Value) -> pb::apply_resource_change::Response {
    let plan = plan(session, prior).await;
    session.apply(applying(prior, &Value::Null, plan)).await
}

fn given_back(id: &str, order: &str, amount: &str) -> pb::Diagnostic {
    let detail = format!(
        "The package {id} was given back through the billing API by order {order}, for which {amount} are paid back. CEN does not \
         list it any more."
    );
    warning("", "A prepaid package has been given back", &detail)
}

#[tokio::test]
async fn the_plan_says_what_is_paid_back_and_the_destroy_gives_the_package_back() {
    let cloud = cloud().await;
    let (session, prior, id) = with_package(&cloud, &refundable()).await;
    let until = cloud.all::<Package>()[0].expired_time.clone();
    let plan = plan(&session, &prior).await;
    assert_eq!(actions(&cloud), [LOOK, ASK, INQUIRE]);
    cloud.clear_journal();
    let told = plan.diagnostics.clone();
    let done = session.apply(applying(&prior, &Value::Null, plan)).await;
    assert_eq!(done.new_state, dynamic(&Value::Null));
    let [(order, amount)] = &paid_back(&cloud)[..] else {
        panic!("no refund");
    };
    let foretold = format!(
        "To destroy it, the package {id} is given back through the billing API, as on_destroy = \"refund\" says: {amount} would be \
         paid back as of now; vouchers are not. It is paid for until {until}, and ends at once and for good."
    );
    assert_eq!(
        told,
        [warning(
            "",
            "A prepaid package will be given back",
            &foretold
        )]
    );
    assert_eq!(done.diagnostics, [given_back(&id, order, amount)]);
    assert_eq!(
        actions(&cloud),
        [LOOK, ASK, INQUIRE, ASK, INQUIRE, REFUND, LOOK]
    );
    let sent = parameters_of(&cloud, REFUND);
    for (name, value) in [
        ("InstanceId", id.as_str()),
        ("ProductCode", "cbn"),
        ("ImmediatelyRelease", "1"),
    ] {
        assert_eq!(sent[name], value);
    }
    assert_eq!(cloud.all::<Package>(), []);
}

#[tokio::test]
async fn a_package_in_use_is_unbound_before_it_is_given_back() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").expect("an instance");
    let config = refundable().with("cen_id", cen.as_str());
    let (session, prior, _) = with_package(&cloud, &config).await;
    let done = destroy(&session, &prior).await;
    assert_eq!(done.new_state, dynamic(&Value::Null));
    assert_eq!(paid_back(&cloud).len(), 1);
    let written = actions(&cloud).into_iter();
    let written: Vec<_> = written
        .filter(|action| ![LOOK, ASK, INQUIRE].contains(&action.as_str()))
        .collect();
    assert_eq!(written, ["UnassociateCenBandwidthPackage", REFUND]);
}

#[tokio::test]
async fn whatever_becomes_of_the_answers_it_is_given_back_once() {
    for faults in [
        vec![Fault::lose_answer(REFUND).times(1)],
        vec![Fault::lose_answer(REFUND).times(2)],
        vec![Fault::error(REFUND, 500, "InternalError").times(2)],
        vec![Fault::error(REFUND, 400, "ResourceStatusError").times(2)],
        vec![Fault::error(REFUND, 200, "ProductCheckError").times(1)],
        vec![Fault::lose_answer(INQUIRE).times(1)],
        vec![Fault::lose_answer(ASK).times(1)],
        vec![Fault::error(LOOK, 500, "InternalError").skip(1).times(2)],
    ] {
        let cloud = cloud().await;
        let (session, prior, id) = with_package(&cloud, &refundable()).await;
        let plan = plan(&session, &prior).await;
        cloud.clear_journal();
        let rules = format!("{faults:?}");
        faults.into_iter().for_each(|fault| cloud.fault(fault));
        let done = session.apply(applying(&prior, &Value::Null, plan)).await;
        let paid = paid_back(&cloud);
        assert_eq!(paid.len(), 1, "{rules}");
        assert_eq!(
            (done.new_state, done.diagnostics),
            (
                dynamic(&Value::Null),
                vec![given_back(&id, &paid[0].0, &paid[0].1)]
            ),
            "{rules}"
        );
        let calls = cloud.journal().into_iter();
        let tokens = calls.filter(|call| call.action == REFUND);
        let mut tokens: Vec<_> = tokens
            .map(|call| call.parameters["ClientToken"].clone())
            .collect();
        tokens.dedup();
        assert_eq!(tokens.len(), 1, "{rules}");
    }
}

#[tokio::test]
async fn what_the_billing_api_refuses_stays() {
    for (action, status, code, summary) in [
        (
            INQUIRE,
            400,
            "CommodityNotSupported",
            "The package is not taken back",
        ),
        (
            INQUIRE,
            200,
            "NoRestValueError",
            "Nothing would be paid back",
        ),
        (
            INQUIRE,
            400,
            "NotAuthorized",
            "Not permitted by the billing API",
        ),
        (
            ASK,
            400,
            "NotAuthorized",
            "Not permitted by the billing API",
        ),
    ] {
        let cloud = cloud().await;
        let (session, prior, id) = with_package(&cloud, &refundable()).await;
        let first = plan(&session, &prior).await;
        cloud.fault(Fault::error(action, status, code));
        // The plan says so, and a host that goes on all the same is refused again.
        let plan = plan(&session, &prior).await;
        let done = session.apply(applying(&prior, &Value::Null, first)).await;
        assert_eq!(done.new_state, dynamic(&prior), "{code}");
        for said in [plan.diagnostics, done.diagnostics] {
            assert_eq!(said.len(), 1, "{code}: {said:?}");
            assert_eq!(said[0].summary, "The prepaid package cannot be given back");
            let detail = &said[0].detail;
            assert!(
                detail.starts_with(&format!("The package {id} is paid for until "))
                    && detail.contains(&format!("Nothing has been changed. {summary}. "))
                    && detail.contains(&format!("Code {code}, HTTP status {status}, request id "))
                    && detail.contains("set on_destroy = \"abandon\""),
                "{detail}"
            );
            if code == "NotAuthorized" {
                let right = match action {
                    INQUIRE => "bss:RefundQueryRemainAmount",
                    _ => "bss:DescribeInstances",
                };
                assert!(detail.contains(right), "{detail}");
            }
        }
        assert_eq!((cloud.calls(REFUND), cloud.all::<Package>().len()), (0, 1));
    }
}

#[tokio::test]
async fn a_refund_that_is_refused_at_last_stays_too() {
    let cloud = cloud().await;
    let (session, prior, _) = with_package(&cloud, &refundable()).await;
    cloud.fault(Fault::error(REFUND, 400, "ExceedRefundQuotaError"));
    let done = destroy(&session, &prior).await;
    assert_eq!(done.new_state, dynamic(&prior));
    assert_eq!(done.diagnostics.len(), 1);
    assert_eq!(
        done.diagnostics[0].summary,
        "The prepaid package cannot be given back"
    );
    assert_eq!((cloud.calls(REFUND), paid_back(&cloud).len()), (1, 0));
}

#[tokio::test]
async fn a_destroy_that_was_stopped_gives_the_package_back_once() {
    let cloud = cloud().await;
    let (session, prior, _) = with_package(&cloud, &refundable()).await;
    let plan = plan(&session, &prior).await;
    cloud.fault(Fault::hold(REFUND, Stage::After));
    let order = applying(&prior, &Value::Null, plan);
    let (done, _) = soon("an end", async {
        tokio::join!(session.apply(order), async {
            cloud.wait_for_held(1).await;
            session.stop().await
        })
    })
    .await;
    cloud.clear_faults();
    cloud.release();
    assert_eq!(done.new_state, dynamic(&prior));
    assert_eq!(done.diagnostics.len(), 1);
    assert_eq!(
        done.diagnostics[0].summary,
        "It is not known whether the package has been given back"
    );
    // What is gone is gone; nothing is said or given back twice.
    let session = Session::configured(&cloud).await;
    let done = destroy(&session, &prior).await;
    assert_eq!(
        (done.new_state, done.diagnostics),
        (dynamic(&Value::Null), vec![])
    );
    assert_eq!((paid_back(&cloud).len(), cloud.calls(REFUND)), (1, 1));
}

#[tokio::test]
async fn a_package_across_the_border_is_refused_on_the_attribute() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let config = refundable().with("area_b", "Europe");
    let plan = session.plan(planning(&Value::Null, &config)).await;
    let expected = error(
        "on_destroy",
        "Packages across the border are not taken back",
        "This package crosses the border of the Chinese mainland, and Alibaba Cloud does not pay such packages back before they \
         expire. With on_destroy = \"refuse\" a destroy waits for the end of the term; set auto_renew = false, so that there is \
         one. With on_destroy = \"abandon\" the package leaves the state and goes on billing.",
    );
    assert_eq!(plan.diagnostics, [expected]);
    // Nothing is paid for in advance here.
    let billed = config
        .with("charge_type", "PostPaid")
        .with("period", Value::Null);
    let plan = session.plan(planning(&Value::Null, &billed)).await;
    assert_eq!(plan.diagnostics, []);
}

#[tokio::test]
async fn without_the_billing_api_nothing_is_given_back() {
    let cloud = cloud().await;
    let (_, prior, _) = with_package(&cloud, &refundable()).await;
    let session = Session::fresh();
    let config = provider_for(&cloud).with("use_billing_api", false);
    assert_eq!(session.configure(&config).await.diagnostics, []);
    let off = vec![error(
        "",
        "The billing API is switched off",
        "on_destroy = \"refund\" works through the billing API, which use_billing_api = false in the provider block keeps this \
         provider from. The package stays as it is.",
    )];
    let plan = plan(&session, &prior).await;
    assert_eq!(plan.diagnostics, off);
    let done = session.apply(applying(&prior, &Value::Null, plan)).await;
    assert_eq!((done.new_state, done.diagnostics), (dynamic(&prior), off));
    assert_eq!(actions(&cloud), [LOOK]);
}

#[tokio::test]
async fn what_is_over_or_was_not_paid_in_advance_is_released_as_always() {
    let over = cloud().await;
    let (_, prior, _) = with_package(&over, &refundable()).await;
    let term = Duration::from_secs(100 * 24 * 3600);
    over.advance_clock(term).expect("a later time");
    let session = Session::configured(&over).await;
    let read = session.read(reading(&prior, b"")).await;
    let prior = value(read.new_state.as_ref());
    let done = destroy(&session, &prior).await;
    assert_eq!(
        (done.new_state, done.diagnostics),
        (dynamic(&Value::Null), vec![])
    );
    assert_eq!((over.calls(INQUIRE), over.calls(REFUND)), (0, 0));

    let cloud = cloud().await;
    let billed = refundable()
        .with("charge_type", "PostPaid")
        .with("period", Value::Null);
    let (session, prior, _) = with_package(&cloud, &billed).await;
    let done = destroy(&session, &prior).await;
    assert_eq!(
        (done.new_state, done.diagnostics),
        (dynamic(&Value::Null), vec![])
    );
    assert_eq!(actions(&cloud), [LOOK, "DeleteCenBandwidthPackage", LOOK]);
}

#[tokio::test]
async fn a_replacement_says_what_is_paid_back_and_is_refused_where_nothing_is() {
    let cloud = cloud().await;
    let (session, prior, id) = with_package(&cloud, &refundable()).await;
    let other = refundable()
        .with("area_a", "Europe")
        .with("area_b", "Europe");
    let plan = session.plan(planning(&prior, &other)).await;
    let [told] = &plan.diagnostics[..] else {
        panic!("{:?}", plan.diagnostics);
    };
    assert_eq!(told.summary, "A prepaid package will be given back");
    assert!(
        told.detail
            .starts_with(&format!("To replace it, the package {id} is given back ")),
        "{}",
        told.detail
    );
    // The host hands the private data to the plan of the successor, which need not say it again.
    let successor = pb::plan_resource_change::Request {
        prior_private: plan.planned_private,
        ..planning(&Value::Null, &other)
    };
    assert_eq!(session.plan(successor).await.diagnostics, []);

    // For a reason of the host's own, the plan of the package does not change anything.
    let same = session.plan(planning(&prior, &refundable())).await;
    assert_eq!(same.diagnostics, []);
    let successor = pb::plan_resource_change::Request {
        prior_private: same.planned_private,
        ..planning(&Value::Null, &refundable())
    };
    let told = session.plan(successor.clone()).await.diagnostics;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].summary, "A prepaid package will be given back");
    cloud.fault(Fault::error(INQUIRE, 400, "CommodityNotSupported"));
    let refused = session.plan(successor).await.diagnostics;
    assert_eq!(refused.len(), 1);
    assert_eq!(
        refused[0].summary,
        "The prepaid package cannot be given back"
    );
}

#[tokio::test]
async fn what_cannot_be_asked_for_in_the_plan_is_a_warning() {
    let policy = Policy {
        billing_not_applicable: true,
        ..Policy::default()
    };
    let options = Options {
        policy,
        ..Options::default()
    };
    let elsewhere = Simulator::start(options).await.expect("a simulator");
    let (session, prior, _) = with_package(&elsewhere, &refundable()).await;
    let plan = plan(&session, &prior).await;
    // The other site is a definite answer.
    assert_eq!(
        plan.diagnostics[0].summary,
        "The prepaid package cannot be given back"
    );

    let cloud = cloud().await;
    let (session, prior, _) = with_package(&cloud, &refundable()).await;
    cloud.fault(
        "InquiryPriceRefundInstance:http=404"
            .parse()
            .expect("a fault"),
    );
    let plan = session.plan(planning(&prior, &Value::Null)).await;
    assert_eq!(plan.diagnostics.len(), 1);
    let said = &plan.diagnostics[0];
    assert_eq!(
        (said.severity(), said.summary.as_str()),
        (
            pb::diagnostic::Severity::Warning,
            "What would be paid back for a prepaid package is not known"
        )
    );
}
