//! Creates in the purchase journal: noted before they are sent, taken up after a run that was cut off, ended as soon as a state
//! holds the object.

use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::Value as Json;

use cen::{CallError, ClientToken};
use tf_plugin::framework::{Diagnostic, Private, StateWriter};

use crate::client::Client;
use crate::purchase_journal::{Noted, Order, Unnoted, time_text};
use crate::scope::Scope;
use crate::unconfirmed::placeholder_token;

use super::Managed;
use super::note::Note;
use super::words::Words;

/// What the journal has of a create; nothing where it needs none.
pub(super) struct Journaled {
    noted: Option<Noted>,
    words: Words,
}

/// Notes a create that is about to be sent.
///
/// # Errors
///
/// When it may have been made before, and nobody knows: the user is to say.
pub(super) async fn note<M: Managed>(
    planned: &M,
    parameters: &M::Parameters,
    token: &ClientToken,
    scope: Scope<'_>,
    writer: &StateWriter<M>,
) -> Result<Journaled, Diagnostic> {
    if !M::IS_JOURNALED || !scope.client.journal.is_on() {
        return Ok(Journaled {
            noted: None,
            words: M::WORDS,
        });
    }
    // A token of the user's own is repeated by the next apply anyway.
    let is_own = planned.client_token().is_some();
    let parameters = (!is_own).then(|| serde_json::to_value(parameters).ok());
    let warn = |(summary, detail): (String, String)| writer.warn(summary, detail);
    note_type(M::TYPE, M::WORDS, parameters.flatten(), token, scope, &warn).await
}

async fn note_type(
    type_name: &'static str,
    words: Words,
    parameters: Option<Json>,
    token: &ClientToken,
    scope: Scope<'_>,
    warn: &(dyn Fn((String, String)) + Sync),
) -> Result<Journaled, Diagnostic> {
    let journal = &scope.client.journal;
    let noted = match parameters {
        Some(parameters) => {
            let order = Order {
                type_name,
                account: scope.account().await,
                parameters,
            };
            let now = scope.client.api.now();
            let noted = journal.note(order, token.clone(), now, scope.deadline);
            noted.await
        }
        None => Ok(None),
    };
    if let Some((count, folder)) = journal.put_aside() {
        warn(words.journal_unreadable(count, &folder));
    }
    if let Some(reason) = journal.trouble() {
        warn(words.journal_unwritable(reason));
    }
    match noted {
        Ok(noted) => Ok(Journaled { noted, words }),
        Err(Unnoted::Disk) => Ok(Journaled { noted: None, words }),
        Err(Unnoted::Doubtful { entry, file }) => {
            let sent = time_text(entry.sent_at());
            let (summary, detail) = words.doubtful(&sent, entry.id(), &file);
            Err(Diagnostic::error(summary, detail))
        }
    }
}

impl Journaled {
    /// Whether an earlier run was told the id of the object.
    pub(super) fn is_known_to_exist(&self) -> bool {
        self.noted
            .as_ref()
            .is_some_and(|noted| noted.id().is_some())
    }

    /// Where the note of an earlier run stands that has sent this create.
    pub(super) fn file_of_earlier_run(&self) -> Option<PathBuf> {
        let noted = self.noted.as_ref()?;
        noted.taken_up().map(|_| noted.file())
    }

    /// When an earlier run made the first attempt, if one did.
    pub(super) fn first_attempt(&self) -> Option<SystemTime> {
        self.noted.as_ref()?.taken_up()
    }

    /// The token to send: `token`, unless an earlier run has sent another.
    pub(super) fn token_or(&self, token: ClientToken) -> ClientToken {
        match &self.noted {
            Some(noted) => noted.token().clone(),
            None => token,
        }
    }

    /// This run sends nothing. What an earlier one has sent stays noted.
    pub(super) async fn nothing_was_sent(self) {
        if let Some(noted) = self.noted.filter(|noted| noted.taken_up().is_none()) {
            noted.end().await;
        }
    }

    /// The object exists, under this id.
    pub(super) async fn made(self, id: &str, warn: &(dyn Fn((String, String)) + Sync)) {
        let Some(noted) = self.noted else { return };
        if let Some(sent) = noted.taken_up() {
            warn(self.words.taken_up(id, &time_text(sent)));
        }
        noted.made(id).await;
    }

    /// CEN has refused the create; what to say of it.
    pub(super) async fn refused(self, error: &CallError) -> Diagnostic {
        let (sent, words) = (self.first_attempt(), self.words);
        self.nothing_was_sent().await;
        match sent {
            Some(sent) => words.refused_after_all(error, &time_text(sent)),
            None => words.refused(error),
        }
    }
}

/// A state holds this object: what the journal has of it ends.
pub(super) fn held<M: Managed>(state: &M, private: Option<&Private>, client: &Client) {
    if !M::IS_JOURNALED {
        return;
    }
    let id = state.common().id.text();
    let note = private.and_then(Note::<M::Parameters>::read);
    let token = note.as_ref().map(|note| note.token.as_str());
    client
        .journal
        .is_held(id, token.or_else(|| placeholder_token(id)));
}
