//! What sessions take for themselves, as the other processes see it that share their folder.
//!
//! A host starts one provider for each of its configurations (aliases), and none of them sees the walk of another. Two that
//! are about to buy a package for one place would both find it free. A session that ends, however it does, takes nothing any
//! more: its lock says so, and no number of a process.

use std::collections::BTreeSet;
use std::io;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use cen::Deadline;

use super::session::{Life, Session};
use super::{Inner, Journal, on_disk};

/// What one session has taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Taken {
    /// Where.
    endpoint: String,
    /// Whose key the session works with, where that is known.
    account: Option<String>,
    /// By what it is told, in the words of [`Claim`](crate::claim::Claim).
    names: BTreeSet<String>,
}

impl Journal {
    /// Takes all of `names` for this session, which works for `account` from `now` on, as far as other processes of this
    /// folder can see it; the first of them that another session has taken, and then none is taken.
    ///
    /// What the disk refuses is taken unseen: a purchase says so when it is noted, and everything else costs nothing.
    pub(crate) async fn take(
        &self,
        names: &[String],
        account: Option<String>,
        now: SystemTime,
        deadline: &Deadline,
    ) -> Option<String> {
        let inner = self.inner().filter(|_| !names.is_empty())?;
        inner.outlive_others(deadline).await;
        let (inner, names) = (inner.clone(), names.to_vec());
        let refused = on_disk(move || inner.take(&names, account, now)).await;
        refused.ok().flatten()
    }

    /// Gives back what of `names` this session has taken.
    pub(crate) async fn give_back(&self, names: &[String]) {
        let Some(inner) = self.inner().cloned() else {
            return;
        };
        let names = names.to_vec();
        // What the disk keeps ends with this session.
        on_disk(move || inner.give_back(&names)).await.ok();
    }
}

impl Inner {
    fn take(
        &self,
        names: &[String],
        account: Option<String>,
        now: SystemTime,
    ) -> io::Result<Option<String>> {
        let mut memory = self.memory();
        let session = self.begin(&mut memory, now)?;
        let mut taken = memory.taken.clone();
        taken.endpoint.clone_from(&self.place.endpoint);
        taken.account = account;
        let _lock = self.folder.lock()?;
        for (other, theirs) in self.folder.taken()? {
            let clash = names.iter().find(|name| theirs.names.contains(*name));
            let Some(clash) = clash.filter(|_| other != session && taken.is_beside(&theirs)) else {
                continue;
            };
            if let Life::Alive(_) = Session::look(&self.folder.session(&other)) {
                return Ok(Some(clash.clone()));
            }
        }
        taken.names.extend(names.iter().cloned());
        self.folder.write_taken(&session, &taken)?;
        memory.taken = taken;
        Ok(None)
    }

    fn give_back(&self, names: &[String]) -> io::Result<()> {
        let mut memory = self.memory();
        let before = memory.taken.names.len();
        memory.taken.names.retain(|name| !names.contains(name));
        match &memory.session {
            Some(session) if memory.taken.names.len() < before => {
                let _lock = self.folder.lock()?;
                self.folder.write_taken(session.name(), &memory.taken)
            }
            _ => Ok(()),
        }
    }
}

impl Taken {
    /// Whether what `other` has taken is not there for this one. Where it is not known whose it is, it is taken to be one
    /// account.
    fn is_beside(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.account, &other.account);
        self.endpoint == other.endpoint && (ours.is_none() || theirs.is_none() || ours == theirs)
    }
}
