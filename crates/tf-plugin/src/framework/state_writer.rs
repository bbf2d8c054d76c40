//! What an operation has achieved so far.
//!
//! Money depends on this: whatever ends an operation (an error, a timeout, an interrupt, a panic, a lost connection),
//! what was written is what the host stores. So it is written the moment a fact is known, never at the end.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::diagnostics::{Diagnostic, Diagnostics};
use super::model::{Model, to_value};
use super::private::Private;
use crate::value::Value;

/// Where an operation on an object with the model `M` writes what it has achieved. Clones write to the same place.
pub struct StateWriter<M> {
    shared: SharedState,
    model: PhantomData<fn(M)>,
}

/// What all writers of an operation share, as the server holds it.
#[derive(Clone)]
pub(crate) struct SharedState(Arc<Mutex<Entry>>);

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The object; null when there is none.
    pub(crate) state: Value,
    /// Private data to store with it.
    pub(crate) private: Private,
    /// What to tell the user.
    pub(crate) diagnostics: Diagnostics,
    /// Whether this is a create.
    creating: bool,
}

impl SharedState {
    /// For a create: nothing exists yet.
    pub(crate) fn of_create(private: Private) -> Self {
        Self::starting(Value::Null, private, true)
    }

    /// For an operation on an existing object.
    pub(crate) fn of_existing(state: Value, private: Private) -> Self {
        Self::starting(state, private, false)
    }

    fn starting(state: Value, private: Private, creating: bool) -> Self {
        Self(Arc::new(Mutex::new(Entry {
            state,
            private,
            diagnostics: Diagnostics::default(),
            creating,
        })))
    }

    /// A writer for a resource with the model `M`.
    pub(super) fn typed<M: Model>(&self) -> StateWriter<M> {
        StateWriter {
            shared: self.clone(),
            model: PhantomData,
        }
    }

    /// What has been written so far.
    pub(crate) fn entry(&self) -> Entry {
        self.lock().clone()
    }

    /// Adds an error that nobody foresaw.
    ///
    /// After a create that has saved its object it becomes a warning: the object exists and is paid for, and an error
    /// would make the host replace it.
    pub(crate) fn mishap(&self, summary: impl Into<String>, detail: impl Into<String>) {
        let mut entry = self.lock();
        if entry.creating && !entry.state.is_null() {
            entry.diagnostics.warn(summary, detail);
        } else {
            entry.diagnostics.error(summary, detail);
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Entry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M: Model> StateWriter<M> {
    /// The object exists and looks like this.
    ///
    /// Parts that are still unknown are stored as null if nothing better comes before the operation ends.
    pub fn save(&self, model: &M) {
        self.shared.lock().state = to_value(model);
    }

    /// The object does not exist any more.
    pub fn remove(&self) {
        self.shared.lock().state = Value::Null;
    }

    /// Changes the private data that is stored with the object.
    pub fn private(&self, change: impl FnOnce(&mut Private)) {
        change(&mut self.shared.lock().private);
    }

    /// Adds a message. On a create, errors are for the case that nothing exists: hosts replace an object whose create failed.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.shared.lock().diagnostics.push(diagnostic);
    }

    /// Adds an error about the whole object.
    pub fn error(&self, summary: impl Into<String>, detail: impl Into<String>) {
        self.shared.lock().diagnostics.error(summary, detail);
    }

    /// Adds a warning about the whole object.
    pub fn warn(&self, summary: impl Into<String>, detail: impl Into<String>) {
        self.shared.lock().diagnostics.warn(summary, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::Severity;
    use crate::value::Attr;

    /// A thing.
    #[derive(Clone, Model)]
    struct Thing {
        /// Its id.
        #[attribute(computed)]
        id: Attr<String>,
    }

    #[test]
    fn a_mishap_after_the_object_exists_is_only_a_warning() {
        let shared = SharedState::of_create(Private::default());
        shared.mishap("before", "");
        shared.typed().save(&Thing { id: "x".into() });
        shared.mishap("after", "");
        let severities: Vec<Severity> = shared
            .entry()
            .diagnostics
            .iter()
            .map(|one| one.severity)
            .collect();
        assert_eq!(severities, [Severity::Error, Severity::Warning]);
    }
}
