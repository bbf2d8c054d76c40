//! A whole account and its clock as one JSON document, which is also what state files were until they became logs.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::Clock;
use crate::form_1;
use crate::registry;
use crate::state::State;

/// The form of the document. Form 1 is understood as well, and any other is refused.
pub(crate) const FORM: u32 = 2;

/// What there is at a moment.
#[derive(Deserialize, Serialize)]
pub(crate) struct Snapshot {
    form: u32,
    clock_offset_millis: i64,
    state: Map<String, Value>,
}

/// Why a document is no snapshot.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadSnapshot {
    #[error("its form is {0}, this version writes {FORM}")]
    Form(u32),
    #[error(transparent)]
    Content(#[from] serde_json::Error),
}

impl Snapshot {
    pub(crate) fn of(state: &State, clock_offset_millis: i64) -> serde_json::Result<Self> {
        Ok(Self {
            form: FORM,
            clock_offset_millis,
            state: state.to_json()?,
        })
    }

    /// The account that it shows, and by how many milliseconds its clock is ahead of real time.
    pub(crate) fn restore(self) -> Result<(State, i64), BadSnapshot> {
        let offset = self.clock_offset_millis;
        let tables = match self.form {
            FORM => self.state,
            1 => form_1::upgrade(self.state, Clock::with_offset(offset).now()),
            other => return Err(BadSnapshot::Form(other)),
        };
        let mut state = registry::empty_state();
        state.load(tables)?;
        Ok((state, offset))
    }
}
