//! Plans, as hosts ask for them and hold them against each other.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::{path, planning, warning};
use super::objects::{With as _, block, dynamic, empty, map, package, postpaid, timeouts, value};
use super::session::{Running, Session};
use tf_plugin_testing::consistency::{faults_of_plan, faults_of_result};

/// A stored prepaid package, as a read would leave it.
fn stored() -> Value {
    package()
        .with("id", "cenbwp-1")
        .with("charge_type", "PrePaid")
        .with("auto_pay", true)
        .with("tags_all", map(&[]))
        .with("status", "Idle")
        .with("business_status", "Normal")
        .with("creation_time", "2026-01-01T00:00Z")
        .with("expired_time", "2026-02-01T00:00Z")
        .with("geographic_span_id", "Asia-Pacific_China")
        .with("is_cross_border", true)
}

/// What the provider decides when `package()` is new.
const DECIDED: [&str; 8] = [
    "id",
    "status",
    "business_status",
    "creation_time",
    "expired_time",
    "geographic_span_id",
    "is_cross_border",
    "resource_group_id",
];

/// The plan for `package()` as a new object.
fn new_package() -> Value {
    let defaults = package()
        .with("charge_type", "PrePaid")
        .with("auto_pay", true)
        .with("tags_all", map(&[]));
    DECIDED
        .into_iter()
        .fold(defaults, |planned, name| planned.with(name, Value::Unknown))
}

#[tokio::test]
async fn a_create_plans_defaults_and_leaves_the_rest_to_apply() {
    let session = Session::fresh();
    let answer = session.plan(planning(&Value::Null, &package())).await;
    let expected = pb::plan_resource_change::Response {
        planned_state: dynamic(&new_package()),
        ..Default::default()
    };
    assert_eq!(answer, expected);
    assert_eq!(
        faults_of_plan(block(), &Value::Null, &package(), &new_package()),
        [""; 0]
    );
}

#[tokio::test]
async fn no_change_plans_the_prior_object_to_the_byte() {
    let session = Session::fresh();
    let mut request = planning(&stored(), &package());
    request.prior_private = "{\"note\":\"MQ==\"}".into();
    let answer = session.plan(request.clone()).await;
    let expected = pb::plan_resource_change::Response {
        planned_state: request.prior_state,
        planned_private: request.prior_private,
        ..Default::default()
    };
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn the_same_request_gets_the_same_plan_from_every_process() {
    let sessions = [Running::fresh().await, Running::fresh().await];
    let config = package()
        .with("tags", map(&[("b", "2"), ("a", "1"), ("c", "3")]))
        .with("cen_id", Value::Unknown);
    for prior in [Value::Null, stored()] {
        let request = planning(&prior, &config);
        let first = sessions[0].plan(request.clone()).await;
        assert_eq!(sessions[0].plan(request.clone()).await, first);
        assert_eq!(sessions[1].plan(request).await, first);
    }
}

#[tokio::test]
async fn an_update_keeps_what_the_change_cannot_affect() {
    let session = Session::fresh();
    let config = package().with("bandwidth", 10).with("name", "edge");
    let answer = session.plan(planning(&stored(), &config)).await;
    let expected = pb::plan_resource_change::Response {
        planned_state: dynamic(&stored().with("bandwidth", 10).with("name", "edge")),
        ..Default::default()
    };
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn a_plan_with_any_argument_unknown_has_no_error_and_the_second_round_agrees_with_it() {
    let session = Session::fresh();
    let config = package()
        .with("charge_type", "PrePaid")
        .with("period", 1)
        .with("pricing_cycle", "Month")
        .with("auto_pay", true)
        .with("auto_renew", true)
        .with("auto_renew_duration", 1)
        .with("name", "edge")
        .with("description", "to the edge")
        .with("cen_id", "cen-1")
        .with("resource_group_id", "rg-1")
        .with("tags", map(&[("team", "net")]))
        .with("client_token", "token")
        .with("abandon_on_destroy", false)
        .with("timeouts", timeouts("1m"));
    for prior in [Value::Null, stored()] {
        let second = session.plan(planning(&prior, &config)).await;
        let second = value(second.planned_state.as_ref());
        for attribute in &block().attributes {
            if config.attribute(&attribute.name).is_null() {
                continue;
            }
            let partly = config.clone().with(&attribute.name, Value::Unknown);
            let first = session.plan(planning(&prior, &partly)).await;
            let errors = first.diagnostics.iter().filter(|said| said.severity == 1);
            assert_eq!(errors.count(), 0, "{}", attribute.name);
            let first = value(first.planned_state.as_ref());
            assert_eq!(faults_of_plan(block(), &prior, &partly, &first), [""; 0]);
            assert_eq!(
                faults_of_result(&first, &second),
                [""; 0],
                "{}",
                attribute.name
            );
        }
    }
}

#[tokio::test]
async fn an_area_that_is_learnt_late_agrees_with_the_plan_made_without_it() {
    let session = Session::fresh();
    // Swapped areas and another letter case are the stored package; the first plan must foresee that.
    let forms = [
        ("China", "Asia-Pacific"),
        ("Asia-Pacific", "China"),
        ("asia-pacific", "china"),
    ];
    for (a, b) in forms {
        let config = package().with("area_a", a).with("area_b", b);
        let second = session.plan(planning(&stored(), &config)).await;
        assert_eq!(value(second.planned_state.as_ref()), stored());
        for late in ["area_a", "area_b"] {
            let partly = config.clone().with(late, Value::Unknown);
            let first = session.plan(planning(&stored(), &partly)).await;
            let first = value(first.planned_state.as_ref());
            assert_eq!(faults_of_plan(block(), &stored(), &partly, &first), [""; 0]);
            assert_eq!(
                faults_of_result(&first, &stored()),
                [""; 0],
                "{a} and {b}, {late} late"
            );
        }
    }
}

#[tokio::test]
async fn an_argument_that_replaces_is_named_when_it_changes_and_only_then() {
    let session = Session::fresh();
    let replaced = async |prior: &Value, config: Value| {
        let answer = session.plan(planning(prior, &config)).await;
        assert_eq!(answer.diagnostics, []);
        answer.requires_replace
    };
    let other = stored().with("charge_type", "PostPaid");
    assert_eq!(
        replaced(&other, package().with("charge_type", "PostPaid")).await,
        []
    );
    assert_eq!(
        replaced(&other, package().with("charge_type", "PrePaid")).await,
        [path("charge_type")]
    );
    // Left out, it stays what it is.
    assert_eq!(replaced(&other, package()).await, []);
    assert_eq!(
        replaced(&other, package().with("area_a", "Europe")).await,
        [path("area_a")]
    );
    assert_eq!(
        replaced(&other, package().with("area_b", "Europe")).await,
        [path("area_b")]
    );
    assert_eq!(
        replaced(
            &other,
            package()
                .with("area_a", "Europe")
                .with("area_b", "Australia")
        )
        .await,
        [path("area_a"), path("area_b")]
    );
    let swapped = package()
        .with("area_a", "asia-pacific")
        .with("area_b", "CHINA");
    assert_eq!(replaced(&other, swapped).await, []);
    assert_eq!(replaced(&Value::Null, postpaid()).await, []);
    // Everything else changes in place.
    let rest = package()
        .with("bandwidth", 20)
        .with("period", 3)
        .with("pricing_cycle", "Month")
        .with("auto_pay", false)
        .with("name", "edge")
        .with("description", "new")
        .with("cen_id", "cen-2")
        .with("resource_group_id", "rg-2")
        .with("tags", map(&[("team", "net")]))
        .with("client_token", "token")
        .with("abandon_on_destroy", true)
        .with("timeouts", timeouts("1m"));
    assert_eq!(replaced(&other, rest).await, []);
}

#[tokio::test]
async fn a_replacement_that_may_come_is_told_and_not_planned() {
    let session = Session::fresh();
    let config = package().with("charge_type", Value::Unknown);
    let answer = session.plan(planning(&stored(), &config)).await;
    let told = warning(
        "charge_type",
        "charge_type is not known yet",
        "The value of charge_type is decided during apply. If it turns out as it is today, the object is kept. If it \
         turns out otherwise, the object would have to be replaced, which this plan does not announce: apply then stops \
         before anything is replaced, and the next plan shows the replacement.",
    );
    assert_eq!(answer.diagnostics, [told]);
    assert_eq!(answer.requires_replace, []);
}

#[tokio::test]
async fn a_destroy_plans_null_and_carries_private_data_and_identity_over() {
    let session = Session::fresh();
    let identity = pb::ResourceIdentityData {
        identity_data: dynamic(&empty().with("id", "cenbwp-1")),
    };
    let request = pb::plan_resource_change::Request {
        prior_private: "{\"note\":\"MQ==\"}".into(),
        prior_identity: Some(identity.clone()),
        ..planning(&stored().with("charge_type", "PostPaid"), &Value::Null)
    };
    let expected = pb::plan_resource_change::Response {
        planned_state: dynamic(&Value::Null),
        planned_private: "{\"note\":\"MQ==\"}".into(),
        planned_identity: Some(identity),
        ..Default::default()
    };
    assert_eq!(session.plan(request).await, expected);
}

#[tokio::test]
async fn absent_and_present_extras_of_a_request_make_no_difference() {
    let session = Session::fresh();
    let bare = planning(&stored(), &package().with("bandwidth", 10));
    let plan = session.plan(bare.clone()).await;
    let abilities = pb::ClientCapabilities {
        deferral_allowed: true,
        write_only_attributes_allowed: true,
        store_planned_private: true,
        computed_blocks_allowed: true,
    };
    let identity = pb::ResourceIdentityData::default();
    let full = pb::plan_resource_change::Request {
        provider_meta: dynamic(&Value::Null),
        client_capabilities: Some(abilities),
        prior_identity: Some(identity.clone()),
        ..bare
    };
    let expected = pb::plan_resource_change::Response {
        planned_identity: Some(identity),
        ..plan
    };
    assert_eq!(session.plan(full).await, expected);
}

#[tokio::test]
async fn private_data_in_a_form_that_is_not_ours_is_told_and_dropped() {
    let session = Session::fresh();
    let mut request = planning(&stored(), &package());
    request.prior_private = "\u{0}nonsense".into();
    let told = warning(
        "",
        "The provider's private notes cannot be read",
        "What the provider stored with this object in an earlier run is not in a form that it knows. It goes on without; \
         nothing else of the state is touched.",
    );
    let expected = pb::plan_resource_change::Response {
        planned_state: request.prior_state.clone(),
        diagnostics: vec![told],
        ..Default::default()
    };
    assert_eq!(session.plan(request).await, expected);
}
