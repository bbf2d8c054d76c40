//! Purchases of runs that were cut off, as the next plan tells of them.
//!
//! A host configures a provider once for each walk and for each of its blocks, and none of those processes sees another; so what
//! has been told stands in the folder, with the host that has shown it. A destroy is planned in two walks, and hosts drop what the
//! first of them warns of.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::process::Process;
use super::session::{Life, Session};
use super::{ENTRY_LIFE, Entry, Inner, Journal, on_disk};

/// What a host has been told.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Told {
    /// Which host.
    #[serde(flatten)]
    host: Process,
    /// The process that has told it last.
    teller: Process,
    /// The names of the entries.
    names: BTreeSet<String>,
}

/// A purchase of a run that was cut off, which no state is known to hold.
#[derive(Clone)]
pub(crate) struct LeftOpen {
    /// The purchase.
    pub(crate) entry: Entry,
    /// Where it stands.
    pub(crate) file: PathBuf,
}

impl Journal {
    /// What runs that were cut off have bought for the state of this one, or may have, and no state is known to hold `now`; the
    /// oldest first. Each is told to a host once.
    pub(crate) async fn left_open(&self, now: SystemTime) -> Vec<LeftOpen> {
        let Some(inner) = self.inner().cloned() else {
            return Vec::new();
        };
        let found = on_disk(move || Ok(inner.left_open(now))).await;
        found.unwrap_or_default()
    }

    /// What is open still of which an earlier walk of the host has been told, whose words are dropped where this one plans a
    /// destroy. Once.
    pub(crate) fn left_open_before(&self) -> Vec<LeftOpen> {
        let Some(inner) = self.inner() else {
            return Vec::new();
        };
        let mut open = std::mem::take(&mut inner.memory().told_before);
        open.retain(|one| one.file.exists());
        open
    }
}

impl Inner {
    fn left_open(&self, now: SystemTime) -> Vec<LeftOpen> {
        let mut open = self.folder.entries();
        open.retain(|_, entry| self.is_left_open(entry, now));
        if open.is_empty() || Process::host_applies_saved_plan() {
            return Vec::new();
        }
        let News { news, is_next_walk } = self.tell(&open.keys().cloned().collect());
        let open = open.into_iter().map(|(name, entry)| LeftOpen {
            file: self.folder.entry(&name),
            entry,
        });
        let (mut open, mut before): (Vec<_>, Vec<_>) =
            open.partition(|one| news.contains(&one.file));
        for all in [&mut open, &mut before] {
            all.sort_by_key(|one| one.entry.sent);
        }
        if is_next_walk {
            self.memory().told_before = before;
        }
        open
    }

    fn is_left_open(&self, entry: &Entry, now: SystemTime) -> bool {
        entry.endpoint == self.place.endpoint
            && entry.state == self.place.state
            && entry.age(now) <= ENTRY_LIFE
            && Session::look(&self.folder.session(&entry.session)) == Life::CutOff
            && entry.is_held_at(&self.place) != Some(true)
    }

    /// Notes that the host of this process is told of the entries with these names. Where the disk does not say what it has been
    /// told, it is told once more.
    fn tell(&self, names: &BTreeSet<String>) -> News {
        let files =
            |names: &BTreeSet<String>| names.iter().map(|name| self.folder.entry(name)).collect();
        let Ok(_lock) = self.folder.lock() else {
            return News {
                news: files(names),
                is_next_walk: false,
            };
        };
        let told = self.folder.told();
        let told = told.filter(|told| told.host.is_likely_host());
        let mut told = told.unwrap_or_default();
        let news: BTreeSet<_> = names.difference(&told.names).cloned().collect();
        let is_next_walk = told.teller.is_over();
        if !news.is_empty() {
            told.host = Process::host();
            told.teller = Process::this();
            told.names.extend(news.iter().cloned());
            self.folder.write_told(&told).ok();
        }
        News {
            news: files(&news),
            is_next_walk,
        }
    }
}

/// What a host is told now.
struct News {
    /// The files of what it has not been told of before.
    news: BTreeSet<PathBuf>,
    /// Whether what it has been told of before was told in an earlier walk.
    is_next_walk: bool,
}
