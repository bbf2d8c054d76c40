//! Orders about objects that exist, such as the renewal of a package: no state will ever hold what comes of them.
//!
//! So a note ends when it is certain that nothing has come of the order; else when the host that was told of it ends in good order,
//! since what nobody has heard of would be ordered again. What a run that was cut off has left is settled by a later order about the same
//! object, which meets it by the name of its file. Who else is at work does not matter: all attempts of one order carry one token,
//! and whoever finds a note goes on with that.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use cen::ClientToken;

use super::folder;
use super::place::digest;
use super::{Inner, Journal, on_disk};

/// What there is one open order about at the most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OnceFor<'a> {
    /// What is ordered, such as the type of an action.
    pub(crate) kind: &'a str,
    /// The id of the object.
    pub(crate) object: &'a str,
}

/// An order as it is noted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note<T> {
    /// When it was first sent, in seconds since 1970.
    sent: u64,
    /// The token of every attempt.
    token: ClientToken,
    /// What it asks for.
    parameters: T,
}

/// An order that is noted, and that nobody has seen the end of.
pub(crate) struct Begun<T> {
    journal: Arc<Inner>,
    path: PathBuf,
    note: Note<T>,
    is_of_earlier_run: bool,
}

impl<T> Begun<T> {
    /// The token of every attempt.
    pub(crate) fn token(&self) -> &ClientToken {
        &self.note.token
    }

    /// What it asks for.
    pub(crate) fn parameters(&self) -> &T {
        &self.note.parameters
    }

    /// When it was first sent.
    pub(crate) fn sent_at(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.note.sent)
    }

    /// Whether another run has begun it.
    pub(crate) fn is_of_earlier_run(&self) -> bool {
        self.is_of_earlier_run
    }

    /// Where it stands.
    pub(crate) fn file(&self) -> &std::path::Path {
        &self.path
    }

    /// What has come of it is known, and told to the host.
    pub(crate) fn settle(self) {
        self.journal.memory().settled.insert(self.path);
    }

    /// Nothing has come of it, and nothing will.
    pub(crate) async fn end(self) {
        let Self { journal, path, .. } = self;
        let removed = on_disk(move || folder::remove_file(&path)).await;
        if let Err(error) = removed {
            journal.keep_trouble(&error);
        }
    }
}

impl Journal {
    /// The order about this object that an earlier run has begun.
    pub(crate) async fn begun<T>(&self, what: OnceFor<'_>) -> Option<Begun<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let inner = Arc::clone(self.inner()?);
        let path = inner.order_about(what);
        let found = on_disk(move || inner.begun(path)).await;
        self.told(found)?
    }

    /// The file of the order about this object, if there is one that cannot be read.
    pub(crate) async fn unreadable_order<T>(&self, what: OnceFor<'_>) -> Option<PathBuf>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let path = self.inner()?.order_about(what);
        let looked = on_disk(move || match folder::read_note::<Note<T>>(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Ok(Some(path)),
            _ => Ok(None),
        });
        looked.await.ok()?
    }

    /// Notes an order that is about to be sent; or finds the one about the same object that an earlier run has begun, whatever
    /// that asks for. Nothing when the journal is off, or the disk refuses it, which is a [trouble](Self::trouble).
    pub(crate) async fn begin<T>(
        &self,
        what: OnceFor<'_>,
        token: ClientToken,
        parameters: T,
        now: SystemTime,
    ) -> Option<Begun<T>>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let inner = Arc::clone(self.inner()?);
        let path = inner.order_about(what);
        let sent = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let note = Note {
            sent,
            token,
            parameters,
        };
        let noted = on_disk(move || {
            inner.folder.make()?;
            let _lock = inner.folder.lock()?;
            if let Some(begun) = Arc::clone(&inner).begun(path.clone())? {
                return Ok(begun);
            }
            folder::write_note(&path, &note)?;
            Ok(Begun {
                journal: inner,
                path,
                note,
                is_of_earlier_run: false,
            })
        });
        self.told(noted.await)
    }

    /// What the disk has answered; what it has refused is told later.
    fn told<T>(&self, answer: io::Result<T>) -> Option<T> {
        match answer {
            Ok(answer) => Some(answer),
            Err(error) => {
                self.inner()?.keep_trouble(&error);
                None
            }
        }
    }
}

impl Inner {
    fn order_about(&self, OnceFor { kind, object }: OnceFor<'_>) -> PathBuf {
        let name = digest(&[&self.place.endpoint, kind, object]);
        self.folder.order(&name)
    }

    fn begun<T: DeserializeOwned>(self: Arc<Self>, path: PathBuf) -> io::Result<Option<Begun<T>>> {
        if self.memory().settled.remove(&path) {
            folder::remove_file(&path)?;
            return Ok(None);
        }
        match folder::read_note(&path) {
            Ok(note) => Ok(Some(Begun {
                journal: self,
                path,
                note,
                is_of_earlier_run: true,
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
