//! What has changed in an account, as its state file tells it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::options::ACCOUNT_ID;

/// Changes that belong together: all of them are kept, or none.
#[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// Whose tables and tokens it tells of, if not those of [`ACCOUNT_ID`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<u64>,
    /// The simulator that writes from here on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) process: Option<u32>,
    /// By how much the clock is ahead of real time, if it was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) clock_offset_millis: Option<i64>,
    /// By the names of tables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tables: BTreeMap<String, Rows>,
    /// By name; nothing for one that is forgotten.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tokens: BTreeMap<String, Value>,
}

/// What objects of a kind have become, by their keys; nothing for one that is no longer there.
pub(crate) type Rows = BTreeMap<u64, Value>;

impl Record {
    /// One that tells nothing of an account.
    pub(crate) fn of(account: u64) -> Self {
        Self {
            account: (account != ACCOUNT_ID).then_some(account),
            ..Self::default()
        }
    }

    /// The account that it tells of.
    pub(crate) fn account(&self) -> u64 {
        self.account.unwrap_or(ACCOUNT_ID)
    }

    /// Whether it tells nothing.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::of(self.account())
    }
}
