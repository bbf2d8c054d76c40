//! Answers to requests for what this provider does not have, of kinds that hosts may ask every provider for.

use super::call::{Answer, Response};
use super::generated::tfplugin6 as pb;

pub(super) fn data_source<T: Response>(type_name: &str) -> Answer<T> {
    Answer::error(
        "Unknown data source",
        format!("This provider has no data source {type_name:?}."),
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
