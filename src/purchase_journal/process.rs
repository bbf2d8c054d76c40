//! Processes, as far as they can be told: providers, and the hosts that start them.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder;

/// A process; in the files of the journal mostly a host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Process {
    /// Its number; `None` where there is no way to tell.
    #[serde(rename = "host")]
    number: Option<u32>,
    /// When it began, since its number may be used again; `None` where that cannot be told.
    #[serde(rename = "host_began")]
    began: Option<String>,
}

impl Process {
    /// The one that has started this process.
    pub(super) fn host() -> Self {
        Self::of(parent())
    }

    /// This process.
    pub(super) fn this() -> Self {
        Self::of(Some(std::process::id()))
    }

    fn of(number: Option<u32>) -> Self {
        let began = number.and_then(began);
        Self { number, began }
    }

    /// Whether it has surely ended.
    pub(super) fn is_over(&self) -> bool {
        self.began.is_some() && self.number.and_then(began) != self.began
    }

    /// Whether it is the host of this process and carries out a plan that was saved, as far as its command line tells: that ends
    /// with the file of the plan. Whoever has made the plan has been told all there was to tell.
    pub(super) fn host_applies_saved_plan() -> bool {
        let Some(host) = parent() else { return false };
        let command = fs::read(format!("/proc/{host}/cmdline")).unwrap_or_default();
        let mut words = command
            .split(|byte| *byte == 0)
            .map(String::from_utf8_lossy);
        let is_apply = words.any(|word| word == "apply");
        let plan = words.rfind(|word| !word.is_empty());
        // Plans are archives.
        is_apply && plan.is_some_and(|plan| folder::begins_with(Path::new(&*plan), b"PK"))
    }

    /// Whether it seems to be the host of this process. For hosts of sessions that are alive, whose numbers nobody else has.
    pub(super) fn seems_to_be_host(&self) -> bool {
        self.number == parent()
    }

    /// Whether it is the host of this process, as far as that can be told: where nobody says when processes began, by its number.
    pub(super) fn is_likely_host(&self) -> bool {
        self.number.is_some() && *self == Self::host()
    }

    /// Whether it is surely the host of this process: it has not ended, and still knows what it was told.
    pub(super) fn is_surely_host(&self) -> bool {
        self.began.is_some() && *self == Self::host()
    }
}

#[cfg(unix)]
fn parent() -> Option<u32> {
    Some(std::os::unix::process::parent_id())
}

/// There is no way to tell.
#[cfg(not(unix))]
fn parent() -> Option<u32> {
    None
}

/// When the process with this number began, in words that no other process with that number has.
fn began(process: u32) -> Option<String> {
    // Field 22 of proc_pid_stat(5); the name in field 2 may hold anything, brackets too.
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let ticks = after_name.split_whitespace().nth(19)?;
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(format!("{} {ticks}", boot.trim()))
}
