//! What tells packages apart, as hosts that know of identities (protocol 6.9) ask for it. Imports of all types by their
//! identities are in `steps`.

use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Type, Value};
use tf_plugin_testing::Host;
use tf_plugin_testing::wire::encoded;

const PACKAGE: &str = "cen_bandwidth_package";
const ID: &str = "cenbwp-4c2zaavbvh5fx9mbqi";

fn identity(id: &str) -> pb::ResourceIdentityData {
    let value = Value::Object([("id".to_owned(), Value::string(id))].into());
    let kind = Type::Object([("id".to_owned(), Type::String)].into());
    pb::ResourceIdentityData {
        identity_data: encoded(&value, &kind),
    }
}

fn import(
    id: &str,
    identity: Option<pb::ResourceIdentityData>,
) -> pb::import_resource_state::Request {
    pb::import_resource_state::Request {
        type_name: PACKAGE.to_owned(),
        id: id.to_owned(),
        identity,
        ..Default::default()
    }
}

#[tokio::test]
async fn packages_are_told_apart_by_their_id() {
    let host = Host::of(Cen);
    let request = pb::get_resource_identity_schemas::Request {};
    let answer = host
        .provider()
        .get_resource_identity_schemas(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.diagnostics, []);
    let attribute = pb::resource_identity_schema::IdentityAttribute {
        name: "id".to_owned(),
        r#type: b"\"string\"".to_vec().into(),
        required_for_import: true,
        optional_for_import: false,
        description: "Id of the package, `cenbwp-...`.".to_owned(),
    };
    let schema = pb::ResourceIdentitySchema {
        version: 0,
        identity_attributes: vec![attribute],
    };
    assert_eq!(answer.identity_schemas.get(PACKAGE), Some(&schema));
}

#[tokio::test]
async fn an_import_by_identity_leads_to_the_same_as_one_by_id() {
    let host = Host::of(Cen);
    let mut answers = Vec::new();
    for request in [import(ID, None), import("", Some(identity(ID)))] {
        let answer = host
            .provider()
            .import_resource_state(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(answer.diagnostics, []);
        answers.push(answer.imported_resources);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].len(), 1);
    assert_eq!(answers[0][0].identity, Some(identity(ID)));
    let mut resources = Cen.resources().into_iter();
    let package = resources.find(|one| one.type_name() == PACKAGE).unwrap();
    let state = answers[0][0].state.clone().unwrap();
    let state = Value::from_msgpack(&state.msgpack, &package.schema().value_type()).unwrap();
    assert_eq!(state.attribute("id"), &Value::from(ID));
}

#[tokio::test]
async fn an_object_from_before_there_were_identities_gets_one_later() {
    let host = Host::of(Cen);
    let request = pb::upgrade_resource_identity::Request {
        type_name: PACKAGE.to_owned(),
        version: 0,
        raw_identity: None,
    };
    let answer = host
        .provider()
        .upgrade_resource_identity(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer, pb::upgrade_resource_identity::Response::default());
}

#[tokio::test]
async fn an_identity_of_something_else_is_refused() {
    let host = Host::of(Cen);
    let request = import("", Some(identity("cen-abc")));
    let answer = host
        .provider()
        .import_resource_state(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.imported_resources, []);
    let summaries: Vec<&str> = answer
        .diagnostics
        .iter()
        .map(|one| one.summary.as_str())
        .collect();
    assert_eq!(summaries, ["Not the id of a bandwidth package"]);
}

#[tokio::test]
async fn a_foreign_type_cannot_be_moved_in() {
    let host = Host::of(Cen);
    let request = pb::move_resource_state::Request {
        source_provider_address: "registry.terraform.io/somebody/else".to_owned(),
        source_type_name: "else_thing".to_owned(),
        source_state: Some(pb::RawState {
            json: b"{}".to_vec().into(),
            ..Default::default()
        }),
        target_type_name: PACKAGE.to_owned(),
        ..Default::default()
    };
    let answer = host
        .provider()
        .move_resource_state(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.target_state, None);
    assert_eq!(
        answer.diagnostics[0].detail,
        "\"else_thing\" of \"registry.terraform.io/somebody/else\" cannot become \"cen_bandwidth_package\". Objects can \
         be moved to it from alicloud_cen_bandwidth_package. Import the object instead, and drop the old resource from \
         the state with a removed block."
    );
}
