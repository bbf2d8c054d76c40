//! Creating an object, once.
//!
//! What it takes for itself is claimed within the walk and its working directory, and what would make it useless is looked for, before anything is sent.
//! Then the create is noted (token, parameters, time) and the object saved as unconfirmed *before* anything is sent, so that
//! whatever ends the operation leaves the note in the state; and purchases are noted on the disk too, because a process that is
//! killed leaves nothing in the state. Only what certainly created nothing takes it back: a definite
//! refusal, or a request that never left the machine. The next apply repeats the very same request with the very same
//! token, which creates nothing twice.

use cen::CallError;
use tf_plugin::framework::{Create, Diagnostic, StateWriter};
use tf_plugin::value::Path;
use tokio::time::Instant;

use crate::Cen;
use crate::claim;
use crate::scope::Scope;
use crate::unconfirmed::{UNCONFIRMED, placeholder_id};

use super::common::under;
use super::confirm::{adopt, deadline};
use super::import::id;
use super::journal::Journaled;
use super::note::{self, Note, NotedIn};
use super::{Change, Managed, journal};

/// Creates the object of `request`.
pub(super) async fn create<M: Managed>(request: Create<M, Cen>, writer: &StateWriter<M>) {
    let Create {
        config,
        planned,
        private,
        client,
        walk,
        operation,
        ..
    } = request;
    let Some(parameters) = planned.parameters() else {
        let (summary, detail) = M::WORDS.incomplete();
        return writer.error(summary, detail);
    };
    let deadline = deadline(&planned, &operation);
    let scope = Scope {
        client: &client,
        deadline: &deadline,
    };
    let taken = match claim::begin(planned.claims(), &walk, scope).await {
        Ok(taken) => taken,
        Err(refusal) => return writer.push(refusal),
    };
    let token = note::token(planned.client_token(), &private);
    let noted = match journal::note(&planned, &parameters, &token, scope, writer).await {
        Ok(noted) => noted,
        Err(doubt) => {
            claim::give_back(taken, &walk, scope).await;
            return writer.push(doubt);
        }
    };
    let first_attempt = noted.first_attempt().unwrap_or_else(|| client.api.now());
    let note = Note::new(noted.token_or(token), parameters, first_attempt);
    if let Err(refusal) = clear(&planned, &note, &noted, scope).await {
        noted.nothing_was_sent().await;
        claim::give_back(taken, &walk, scope).await;
        return writer.push(refusal);
    }
    writer.private(|private| {
        note.write(private);
        claim::forget_predecessor(private);
        M::annotate(&config, private);
        planned.remember(private);
    });
    let placeholder = placeholder_id(note.token.as_str());
    writer.save(&under(&planned, &placeholder, UNCONFIRMED));

    let begun = Instant::now();
    match M::create(&note.parameters, &note.token, scope).await {
        Ok(created) => {
            let warn = |(summary, detail): (String, String)| writer.warn(summary, detail);
            noted.made(&id(&created.key), &warn).await;
            let (key, state) = adopt(&planned, created, writer);
            let mut change = Change::new(key, state, config, planned, client, deadline, writer);
            change.finish_create().await;
        }
        Err(error) if error.may_have_been_executed() => {
            // Calls that were refused for their time have taught what time it was.
            if let Some(note) = note.began(client.api.now().checked_sub(begun.elapsed())) {
                writer.private(|private| note.write(private));
            }
            let (summary, detail) = M::WORDS.unanswered(&error);
            writer.warn(summary, detail);
        }
        Err(error) => {
            claim::give_back(taken, &walk, scope).await;
            writer.remove();
            let occupant = match &error {
                CallError::Refused(_) => M::in_its_place(&note.parameters, scope).await,
                CallError::NoAnswer(_) | CallError::NotSent(_) => None,
            };
            let mut refusal = noted.refused(&error).await;
            if let CallError::Refused(refused) = &error
                && let Some(argument) = M::blamed(refused)
            {
                refusal = refusal.at(Path::root(argument));
            }
            writer.push(match occupant {
                Some(occupant) => M::WORDS.occupied(&occupant, &error),
                None => refusal,
            });
        }
    }
}

/// Makes sure that nothing speaks against sending the create.
async fn clear<M: Managed>(
    planned: &M,
    note: &Note<M::Parameters>,
    noted: &Journaled,
    scope: Scope<'_>,
) -> Result<(), Diagnostic> {
    if let Some(file) = noted.file_of_earlier_run() {
        M::before_repeating(note, NotedIn::Journal(file), scope).await?;
    }
    // What an earlier run has created may stand in its own way.
    if noted.is_known_to_exist() {
        return Ok(());
    }
    planned.before_create(scope).await
}
