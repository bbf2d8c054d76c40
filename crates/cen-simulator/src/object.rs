//! What the simulator may ask of any object, whatever its kind.

use std::fmt::Debug;

use crate::api::attachment::Attached;
use crate::clock::Moment;
use crate::error::ApiError;
use crate::tags::Tags;

/// An object of the account. Every question has an answer that suits a kind it does not concern.
pub trait Object: Debug + Send {
    /// Its own id, which it keeps; empty for an object that is known by what it connects.
    fn id(&self) -> &str {
        ""
    }

    /// Whether its id is that one. Letter case does not matter, as samples of the API write ids both ways.
    fn is_called(&self, id: &str) -> bool {
        !id.is_empty() && self.id().eq_ignore_ascii_case(id)
    }

    /// Whether the API shows it.
    fn is_visible(&self) -> bool {
        true
    }

    /// Whether it is attached to the object `id`, or bound to it.
    fn is_attached_to(&self, _id: &str) -> bool {
        false
    }

    /// Why the object `id` cannot be deleted while this one is there; nothing when it can.
    fn obstacle_to(&self, id: &str) -> Option<ApiError> {
        self.is_attached_to(id)
            .then(|| ApiError::attached(self.id(), id))
    }

    /// Begins to go, with what it is attached to, and is gone at `at`.
    fn leave(&mut self, _at: Moment) {}

    /// How much of the bandwidth package `package` it takes, in Mbit/s.
    fn draws_on(&self, _package: &str) -> u32 {
        0
    }

    /// The attachment of a transit router that it is, if its kind is one of those.
    fn as_attachment(&self) -> Option<&dyn Attached> {
        None
    }

    /// Its tags, if its kind carries any.
    fn tags(&self) -> Option<&Tags> {
        None
    }

    /// The same, to be changed.
    fn tags_mut(&mut self) -> Option<&mut Tags> {
        None
    }
}
