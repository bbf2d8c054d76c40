//! Answers to requests for what this provider does not have, of kinds that hosts may ask every provider for.

use super::call::{Answer, Response};
use super::generated::tfplugin6 as pb;

pub(super) fn data_source<T: Response>(type_name: &str) -> Answer<T> {
    Answer::error(
        "Unknown data source",
        format!("This provider has no data source {type_name:?}."),
    )
}

pub(super) fn identity(type_name: &str) -> Answer<pb::upgrade_resource_identity::Response> {
    Answer::error(
        "No such identity",
        format!("Objects of the type {type_name:?} have no identity to upgrade."),
    )
}

pub(super) fn movement(
    request: &pb::move_resource_state::Request,
) -> Answer<pb::move_resource_state::Response> {
    Answer::error(
        "Unable to move the resource state",
        format!(
            "Nothing can be moved to {:?} from {:?} of {:?}. Import the object instead, and drop the old resource from \
             the state with a removed block.",
            request.target_type_name, request.source_type_name, request.source_provider_address
        ),
    )
}

pub(super) fn function(name: &str) -> pb::call_function::Response {
    let error = pb::FunctionError {
        text: format!("this provider has no function {name:?}"),
        ..Default::default()
    };
    pb::call_function::Response {
        error: Some(error),
        ..Default::default()
    }
}
