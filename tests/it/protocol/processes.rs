//! Processes that have heard nothing, or too little: hosts keep schemas in a cache and configure late.

use cen_simulator::Package;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::{applying, error, planning, reading};
use super::objects::{
    With as _, dynamic, identity, package, postpaid, provider, provider_for, value,
};
use super::session::{Running, Session, another_connection, answer, cloud};

fn unconfigured() -> pb::Diagnostic {
    error(
        "",
        "The provider is not configured",
        "The host asked for an object before it configured the provider \"cen\".",
    )
}

fn half_configured() -> pb::Diagnostic {
    error(
        "",
        "The provider is not configured",
        "The provider \"cen\" depends on values that are not known yet, so it cannot ask the API. Apply what they come from \
         first (terraform apply -target=...), or configure the provider with known values.",
    )
}

/// What every call that needs the API answers, with nothing lost.
async fn refuses_remote_calls(session: &Session, said: pb::Diagnostic) {
    let prior = package()
        .with("id", "cenbwp-1")
        .with("charge_type", "PostPaid");
    let private = b"{\"note\":\"MQ==\"}";
    let expected = pb::read_resource::Response {
        new_state: dynamic(&prior),
        private: private.to_vec().into(),
        diagnostics: vec![said.clone()],
        new_identity: identity(&prior),
        ..Default::default()
    };
    assert_eq!(session.read(reading(&prior, private)).await, expected);

    let new = session.plan(planning(&Value::Null, &package())).await;
    let changed = session.plan(planning(&prior, &postpaid())).await;
    let orders = [
        (Value::Null, package(), new),
        (prior.clone(), postpaid(), changed.clone()),
        (
            prior.clone(),
            Value::Null,
            pb::plan_resource_change::Response {
                planned_state: dynamic(&Value::Null),
                ..changed
            },
        ),
    ];
    for (prior, config, plan) in orders {
        let expected = pb::apply_resource_change::Response {
            new_state: dynamic(&prior),
            diagnostics: vec![said.clone()],
            ..Default::default()
        };
        assert_eq!(
            session.apply(applying(&prior, &config, plan)).await,
            expected
        );
    }
}

#[tokio::test]
async fn what_needs_no_api_works_in_a_process_that_was_never_asked_for_its_schema_nor_configured() {
    // A process for each call: none may lean on another that came before.
    assert_eq!(Running::fresh().await.validate(&package()).await, []);
    let block = Running::fresh().await.validate_provider(&provider()).await;
    assert_eq!(block.diagnostics, []);
    let raw = pb::RawState {
        json: "{}".into(),
        ..Default::default()
    };
    assert_eq!(Running::fresh().await.upgrade(0, raw).await.diagnostics, []);
    assert_eq!(
        Running::fresh().await.import("cenbwp-1").await.diagnostics,
        []
    );
    let plan = Running::fresh()
        .await
        .plan(planning(&Value::Null, &package()))
        .await;
    assert_eq!(plan.diagnostics, []);
    let stop = Running::fresh().await.stop().await;
    assert_eq!(stop, pb::stop_provider::Response::default());
}

#[tokio::test]
async fn what_needs_the_api_is_an_error_in_an_unconfigured_process() {
    refuses_remote_calls(&*Running::fresh().await, unconfigured()).await;
}

#[tokio::test]
async fn a_provider_block_that_is_not_known_yet_is_accepted_and_told_when_the_api_is_needed() {
    let cloud = cloud().await;
    let session = Running::fresh().await;
    for name in [
        "access_key",
        "secret_key",
        "security_token",
        "endpoint",
        "allow_plain_http",
    ] {
        let block = provider_for(&cloud).with(name, Value::Unknown);
        assert_eq!(
            session.configure(&block).await,
            pb::configure_provider::Response::default()
        );
        refuses_remote_calls(&session, half_configured()).await;
    }
    // The host may configure again, and better.
    assert_eq!(
        session.configure(&provider_for(&cloud)).await.diagnostics,
        []
    );
    session.create(&postpaid()).await;
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test]
async fn default_tags_that_are_not_known_yet_leave_all_tags_unknown() {
    let cloud = cloud().await;
    let session = Running::fresh().await;
    let block = provider_for(&cloud).with("default_tags", Value::Unknown);
    assert_eq!(session.configure(&block).await.diagnostics, []);
    let plan = session.plan(planning(&Value::Null, &postpaid())).await;
    assert_eq!(plan.diagnostics, []);
    let planned = value(plan.planned_state.as_ref());
    assert_eq!(planned.attribute("tags_all"), &Value::Unknown);
}

#[tokio::test]
async fn a_missing_provider_block_is_one_of_nulls() {
    let mut session = Running::fresh().await;
    for config in [
        None,
        Some(pb::DynamicValue::default()),
        dynamic(&Value::Null),
    ] {
        let request = pb::configure_provider::Request {
            config,
            ..Default::default()
        };
        let configured = answer(session.api.configure_provider(request)).await;
        assert_eq!(configured, pb::configure_provider::Response::default());
    }
}

#[tokio::test]
async fn several_connections_share_one_configuration() {
    let cloud = cloud().await;
    let session = Running::configured(&cloud).await;
    let plan = session.plan(planning(&Value::Null, &postpaid())).await;
    let mut other = another_connection(&session.host);
    let order = applying(&Value::Null, &postpaid(), plan);
    let made = answer(other.apply_resource_change(order)).await;
    assert_eq!(made.diagnostics, []);
    assert_eq!(cloud.all::<Package>().len(), 1);
}
