//! What a create comes to, and the repetition of one that nobody has answered.

use cen::{CallError, Deadline};
use tf_plugin::framework::{Diagnostic, Operation, Private, StateWriter};

use crate::scope::Scope;
use crate::unconfirmed::PENDING;
use crate::wait;

use super::Managed;
use super::common::under;
use super::import::id;
use super::note::{Note, NotedIn};

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

/// The deadline of a create.
pub(super) fn deadline<M: Managed>(model: &M, operation: &Operation) -> Deadline {
    let configured = model.common().timeouts().create;
    wait::deadline(operation, &configured, M::TIMEOUTS.create)
}

/// Saves an object, which is as `ordered`, under the id that it has now.
pub(super) fn adopt<M: Managed>(
    ordered: &M,
    created: Created<M::Key>,
    writer: &StateWriter<M>,
) -> (M::Key, M) {
    let Created { key, notice } = created;
    let state = under(ordered, &id(&key), PENDING);
    writer.save(&state);
    notice.into_iter().for_each(|notice| writer.push(notice));
    (key, state)
}

/// Repeats the create of an unconfirmed object; the object under its id when it is confirmed. The reason why it is not is
/// told to the state writer.
pub(super) async fn confirm<M: Managed>(
    prior: &M,
    private: &Private,
    scope: Scope<'_>,
    writer: &StateWriter<M>,
) -> Option<(M::Key, M)> {
    let Some(note) = Note::<M::Parameters>::read(private) else {
        let (summary, detail) = M::WORDS.note_is_lost();
        writer.error(summary, detail);
        return None;
    };
    if let Err(doubt) = M::before_repeating(&note, NotedIn::State, scope).await {
        writer.push(doubt);
        return None;
    }
    match M::create(&note.parameters, &note.token, scope).await {
        Ok(created) => return Some(adopt(prior, created, writer)),
        Err(error @ CallError::Refused(_)) => writer.push(M::WORDS.refused_later(&error)),
        // That this attempt did not get through says nothing about the first.
        Err(error @ (CallError::NoAnswer(_) | CallError::NotSent(_))) => {
            let (summary, detail) = M::WORDS.unanswered(&error);
            writer.error(summary, detail);
        }
    }
    None
}
