//! Stored objects: state of older releases, and the configuration that an object comes from.

use std::sync::Arc;

use super::call::{Answer, or_answer};
use super::generated::tfplugin6 as pb;
use super::lookup;
use super::server::Served;
use crate::framework::{Diagnostics, Provider, UNREADABLE_STATE};
use crate::value::Json;

pub(super) async fn upgrade<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::upgrade_resource_state::Request,
) -> Answer<pb::upgrade_resource_state::Response> {
    let resource = or_answer!(lookup::resource(&served, &request.type_name));
    let raw = request.raw_state.unwrap_or_default();
    if raw.json.is_empty() {
        return Answer::error(
            "The state is in a form of Terraform 0.11",
            "This provider never wrote such a state. Remove the object from the state and import it.",
        );
    }
    let stored = or_answer!(Json::parse(&raw.json).map_err(|error| Answer::error(
        "The state does not fit the schema",
        format!("It is not JSON: {error}. {UNREADABLE_STATE}"),
    )));
    if stored == Json::Null {
        return Answer::error(
            "The stored object is null",
            "Remove it from the state and import it.",
        );
    }
    let (version, current) = (request.version, resource.schema().version);
    if version > current {
        return Answer::error(
            "The state is newer than the provider",
            format!(
                "It was written by a release of this provider with schema version {version}; this one knows versions \
                 up to {current}. Use the newer release."
            ),
        );
    }
    let state = or_answer!(resource.upgrade(version, &stored).map_err(Answer::only));
    let mut diagnostics = Diagnostics::default();
    Answer {
        message: pb::upgrade_resource_state::Response {
            upgraded_state: lookup::write(resource.type_info(), &state, &mut diagnostics),
            ..Default::default()
        },
        diagnostics,
    }
}

pub(super) async fn generate_configuration<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::generate_resource_config::Request,
) -> Answer<pb::generate_resource_config::Response> {
    let resource = or_answer!(lookup::resource(&served, &request.type_name));
    let type_info = resource.type_info();
    let state = or_answer!(lookup::read(type_info, request.state.as_ref(), "state"));
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
            config: lookup::write(type_info, &config, &mut diagnostics),
            ..Default::default()
        },
        diagnostics,
    }
}
