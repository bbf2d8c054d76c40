//! What tells packages apart, as hosts that know of identities (protocol 6.9) ask for it.

use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Kind, Value};

use tf_plugin_testing::Host;

const PACKAGE: &str = "cen_bandwidth_package";
const ID: &str = "cenbwp-4c2zaavbvh5fx9mbqi";

fn identity(id: &str) -> pb::ResourceIdentityData {
    identity_of(&[("id", id)])
}

fn identity_of(members: &[(&str, &str)]) -> pb::ResourceIdentityData {
    let names = members
        .iter()
        .map(|(name, _)| ((*name).to_owned(), Kind::String));
    let values = members
        .iter()
        .map(|(name, id)| ((*name).to_owned(), Value::string(*id)));
    let value = Value::Object(values.collect());
    let identity_data = pb::DynamicValue {
        msgpack: value
            .to_msgpack(&Kind::Object(names.collect()))
            .unwrap()
            .into(),
        ..Default::default()
    };
    pb::ResourceIdentityData {
        identity_data: Some(identity_data),
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
    let state = Value::from_msgpack(&state.msgpack, package.kind()).unwrap();
    assert_eq!(state.attribute("id"), &Value::from(ID));
}

#[tokio::test]
async fn identities_of_other_types_lead_to_the_same_as_their_ids() {
    let host = Host::of(Cen);
    for (type_name, id, members) in [
        ("cen_instance", "cen-abc", vec![("id", "cen-abc")]),
        (
            "cen_bandwidth_package_attachment",
            ID,
            vec![("bandwidth_package_id", ID)],
        ),
        (
            "cen_instance_attachment",
            "cen-abc:vpc-a",
            vec![("cen_id", "cen-abc"), ("child_instance_id", "vpc-a")],
        ),
        (
            "cen_transit_router",
            "cen-abc:tr-one",
            vec![("cen_id", "cen-abc"), ("id", "tr-one")],
        ),
        (
            "cen_transit_router_vpc_attachment",
            "tr-one:tr-attach-one",
            vec![("transit_router_id", "tr-one"), ("id", "tr-attach-one")],
        ),
        (
            "cen_transit_router_peer_attachment",
            "tr-one:tr-attach-one",
            vec![("transit_router_id", "tr-one"), ("id", "tr-attach-one")],
        ),
    ] {
        let by_identity = identity_of(&members);
        let mut answers = Vec::new();
        for (id, identity) in [(id, None), ("", Some(by_identity.clone()))] {
            let request = pb::import_resource_state::Request {
                type_name: type_name.to_owned(),
                ..import(id, identity)
            };
            let answer = host.provider().import_resource_state(request).await;
            let answer = answer.unwrap().into_inner();
            assert_eq!(answer.diagnostics, []);
            answers.push(answer.imported_resources);
        }
        assert_eq!(answers[0][0].identity, Some(by_identity), "{type_name}");
        assert_eq!(answers[0], answers[1], "{type_name}");
    }
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
