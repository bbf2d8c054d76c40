//! The one lifecycle of every object that CEN creates under a client token and in its own time: it has an id before it is
//! ready, and is listed until it is gone.
//!
//! ```text
//! create   noted before it is sent, repeated under its token, never an error once there is an id
//! read     seen, gone, or not seen yet
//! update   confirmed first, then step by step
//! delete   asked for until nothing is in the way, and done only when the object is not listed any more
//! import   by id, by identity, and from the states of the official provider
//! ```
//!
//! A resource implements [`Managed`] for its model and says only what is its own: schema, calls, rules, obstacles, words.

mod absence;
mod common;
mod confirm;
mod create;
mod delete;
mod import;
mod journal;
mod list;
mod note;
mod plan;
mod read;
mod resource;
mod update;
mod words;

use std::time::Duration;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use cen::{ApiError, CallError, ClientToken, Freshness, Region, Tagged};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{
    Diagnostic, Diagnostics, Plan, PlanDestroy, PlanRequest, Preflight, PreflightDestroy, Private,
    SourceState,
};

use super::Cen;
use super::claim::Claim;
use super::client::Client;
use super::identity::Key;
use super::known_config::KnownConfig;
use super::scope::Scope;
use super::wait::Failure;
use super::walk::Walk;

pub(super) use common::{Basics, Common, CommonMut, Remote, common_attributes, remote};
pub(super) use confirm::Created;
pub(super) use delete::{Deletion, Obstacle};
#[cfg(test)]
pub(super) use import::moved_state;
pub(super) use list::Searchable;
pub(super) use note::{Note, NotedIn};
pub(super) use resource::{list_resource, resource};
pub(super) use update::Change;
pub(super) use words::{Occupant, Words};

/// A model whose objects live like that.
#[async_trait]
pub(super) trait Managed: Model + Default {
    /// The type of the resource, `cen_transit_router`.
    const TYPE: &'static str;
    /// What the official provider calls resources whose states can become one of these.
    const MOVES_FROM: &'static str;
    /// What its objects are called in messages, and what becomes of them.
    const WORDS: Words;
    /// How long operations take at the most where the user sets no limit.
    const TIMEOUTS: DefaultTimeouts;

    /// Whether what an object claims is held against what other plans create, for as long as it is there.
    const KEEPS_CLAIMS: bool = false;

    /// Whether a create is noted in the purchase journal too, because it costs money at once.
    const IS_JOURNALED: bool = false;

    /// What a create is called with. Stored with one that nobody has answered, because a token is only good for the
    /// parameters it was first used with.
    type Parameters: Serialize + DeserializeOwned + Send + Sync;
    /// What an object is looked for by.
    type Key: Key;
    /// What the API says of an object.
    type Remote: Remote;

    /// The attributes that all such models have; by [`common_attributes`].
    fn common(&self) -> Common<'_>;

    /// The same, to be set.
    fn common_mut(&mut self) -> CommonMut<'_>;

    /// What to look for the object by; `None` as long as it has no id.
    fn key(&self) -> Option<Self::Key>;

    /// Enters what the object belongs to, for an import, of objects that belong to another one.
    fn enter_parent(&mut self, _key: &Self::Key) {}

    /// Takes over what the API says of the attributes that not all models have; what means the same keeps the form that
    /// is known. Create, read, update and import all end here, so that an import plans clean.
    fn refresh(&mut self, remote: &Self::Remote);

    /// Checks that go beyond single attributes. Silent about unknown values.
    fn validate(&self, _known_config: &KnownConfig, _diagnostics: &mut Diagnostics) {}

    /// Gives planned values that mean the same as those of `prior` the form that those have.
    fn keep_semantically_equal(&mut self, _prior: &Self) {}

    /// Plans what the general rules cannot know; tags and what a confirmation brings are planned already.
    fn plan(_request: &PlanRequest<'_, Self, Cen>, _plan: &mut Plan<Self>) {}

    /// Looks at the world for what will stand in the way of a planned create or update, and says it.
    async fn preflight(_request: Preflight<Self, Cen>, _diagnostics: &mut Diagnostics) {}

    /// Says at plan time what a destroy will do. An error stops the whole run before anything is destroyed.
    fn plan_delete(_request: &PlanDestroy<'_, Self, Cen>, _diagnostics: &mut Diagnostics) {}

    /// Looks at the world for what a planned destroy will come to, and says it.
    async fn preflight_delete(
        _request: PreflightDestroy<Self, Cen>,
        _diagnostics: &mut Diagnostics,
    ) {
    }

    /// Takes out of the memory of the walk what a plan has noted there, right before it is carried out.
    fn forget_plan(_prior: Option<&Self>, _planned: Option<&Self>, _walk: &Walk) {}

    /// What of the configuration is to be found in the private data of an object that was created or updated with it.
    fn annotate(_config: &Self, _private: &mut Private) {}

    /// Puts into the private data what is true of an object since its create, whatever the configuration says later; of one
    /// that is there, what its state says before the first update.
    fn remember(&self, _private: &mut Private) {}

    /// Puts into the private data that an object has been imported and nothing has been applied to it since, where that
    /// matters.
    fn note_import(_private: &mut Private) {}

    /// The user's own token for the create.
    fn client_token(&self) -> Option<&ClientToken> {
        None
    }

    /// The parameters of the create of an object as planned; nothing when the plan is incomplete.
    fn parameters(&self) -> Option<Self::Parameters>;

    /// What an object as planned takes for itself once it is created.
    fn claims(&self) -> Vec<Claim> {
        Vec::new()
    }

    /// What an object that is there takes for itself by a change to what is planned. The update says by
    /// [`Change::has_taken`] from when on it may have it.
    fn claims_of_update(&self, _planned: &Self) -> Vec<Claim> {
        Vec::new()
    }

    /// The id of the object that a planned create is to replace, where the private data of the plan tell.
    fn replaced(_private: &Private) -> Option<String> {
        None
    }

    /// Looks, before anything is sent, for what would make the new object useless.
    ///
    /// # Errors
    ///
    /// What that is; nothing is sent then.
    async fn before_create(&self, _scope: Scope<'_>) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// Has CEN create the object, or learns which one was created under the same token.
    async fn create(
        parameters: &Self::Parameters,
        token: &ClientToken,
        scope: Scope<'_>,
    ) -> Result<Created<Self::Key>, CallError>;

    /// The argument that a refused create speaks of, where it names a parameter.
    fn blamed(_refusal: &ApiError) -> Option<&'static str> {
        None
    }

    /// What CEN may have refused a create for: another object has its place. CEN says that in words that help nobody.
    async fn in_its_place(
        _parameters: &Self::Parameters,
        _scope: Scope<'_>,
    ) -> Option<Occupant<Self::Key>> {
        None
    }

    /// Looks, before a create that nobody has answered is sent again, for what speaks against that.
    ///
    /// # Errors
    ///
    /// What that is; nothing is sent then.
    async fn before_repeating(
        _note: &Note<Self::Parameters>,
        _noted_in: NotedIn,
        _scope: Scope<'_>,
    ) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// Whether a created object comes into being without any doing of the user.
    fn appears_by_itself(&self) -> bool {
        true
    }

    /// What a create does once the new object is ready.
    async fn after_create(_change: &mut Change<'_, Self>) -> Result<(), Failure> {
        Ok(())
    }

    /// Looks for the object.
    async fn find(
        key: &Self::Key,
        freshness: Freshness,
        scope: Scope<'_>,
    ) -> Result<Option<Self::Remote>, CallError>;

    /// Says why what an import has found is not what its id names, where it names more than is needed to find it.
    fn is_not_meant(&self, _remote: &Self::Remote) -> Option<Diagnostic> {
        None
    }

    /// Looks, in a read, for what the list of objects does not tell, and takes it over.
    async fn look_further(&mut self, _walk: &Walk, _scope: Scope<'_>) -> Result<(), CallError> {
        Ok(())
    }

    /// Whether it would cost money to call the object gone while it is there.
    fn is_costly(&self, _client: &Client) -> bool {
        false
    }

    /// Looks for the object in another way than [`find`](Self::find) does: among all there are.
    async fn find_among_all(
        key: &Self::Key,
        scope: Scope<'_>,
    ) -> Result<Option<Self::Remote>, CallError> {
        Self::find(key, Freshness::Latest, scope).await
    }

    /// What there is to say of a costly object that has been looked for, with the key from this source, until there was no
    /// doubt that it is gone.
    fn obituary(&self, _key_source: &str) -> Option<Diagnostic> {
        None
    }

    /// What there is to say about an object that has just been read.
    fn remark(
        &self,
        _private: &Private,
        _client: &Client,
        _walk: &Walk,
        _diagnostics: &mut Diagnostics,
    ) {
    }

    /// What a user can do about an object that has an id and is not listed yet.
    fn while_pending(&self) -> String {
        "If it never comes into being, destroy this resource.".to_owned()
    }

    /// Takes over from `planned` what only Terraform holds.
    fn keep(&mut self, planned: &Self);

    /// Updates the object to what is planned, step by step, but for its tags, which come last if the resource does not do them
    /// itself.
    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure>;

    /// Where the object is, for objects that are somewhere.
    fn region(&self) -> Option<Region> {
        None
    }

    /// The object under whose name CEN keeps its tags, of what has tags.
    fn tagged<'a>(_key: &'a Self::Key, _region: Option<&'a Region>) -> Option<Tagged<'a>> {
        None
    }

    /// What an unconfirmed object that is to be deleted has become; `None` when there is nothing to delete, or that
    /// cannot be told. The state writer then says which.
    async fn resolve(deletion: &Deletion<'_, Self>) -> Option<Self::Key> {
        deletion.confirm().await
    }

    /// What comes before the delete. Whether to go on with it; the state writer says why not.
    async fn before_delete(
        _deletion: &Deletion<'_, Self>,
        _key: &Self::Key,
    ) -> Result<bool, Failure> {
        Ok(true)
    }

    /// Has CEN delete the object. That it does not exist is a success.
    async fn delete(&self, key: &Self::Key, scope: Scope<'_>) -> Result<(), CallError>;

    /// What a delete that was `refused` has to wait for; `None` where the refusal stands.
    async fn obstacle(
        _key: &Self::Key,
        _refused: &CallError,
        _scope: Scope<'_>,
    ) -> Result<Option<Obstacle>, CallError> {
        Ok(None)
    }

    /// The key in a state of the official provider.
    fn moved_key(source: &SourceState<'_>) -> Option<Self::Key> {
        source.text("id")?.parse().ok()
    }

    /// Takes over from a state of the official provider what not all states have.
    fn move_from(&mut self, source: &SourceState<'_>);
}

/// How long operations take at the most where the user sets no limit.
pub(super) struct DefaultTimeouts {
    create: Duration,
    update: Duration,
    delete: Duration,
}

impl DefaultTimeouts {
    /// So many minutes for a create, an update and a delete.
    pub(super) const fn minutes(create: u64, update: u64, delete: u64) -> Self {
        Self {
            create: Duration::from_secs(60 * create),
            update: Duration::from_secs(60 * update),
            delete: Duration::from_secs(60 * delete),
        }
    }
}
