//! Making an instance, once.
//!
//! The creation is noted (token, parameters) and the object saved as unconfirmed *before* anything is sent, so that
//! whatever ends the operation leaves the note in the state. Only a definite refusal takes it back. The next apply
//! repeats the very same request with the very same token, which makes nothing twice.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::unconfirmed::{PENDING, UNCONFIRMED, placeholder_id};
use crate::wait::{self, Failure, Look};
use crate::{report, tags, trouble};
use cen::{self, CallError, CenId, ClientToken, Deadline, Freshness, InstanceStatus, NewInstance};
use tf_plugin::framework::{Create, Operation, Private, Record};
use tf_plugin::value::Attr;

use super::model::Instance;
use super::observe;

/// Limit of a create where the user sets none.
const CREATE_LIMIT: Duration = Duration::from_secs(10 * 60);

/// The private note of a creation that is not settled yet.
const NOTE: &str = "creation";

/// What is noted of a creation until the instance has been seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// The token of every attempt.
    token: ClientToken,
    /// The parameters of every attempt: a token is bound to them.
    new: NewInstance,
}

/// The note of an unsettled creation, if there is one.
pub(super) fn note(private: &Private) -> Option<Note> {
    private.get(NOTE)
}

/// The instance has been seen; its creation is history.
pub(super) fn forget_note(private: &mut Private) {
    private.remove(NOTE);
}

pub(super) async fn create(request: Create<Instance, Client>, record: &Record<Instance>) {
    let Create {
        planned,
        client,
        operation,
        ..
    } = request;
    let note = Note {
        token: ClientToken::draw(),
        new: order(&planned),
    };
    let mut unconfirmed = planned.clone();
    unconfirmed.id = Attr::Known(placeholder_id(note.token.as_str()));
    unconfirmed.status = UNCONFIRMED.into();
    record.private(|private| private.set(NOTE, &note));
    record.save(&unconfirmed);

    let limits = limits(&planned, &operation);
    match make(&note, &client, &limits).await {
        Ok(id) => {
            let made = made(&planned, &id);
            record.save(&made);
            settle(&id, &made, &client, &limits, record).await;
        }
        Err(error) if error.may_have_been_executed() => {
            record.warn(UNCONFIRMED_SUMMARY, unanswered(&error));
        }
        Err(error) => {
            record.remove();
            let (summary, detail) = trouble::explain(&error);
            record.error(summary, format!("No CEN instance was made.\n\n{detail}"));
        }
    }
}

/// Limits of a creation.
pub(super) fn limits(instance: &Instance, operation: &Operation) -> Deadline {
    wait::limits(operation, &instance.timeouts().create, CREATE_LIMIT)
}

const UNCONFIRMED_SUMMARY: &str = "The CEN instance is unconfirmed";

fn unanswered(error: &CallError) -> String {
    let (_, detail) = trouble::explain(error);
    format!(
        "CEN has not answered the creation, so an instance may or may not have been made. Nothing is lost: the creation \
         is noted in the state. Run terraform apply again; it repeats the same creation under the same token, which \
         never makes a second instance.\n\n{detail}"
    )
}

/// Repeats the creation of an unconfirmed instance; the instance under its id when it is confirmed. The reason why it is
/// not is in the record.
pub(super) async fn confirm(
    prior: &Instance,
    private: &Private,
    client: &Client,
    limits: &Deadline,
    record: &Record<Instance>,
) -> Option<(CenId, Instance)> {
    let Some(note) = note(private) else {
        record.error(
            "The note of the creation is lost",
            "The state says that this creation is unconfirmed, but the provider's note of it is gone, so it cannot be \
             repeated safely. Look for the CEN instance in the console, drop the resource with `terraform state rm`, and \
             import the instance if it exists.",
        );
        return None;
    };
    match make(&note, client, limits).await {
        Ok(id) => {
            let made = made(prior, &id);
            record.save(&made);
            Some((id, made))
        }
        Err(error @ CallError::NoAnswer(_)) => {
            record.error(UNCONFIRMED_SUMMARY, unanswered(&error));
            None
        }
        Err(error) => {
            let (summary, detail) = trouble::explain(&error);
            record.error(
                summary,
                format!(
                    "The creation is still unconfirmed, and CEN now refuses to answer for it. Look for the CEN instance \
                     in the console, drop the resource with `terraform state rm`, and import the instance if it \
                     exists.\n\n{detail}"
                ),
            );
            None
        }
    }
}

async fn make(note: &Note, client: &Client, limits: &Deadline) -> Result<CenId, CallError> {
    client
        .api
        .create_instance(&note.new, &note.token, limits)
        .await
}

/// An instance as it was ordered, under its id.
fn made(ordered: &Instance, id: &CenId) -> Instance {
    Instance {
        id: Attr::Known(id.to_string()),
        status: PENDING.into(),
        ..ordered.clone()
    }
}

/// Waits for the new instance and notes what the API says of it.
///
/// Nothing here may be an error: the instance exists, and an error in a create makes Terraform replace it.
async fn settle(
    id: &CenId,
    made: &Instance,
    client: &Client,
    limits: &Deadline,
    record: &Record<Instance>,
) {
    match active(id, client, limits).await {
        Ok(seen) => {
            record.private(forget_note);
            record.save(&observe::observe(&seen, made, client));
        }
        Err(failure) => record.warn(
            "The CEN instance has been made but is not ready yet",
            format!(
                "The instance {id} exists and is in the state; nothing is lost and nothing will be made twice. Run \
                 terraform apply again: it finishes what is left.\n\n{}",
                report::unfinished(&failure, "waiting for it to become active")
            ),
        ),
    }
}

/// Waits until the instance is listed and active.
pub(super) async fn active(
    id: &CenId,
    client: &Client,
    limits: &Deadline,
) -> Result<cen::Instance, Failure> {
    wait::until(limits, || async {
        let seen = client.api.instance(id, Freshness::Latest, limits).await?;
        Ok(match seen {
            Some(instance) if instance.status == InstanceStatus::Active => Look::Done(instance),
            Some(instance) => Look::NotYet(format!("its status is {}", instance.status.as_str())),
            None => Look::NotYet("it is not listed".to_owned()),
        })
    })
    .await
}

fn order(planned: &Instance) -> NewInstance {
    let text = |attr: &Attr<String>| attr.known().cloned();
    NewInstance {
        name: text(&planned.name),
        description: text(&planned.description),
        protection_level: text(&planned.protection_level),
        tags: tags::plain(&planned.tags_all),
        resource_group_id: text(&planned.resource_group_id),
    }
}
