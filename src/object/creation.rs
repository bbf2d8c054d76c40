//! Making an object, once.
//!
//! The creation is noted (token, parameters) and the object saved as unconfirmed *before* anything is sent, so that
//! whatever ends the operation leaves the note in the state. Only a definite refusal takes it back. The next apply
//! repeats the very same request with the very same token, which makes nothing twice.

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::unconfirmed::{UNCONFIRMED, placeholder_id};
use crate::{report, trouble, wait};
use cen::{CallError, ClientToken, Deadline};
use tf_plugin::framework::{Create, Operation, Private, Record};
use tf_plugin::value::Attr;

use super::{Object, pending, ready, timeouts};

/// The private note of a creation that is not settled yet.
const NOTE: &str = "creation";

/// What is noted of a creation until the object has been seen.
#[derive(Serialize, Deserialize)]
struct Note<N> {
    /// The token of every attempt.
    token: ClientToken,
    /// The parameters of every attempt: a token is bound to them.
    new: N,
}

/// Whether the object has an unsettled creation: it has not been seen yet.
pub(super) fn is_noted(private: &Private) -> bool {
    private.get::<serde_json::Value>(NOTE).is_some()
}

/// The object has been seen; its creation is history.
pub(super) fn forget(private: &mut Private) {
    private.remove(NOTE);
}

/// Makes the object of `request`.
pub(crate) async fn create<M: Object>(request: Create<M, Client>, record: &Record<M>) {
    let Create {
        planned,
        client,
        operation,
        ..
    } = request;
    let what = M::WHAT;
    let Some(new) = planned.order() else {
        return record.error(
            format!("The {what} is incomplete"),
            "Something that it is made with is not known. Nothing was made.",
        );
    };
    let token = ClientToken::draw();
    let note = Note { token, new };
    let mut unconfirmed = planned.clone();
    let (id, status) = unconfirmed.face_mut();
    *id = Attr::Known(placeholder_id(note.token.as_str()));
    *status = UNCONFIRMED.into();
    record.private(|private| private.set(NOTE, &note));
    record.save(&unconfirmed);

    let limits = limits(&planned, &operation);
    match M::make(&note.new, &note.token, &client, &limits).await {
        Ok(key) => {
            let made = pending(&planned, &key);
            record.save(&made);
            settle(&key, &made, &client, &limits, record).await;
        }
        Err(error) if error.may_have_been_executed() => {
            record.warn(
                format!("The {what} is unconfirmed"),
                unanswered::<M>(&error),
            );
        }
        Err(error) => {
            record.remove();
            let (summary, detail) = trouble::explain(&error);
            record.error(summary, format!("No {what} was made.\n\n{detail}"));
        }
    }
}

/// Limits of a creation.
pub(super) fn limits<M: Object>(model: &M, operation: &Operation) -> Deadline {
    wait::limits(operation, &timeouts(model).create, M::LIMITS.create)
}

fn unanswered<M: Object>(error: &CallError) -> String {
    let (_, detail) = trouble::explain(error);
    let what = M::WHAT;
    format!(
        "CEN has not answered the creation, so the {what} may or may not have been made. Nothing is lost: the creation is \
         noted in the state. Run terraform apply again; it repeats the same creation under the same token, which never \
         makes a second {what}.\n\n{detail}"
    )
}

/// Repeats the creation of an unconfirmed object; the object under its id when it is confirmed. The reason why it is not
/// is in the record.
pub(super) async fn confirm<M: Object>(
    prior: &M,
    private: &Private,
    client: &Client,
    limits: &Deadline,
    record: &Record<M>,
) -> Option<(M::Key, M)> {
    let what = M::WHAT;
    let Some(note) = private.get::<Note<M::New>>(NOTE) else {
        record.error(
            "The note of the creation is lost",
            format!(
                "The state says that this creation is unconfirmed, but the provider's note of it is gone, so it cannot be \
                 repeated safely. Look for the {what} in the console, drop the resource with `terraform state rm`, and \
                 import the {what} if it exists."
            ),
        );
        return None;
    };
    match M::make(&note.new, &note.token, client, limits).await {
        Ok(key) => {
            let made = pending(prior, &key);
            record.save(&made);
            Some((key, made))
        }
        Err(error @ CallError::NoAnswer(_)) => {
            record.error(
                format!("The {what} is unconfirmed"),
                unanswered::<M>(&error),
            );
            None
        }
        Err(error) => {
            let (summary, detail) = trouble::explain(&error);
            record.error(
                summary,
                format!(
                    "The creation is still unconfirmed, and CEN now refuses to answer for it. Look for the {what} in the \
                     console, drop the resource with `terraform state rm`, and import the {what} if it exists.\n\n{detail}"
                ),
            );
            None
        }
    }
}

/// Waits for the new object and notes what the API says of it.
///
/// Nothing here may be an error: the object exists, and an error in a create makes Terraform replace it.
async fn settle<M: Object>(
    key: &M::Key,
    made: &M,
    client: &Client,
    limits: &Deadline,
    record: &Record<M>,
) {
    match ready::<M>(key, |_| true, client, limits).await {
        Ok(seen) => {
            record.private(forget);
            record.save(&made.observe(&seen, client));
        }
        Err(failure) => {
            let (what, id) = (M::WHAT, M::id_in(key));
            record.warn(
                format!("The {what} has been made but is not ready yet"),
                format!(
                    "The {what} {id} exists and is in the state; nothing is lost and nothing will be made twice. Run \
                     terraform apply again: it finishes what is left.\n\n{}",
                    report::unfinished(&failure, "waiting for it to become ready")
                ),
            );
        }
    }
}
