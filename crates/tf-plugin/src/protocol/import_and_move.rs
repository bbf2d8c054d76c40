//! How objects come into the state without being created: imports, and moves from other resource types.

use std::sync::Arc;

use super::call::Answer;
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{convert, identity, lookup};
use crate::framework::{DeferredReason, Diagnostics, ImportKey, Provider, SourceState};
use crate::value::Json;

type Imported = Answer<pb::import_resource_state::Response>;

pub(super) async fn import<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::import_resource_state::Request,
) -> Imported {
    try_import(&served, &request).unwrap_or_else(|answer| answer)
}

fn try_import<P: Provider>(
    served: &Served<P>,
    request: &pb::import_resource_state::Request,
) -> Result<Imported, Imported> {
    let resource = lookup::resource(served, &request.type_name)?;
    let given = match (&request.identity, resource.identity_schema()) {
        (Some(message), Some((_, ty))) => {
            let data = message.identity_data.as_ref();
            let identity = convert::value(data, ty).map_err(|problem| {
                Answer::error(
                    "The identity cannot be read",
                    format!("It does not fit its schema: {problem}"),
                )
            })?;
            Some(identity).filter(|identity| !identity.is_null())
        }
        _ => None,
    };
    let key = given
        .as_ref()
        .map_or(ImportKey::Id(&request.id), ImportKey::Identity);
    let state = resource.import(key).map_err(Answer::only)?;
    let mut diagnostics = Diagnostics::default();
    let imported = pb::import_resource_state::ImportedResource {
        type_name: request.type_name.clone(),
        state: lookup::write(resource.type_info(), &state, &mut diagnostics),
        identity: identity::of_state(
            &resource,
            &state,
            request.identity.clone(),
            &mut diagnostics,
        ),
        ..Default::default()
    };
    let host = convert::host_capabilities(request.client_capabilities.as_ref());
    let message = pb::import_resource_state::Response {
        imported_resources: vec![imported],
        deferred: served
            .defers(host)
            .then(|| convert::deferred(DeferredReason::ProviderConfigUnknown)),
        ..Default::default()
    };
    Ok(Answer {
        message,
        diagnostics,
    })
}

type Moved = Answer<pb::move_resource_state::Response>;

pub(super) async fn move_state<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::move_resource_state::Request,
) -> Moved {
    try_move_state(&served, &request).unwrap_or_else(|answer| answer)
}

fn try_move_state<P: Provider>(
    served: &Served<P>,
    request: &pb::move_resource_state::Request,
) -> Result<Moved, Moved> {
    let resource = lookup::resource(served, &request.target_type_name)?;
    let raw = request.source_state.clone().unwrap_or_default();
    let unfit = |problem: &str| {
        Answer::error(
            "The state to move cannot be read",
            format!(
                "What the host sent of {:?} is not an object in JSON: {problem}.",
                request.source_type_name
            ),
        )
    };
    let attributes = Json::parse(&raw.json).map_err(|error| unfit(&error.to_string()))?;
    if attributes.as_object().is_none() {
        return Err(unfit("it is something else"));
    }
    let source = SourceState::new(
        &request.source_provider_address,
        &request.source_type_name,
        &attributes,
    );
    let state = resource.move_state(&source).map_err(Answer::only)?;
    let mut diagnostics = Diagnostics::default();
    let message = pb::move_resource_state::Response {
        target_state: lookup::write(resource.type_info(), &state, &mut diagnostics),
        target_identity: identity::of_state(&resource, &state, None, &mut diagnostics),
        ..Default::default()
    };
    Ok(Answer {
        message,
        diagnostics,
    })
}
