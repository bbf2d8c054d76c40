//! Client tokens in flight: those whose first call has not ended.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::ApiError;

/// The tokens in flight now.
#[derive(Debug, Default)]
pub(crate) struct InFlightTokens {
    /// Of each account.
    names: Mutex<BTreeSet<(u64, String)>>,
}

/// A token in flight until this is dropped.
#[derive(Debug)]
pub(crate) struct InFlight<'a> {
    tokens: &'a InFlightTokens,
    name: Option<(u64, String)>,
}

impl InFlightTokens {
    /// Takes the token `name` of an account, if there is one, for a call; refused with `TokenProcessing` while another call has it.
    pub(crate) fn take(&self, name: Option<(u64, String)>) -> Result<InFlight<'_>, ApiError> {
        if let Some(name) = &name
            && !self.lock().insert(name.clone())
        {
            return Err(ApiError::new(
                400,
                "TokenProcessing",
                "Another request with this client token is still running.",
            ));
        }
        Ok(InFlight { tokens: self, name })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<(u64, String)>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            self.tokens.lock().remove(name);
        }
    }
}
