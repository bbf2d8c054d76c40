//! The RPCs of managed resources.

use std::sync::Arc;

use super::call::{self, Answer, Response};
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{convert, identity};
use crate::framework::{AnyResource, Change, Diagnostics, Proposal, Provider, SharedRecord};
use crate::value::Value;

/// A resource of the provider.
pub(super) type Found<P> = Arc<dyn AnyResource<P>>;

/// The resource of this name, or the answer that there is none: a process can be newer than the schema that the host
/// has in its cache.
pub(super) fn find<P: Provider, T: Response>(
    served: &Served<P>,
    type_name: &str,
) -> Result<Found<P>, Answer<T>> {
    served.resources.get(type_name).cloned().ok_or_else(|| {
        Answer::error(
            "Unknown resource type",
            format!("This provider has no resource type {type_name:?}."),
        )
    })
}

/// Reads a value of the resource's kind, or answers that it does not fit.
fn read_value<P: Provider, T: Response>(
    resource: &Found<P>,
    message: Option<&pb::DynamicValue>,
    what: &str,
) -> Result<Value, Answer<T>> {
    convert::value(message, resource.kind()).map_err(|problem| {
        Answer::error(
            format!("The {what} cannot be read"),
            format!(
                "What the host sent does not fit the schema of {}: {problem}",
                resource.type_name()
            ),
        )
    })
}

/// Writes a value of the resource's kind; one that does not fit is a mistake of ours and reported as such.
pub(super) fn write_value<P: Provider>(
    resource: &Found<P>,
    value: &Value,
    diagnostics: &mut Diagnostics,
) -> Option<pb::DynamicValue> {
    convert::dynamic_value(value, resource.kind())
        .map_err(|problem| {
            diagnostics.error(
                "The provider contradicts its own schema",
                format!("This is a mistake in the provider; please report it. {problem}"),
            );
        })
        .ok()
}

/// Ends the function with the answer inside an `Err`.
macro_rules! or_answer {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(answer) => return answer,
        }
    };
}

pub(super) fn validate<P: Provider>(
    served: &Served<P>,
    request: &pb::validate_resource_config::Request,
) -> Answer<pb::validate_resource_config::Response> {
    let resource = or_answer!(find(served, &request.type_name));
    let config = or_answer!(read_value(
        &resource,
        request.config.as_ref(),
        "configuration"
    ));
    let host = convert::abilities(request.client_capabilities.as_ref());
    Answer::only(resource.validate(&config, &served.facts(), host))
}

pub(super) fn upgrade<P: Provider>(
    served: &Served<P>,
    request: &pb::upgrade_resource_state::Request,
) -> Answer<pb::upgrade_resource_state::Response> {
    let resource = or_answer!(find(served, &request.type_name));
    let current = resource.schema().version;
    if request.version > current {
        return Answer::error(
            "The state is newer than the provider",
            format!(
                "It was written by a release of this provider with schema version {}; this one knows versions up to \
                 {current}. Use the newer release.",
                request.version
            ),
        );
    }
    let raw = request.raw_state.clone().unwrap_or_default();
    if raw.json.is_empty() {
        return Answer::error(
            "The state is in a form of Terraform 0.11",
            "This provider never wrote such a state. Remove the object from the state and import it.",
        );
    }
    let mut diagnostics = Diagnostics::default();
    match Value::from_state_json(&raw.json, resource.kind()) {
        Ok(Value::Null) => diagnostics.error(
            "The stored object is null",
            "Remove it from the state and import it.",
        ),
        Ok(state) => {
            let upgraded_state = write_value(&resource, &state, &mut diagnostics);
            return Answer {
                message: pb::upgrade_resource_state::Response {
                    upgraded_state,
                    ..Default::default()
                },
                diagnostics,
            };
        }
        Err(error) => diagnostics.error_at(
            convert::argument(error.path()).unwrap_or_default(),
            "The state does not fit the schema",
            format!("{error}. The state has been left as it is."),
        ),
    }
    Answer::only(diagnostics)
}

pub(super) fn plan<P: Provider>(
    served: &Served<P>,
    request: pb::plan_resource_change::Request,
) -> Answer<pb::plan_resource_change::Response> {
    let resource = or_answer!(find(served, &request.type_name));
    let prior = or_answer!(read_value(
        &resource,
        request.prior_state.as_ref(),
        "prior state"
    ));
    let proposed = or_answer!(read_value(
        &resource,
        request.proposed_new_state.as_ref(),
        "proposed state"
    ));
    let config = or_answer!(read_value(
        &resource,
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
    let planned = resource.plan(Proposal {
        prior,
        proposed,
        config,
        private,
        facts: &served.facts(),
        client: served.client().as_ref(),
        host: convert::abilities(request.client_capabilities.as_ref()),
    });
    diagnostics.append(planned.diagnostics);
    let message = pb::plan_resource_change::Response {
        planned_state: write_value(&resource, &planned.state, &mut diagnostics),
        requires_replace: planned
            .replace
            .iter()
            .map(convert::attribute_path)
            .collect(),
        planned_private: planned.private.encode().into(),
        planned_identity: request.prior_identity,
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
    let resource = match find(&served, &request.type_name) {
        Ok(resource) => resource,
        Err(answer) => return unchanged(answer),
    };
    let read = |message: Option<&pb::DynamicValue>, what| read_value(&resource, message, what);
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
    let Some(client) = served.client() else {
        return unchanged(Answer::only(unconfigured(&served)));
    };

    let mut diagnostics = Diagnostics::default();
    let private = convert::private(&request.planned_private, &mut diagnostics);
    let record = if prior.is_null() {
        SharedRecord::of_create(private)
    } else {
        SharedRecord::of_existing(prior.clone(), private)
    };
    let change = Change {
        prior,
        planned: planned.clone(),
        config,
        client,
        operation: served.operation(),
    };
    let work = {
        let (resource, record, running) = (resource.clone(), record.clone(), served.running());
        async move {
            resource.apply(change, &record).await;
            drop(running);
        }
    };
    // A task of its own, so that a panic in it leaves us the record.
    if tokio::spawn(tracing::Instrument::in_current_span(work))
        .await
        .is_err()
    {
        record.mishap(
            "The provider ran into a mistake of its own",
            call::panic_detail("ApplyResourceChange"),
        );
    }

    let entry = record.conclude(&planned, resource.schema(), resource.kind());
    diagnostics.append(entry.diagnostics);
    let message = pb::apply_resource_change::Response {
        new_state: write_value(&resource, &entry.state, &mut diagnostics),
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
    let resource = or_answer!(find(&served, &request.type_name));
    let state = or_answer!(read_value(
        &resource,
        request.current_state.as_ref(),
        "state"
    ));
    let mut diagnostics = Diagnostics::default();
    let private = convert::private(&request.private, &mut diagnostics);
    let record = SharedRecord::of_existing(state, private);
    match served.client() {
        Some(client) => resource.read(client, served.operation(), &record).await,
        None => diagnostics.append(unconfigured(&served)),
    }
    let entry = record.entry();
    diagnostics.append(entry.diagnostics);
    let message = pb::read_resource::Response {
        new_state: write_value(&resource, &entry.state, &mut diagnostics),
        private: entry.private.encode().into(),
        new_identity: identity::of_state(
            &resource,
            &entry.state,
            request.current_identity,
            &mut diagnostics,
        ),
        ..Default::default()
    };
    Answer {
        message,
        diagnostics,
    }
}

fn unconfigured<P: Provider>(served: &Served<P>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let detail = if served.is_configured() {
        format!(
            "The provider {:?} depends on values that are not known yet, so it cannot ask the API. Apply what they come \
             from first (terraform apply -target=...), or configure the provider with known values.",
            served.provider.name()
        )
    } else {
        format!(
            "The host asked for an object before it configured the provider {:?}.",
            served.provider.name()
        )
    };
    diagnostics.error("The provider is not configured", detail);
    diagnostics
}
