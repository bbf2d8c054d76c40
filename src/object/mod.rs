//! What happens to every object that CEN makes under a client token and in its own time: it has an id before it is
//! ready, and is listed until it is gone.
//!
//! ```text
//! creation   noted before it is asked for, repeated under its token, never an error once there is an id
//! look       seen, gone, or not seen yet
//! change     confirmed first, then step by step
//! removal    ended, and gone only when it is not listed any more
//! ```

mod change;
mod creation;
mod look;
mod removal;

use std::fmt::Display;
use std::time::Duration;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use cen::{CallError, ClientToken, Deadline, Freshness, Region, Tagged};
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::{Attr, Model};

use super::client::Client;
use super::tags::Tags;
use super::unconfirmed::{PENDING, UNCONFIRMED};
use super::wait::{Failure, Look};

pub(super) use change::{Change, update};
pub(super) use creation::create;
pub(super) use look::{identity, identity_schema, import, import_by_identity, read};
pub(super) use removal::delete;

/// A model whose objects live like that.
#[async_trait]
pub(super) trait Object: Model {
    /// What is asked for. Stored with a creation that nobody has answered, because a token is only good for the
    /// parameters it was first used with.
    type New: Serialize + DeserializeOwned + Send + Sync;
    /// What to look for it by.
    type Key: Display + Clone + Send + Sync;
    /// What the API says of it.
    type Seen: Send;

    /// What it is called in messages, `transit router`.
    const WHAT: &'static str;
    /// How long operations take at the most where the user sets no limit.
    const LIMITS: DefaultLimits;

    /// Its id and its status.
    fn face(&self) -> (&Attr<String>, &Attr<String>);

    /// Its id and its status, to be set.
    fn face_mut(&mut self) -> (&mut Attr<String>, &mut Attr<String>);

    /// The limits of its operations.
    fn timeouts(&self) -> &Attr<Timeouts>;

    /// Its own tags and all of them, to be set.
    fn tags_mut(&mut self) -> (&mut Attr<Tags>, &mut Attr<Tags>);

    /// What to look for it by, once it has an id.
    fn key(&self) -> Option<Self::Key>;

    /// The id in a key.
    fn id_in(key: &Self::Key) -> &str;

    /// Where it is, for objects that are somewhere.
    fn region(&self) -> Option<Region>;

    /// The order for an object as planned; nothing when the plan is incomplete.
    fn order(&self) -> Option<Self::New>;

    /// Has CEN make it, or learns which one was made under the same token.
    async fn make(
        new: &Self::New,
        token: &ClientToken,
        client: &Client,
        limits: &Deadline,
    ) -> Result<Self::Key, CallError>;

    /// Looks for it.
    async fn find(
        key: &Self::Key,
        freshness: Freshness,
        client: &Client,
        limits: &Deadline,
    ) -> Result<Option<Self::Seen>, CallError>;

    /// Whether it is ready, or else the status that it has.
    fn is_ready(seen: &Self::Seen) -> Result<(), &str>;

    /// The model with everything that the API says; what means the same keeps the form that is known. Create, read, update
    /// and import all end here, so that an import plans clean.
    fn observe(&self, seen: &Self::Seen, client: &Client) -> Self;

    /// Takes over from `planned` what only Terraform holds.
    fn note(&mut self, planned: &Self);

    /// Makes it as planned, step by step, but for its tags.
    async fn change(change: &mut Change<'_, Self>) -> Result<(), Failure>;

    /// What tags are hung on.
    fn tagged<'a>(key: &'a Self::Key, region: Option<&'a Region>) -> Tagged<'a>;

    /// Has CEN end it. That it does not exist is a success.
    async fn end(
        &self,
        key: &Self::Key,
        client: &Client,
        limits: &Deadline,
    ) -> Result<(), CallError>;

    /// Whether nobody has answered its creation yet.
    fn is_unconfirmed(&self) -> bool {
        self.face()
            .1
            .known()
            .is_some_and(|status| status == UNCONFIRMED)
    }
}

/// How long operations take at the most where the user sets no limit.
pub(super) struct DefaultLimits {
    pub(super) create: Duration,
    pub(super) update: Duration,
    pub(super) delete: Duration,
}

/// The configured limits.
fn timeouts<M: Object>(model: &M) -> Timeouts {
    model.timeouts().known().cloned().unwrap_or_default()
}

/// `model` under its id, not seen yet.
fn pending<M: Object>(model: &M, key: &M::Key) -> M {
    let mut pending = model.clone();
    let (id, status) = pending.face_mut();
    *id = M::id_in(key).into();
    *status = PENDING.into();
    pending
}

/// Waits until the object is listed, ready, and as `shows` wants it.
async fn ready<M: Object>(
    key: &M::Key,
    shows: impl Fn(&M::Seen) -> bool + Send + Sync,
    client: &Client,
    limits: &Deadline,
) -> Result<M::Seen, Failure> {
    super::wait::until(limits, || async {
        let seen = M::find(key, Freshness::Latest, client, limits).await?;
        Ok(match seen {
            None => Look::NotYet("it is not listed".to_owned()),
            Some(seen) => match M::is_ready(&seen).map_err(str::to_owned) {
                Ok(()) if shows(&seen) => Look::Done(seen),
                Ok(()) => Look::NotYet("it does not show the change".to_owned()),
                Err(status) => Look::NotYet(format!("its status is {status}")),
            },
        })
    })
    .await
}
