//! What is noted of a create in private data, from before it is sent until the object has been seen.
//!
//! The note stands under `creation` as `token`, `parameters` and `first_attempt`. States of earlier builds have other forms,
//! which are still read: of packages it stood under `purchase` and called the parameters so too, and of all others it
//! called them `new` and had no time.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use cen::ClientToken;
use tf_plugin::framework::Private;

use super::Managed;

/// Where the note stands; the first is written, all are read.
const KEYS: [&str; 2] = ["creation", "purchase"];

/// The private note of a token that was drawn at plan time.
const PLANNED_TOKEN: &str = "planned_token";

/// What is noted of a create until the object has been seen.
pub(crate) struct Note<P> {
    /// The token of every attempt.
    pub(crate) token: ClientToken,
    /// The parameters of every attempt: a token is bound to them.
    pub(crate) parameters: P,
    /// When the first attempt began, in seconds since 1970.
    first_attempt: u64,
}

/// A note as it is stored, in one code for the parameters of all types.
#[derive(Serialize, Deserialize)]
struct Stored {
    token: ClientToken,
    #[serde(alias = "new", alias = "purchase")]
    parameters: Json,
    #[serde(default)]
    first_attempt: u64,
}

/// Where the create stands that is about to be sent again.
pub(crate) enum NotedIn {
    /// In the state, as unconfirmed.
    State,
    /// In this file of the purchase journal, and in no state.
    Journal(PathBuf),
}

impl<P> Note<P> {
    /// When the first attempt began; long ago where that was not noted.
    pub(crate) fn first_attempt(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.first_attempt)
    }
}

impl<P: Serialize + DeserializeOwned> Note<P> {
    /// A create whose first attempt begins `now`.
    pub(super) fn new(token: ClientToken, parameters: P, now: SystemTime) -> Self {
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            token,
            parameters,
            first_attempt: since.as_secs(),
        }
    }

    /// The same create, where it is known better now that it began earlier.
    pub(super) fn began(self, then: Option<SystemTime>) -> Option<Self> {
        let since = then?.duration_since(UNIX_EPOCH).ok()?.as_secs();
        (since < self.first_attempt).then_some(Self {
            first_attempt: since,
            ..self
        })
    }

    /// The note of an unsettled create, if there is one.
    pub(crate) fn read(private: &Private) -> Option<Self> {
        KEYS.iter().find_map(|key| {
            let stored: Stored = private.get(key)?;
            Some(Self {
                token: stored.token,
                parameters: serde_json::from_value(stored.parameters).ok()?,
                first_attempt: stored.first_attempt,
            })
        })
    }

    /// Writes the note.
    pub(super) fn write(&self, private: &mut Private) {
        if let Ok(parameters) = serde_json::to_value(&self.parameters) {
            let stored = Stored {
                token: self.token.clone(),
                parameters,
                first_attempt: self.first_attempt,
            };
            private.set(KEYS[0], &stored);
        }
        private.remove(PLANNED_TOKEN);
    }
}

/// Whether the object has an unsettled create: it has not been seen yet.
pub(super) fn is_noted<M: Managed>(private: &Private) -> bool {
    Note::<M::Parameters>::read(private).is_some()
}

/// The object has been seen; its create is history.
pub(super) fn forget(private: &mut Private) {
    KEYS.iter().for_each(|key| private.remove(key));
}

/// Draws the token at plan time, for hosts that bring it back: a saved plan that is applied twice then meets the same
/// object. A token that is there already stays.
pub(super) fn plan_token(private: &mut Private) {
    if private.get::<String>(PLANNED_TOKEN).is_none() {
        private.set(PLANNED_TOKEN, &ClientToken::draw().as_str());
    }
}

/// The user's own token, else the one of the plan, else a fresh one.
pub(super) fn token(own: Option<&ClientToken>, private: &Private) -> ClientToken {
    let planned = || private.get::<ClientToken>(PLANNED_TOKEN);
    own.cloned()
        .or_else(planned)
        .unwrap_or_else(ClientToken::draw)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(key: &str, note: &serde_json::Value) -> Option<Note<String>> {
        let mut private = Private::default();
        private.set(key, note);
        Note::read(&private)
    }

    #[test]
    fn notes_of_every_build_are_read() {
        let notes = [
            (
                "creation",
                json!({"token": "t", "parameters": "p", "first_attempt": 7}),
            ),
            (
                "purchase",
                json!({"token": "t", "purchase": "p", "first_attempt": 7}),
            ),
            ("creation", json!({"token": "t", "new": "p"})),
        ];
        let read = notes.map(|(key, note)| {
            let note = read(key, &note).unwrap();
            (
                note.token.as_str().to_owned(),
                note.parameters,
                note.first_attempt,
            )
        });
        let expected = |first_attempt| ("t".to_owned(), "p".to_owned(), first_attempt);
        assert_eq!(read, [expected(7), expected(7), expected(0)]);
    }

    #[test]
    fn a_note_is_written_in_one_form_and_forgotten_in_all() {
        let note = Note::new(
            ClientToken::parse("t").unwrap(),
            "p".to_owned(),
            UNIX_EPOCH + Duration::from_secs(7),
        );
        let mut private = Private::default();
        plan_token(&mut private);
        note.write(&mut private);
        let written = json!({"token": "t", "parameters": "p", "first_attempt": 7});
        assert_eq!(private.get("creation"), Some(written.clone()));
        assert_eq!(private.get::<String>(PLANNED_TOKEN), None);
        private.set("purchase", &written);
        forget(&mut private);
        assert_eq!(private, Private::default());
    }

    #[test]
    fn what_is_no_note_is_none() {
        assert!(read("purchase", &json!({})).is_none());
        assert!(read("other", &json!({"token": "t", "new": "p"})).is_none());
    }

    #[test]
    fn the_users_token_comes_before_that_of_the_plan() {
        let own = ClientToken::parse("mine").unwrap();
        let mut private = Private::default();
        plan_token(&mut private);
        let planned: ClientToken = private.get(PLANNED_TOKEN).unwrap();
        assert_eq!(token(None, &private), planned);
        assert_eq!(token(Some(&own), &private), own);
        plan_token(&mut private);
        assert_eq!(token(None, &private), planned);
    }
}
