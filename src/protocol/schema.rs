//! GetMetadata and GetProviderSchema.

use super::call::Answer;
use super::convert;
use super::generated::tfplugin6 as pb;
use super::server::Served;
use crate::framework::{Diagnostics, Provider};

/// What this server can do that older ones could not.
fn abilities() -> pb::ServerCapabilities {
    pb::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: false,
    }
}

pub(super) fn metadata<P: Provider>(served: &Served<P>) -> Answer<pb::get_metadata::Response> {
    let resource = |name: &&'static str| pb::get_metadata::ResourceMetadata {
        type_name: (*name).to_owned(),
    };
    let message = pb::get_metadata::Response {
        server_capabilities: Some(abilities()),
        resources: served.resources.keys().map(resource).collect(),
        ..Default::default()
    };
    Answer {
        message,
        diagnostics: Diagnostics::default(),
    }
}

pub(super) fn provider<P: Provider>(
    served: &Served<P>,
) -> Answer<pb::get_provider_schema::Response> {
    let resources = served.resources.iter();
    let message = pb::get_provider_schema::Response {
        provider: Some(convert::schema(&served.schema)),
        resource_schemas: resources
            .map(|(name, one)| ((*name).to_owned(), convert::schema(one.schema())))
            .collect(),
        server_capabilities: Some(abilities()),
        ..Default::default()
    };
    Answer {
        message,
        diagnostics: Diagnostics::default(),
    }
}
