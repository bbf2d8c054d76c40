//! The RPCs of ephemeral resources.

use std::sync::Arc;
use std::time::SystemTime;

use super::call::{Answer, Response, or_answer};
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{convert, lookup};
use crate::framework::{DeferredReason, Diagnostics, DynEphemeralResource, Provider};

fn find<P: Provider, T: Response>(
    served: &Served<P>,
    type_name: &str,
) -> Result<Arc<dyn DynEphemeralResource<P>>, Answer<T>> {
    lookup::find(&served.ephemeral_resources, "ephemeral resource", type_name)
}

pub(super) async fn validate<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::validate_ephemeral_resource_config::Request,
) -> Answer<pb::validate_ephemeral_resource_config::Response> {
    let resource = or_answer!(find(&served, &request.type_name));
    let config = or_answer!(lookup::read_config(
        resource.type_info(),
        request.config.as_ref()
    ));
    Answer::only(resource.validate(&config, &served.known_config()))
}

pub(super) async fn open<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::open_ephemeral_resource::Request,
) -> Answer<pb::open_ephemeral_resource::Response> {
    let resource = or_answer!(find(&served, &request.type_name));
    let type_info = resource.type_info();
    let config = or_answer!(lookup::read_config(type_info, request.config.as_ref()));
    let host = convert::host_capabilities(request.client_capabilities.as_ref());
    if served.defers(host) {
        return Answer::from(pb::open_ephemeral_resource::Response {
            deferred: Some(convert::deferred(DeferredReason::ProviderConfigUnknown)),
            result: request.config,
            ..Default::default()
        });
    }
    let client = or_answer!(served.require_client().map_err(Answer::only));
    let opened = resource.open(config, client, served.operation()).await;
    let (result, lease) = or_answer!(opened.map_err(Answer::only));
    let mut diagnostics = Diagnostics::default();
    let message = pb::open_ephemeral_resource::Response {
        result: lookup::write(type_info, &result, &mut diagnostics),
        renew_at: timestamp(lease.renew_at),
        private: Some(lease.private.encode().into()),
        ..Default::default()
    };
    Answer {
        message,
        diagnostics,
    }
}

pub(super) async fn renew<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::renew_ephemeral_resource::Request,
) -> Answer<pb::renew_ephemeral_resource::Response> {
    let resource = or_answer!(find(&served, &request.type_name));
    let client = or_answer!(served.require_client().map_err(Answer::only));
    let mut diagnostics = Diagnostics::default();
    let private = convert::private(&request.private.unwrap_or_default(), &mut diagnostics);
    let message = match resource.renew(private, client, served.operation()).await {
        Ok(lease) => pb::renew_ephemeral_resource::Response {
            renew_at: timestamp(lease.renew_at),
            private: Some(lease.private.encode().into()),
            ..Default::default()
        },
        Err(problems) => {
            diagnostics.append(problems);
            Default::default()
        }
    };
    Answer {
        message,
        diagnostics,
    }
}

pub(super) async fn close<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::close_ephemeral_resource::Request,
) -> Answer<pb::close_ephemeral_resource::Response> {
    let resource = or_answer!(find(&served, &request.type_name));
    let client = or_answer!(served.require_client().map_err(Answer::only));
    let mut diagnostics = Diagnostics::default();
    let private = convert::private(&request.private.unwrap_or_default(), &mut diagnostics);
    if let Err(problems) = resource.close(private, client, served.operation()).await {
        diagnostics.append(problems);
    }
    Answer::only(diagnostics)
}

/// A moment as the protocol writes it; none for one that it cannot hold, which is thousands of years away.
fn timestamp(moment: Option<SystemTime>) -> Option<prost_types::Timestamp> {
    moment.map(prost_types::Timestamp::from)
}
