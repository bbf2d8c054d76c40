//! What tells packages apart, as hosts that know of identities (protocol 6.9) ask for it. Imports of all types by their
//! identities are in `product::importing`.

use terraform_provider_cen::Cen;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin_testing::Host;

const PACKAGE: &str = "cen_bandwidth_package";

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
