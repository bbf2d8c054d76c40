//! What hosts of Terraform 1.12 and later do with old states, as they keep identities there.

use std::collections::BTreeMap;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET};
use serde_json::{Value as Json, json};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Type;

use super::{Old, folder, objects, private, read_json};
use tf_plugin_testing::answer;
use tf_plugin_testing::schema::Block;
use tf_plugin_testing::wire::{decoded, in_state};

use crate::support::provider;

/// A value of the wire in JSON, which the provider takes as well as msgpack.
fn in_json(value: &Json) -> pb::DynamicValue {
    pb::DynamicValue {
        json: value.to_string().into_bytes().into(),
        ..Default::default()
    }
}

fn raw(value: &Json) -> Option<pb::RawState> {
    Some(pb::RawState {
        json: value.to_string().into_bytes().into(),
        ..Default::default()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn identities_and_private_bytes_come_back_as_they_were() {
    let old = Old::open("everything").await;
    let identities = read_json(&folder("everything").join("identities.json"));
    let host = provider()
        .env("CEN_ENDPOINT", old.cloud.endpoint())
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET)
        .env("CEN_PURCHASE_JOURNAL", "off")
        .env("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true")
        .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .start()
        .await;
    let mut api = host.provider();
    let request = pb::configure_provider::Request {
        config: Some(in_json(&json!({
            "region": "cn-hangzhou",
            "expiry_warning_days": 20,
            "default_tags": { "owner": "net", "env": "test" },
        }))),
        ..Default::default()
    };
    let configured = answer(api.configure_provider(request)).await;
    assert_eq!(configured.diagnostics, []);

    let described = answer(api.get_provider_schema(pb::get_provider_schema::Request {})).await;
    let described = described.resource_schemas.into_iter();
    let schemas: BTreeMap<String, Type> = described
        .map(|(kind, schema)| (kind, Block::of(&schema.block.unwrap()).value_type()))
        .collect();
    let state = old.state();
    let objects = objects(&state);
    assert_eq!(identities.as_object().unwrap().len(), objects.len());
    for (kind, address, instance) in objects {
        assert_eq!(instance["schema_version"], 0, "{address}");
        let request = pb::upgrade_resource_state::Request {
            type_name: kind.clone(),
            version: 0,
            raw_state: raw(&instance["attributes"]),
        };
        let upgraded = answer(api.upgrade_resource_state(request)).await;
        assert_eq!(upgraded.diagnostics, [], "{address}");
        let request = pb::upgrade_resource_identity::Request {
            type_name: kind.clone(),
            version: 0,
            raw_identity: raw(&identities[&address]),
        };
        let identity = answer(api.upgrade_resource_identity(request)).await;
        assert_eq!(identity.diagnostics, [], "{address}");
        let identity = identity.upgraded_identity;
        assert!(identity.is_some(), "{address}");

        // The states of Terraform 1.11 and earlier have no identity: the first read tells it.
        for known in [None, identity.clone()] {
            let request = pb::read_resource::Request {
                type_name: kind.clone(),
                current_state: upgraded.upgraded_state.clone(),
                private: private(&instance).into(),
                current_identity: known,
                ..Default::default()
            };
            let read = answer(api.read_resource(request)).await;
            assert_eq!(read.diagnostics, [], "{address}");
            assert_eq!(read.private, private(&instance), "{address}");
            assert_eq!(read.new_identity, identity, "{address}");
            // A resource of its own has bound this one after its state was written.
            if address != "cen_bandwidth_package.prepaid" {
                let kept = |state| in_state(&decoded(state, &schemas[&kind]));
                let mut expected = kept(upgraded.upgraded_state.as_ref());
                // Of these the API tells who pays, which no state said then.
                if kind == "cen_transit_router_vpc_attachment" {
                    assert_eq!(expected["order_type"], Json::Null);
                    expected["order_type"] = json!("PayByCenOwner");
                }
                assert_eq!(kept(read.new_state.as_ref()), expected, "{address}");
            }
        }
    }
}
