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

/// By what that is told which a session wants for itself, in the words of [`Claim`](crate::claim::Claim).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Names {
    /// What the cloud has once, whoever calls it, by whichever key and under whichever address.
    #[serde(rename = "names")]
    pub(crate) of_cloud: BTreeSet<String>,
    /// What each account has for itself.
    #[serde(default)]
    pub(crate) of_account: BTreeSet<String>,
}

/// What one session has taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Taken {
    /// Whose key the session works with, where that is known.
    account: Option<String>,
    /// What it is.
    #[serde(flatten)]
    names: Names,
}

impl Journal {
    /// Takes all of `names` for this session, which works for `account` from `now` on, as far as other processes of this
    /// folder can see it; the first of them that another session has taken, and then none is taken.
    ///
    /// What the disk refuses is taken unseen: a purchase tells of that [trouble](Self::trouble), and everything else costs
    /// nothing.
    pub(crate) async fn take(
        &self,
        names: Names,
        account: Option<String>,
        now: SystemTime,
        deadline: &Deadline,
    ) -> Option<String> {
        let inner = self.inner()?;
        inner.outlive_others(deadline).await;
        let asked = inner.clone();
        match on_disk(move || asked.take(&names, account, now)).await {
            Ok(refused) => refused,
            Err(error) => {
                inner.keep_trouble(&error);
                None
            }
        }
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
        names: &Names,
        account: Option<String>,
        now: SystemTime,
    ) -> io::Result<Option<String>> {
        let mut memory = self.memory();
        let session = self.begin(&mut memory, now)?;
        let mut taken = memory.taken.clone();
        taken.account = account;
        let _lock = self.folder.lock()?;
        for (other, theirs) in self.folder.taken()? {
            let clash = taken.clash(names, &theirs).filter(|_| other != session);
            let Some(clash) = clash else { continue };
            if let Life::Alive(_) = Session::look(&self.folder.session(&other)) {
                return Ok(Some(clash.clone()));
            }
        }
        taken.names.of_cloud.extend(names.of_cloud.iter().cloned());
        let of_account = names.of_account.iter().cloned();
        taken.names.of_account.extend(of_account);
        self.folder.write_taken(&session, &taken)?;
        memory.taken = taken;
        Ok(None)
    }

    fn give_back(&self, names: &[String]) -> io::Result<()> {
        let mut memory = self.memory();
        let before = memory.taken.clone();
        let Names {
            of_cloud,
            of_account,
        } = &mut memory.taken.names;
        of_cloud.retain(|name| !names.contains(name));
        of_account.retain(|name| !names.contains(name));
        match &memory.session {
            Some(session) if memory.taken != before => {
                let _lock = self.folder.lock()?;
                self.folder.write_taken(session.name(), &memory.taken)
            }
            _ => Ok(()),
        }
    }
}

impl Taken {
    /// The first of `names` that `other` has taken. Where it is not known whose it is, it is taken to be one account.
    fn clash<'n>(&self, names: &'n Names, other: &Self) -> Option<&'n String> {
        let (ours, theirs) = (&self.account, &other.account);
        let is_one_account = ours.is_none() || theirs.is_none() || ours == theirs;
        let theirs = &other.names;
        let of_cloud = names.of_cloud.iter();
        let mut of_cloud = of_cloud.filter(|name| theirs.of_cloud.contains(*name));
        let of_account = names.of_account.iter();
        let mut of_account =
            of_account.filter(|name| is_one_account && theirs.of_account.contains(*name));
        of_cloud.next().or_else(|| of_account.next())
    }
}
