//! The RPCs of data sources.

use std::sync::Arc;

use super::call::{Answer, Response, or_answer};
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{convert, lookup};
use crate::framework::{AnyDataSource, Declared, Deferral, Diagnostics, Provider};
use crate::value::Value;

fn find<P: Provider, T: Response>(
    served: &Served<P>,
    type_name: &str,
) -> Result<Arc<dyn AnyDataSource<P>>, Answer<T>> {
    lookup::find(&served.data_sources, "data source", type_name)
}

pub(super) async fn validate<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::validate_data_resource_config::Request,
) -> Answer<pb::validate_data_resource_config::Response> {
    let source = or_answer!(find(&served, &request.type_name));
    let config = or_answer!(lookup::read_config(
        source.declared(),
        request.config.as_ref()
    ));
    Answer::only(source.validate(&config, &served.facts()))
}

pub(super) async fn read<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::read_data_source::Request,
) -> Answer<pb::read_data_source::Response> {
    let source = or_answer!(find(&served, &request.type_name));
    let declared = source.declared();
    let config = or_answer!(lookup::read_config(declared, request.config.as_ref()));
    let mut diagnostics = Diagnostics::default();
    let host = convert::abilities(request.client_capabilities.as_ref());
    if served.defers(host) && !source.is_offline() {
        let message = pb::read_data_source::Response {
            state: lookup::write(declared, &postponed(declared, config), &mut diagnostics),
            deferred: Some(convert::deferral(Deferral::ProviderUnknown)),
            ..Default::default()
        };
        return Answer {
            message,
            diagnostics,
        };
    }
    let answer = source
        .read(config, served.access(), served.operation())
        .await;
    let state = or_answer!(answer.map_err(Answer::only));
    Answer {
        message: pb::read_data_source::Response {
            state: lookup::write(declared, &state, &mut diagnostics),
            ..Default::default()
        },
        diagnostics,
    }
}

/// The answer of a data source that cannot answer yet: what is configured, and unknown for the rest.
fn postponed(declared: &Declared, mut config: Value) -> Value {
    for attribute in &declared.schema().attributes {
        if attribute.is_computed() && config.attribute(attribute.name).is_null() {
            config.set_attribute(attribute.name, Value::Unknown);
        }
    }
    config
}
