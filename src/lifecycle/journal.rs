//! Creates in the purchase journal: noted before they are sent, taken up after a run that was cut off, ended as soon as a state
//! holds the object.

use std::marker::PhantomData;
use std::path::PathBuf;
use std::time::SystemTime;

use cen::{CallError, ClientToken};
use tf_plugin::framework::{Diagnostic, Private, StateWriter};

use crate::client::Client;
use crate::purchase_journal::{Noted, Order, Unnoted, time_text};
use crate::scope::Scope;
use crate::unconfirmed::placeholder_token;

use super::Managed;
use super::note::Note;

/// What the journal has of a create; nothing where it needs none.
pub(super) struct Journaled<M> {
    noted: Option<Noted>,
    of: PhantomData<fn() -> M>,
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
) -> Result<Journaled<M>, Diagnostic> {
    let nothing = Journaled {
        noted: None,
        of: PhantomData,
    };
    let journal = &scope.client.journal;
    if !M::IS_JOURNALED || !journal.is_on() {
        return Ok(nothing);
    }
    let noted = match serde_json::to_value(parameters) {
        // A token of the user's own is repeated by the next apply anyway.
        Ok(parameters) if planned.client_token().is_none() => {
            let order = Order {
                type_name: M::TYPE,
                account: scope.account().await,
                parameters,
            };
            let now = scope.client.api.now();
            let noted = journal.note(order, token.clone(), now, scope.deadline);
            noted.await
        }
        _ => Ok(None),
    };
    if let Some((count, folder)) = journal.put_aside() {
        let (summary, detail) = M::WORDS.journal_unreadable(count, &folder);
        writer.warn(summary, detail);
    }
    if let Some(reason) = journal.trouble() {
        let (summary, detail) = M::WORDS.journal_unwritable(reason);
        writer.warn(summary, detail);
    }
    match noted {
        Ok(noted) => Ok(Journaled { noted, ..nothing }),
        Err(Unnoted::Disk) => Ok(nothing),
        Err(Unnoted::Doubtful { entry, file }) => {
            let sent = time_text(entry.sent_at());
            let (summary, detail) = M::WORDS.doubtful(&sent, entry.id(), &file);
            Err(Diagnostic::error(summary, detail))
        }
    }
}

impl<M: Managed> Journaled<M> {
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
    pub(super) async fn made(self, id: &str, writer: &StateWriter<M>) {
        let Some(noted) = self.noted else { return };
        if let Some(sent) = noted.taken_up() {
            let (summary, detail) = M::WORDS.taken_up(id, &time_text(sent));
            writer.warn(summary, detail);
        }
        noted.made(id).await;
    }

    /// CEN has refused the create; what to say of it.
    pub(super) async fn refused(self, error: &CallError) -> Diagnostic {
        let sent = self.first_attempt();
        self.nothing_was_sent().await;
        match sent {
            Some(sent) => M::WORDS.refused_after_all(error, &time_text(sent)),
            None => M::WORDS.refused(error),
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
