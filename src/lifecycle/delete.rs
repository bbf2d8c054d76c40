//! Deleting an object, and what stands in the way.

use std::time::Duration;

use tokio::time::Instant;

use cen::{CallError, Freshness};
use tf_plugin::framework::{Delete, Private, StateWriter};

use crate::Cen;
use crate::api_errors::explain;
use crate::scope::Scope;
use crate::unfinished;
use crate::wait::{self, Failure, Pace};

use super::common::Remote as _;
use super::import::{self, id};
use super::note::{self, Note};
use super::{Managed, confirm};

/// How long what is in the way may show no sign of leaving. Another resource that takes it away at the same time has begun
/// by then.
const PATIENCE: Duration = Duration::from_secs(60);

/// What keeps CEN from deleting an object for now.
pub(crate) struct Obstacle {
    /// How things are, for a message: `the instance is busy`.
    pub(crate) found: String,
    /// Whether nothing shows that it will pass.
    pub(crate) stays: bool,
    /// Summary and detail for the user when it has not passed, where they are more than the refusal says.
    pub(crate) advice: Option<(String, String)>,
}

/// A delete under way.
pub(crate) struct Deletion<'d, M: Managed> {
    /// The object.
    pub(crate) prior: &'d M,
    /// What the calls work with.
    pub(crate) scope: Scope<'d>,
    /// What has been achieved.
    pub(crate) writer: &'d StateWriter<M>,
    /// What was noted.
    pub(crate) private: &'d Private,
}

/// Deletes the object of `request`.
pub(super) async fn delete<M: Managed>(request: Delete<M, Cen>, writer: &StateWriter<M>) {
    let Delete {
        prior,
        private,
        client,
        operation,
        ..
    } = request;
    let configured = prior.common().timeouts().delete;
    let deadline = wait::deadline(&operation, &configured, M::TIMEOUTS.delete);
    let deletion = Deletion {
        prior: &prior,
        scope: Scope {
            client: &client,
            deadline: &deadline,
        },
        writer,
        private: &private,
    };
    let key = if prior.common().is_unconfirmed() {
        M::resolve(&deletion).await
    } else {
        import::key(&prior, writer)
    };
    let Some(key) = key else { return };
    if let Err(failure) = deletion.run(&key).await {
        unfinished::delete(&failure, M::WORDS.object, writer);
    }
}

impl<M: Managed> Deletion<'_, M> {
    /// The note of a create that is not settled yet.
    pub(crate) fn note(&self) -> Option<Note<M::Parameters>> {
        Note::read(self.private)
    }

    /// Confirms the create of an object that is to be deleted: whether there is one, only the same create can tell.
    pub(crate) async fn confirm(&self) -> Option<M::Key> {
        let confirmed = confirm::confirm(self.prior, self.private, self.scope, self.writer);
        confirmed.await.map(|(key, _)| key)
    }

    async fn run(&self, key: &M::Key) -> Result<(), Failure> {
        if !M::before_delete(self, key).await? {
            return Ok(());
        }
        let find = || M::find(key, Freshness::Latest, self.scope);
        let never_seen = note::is_noted::<M>(self.private) && find().await?.is_none();
        // What is not listed may be about to be.
        if !self.send(key).await? {
            return Ok(());
        }
        wait::until_gone(self.scope.deadline, find, |seen| match seen.is_ready() {
            true => "ready".to_owned(),
            false => seen.status().to_owned(),
        })
        .await?;
        self.writer.remove();
        if never_seen {
            let (summary, detail) = M::WORDS.never_seen(&id(key));
            self.writer.warn(summary, detail);
        }
        Ok(())
    }

    /// Has CEN delete the object as soon as nothing is in the way any more. Whether it has accepted; what has stayed in the
    /// way is told to the state writer.
    async fn send(&self, key: &M::Key) -> Result<bool, Failure> {
        let patience = Instant::now() + PATIENCE;
        let mut pace = Pace::new(self.scope.deadline);
        loop {
            let refused = match self.prior.delete(key, self.scope).await {
                Ok(()) => return Ok(true),
                Err(error) => error,
            };
            let Some(obstacle) = M::obstacle(key, &refused, self.scope).await? else {
                return Err(refused.into());
            };
            let paused = if obstacle.stays && Instant::now() >= patience {
                Err(Failure::Call(refused.clone()))
            } else {
                pace.pause(obstacle.found).await
            };
            match (paused, obstacle.advice) {
                (Ok(()), _) => {}
                (Err(failure @ Failure::Stopped(_)), _) | (Err(failure), None) => {
                    return Err(failure);
                }
                (Err(_), Some(advice)) => {
                    self.blocked(&refused, advice);
                    return Ok(false);
                }
            }
        }
    }

    fn blocked(&self, refused: &CallError, (summary, detail): (String, String)) {
        let refused = explain(refused).detail;
        self.writer.error(summary, format!("{detail}\n\n{refused}"));
    }
}
