//! Calls for what this provider does not have.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tonic::Code;

use super::messages::error;
use super::objects::{dynamic, package};
use super::session::{Session, answer};
use tf_plugin_testing::soon;

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
async fn state_stores_are_unimplemented() {
    let session = Session::fresh();
    let mut api = session.api.clone();
    let chunks = tokio_stream::iter([pb::write_state_bytes::RequestChunk::default()]);
    let refusals = [
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
async fn an_unknown_data_source_is_an_error() {
    let session = Session::fresh();
    let mut api = session.api.clone();
    let unknown = error(
        "",
        "Unknown data source",
        "This provider has no data source \"cen_nothing\".",
    );
    let request = pb::validate_data_resource_config::Request {
        type_name: "cen_nothing".to_owned(),
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
        type_name: "cen_nothing".to_owned(),
        ..Default::default()
    };
    let expected = pb::read_data_source::Response {
        diagnostics: vec![unknown],
        ..Default::default()
    };
    assert_eq!(answer(api.read_data_source(request)).await, expected);
}

#[tokio::test]
async fn an_unknown_function_is_an_error() {
    let session = Session::fresh();
    let mut api = session.api.clone();
    let request = pb::call_function::Request {
        name: "nothing".to_owned(),
        arguments: Vec::new(),
    };
    let error = pb::FunctionError {
        text: "This provider has no function \"nothing\".".to_owned(),
        function_argument: None,
    };
    let expected = pb::call_function::Response {
        result: None,
        error: Some(error),
    };
    assert_eq!(answer(api.call_function(request)).await, expected);
}

#[tokio::test]
async fn unknown_ephemeral_resources_list_resources_and_actions_are_errors() {
    let session = Session::fresh();
    let mut api = session.api.clone();
    let type_name = || "cen_nothing".to_owned();
    let unknown = |sort: &str| {
        vec![error(
            "",
            &format!("Unknown {sort}"),
            &format!("This provider has no {sort} \"cen_nothing\"."),
        )]
    };

    let request = pb::open_ephemeral_resource::Request {
        type_name: type_name(),
        ..Default::default()
    };
    let opened = answer(api.open_ephemeral_resource(request)).await;
    assert_eq!(opened.diagnostics, unknown("ephemeral resource"));

    let request = pb::list_resource::Request {
        type_name: type_name(),
        ..Default::default()
    };
    let events = events(answer(api.list_resource(request)).await).await;
    let expected = pb::list_resource::Event {
        diagnostic: unknown("list resource"),
        ..Default::default()
    };
    assert_eq!(events, [expected]);

    let request = pb::invoke_action::Request {
        action_type: type_name(),
        ..Default::default()
    };
    let events = self::events(answer(api.invoke_action(request)).await).await;
    let completed = pb::invoke_action::event::Completed {
        diagnostics: unknown("action"),
    };
    let expected = pb::invoke_action::Event {
        r#type: Some(pb::invoke_action::event::Type::Completed(completed)),
    };
    assert_eq!(events, [expected]);
}

/// Everything that a stream brings.
async fn events<T>(mut stream: tonic::Streaming<T>) -> Vec<T> {
    let mut events = Vec::new();
    while let Some(event) = soon("the next event", stream.message())
        .await
        .expect("an event")
    {
        events.push(event);
    }
    events
}

#[tokio::test]
async fn an_unknown_resource_type_is_an_error_of_every_call_and_no_status() {
    let session = Session::fresh();
    let mut api = session.api.clone();
    let type_name = || "cen_nothing".to_owned();
    let unknown = || vec![unknown_type("cen_nothing")];

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
