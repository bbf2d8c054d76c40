//! Creates, updates and destroys, carried out at the simulator.

use cen_simulator::{Call, Effect, Fault, Package, Simulator, Stage};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::{applying, error, planning, reading, warning};
use super::objects::{
    PACKAGE, With as _, block, dynamic, identity, map, package, postpaid, timeouts, value,
};
use super::session::{Session, cloud};
use tf_plugin_testing::consistency::{faults_of_finished, faults_of_result};

const CREATE: &str = "CreateCenBandwidthPackage";
const DESCRIBE: &str = "DescribeCenBandwidthPackages";

/// What the simulator's only package looks like to Terraform, configured as `config`.
fn as_bought(cloud: &Simulator, config: &Value) -> Value {
    let packages = cloud.all::<Package>();
    let [bought] = packages.as_slice() else {
        panic!("one package, not {packages:?}")
    };
    config
        .clone()
        .with("id", bought.id.as_str())
        .with("auto_pay", true)
        .with("tags_all", map(&[]))
        .with("status", bought.status.as_str())
        .with("business_status", "Normal")
        .with("creation_time", bought.creation_time.as_str())
        .with("expired_time", bought.expired_time.as_str())
        .with("geographic_span_id", bought.geographic_span_id.as_str())
        .with("is_cross_border", bought.is_cross_border)
}

fn calls(cloud: &Simulator, action: &str) -> Vec<Call> {
    let journal = cloud.journal().into_iter();
    journal.filter(|call| call.action == action).collect()
}

/// Plans a change from one object to another configuration, without a word.
pub(super) async fn planned(
    session: &Session,
    prior: &Value,
    config: &Value,
    private: &[u8],
) -> pb::apply_resource_change::Request {
    let request = pb::plan_resource_change::Request {
        prior_private: private.to_vec().into(),
        ..planning(prior, config)
    };
    let plan = session.plan(request).await;
    assert_eq!(plan.diagnostics, []);
    applying(prior, config, plan)
}

#[tokio::test]
async fn a_create_answers_with_the_whole_object() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    let bought = as_bought(&cloud, &postpaid());
    let expected = pb::apply_resource_change::Response {
        new_state: dynamic(&bought),
        new_identity: identity(&bought),
        ..Default::default()
    };
    assert_eq!(
        value(made.new_state.as_ref()),
        value(expected.new_state.as_ref())
    );
    assert_eq!(made, expected);

    let state = value(made.new_state.as_ref());
    let replanned = session.plan(planning(&state, &postpaid())).await;
    let expected = pb::plan_resource_change::Response {
        planned_state: made.new_state,
        ..Default::default()
    };
    assert_eq!(replanned, expected);
}

#[tokio::test]
async fn an_update_answers_with_the_planned_object() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    let prior = value(made.new_state.as_ref());
    let config = postpaid()
        .with("bandwidth", 20)
        .with("name", "edge")
        .with("tags", map(&[("team", "net")]));
    let update = planned(&session, &prior, &config, &made.private).await;
    let expected = pb::apply_resource_change::Response {
        new_state: update.planned_state.clone(),
        new_identity: identity(&prior),
        ..Default::default()
    };
    assert_eq!(session.apply(update).await, expected);
    let package = &cloud.all::<Package>()[0];
    assert_eq!(
        (package.bandwidth, package.name.as_str(), package.tags.len()),
        (20, "edge", 1)
    );
}

#[tokio::test]
async fn a_destroy_answers_with_null_also_when_the_object_is_gone_already() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    let prior = value(made.new_state.as_ref());
    let destroy = planned(&session, &prior, &Value::Null, b"").await;
    let expected = pb::apply_resource_change::Response {
        new_state: dynamic(&Value::Null),
        ..Default::default()
    };
    assert_eq!(session.apply(destroy.clone()).await, expected);
    assert_eq!(cloud.all::<Package>(), []);
    assert_eq!(session.apply(destroy).await, expected);
    // That it is not listed proves nothing, so the second destroy asks for the release as well.
    assert_eq!(cloud.calls("DeleteCenBandwidthPackage"), 2);
}

#[tokio::test]
async fn a_destroy_asks_for_the_release_of_what_one_answer_does_not_list() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    let prior = value(made.new_state.as_ref());
    let destroy = planned(&session, &prior, &Value::Null, b"").await;
    let body = r#"{"TotalCount":0,"CenBandwidthPackages":{"CenBandwidthPackage":[]}}"#;
    let empty = Effect::Http {
        status: 200,
        body: body.to_owned(),
    };
    cloud.fault(Fault::new(DESCRIBE, empty).times(1));
    let expected = pb::apply_resource_change::Response {
        new_state: dynamic(&Value::Null),
        ..Default::default()
    };
    assert_eq!(session.apply(destroy).await, expected);
    assert_eq!(cloud.calls("DeleteCenBandwidthPackage"), 1);
    assert_eq!(cloud.all::<Package>(), []);
}

#[tokio::test]
async fn a_lost_answer_to_a_purchase_leaves_one_package() {
    let cloud = cloud().await;
    cloud.fault(Fault::lose_answer(CREATE).times(1));
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    assert_eq!(
        value(made.new_state.as_ref()),
        as_bought(&cloud, &postpaid())
    );
    let attempts = calls(&cloud, CREATE);
    assert_eq!(attempts.len(), 2);
    assert_eq!(attempts[0].parameters, attempts[1].parameters);
}

#[tokio::test]
async fn a_refused_purchase_is_an_error_that_stores_nothing() {
    let cloud = cloud().await;
    cloud.fault(Fault::new(
        CREATE,
        Effect::Error {
            status: 400,
            code: "InventoryExceeded".to_owned(),
            message: "No bandwidth is left.".to_owned(),
        },
    ));
    let session = Session::configured(&cloud).await;
    let create = planned(&session, &Value::Null, &postpaid(), b"").await;
    let answer = session.apply(create).await;
    let detail = format!(
        "No package was bought.\n\nCreateCenBandwidthPackage was refused: No bandwidth is left.\n\nTry again later, \
         or with less bandwidth.\n\nCode InventoryExceeded, HTTP status 400, request id {}.",
        calls(&cloud, CREATE)[0].request_id
    );
    assert_eq!(
        answer.diagnostics,
        [error("", "No bandwidth is left to buy", &detail)]
    );
    assert_eq!(answer.new_state, dynamic(&Value::Null));
}

#[tokio::test]
async fn a_create_whose_wait_times_out_keeps_the_id_and_only_warns() {
    let cloud = cloud().await;
    cloud.fault(Fault::hold(DESCRIBE, Stage::Before));
    let session = Session::configured(&cloud).await;
    let config = postpaid().with("timeouts", timeouts("300ms"));
    let create = planned(&session, &Value::Null, &config, b"").await;
    let planned_state = value(create.planned_state.as_ref());
    let answer = session.apply(create).await;

    let id = cloud.all::<Package>()[0].id.clone();
    let [said] = answer.diagnostics.as_slice() else {
        panic!("one message, not {:?}", answer.diagnostics)
    };
    assert_eq!(
        (said.severity, said.summary.as_str()),
        (
            2,
            "The package has been bought but is not set up completely"
        )
    );
    let state = value(answer.new_state.as_ref());
    assert_eq!(state.attribute("id"), &Value::from(id.as_str()));
    assert_eq!(state.attribute("status"), &Value::from("Pending"));
    assert_eq!(faults_of_finished(block(), &state), [""; 0]);
    assert_eq!(faults_of_result(&planned_state, &state), [""; 0]);

    // The note that keeps the package from being called gone travels on until the package has been seen.
    cloud.clear_faults();
    cloud.release();
    let seen = session.read(reading(&state, &answer.private)).await;
    assert_eq!(seen.diagnostics, []);
    assert_eq!(
        value(seen.new_state.as_ref()).attribute("status"),
        &Value::from("Idle")
    );
    assert_ne!(answer.private, "");
    assert_eq!(seen.private, "");
}

#[tokio::test]
async fn an_update_that_fails_half_way_answers_with_what_is_true() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    let prior = value(made.new_state.as_ref());
    cloud.fault(Fault::error(
        "ModifyCenBandwidthPackageSpec",
        400,
        "InvalidOperation.BwpBandwidthExceeded",
    ));
    let config = postpaid()
        .with("name", "edge")
        .with("bandwidth", 3)
        .with("abandon_on_destroy", true);
    let plan = pb::plan_resource_change::Request {
        prior_private: "{\"note\":\"MQ==\"}".into(),
        ..planning(&prior, &config)
    };
    let plan = session.plan(plan).await;
    let answer = session.apply(applying(&prior, &config, plan)).await;
    let detail = format!(
        "ModifyCenBandwidthPackageSpec was refused: This answer was asked for by a fault rule.\n\nTogether, the limits of \
         the connections between regions would be above the bandwidth of the package. Lower them, or give the package \
         more.\n\nCode InvalidOperation.BwpBandwidthExceeded, HTTP status 400, request id {}.\n\nWhat has been changed so far is in \
         the state; the next plan shows what is left.",
        calls(&cloud, "ModifyCenBandwidthPackageSpec")[0].request_id
    );
    let expected = pb::apply_resource_change::Response {
        new_state: dynamic(
            &prior
                .clone()
                .with("name", "edge")
                .with("abandon_on_destroy", true),
        ),
        private: "{\"note\":\"MQ==\"}".into(),
        diagnostics: vec![error(
            "",
            "More bandwidth is allotted than the package has",
            &detail,
        )],
        new_identity: identity(&prior),
        ..Default::default()
    };
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn a_destroy_that_fails_answers_with_what_was_there() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    let prior = value(made.new_state.as_ref());
    cloud.fault(Fault::error(
        "DeleteCenBandwidthPackage",
        403,
        "Forbidden.RAM",
    ));
    let request = pb::apply_resource_change::Request {
        planned_private: "{\"note\":\"MQ==\"}".into(),
        provider_meta: dynamic(&Value::Null),
        ..planned(&session, &prior, &Value::Null, b"").await
    };
    let answer = session.apply(request).await;
    let detail = format!(
        "DeleteCenBandwidthPackage was refused: This answer was asked for by a fault rule.\n\nThe access key lacks a \
         permission: its RAM policy must allow cen:DeleteCenBandwidthPackage.\n\nCode Forbidden.RAM, HTTP status 403, \
         request id {}.\n\nThe package stays in the state; destroy it again.",
        calls(&cloud, "DeleteCenBandwidthPackage")[0].request_id
    );
    let expected = pb::apply_resource_change::Response {
        new_state: dynamic(&prior),
        private: "{\"note\":\"MQ==\"}".into(),
        diagnostics: vec![error("", "Not permitted", &detail)],
        new_identity: identity(&prior),
        ..Default::default()
    };
    assert_eq!(answer, expected);
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test]
async fn the_limit_of_a_destroy_is_that_of_the_stored_object() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    let mut limits = timeouts("1h");
    limits.set_attribute("delete", "0".into());
    let prior = value(made.new_state.as_ref()).with("timeouts", limits);
    let destroy = planned(&session, &prior, &Value::Null, b"").await;
    let answer = session.apply(destroy).await;
    assert_eq!(answer.new_state, dynamic(&prior));
    assert_eq!(answer.diagnostics.len(), 1);
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test]
async fn the_delete_half_of_a_replacement_needs_no_plan_of_its_own() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    let prior = value(made.new_state.as_ref());
    let config = postpaid().with("area_b", "Europe");
    let plan = session.plan(planning(&prior, &config)).await;
    assert_eq!(plan.requires_replace.len(), 1);
    let request = pb::apply_resource_change::Request {
        type_name: PACKAGE.to_owned(),
        prior_state: dynamic(&prior),
        planned_state: dynamic(&Value::Null),
        config: dynamic(&Value::Null),
        planned_private: plan.planned_private.clone(),
        ..Default::default()
    };
    let ended = session.apply(request).await;
    assert_eq!(
        (ended.new_state, ended.diagnostics),
        (dynamic(&Value::Null), vec![])
    );

    let second = pb::plan_resource_change::Request {
        prior_private: plan.planned_private,
        ..planning(&Value::Null, &config)
    };
    let second = session.plan(second).await;
    let made = session.apply(applying(&Value::Null, &config, second)).await;
    assert_eq!(value(made.new_state.as_ref()), as_bought(&cloud, &config));
}

#[tokio::test]
async fn a_prepaid_package_is_neither_destroyed_nor_forgotten() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let made = session.create(&package()).await;
    let prior = value(made.new_state.as_ref());
    let plan = session.plan(planning(&prior, &Value::Null)).await;
    let package = &cloud.all::<Package>()[0];
    let (id, until) = (&package.id, &package.expired_time);
    let detail = format!(
        "The package {id} is prepaid until {until}, and CEN does not release it before. Nothing has been changed. The ways \
         out:\n\n- wait until {until}, then destroy it (CEN refuses that while it keeps a bound one locked, and \
         releases that by itself some days later);\n- take it out of the state and leave it billing: put \
         a removed block with lifecycle {{ destroy = false }} in the place of its resource block (this works where that block \
         is gone already, too), or run terraform state rm;\n- set on_destroy = \"abandon\", apply that, and destroy \
         again: the package is then dropped from the state and goes on billing outside of Terraform. Under ignore_changes = \
         all the argument has no effect; then take one of the other ways."
    );
    let refused = error(
        "",
        "A prepaid package cannot be destroyed before it expires",
        &detail,
    );
    assert_eq!(plan.diagnostics, std::slice::from_ref(&refused));
    // A host that goes on all the same is refused again.
    let answer = session.apply(applying(&prior, &Value::Null, plan)).await;
    assert_eq!(
        (answer.new_state, answer.diagnostics),
        (dynamic(&prior), vec![refused])
    );

    let abandoned = prior.with("abandon_on_destroy", true);
    let plan = session.plan(planning(&abandoned, &Value::Null)).await;
    let detail = format!(
        "To destroy it, the package {id} is dropped from the state as on_destroy = \"abandon\" says. It is paid for until \
         {until}, stays in the account, and renews itself if it was bought that way."
    );
    assert_eq!(
        plan.diagnostics,
        [warning(
            "",
            "A prepaid package will be left billing",
            &detail
        )]
    );
    let answer = session
        .apply(applying(&abandoned, &Value::Null, plan))
        .await;
    assert_eq!(answer.new_state, dynamic(&Value::Null));
    assert_eq!(answer.diagnostics.len(), 1);
    assert_eq!(cloud.all::<Package>().len(), 1);
}
