//! What a kind of attachment says of itself.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::Answer;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;

/// A kind of attachment: what an entry of its list says beside what all say.
pub trait AttachmentKind: Clone + Debug + PartialEq + Eq + Send + Sync + 'static {
    /// What a new one is given besides.
    type New: Clone + Debug + PartialEq + Eq + Serialize + DeserializeOwned + Send + Sync;

    /// What can be changed besides.
    type Change: Clone + Debug + Default + PartialEq + Eq + Send + Sync;

    /// The action that lists them.
    const LIST: &'static str;

    /// The action that makes one.
    const CREATE: &'static str;

    /// The action that changes one.
    const UPDATE: &'static str;

    /// The action that ends one.
    const DELETE: &'static str;

    /// What actions about tags call them (API page ListTagResources).
    const TAGGED_AS: &'static str;

    /// What an entry of the list calls the region of the transit router.
    const REGION: &'static str;

    /// What several of them are called, for messages.
    const PLURAL: &'static str;

    /// Reads what is its own.
    ///
    /// # Errors
    ///
    /// What the entry lacks, such as `has no VPC`.
    fn read(entry: Answer<'_>) -> Result<Self, String>;

    /// Adds what a new one is given besides.
    fn put_new(new: &Self::New, call: Call) -> Call;

    /// Adds what is to change besides.
    fn put_change(change: &Self::Change, call: Call) -> Call;

    /// What an error code means that comes from making or changing one; `None` leaves it to the product's table.
    fn class(code: &str) -> Option<Class> {
        class_of_network(code)
    }
}

/// A status of what is attached that forbids a change should pass soon, but some are there to stay.
pub(super) fn class_of_network(code: &str) -> Option<Class> {
    (code == "InstanceStatus.NotSupport").then_some(Class::Settling)
}
