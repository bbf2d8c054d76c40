//! Client tokens whose first call has not ended.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::refusal::Refusal;

/// The tokens in use now.
#[derive(Debug, Default)]
pub(super) struct RunningTokens {
    names: Mutex<BTreeSet<String>>,
}

/// A token in use until this is dropped.
#[derive(Debug)]
pub(super) struct Running<'a> {
    tokens: &'a RunningTokens,
    name: Option<String>,
}

impl RunningTokens {
    /// Takes the token `name`, if there is one, for a call; refused with `TokenProcessing` while another call has it.
    pub(super) fn take(&self, name: Option<String>) -> Result<Running<'_>, Refusal> {
        if let Some(name) = &name
            && !self.lock().insert(name.clone())
        {
            return Err(Refusal::new(
                400,
                "TokenProcessing",
                "Another request with this client token is still running.",
            ));
        }
        Ok(Running { tokens: self, name })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            self.tokens.lock().remove(name);
        }
    }
}
