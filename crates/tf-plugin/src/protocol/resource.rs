//! The RPCs of managed resources.

use std::sync::Arc;

use super::call::{self, Answer, or_answer};
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{convert, identity, lookup};
use crate::framework::{Change, DeferredReason, Diagnostics, Proposal, Provider, SharedState};

pub(super) async fn validate<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::validate_resource_config::Request,
) -> Answer<pb::validate_resource_config::Response> {
    let resource = or_answer!(lookup::resource(&served, &request.type_name));
    let config = or_answer!(lookup::read_for_validation(
        &served,
        resource.type_info(),
        request.config.as_ref()
    ));
    let host = convert::host_capabilities(request.client_capabilities.as_ref());
    Answer::only(resource.validate(&config, &served.known_config(), host))
}

pub(super) async fn plan<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::plan_resource_change::Request,
) -> Answer<pb::plan_resource_change::Response> {
    let resource = or_answer!(lookup::resource(&served, &request.type_name));
    let prior = or_answer!(lookup::read(
        resource.type_info(),
        request.prior_state.as_ref(),
        "prior state"
    ));
    let proposed = or_answer!(lookup::read(
        resource.type_info(),
        request.proposed_new_state.as_ref(),
        "proposed state"
    ));
    let config = or_answer!(lookup::read(
        resource.type_info(),
        request.config.as_ref(),
        "configuration"
    ));
    let mut diagnostics = Diagnostics::default();
    // The private data of the first plan of this change, where the host keeps it, holds all of the prior data too.
    let bytes = if request.planned_private.is_empty() {
        &request.prior_private
    } else {
        &request.planned_private
    };
    let private = convert::private(bytes, &mut diagnostics);
    let host = convert::host_capabilities(request.client_capabilities.as_ref());
    let creates = prior.is_null();
    let walk = served.walk();
    let mut planned = resource.plan(Proposal {
        prior: prior.clone(),
        proposed,
        config,
        private,
        known_config: &served.known_config(),
        client: served.client().as_ref(),
        walk: &walk,
        host,
    });
    diagnostics.append(std::mem::take(&mut planned.diagnostics));
    if let Some(client) = served.client()
        && !diagnostics.has_errors()
        && planned.state != prior
    {
        let operation = served.operation();
        let found = resource.preflight(prior, &planned, client, walk, operation);
        diagnostics.append(found.await);
    }
    let deferred = if served.defers(host) {
        Some(DeferredReason::ProviderConfigUnknown)
    } else {
        planned.deferred
    };
    let message = pb::plan_resource_change::Response {
        planned_state: lookup::write(resource.type_info(), &planned.state, &mut diagnostics),
        requires_replace: planned
            .replace
            .iter()
            .map(convert::attribute_path)
            .collect(),
        planned_private: planned.private.encode().into(),
        // A new object has an identity of its own, also one that takes the place of another.
        planned_identity: request.prior_identity.filter(|_| !creates),
        deferred: deferred.map(convert::deferred),
        ..Default::default()
    };
    Answer {
        message,
        diagnostics,
    }
}

/// Answers always with what is known of the object, whatever happened: hosts store nothing else.
pub(super) async fn apply<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::apply_resource_change::Request,
) -> Answer<pb::apply_resource_change::Response> {
    // Until something is known, the object is what it was before.
    let unchanged = |answer: Answer<pb::apply_resource_change::Response>| Answer {
        message: pb::apply_resource_change::Response {
            new_state: request.prior_state.clone(),
            private: request.planned_private.clone(),
            new_identity: request.planned_identity.clone(),
            ..Default::default()
        },
        ..answer
    };
    let resource = match lookup::resource(&served, &request.type_name) {
        Ok(resource) => resource,
        Err(answer) => return unchanged(answer),
    };
    let read = |message: Option<&pb::DynamicValue>, what| {
        lookup::read(resource.type_info(), message, what)
    };
    let values = read(request.prior_state.as_ref(), "prior state").and_then(|prior| {
        let planned = read(request.planned_state.as_ref(), "planned state")?;
        Ok((
            prior,
            planned,
            read(request.config.as_ref(), "configuration")?,
        ))
    });
    let (prior, planned, config) = match values {
        Ok(values) => values,
        Err(answer) => return unchanged(answer),
    };
    let client = match served.require_client() {
        Ok(client) => client,
        Err(diagnostics) => return unchanged(Answer::only(diagnostics)),
    };

    let mut diagnostics = Diagnostics::default();
    let private = convert::private(&request.planned_private, &mut diagnostics);
    let writer = if prior.is_null() {
        SharedState::of_create(private)
    } else {
        SharedState::of_existing(prior.clone(), private)
    };
    let change = Change {
        prior,
        planned: planned.clone(),
        config,
        client,
        walk: served.walk(),
        operation: served.operation(),
    };
    let work = {
        let (resource, writer, running) = (resource.clone(), writer.clone(), served.running());
        async move {
            resource.apply(change, &writer).await;
            drop(running);
        }
    };
    // A task of its own, so that a panic in it leaves us what was written.
    if tokio::spawn(tracing::Instrument::in_current_span(work))
        .await
        .is_err()
    {
        writer.mishap(
            "The provider ran into a mistake of its own",
            call::panic_detail("ApplyResourceChange"),
        );
    }

    let entry = resource.conclude(&writer, &planned);
    diagnostics.append(entry.diagnostics);
    let message = pb::apply_resource_change::Response {
        new_state: lookup::write(resource.type_info(), &entry.state, &mut diagnostics),
        private: entry.private.encode().into(),
        new_identity: identity::of_state(
            &resource,
            &entry.state,
            request.planned_identity,
            &mut diagnostics,
        ),
        ..Default::default()
    };
    Answer {
        message,
        diagnostics,
    }
}

pub(super) async fn read<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::read_resource::Request,
) -> Answer<pb::read_resource::Response> {
    let resource = or_answer!(lookup::resource(&served, &request.type_name));
    let state = or_answer!(lookup::read(
        resource.type_info(),
        request.current_state.as_ref(),
        "state"
    ));
    let mut diagnostics = Diagnostics::default();
    let private = convert::private(&request.private, &mut diagnostics);
    let writer = SharedState::of_existing(state, private);
    let host = convert::host_capabilities(request.client_capabilities.as_ref());
    let deferred = served
        .defers(host)
        .then_some(DeferredReason::ProviderConfigUnknown);
    match served.require_client() {
        Ok(client) => {
            let (walk, operation) = (served.walk(), served.operation());
            resource.read(client, walk, operation, &writer).await;
        }
        Err(_) if deferred.is_some() => {}
        Err(unconfigured) => diagnostics.append(unconfigured),
    }
    let entry = writer.entry();
    diagnostics.append(entry.diagnostics);
    let message = pb::read_resource::Response {
        new_state: lookup::write(resource.type_info(), &entry.state, &mut diagnostics),
        private: entry.private.encode().into(),
        new_identity: identity::of_state(
            &resource,
            &entry.state,
            request.current_identity,
            &mut diagnostics,
        ),
        deferred: deferred.map(convert::deferred),
        ..Default::default()
    };
    Answer {
        message,
        diagnostics,
    }
}
