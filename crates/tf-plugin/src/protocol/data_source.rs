//! The RPCs of data sources.

use std::sync::Arc;

use super::call::{Answer, Response, or_answer};
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{convert, lookup};
use crate::framework::{DeferredReason, Diagnostics, DynDataSource, Provider, TypeInfo};
use crate::value::Value;

fn find<P: Provider, T: Response>(
    served: &Served<P>,
    type_name: &str,
) -> Result<Arc<dyn DynDataSource<P>>, Answer<T>> {
    lookup::find(&served.data_sources, "data source", type_name)
}

pub(super) async fn validate<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::validate_data_resource_config::Request,
) -> Answer<pb::validate_data_resource_config::Response> {
    let source = or_answer!(find(&served, &request.type_name));
    let config = or_answer!(lookup::read_for_validation(
        &served,
        source.type_info(),
        request.config.as_ref()
    ));
    Answer::only(source.validate(&config, &served.known_config()))
}

pub(super) async fn read<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::read_data_source::Request,
) -> Answer<pb::read_data_source::Response> {
    let source = or_answer!(find(&served, &request.type_name));
    let type_info = source.type_info();
    let config = or_answer!(lookup::read_config(type_info, request.config.as_ref()));
    let mut diagnostics = Diagnostics::default();
    let host = convert::host_capabilities(request.client_capabilities.as_ref());
    if served.defers(host) && !source.is_offline() {
        let message = pb::read_data_source::Response {
            state: lookup::write(type_info, &postponed(type_info, config), &mut diagnostics),
            deferred: Some(convert::deferred(DeferredReason::ProviderConfigUnknown)),
            ..Default::default()
        };
        return Answer {
            message,
            diagnostics,
        };
    }
    let access = served.access();
    let remarks = access.remarks();
    let answer = source.read(config, access, served.operation()).await;
    let state = or_answer!(answer.map_err(|said| Answer::only(remarks.before(said))));
    Answer {
        message: pb::read_data_source::Response {
            state: lookup::write(type_info, &state, &mut diagnostics),
            ..Default::default()
        },
        diagnostics: remarks.before(diagnostics),
    }
}

/// The answer of a data source that cannot answer yet: what is configured, and unknown for the rest.
fn postponed(type_info: &TypeInfo, mut config: Value) -> Value {
    for attribute in &type_info.schema().attributes {
        if attribute.is_computed() && config.attribute(attribute.name).is_null() {
            config.set_attribute(attribute.name, Value::Unknown);
        }
    }
    config
}
