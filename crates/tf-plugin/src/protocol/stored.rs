//! Stored objects: state of older releases, and the configuration that an object comes from.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::call::{Answer, or_answer};
use super::generated::tfplugin6 as pb;
use super::resource::{Found, find};
use super::server::Served;
use super::{convert, lookup};
use crate::framework::{Diagnostics, Provider};
use crate::value::Value;

type Upgraded = Answer<pb::upgrade_resource_state::Response>;

pub(super) async fn upgrade<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::upgrade_resource_state::Request,
) -> Upgraded {
    let resource = or_answer!(find(&served, &request.type_name));
    let raw = request.raw_state.unwrap_or_default();
    if raw.json.is_empty() {
        return Answer::error(
            "The state is in a form of Terraform 0.11",
            "This provider never wrote such a state. Remove the object from the state and import it.",
        );
    }
    let json = or_answer!(current(&resource, request.version, &raw.json));
    let json = json.as_deref().unwrap_or(&raw.json);
    match Value::from_state_json(json, resource.kind()) {
        Ok(Value::Null) => Answer::error(
            "The stored object is null",
            "Remove it from the state and import it.",
        ),
        Ok(state) => {
            let state = resource.schema().storable(state);
            let mut diagnostics = Diagnostics::default();
            let upgraded_state = lookup::write(resource.declared(), &state, &mut diagnostics);
            Answer {
                message: pb::upgrade_resource_state::Response {
                    upgraded_state,
                    ..Default::default()
                },
                diagnostics,
            }
        }
        Err(error) => {
            let mut diagnostics = Diagnostics::default();
            diagnostics.error_at(
                convert::argument(error.path()).unwrap_or_default(),
                "The state does not fit the schema",
                format!("{error}. The state has been left as it is."),
            );
            Answer::only(diagnostics)
        }
    }
}

/// The stored attributes in the form of the current schema version; none when they have it already.
fn current<P: Provider>(
    resource: &Found<P>,
    version: i64,
    json: &[u8],
) -> Result<Option<Vec<u8>>, Upgraded> {
    let current = resource.schema().version;
    if version > current {
        return Err(Answer::error(
            "The state is newer than the provider",
            format!(
                "It was written by a release of this provider with schema version {version}; this one knows versions \
                 up to {current}. Use the newer release."
            ),
        ));
    }
    if version == current {
        return Ok(None);
    }
    let stored: Map<String, Json> = serde_json::from_slice(json).map_err(|error| {
        Answer::error(
            "The state does not fit the schema",
            format!("It is not an object in JSON: {error}. The state has been left as it is."),
        )
    })?;
    let upgraded = resource.upgrade(version, stored).map_err(Answer::only)?;
    Ok(Some(Json::Object(upgraded).to_string().into_bytes()))
}

pub(super) async fn generate_configuration<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::generate_resource_config::Request,
) -> Answer<pb::generate_resource_config::Response> {
    let resource = or_answer!(find(&served, &request.type_name));
    let declared = resource.declared();
    let state = or_answer!(lookup::read(declared, request.state.as_ref(), "state"));
    if state.is_null() {
        return Answer::error(
            "There is no object to write a configuration for",
            "The host sent a null state.",
        );
    }
    let config = or_answer!(resource.configuration_of(&state).map_err(Answer::only));
    let mut diagnostics = Diagnostics::default();
    Answer {
        message: pb::generate_resource_config::Response {
            config: lookup::write(declared, &config, &mut diagnostics),
            ..Default::default()
        },
        diagnostics,
    }
}
