//! One purchase in the journal.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use cen::ClientToken;

use crate::unconfirmed::placeholder_id;

use super::Place;

/// What is about to be bought, and for whom.
pub(crate) struct Order {
    /// The type of the resource.
    pub(crate) type_name: &'static str,
    /// The account, in a form that tells nothing; `None` where it is not known.
    pub(crate) account: Option<String>,
    /// What the create is called with.
    pub(crate) parameters: Json,
}

/// A purchase that has been sent, or is about to be. Holds no secret: with the token alone nobody can do anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The type of the resource.
    #[serde(rename = "type")]
    pub(super) type_name: String,
    /// Where it was bought.
    pub(super) endpoint: String,
    /// Whose it is, where that is known.
    pub(super) account: Option<String>,
    /// Which state it was to be saved in.
    pub(super) state: String,
    /// Which session has sent it last.
    pub(super) session: String,
    /// Whether the state of that session was surely the file that it is by default.
    #[serde(default)]
    pub(super) has_local_state: bool,
    /// When it was first sent, in seconds since 1970.
    pub(super) sent: u64,
    /// The token of every attempt.
    pub(super) token: ClientToken,
    /// What every attempt asks for.
    pub(super) parameters: Json,
    /// What was bought, once that is known.
    pub(super) id: Option<String>,
}

impl Entry {
    pub(super) fn new(
        order: &Order,
        place: &Place,
        session: String,
        token: ClientToken,
        now: SystemTime,
    ) -> Self {
        let sent = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            type_name: order.type_name.to_owned(),
            endpoint: place.endpoint.clone(),
            account: order.account.clone(),
            state: place.state.clone(),
            session,
            has_local_state: place.has_local_state(),
            sent: sent.as_secs(),
            token,
            parameters: order.parameters.clone(),
            id: None,
        }
    }

    /// Whether `order` is the same purchase. Accounts differ only where both are known: under the token of another account
    /// an order buys what it asks for, once.
    pub(super) fn is_of(&self, order: &Order, place: &Place) -> bool {
        let (ours, theirs) = (&self.account, &order.account);
        self.type_name == order.type_name
            && self.endpoint == place.endpoint
            && self.state == place.state
            && (ours.is_none() || theirs.is_none() || ours == theirs)
            && self.parameters == order.parameters
    }

    /// Whether the state of the run at `place` holds what was bought, where that can be looked into.
    pub(super) fn is_held_at(&self, place: &Place) -> Option<bool> {
        let unconfirmed = placeholder_id(self.token.as_str());
        let ids: Vec<&str> = self.id().into_iter().chain([&*unconfirmed]).collect();
        place.local_state_names(&ids)
    }

    /// This purchase, which `session` at `place` goes on with.
    pub(super) fn taken_up(self, session: String, place: &Place) -> Self {
        Self {
            session,
            has_local_state: place.has_local_state(),
            ..self
        }
    }

    /// The type of the resource.
    pub(crate) fn type_name(&self) -> &str {
        &self.type_name
    }

    /// What it asks for.
    pub(crate) fn parameters(&self) -> &Json {
        &self.parameters
    }

    /// When it was first sent.
    pub(crate) fn sent_at(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.sent)
    }

    /// What was bought, if that is known.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The time since it was first sent.
    pub(super) fn age(&self, now: SystemTime) -> Duration {
        now.duration_since(self.sent_at()).unwrap_or_default()
    }
}

/// A time of the journal as messages have it.
pub(crate) fn time_text(time: SystemTime) -> String {
    Timestamp::try_from(time).map_or_else(|_| "an unknown time".to_owned(), |time| time.to_string())
}
