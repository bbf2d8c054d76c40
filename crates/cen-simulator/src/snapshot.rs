//! All accounts and their clock as one JSON document, which is also what state files were until they became logs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::form_1;
use crate::options::ACCOUNT_ID;
use crate::state::Tables;

/// The form of the document. Form 1 is understood as well, and any other is refused.
pub(crate) const FORM: u32 = 2;

/// What there is at a moment.
#[derive(Deserialize, Serialize)]
pub(crate) struct Snapshot<T = Tables> {
    form: u32,
    clock_offset_millis: i64,
    /// What [`ACCOUNT_ID`] owns.
    state: T,
    /// What others own.
    #[serde(default = "BTreeMap::new", skip_serializing_if = "BTreeMap::is_empty")]
    accounts: BTreeMap<u64, T>,
}

/// Why a document is no snapshot.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadSnapshot {
    #[error("its form is {0}, this version writes {FORM}")]
    Form(u32),
    #[error(transparent)]
    Content(#[from] serde_json::Error),
}

impl Snapshot<Map<String, Value>> {
    pub(crate) fn of(accounts: &Accounts, clock_offset_millis: i64) -> serde_json::Result<Self> {
        let shown = accounts
            .all()
            .map(|state| Ok((state.account(), state.to_json()?)));
        let mut accounts = shown.collect::<serde_json::Result<BTreeMap<_, _>>>()?;
        Ok(Self {
            form: FORM,
            clock_offset_millis,
            state: accounts.remove(&ACCOUNT_ID).unwrap_or_default(),
            accounts,
        })
    }
}

impl Snapshot {
    /// The accounts that it shows, and by how many milliseconds their clock is ahead of real time.
    pub(crate) fn restore(self) -> Result<(Accounts, i64), BadSnapshot> {
        let offset = self.clock_offset_millis;
        let tables = match self.form {
            FORM => self.state,
            1 => form_1::upgrade(self.state, Clock::with_offset(offset).now())?,
            other => return Err(BadSnapshot::Form(other)),
        };
        let mut accounts = Accounts::default();
        accounts.get_mut(ACCOUNT_ID).load(tables)?;
        for (id, tables) in self.accounts {
            accounts.get_mut(id).load(tables)?;
        }
        Ok((accounts, offset))
    }
}
