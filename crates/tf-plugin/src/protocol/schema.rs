//! GetMetadata and GetProviderSchema.

use std::sync::Arc;

use super::call::Answer;
use super::generated::tfplugin6 as pb;
use super::server::{Served, Types};
use super::{convert, function};
use crate::framework::{Provider, TypeInfo};
use crate::keyed::Keyed as _;

/// What this server can do that older ones could not.
fn host_capabilities() -> pb::ServerCapabilities {
    pb::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    }
}

pub(super) async fn metadata<P: Provider>(
    served: Arc<Served<P>>,
    _request: pb::get_metadata::Request,
) -> Answer<pb::get_metadata::Response> {
    use pb::get_metadata::{
        ActionMetadata, DataSourceMetadata, EphemeralMetadata, FunctionMetadata,
        ListResourceMetadata, ResourceMetadata,
    };
    Answer::from(pb::get_metadata::Response {
        server_capabilities: Some(host_capabilities()),
        resources: names(&served.resources, |type_name| ResourceMetadata {
            type_name,
        }),
        data_sources: names(&served.data_sources, |type_name| DataSourceMetadata {
            type_name,
        }),
        ephemeral_resources: names(&served.ephemeral_resources, |type_name| EphemeralMetadata {
            type_name,
        }),
        list_resources: names(&served.list_resources, |type_name| ListResourceMetadata {
            type_name,
        }),
        actions: names(&served.actions, |type_name| ActionMetadata { type_name }),
        functions: names(&served.functions, |name| FunctionMetadata { name }),
        ..Default::default()
    })
}

fn names<T: ?Sized, M>(types: &Types<T>, message: impl Fn(String) -> M) -> Vec<M> {
    types
        .keys()
        .map(|name| message((*name).to_owned()))
        .collect()
}

pub(super) async fn provider<P: Provider>(
    served: Arc<Served<P>>,
    _request: pb::get_provider_schema::Request,
) -> Answer<pb::get_provider_schema::Response> {
    Answer::from(pb::get_provider_schema::Response {
        provider: Some(convert::schema(&served.schema)),
        resource_schemas: schemas(&served.resources, |one| one.type_info(), |schema| schema),
        data_source_schemas: schemas(&served.data_sources, |one| one.type_info(), |schema| schema),
        ephemeral_resource_schemas: schemas(
            &served.ephemeral_resources,
            |one| one.type_info(),
            |schema| schema,
        ),
        list_resource_schemas: schemas(
            &served.list_resources,
            |one| one.type_info(),
            |schema| schema,
        ),
        action_schemas: schemas(
            &served.actions,
            |one| one.type_info(),
            |schema| pb::ActionSchema {
                schema: Some(schema),
            },
        ),
        functions: function::declarations(&served),
        server_capabilities: Some(host_capabilities()),
        ..Default::default()
    })
}

fn schemas<T: ?Sized, M>(
    types: &Types<T>,
    type_info: impl Fn(&T) -> &TypeInfo,
    message: impl Fn(pb::Schema) -> M,
) -> std::collections::BTreeMap<String, M> {
    let schema = |(name, one): (&&'static str, &Arc<T>)| {
        let schema = convert::schema(type_info(one).schema());
        ((*name).to_owned(), message(schema))
    };
    types.iter().map(schema).keyed()
}
