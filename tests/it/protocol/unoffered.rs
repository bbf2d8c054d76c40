//! Calls for what this provider does not have.

use terraform_provider_cen::protocol::generated::tfplugin6 as pb;
use tonic::Code;

use super::messages::error;
use super::objects::{dynamic, package};
use super::session::{Session, answer};
use crate::support::host::soon;

/// What the provider says to a type name that it does not have.
fn unknown_type(name: &str) -> pb::Diagnostic {
    error(
        "",
        "Unknown resource type",
        &format!("This provider has no resource type {name:?}."),
    )
}

/// The status that refuses a call.
macro_rules! refusal {
    ($call:expr) => {
        soon("a refusal", $call)
            .await
            .map(drop)
            .expect_err("no such feature")
    };
}

#[tokio::test]
async fn kinds_of_objects_that_no_provider_must_have_are_unimplemented() {
    let session = Session::fresh().await;
    let mut api = session.api.clone();
    let chunks = tokio_stream::iter([pb::write_state_bytes::RequestChunk::default()]);
    let refusals = [
        refusal!(api.generate_resource_config(pb::generate_resource_config::Request::default())),
        refusal!(api.validate_ephemeral_resource_config(
            pb::validate_ephemeral_resource_config::Request::default()
        )),
        refusal!(api.open_ephemeral_resource(pb::open_ephemeral_resource::Request::default())),
        refusal!(api.renew_ephemeral_resource(pb::renew_ephemeral_resource::Request::default())),
        refusal!(api.close_ephemeral_resource(pb::close_ephemeral_resource::Request::default())),
        refusal!(api.list_resource(pb::list_resource::Request::default())),
        refusal!(
            api.validate_list_resource_config(pb::validate_list_resource_config::Request::default())
        ),
        refusal!(api.validate_action_config(pb::validate_action_config::Request::default())),
        refusal!(api.plan_action(pb::plan_action::Request::default())),
        refusal!(api.invoke_action(pb::invoke_action::Request::default())),
        refusal!(api.validate_state_store_config(pb::validate_state_store::Request::default())),
        refusal!(api.configure_state_store(pb::configure_state_store::Request::default())),
        refusal!(api.read_state_bytes(pb::read_state_bytes::Request::default())),
        refusal!(api.write_state_bytes(chunks)),
        refusal!(api.lock_state(pb::lock_state::Request::default())),
        refusal!(api.unlock_state(pb::unlock_state::Request::default())),
        refusal!(api.get_states(pb::get_states::Request::default())),
        refusal!(api.delete_state(pb::delete_state::Request::default())),
    ];
    for refusal in refusals {
        assert_eq!(
            (refusal.code(), refusal.message()),
            (Code::Unimplemented, "Not yet implemented")
        );
    }
}

#[tokio::test]
async fn there_are_no_data_sources() {
    let session = Session::fresh().await;
    let mut api = session.api.clone();
    let unknown = error(
        "",
        "Unknown data source",
        "This provider has no data source \"cen_area\".",
    );
    let request = pb::validate_data_resource_config::Request {
        type_name: "cen_area".to_owned(),
        ..Default::default()
    };
    let expected = pb::validate_data_resource_config::Response {
        diagnostics: vec![unknown.clone()],
    };
    assert_eq!(
        answer(api.validate_data_resource_config(request)).await,
        expected
    );

    let request = pb::read_data_source::Request {
        type_name: "cen_area".to_owned(),
        ..Default::default()
    };
    let expected = pb::read_data_source::Response {
        diagnostics: vec![unknown],
        ..Default::default()
    };
    assert_eq!(answer(api.read_data_source(request)).await, expected);
}

#[tokio::test]
async fn there_are_no_functions() {
    let session = Session::fresh().await;
    let mut api = session.api.clone();
    assert_eq!(
        answer(api.get_functions(pb::get_functions::Request {})).await,
        pb::get_functions::Response::default()
    );
    let request = pb::call_function::Request {
        name: "areas".to_owned(),
        arguments: Vec::new(),
    };
    let error = pb::FunctionError {
        text: "this provider has no function \"areas\"".to_owned(),
        function_argument: None,
    };
    let expected = pb::call_function::Response {
        result: None,
        error: Some(error),
    };
    assert_eq!(answer(api.call_function(request)).await, expected);
}

#[tokio::test]
async fn an_unknown_resource_type_is_an_error_of_every_call_and_no_status() {
    let session = Session::fresh().await;
    let mut api = session.api.clone();
    let type_name = || "cen_transit_router".to_owned();
    let unknown = || vec![unknown_type("cen_transit_router")];

    let request = pb::validate_resource_config::Request {
        type_name: type_name(),
        ..Default::default()
    };
    let validated = answer(api.validate_resource_config(request)).await;
    assert_eq!(validated.diagnostics, unknown());

    let request = pb::upgrade_resource_state::Request {
        type_name: type_name(),
        ..Default::default()
    };
    let expected = pb::upgrade_resource_state::Response {
        diagnostics: unknown(),
        ..Default::default()
    };
    assert_eq!(answer(api.upgrade_resource_state(request)).await, expected);

    let request = pb::read_resource::Request {
        type_name: type_name(),
        ..Default::default()
    };
    let expected = pb::read_resource::Response {
        diagnostics: unknown(),
        ..Default::default()
    };
    assert_eq!(session.read(request).await, expected);

    let request = pb::plan_resource_change::Request {
        type_name: type_name(),
        ..Default::default()
    };
    let expected = pb::plan_resource_change::Response {
        diagnostics: unknown(),
        ..Default::default()
    };
    assert_eq!(session.plan(request).await, expected);

    let request = pb::import_resource_state::Request {
        type_name: type_name(),
        id: "cenbwp-1".to_owned(),
        ..Default::default()
    };
    let expected = pb::import_resource_state::Response {
        diagnostics: unknown(),
        ..Default::default()
    };
    assert_eq!(answer(api.import_resource_state(request)).await, expected);

    // What is stored stays stored, whatever went wrong.
    let identity = pb::ResourceIdentityData {
        identity_data: dynamic(&package()),
    };
    let request = pb::apply_resource_change::Request {
        type_name: type_name(),
        prior_state: dynamic(&package()),
        planned_private: "{}".into(),
        planned_identity: Some(identity.clone()),
        ..Default::default()
    };
    let expected = pb::apply_resource_change::Response {
        new_state: dynamic(&package()),
        private: "{}".into(),
        diagnostics: unknown(),
        new_identity: Some(identity),
        ..Default::default()
    };
    assert_eq!(session.apply(request).await, expected);
}
