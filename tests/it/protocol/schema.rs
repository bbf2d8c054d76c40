//! What the provider says of itself.

use std::collections::BTreeMap;

use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider;
use tf_plugin::framework::schema::{Presence, Schema};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Type;

use super::objects::{PACKAGE, resource};
use super::session::{Session, answer};
use tf_plugin_testing::schema::Block;

fn abilities() -> pb::ServerCapabilities {
    pb::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    }
}

async fn schema() -> pb::get_provider_schema::Response {
    let session = Session::fresh();
    let mut api = session.api.clone();
    answer(api.get_provider_schema(pb::get_provider_schema::Request {})).await
}

/// The kind of the values that a host makes from a schema.
fn kind(schema: Option<&pb::Schema>) -> Option<Type> {
    let block = schema?.block.as_ref()?;
    Some(Block::of(block).value_type())
}

fn attributes(schema: Option<&pb::Schema>) -> &[pb::schema::Attribute] {
    let block = schema.and_then(|schema| schema.block.as_ref());
    let block = block.expect("a schema with a block");
    assert_eq!(block.block_types, []);
    &block.attributes
}

/// What metadata says of the types with these schemas.
fn named<S, M>(schemas: &BTreeMap<String, S>, message: impl Fn(String) -> M) -> Vec<M> {
    schemas.keys().cloned().map(message).collect()
}

#[tokio::test]
async fn metadata_names_what_the_schema_describes() {
    let session = Session::fresh();
    let mut api = session.api.clone();
    let metadata = answer(api.get_metadata(pb::get_metadata::Request {})).await;
    let schema = schema().await;
    use pb::get_metadata::{
        ActionMetadata, DataSourceMetadata, EphemeralMetadata, FunctionMetadata,
        ListResourceMetadata, ResourceMetadata,
    };
    let expected = pb::get_metadata::Response {
        server_capabilities: Some(abilities()),
        resources: named(&schema.resource_schemas, |type_name| ResourceMetadata {
            type_name,
        }),
        data_sources: named(&schema.data_source_schemas, |type_name| {
            DataSourceMetadata { type_name }
        }),
        functions: named(&schema.functions, |name| FunctionMetadata { name }),
        ephemeral_resources: named(&schema.ephemeral_resource_schemas, |type_name| {
            EphemeralMetadata { type_name }
        }),
        list_resources: named(&schema.list_resource_schemas, |type_name| {
            ListResourceMetadata { type_name }
        }),
        actions: named(&schema.action_schemas, |type_name| ActionMetadata {
            type_name,
        }),
        ..Default::default()
    };
    assert_eq!(metadata, expected);
    assert!(schema.resource_schemas.contains_key(PACKAGE));
    assert!(schema.provider.is_some());
    assert_eq!(schema.server_capabilities, Some(abilities()));
    assert_eq!(schema.diagnostics, []);
}

#[tokio::test]
async fn the_schema_on_the_wire_is_the_one_that_values_are_read_and_written_by() {
    let schema = schema().await;
    let package = schema.resource_schemas.get(PACKAGE);
    assert_eq!(kind(package), Some(resource().schema().value_type()));
    assert_eq!(package.map(|package| package.version), Some(0));
    assert_eq!(
        kind(schema.provider.as_ref()),
        Some(Schema::of::<<Cen as Provider>::Config>().value_type())
    );

    let flags = |attribute: &pb::schema::Attribute| {
        let flags = [attribute.required, attribute.optional, attribute.computed];
        (attribute.name.clone(), flags)
    };
    let on_the_wire: BTreeMap<_, _> = attributes(package).iter().map(flags).collect();
    let meant: BTreeMap<_, _> = resource()
        .schema()
        .attributes
        .iter()
        .map(|attribute| {
            let flags = match attribute.presence {
                Presence::Required => [true, false, false],
                Presence::Optional => [false, true, false],
                Presence::OptionalComputed => [false, true, true],
                Presence::Computed => [false, false, true],
            };
            (attribute.name.to_owned(), flags)
        })
        .collect();
    assert_eq!(on_the_wire, meant);
}

/// The attributes of a block and of all blocks inside it.
fn every_attribute(block: &pb::schema::Block) -> Vec<&pb::schema::Attribute> {
    assert_ne!(block.description, "");
    let inside = block.block_types.iter().flat_map(|nested| {
        let block = nested.block.as_ref().expect("a block");
        every_attribute(block)
    });
    block.attributes.iter().chain(inside).collect()
}

#[tokio::test]
async fn everything_is_described_and_only_secrets_are_sensitive() {
    let schema = schema().await;
    let mut sensitive = Vec::new();
    let schemas = [
        &schema.resource_schemas,
        &schema.data_source_schemas,
        &schema.ephemeral_resource_schemas,
        &schema.list_resource_schemas,
    ];
    let schemas = schemas.into_iter().flat_map(BTreeMap::values);
    for schema in schemas.chain(schema.provider.as_ref()) {
        let block = schema.block.as_ref().expect("a schema with a block");
        let mut waiting = every_attribute(block);
        while let Some(attribute) = waiting.pop() {
            assert_ne!(attribute.description, "", "{}", attribute.name);
            assert_eq!(attribute.description_kind(), pb::StringKind::Markdown);
            if attribute.sensitive {
                sensitive.push(attribute.name.clone());
            }
            let nested = attribute.nested_type.iter();
            waiting.extend(nested.flat_map(|nested| &nested.attributes));
        }
    }
    sensitive.sort();
    sensitive.dedup();
    assert_eq!(
        sensitive,
        [
            "access_key",
            "credentials_uri",
            "oidc_token",
            "secret_key",
            "security_token"
        ]
    );
}
