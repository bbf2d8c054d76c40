//! Creating an object, once.
//!
//! The create is noted (token, parameters, time) and the object saved as unconfirmed *before* anything is sent, so that
//! whatever ends the operation leaves the note in the state. Only what certainly created nothing takes it back: a definite
//! refusal, or a request that never left the machine. The next apply repeats the very same request with the very same
//! token, which creates nothing twice.

use cen::{CallError, Deadline};
use tf_plugin::framework::{Create, Diagnostic, Operation, Private, Record};

use crate::client::Client;
use crate::scope::Scope;
use crate::unconfirmed::{PENDING, UNCONFIRMED, placeholder_id};
use crate::wait;

use super::common::under;
use super::import::id;
use super::note::{self, Note};
use super::{Change, Managed};

/// What a create has come to.
pub(crate) struct Created<K> {
    /// What to look for the object by.
    pub(crate) key: K,
    /// What else there is to say.
    pub(crate) notice: Option<Diagnostic>,
}

impl<K> From<K> for Created<K> {
    fn from(key: K) -> Self {
        Self { key, notice: None }
    }
}

/// Creates the object of `request`.
pub(super) async fn create<M: Managed>(request: Create<M, Client>, record: &Record<M>) {
    let Create {
        config,
        planned,
        private,
        client,
        operation,
    } = request;
    let Some(parameters) = planned.parameters() else {
        let (summary, detail) = M::WORDS.incomplete();
        return record.error(summary, detail);
    };
    let token = note::token(planned.client_token(), &private);
    let note = Note::new(token, parameters, client.api.now());
    record.private(|private| {
        note.write(private);
        M::annotate(&config, private);
    });
    let placeholder = placeholder_id(note.token.as_str());
    record.save(&under(&planned, &placeholder, UNCONFIRMED));

    let limits = limits(&planned, &operation);
    let scope = Scope {
        client: &client,
        limits: &limits,
    };
    match M::create(&note.parameters, &note.token, scope).await {
        Ok(created) => {
            let (key, state) = adopt(&planned, created, record);
            let mut change = Change::new(key, state, config, planned, client, limits, record);
            change.finish_create().await;
        }
        Err(error) if error.may_have_been_executed() => {
            let (summary, detail) = M::WORDS.unanswered(&error);
            record.warn(summary, detail);
        }
        Err(error) => {
            record.remove();
            record.push(M::WORDS.refused(&error));
        }
    }
}

/// The deadline of a create.
pub(super) fn limits<M: Managed>(model: &M, operation: &Operation) -> Deadline {
    let configured = model.common().limits().create;
    wait::limits(operation, &configured, M::TIMEOUTS.create)
}

/// Saves an object, which is as `ordered`, under the id that it has now.
fn adopt<M: Managed>(ordered: &M, created: Created<M::Key>, record: &Record<M>) -> (M::Key, M) {
    let Created { key, notice } = created;
    let state = under(ordered, &id(&key), PENDING);
    record.save(&state);
    notice.into_iter().for_each(|notice| record.push(notice));
    (key, state)
}

/// Repeats the create of an unconfirmed object; the object under its id when it is confirmed. The reason why it is not is
/// in the record.
pub(super) async fn confirm<M: Managed>(
    prior: &M,
    private: &Private,
    scope: Scope<'_>,
    record: &Record<M>,
) -> Option<(M::Key, M)> {
    let Some(note) = Note::<M::Parameters>::read(private) else {
        let (summary, detail) = M::WORDS.note_is_lost();
        record.error(summary, detail);
        return None;
    };
    match M::create(&note.parameters, &note.token, scope).await {
        Ok(created) => return Some(adopt(prior, created, record)),
        // That this attempt did not get through says nothing about the first.
        Err(error @ CallError::NoAnswer(_)) => {
            let (summary, detail) = M::WORDS.unanswered(&error);
            record.error(summary, detail);
        }
        Err(error) => record.push(M::WORDS.refused_later(&error)),
    }
    None
}
