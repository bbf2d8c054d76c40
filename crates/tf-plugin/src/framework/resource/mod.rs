//! What a resource is: its schema, its model and its verbs.

mod boxed;
mod dynamic;
mod requests;
mod source_state;
mod typed;
mod upgrade;

use async_trait::async_trait;

use super::diagnostics::Diagnostics;
use super::model::Model;
use super::provider_data::ProviderData;
use super::schema::IdentitySchema;
use super::state_writer::StateWriter;
use crate::value::Value;

pub use boxed::BoxedResource;
pub(crate) use dynamic::{Change, DynResource, ImportKey, Proposal};
pub use requests::{
    Create, Delete, Plan, PlanDestroy, PlanRequest, Preflight, PreflightDestroy, Read, Update,
};
pub use source_state::SourceState;
pub use upgrade::StateUpgrader;
pub(crate) use upgrade::UNREADABLE_STATE;

/// A managed resource of the provider `P`.
#[async_trait]
pub trait Resource<P: ProviderData>: Send + Sync + 'static {
    /// The struct whose fields are the attributes of the schema.
    type Model: Model;

    /// The full type name, such as `example_thing`.
    fn type_name(&self) -> &'static str;

    /// Checks that go beyond single attributes. Silent about unknown values.
    fn validate(
        &self,
        _config: &Self::Model,
        _known_config: &P::KnownConfig,
        _diagnostics: &mut Diagnostics,
    ) {
    }

    /// Gives planned values that mean the same as the prior ones the form of the prior ones.
    fn keep_semantically_equal(&self, _prior: &Self::Model, _planned: &mut Self::Model) {}

    /// Plans what the general rules of [`super::plan`] cannot know. A function of its inputs: no
    /// chance, no network, and the client's clock and the memory of the walk only for messages, since
    /// hosts plan twice and compare. Private data may differ.
    fn plan(&self, _request: &PlanRequest<'_, Self::Model, P>, _plan: &mut Plan<Self::Model>) {}

    /// Looks at the world for what will stand in the way of a planned create or update, and says it. It cannot change
    /// the plan. Called only where the provider is configured and something changes, once for each of the host's plans,
    /// of which one is made during apply; so it makes few calls, which others share, and is silent when they fail.
    async fn preflight(&self, _request: Preflight<Self::Model, P>, _diagnostics: &mut Diagnostics) {
    }

    /// Says at plan time what a destroy will do. An error stops the whole run before anything is destroyed.
    fn plan_destroy(
        &self,
        _request: &PlanDestroy<'_, Self::Model, P>,
        _diagnostics: &mut Diagnostics,
    ) {
    }

    /// Looks at the world for what a planned destroy will meet, and says it; as [`preflight`](Self::preflight) does for changes. Not
    /// called where [`plan_destroy`](Self::plan_destroy) has refused.
    async fn preflight_destroy(
        &self,
        _request: PreflightDestroy<Self::Model, P>,
        _diagnostics: &mut Diagnostics,
    ) {
    }

    /// Whether what the walk has planned so far explains that values are unknown, so that a replacement because of one needs
    /// no warning.
    fn expects_unknown(&self, _walk: &P::Walk) -> bool {
        false
    }

    /// Takes out of the memory of the walk what the plan of a change from `_prior` (none for a create) to `_planned` (none
    /// for a destroy) has noted there, as far as it no longer holds once the plan is carried out. Called right before that.
    fn forget_plan(
        &self,
        _prior: Option<&Self::Model>,
        _planned: Option<&Self::Model>,
        _walk: &P::Walk,
    ) {
    }

    /// Whether a successful create or update stores what the plan knew even where it saved something else, and null for
    /// what it left unknown.
    ///
    /// Hosts take any difference for a mistake of the provider, and an error in a create makes them replace the object.
    /// Where an object costs more than the wrong picture of it for a while, such as one that was paid for and turned out
    /// otherwise, this keeps it: the next read shows the truth, and the next plan repairs it. Elsewhere it would hide
    /// mistakes, so it is a choice of the resource.
    fn keeps_planned_values(&self) -> bool {
        false
    }

    /// Creates the object. Whatever is in `writer` when this ends, in whichever way, is what the host stores.
    async fn create(&self, request: Create<Self::Model, P>, writer: &StateWriter<Self::Model>);

    /// Looks at the object. `writer` holds the known state already; [`StateWriter::remove`] says that it is gone.
    async fn read(&self, request: Read<Self::Model, P>, writer: &StateWriter<Self::Model>);

    /// Changes the object. `writer` holds the prior state; each step that worked is saved there at once.
    async fn update(&self, request: Update<Self::Model, P>, writer: &StateWriter<Self::Model>);

    /// Ends the object: [`StateWriter::remove`] once that is certain. `writer` holds the prior state.
    async fn delete(&self, request: Delete<Self::Model, P>, writer: &StateWriter<Self::Model>);

    /// How states of older schema versions become those of the current one: one upgrader for each version from 0 on.
    fn state_upgraders(&self) -> Vec<StateUpgrader<Self::Model>> {
        Vec::new()
    }

    /// Takes out of a generated configuration what [`Schema::configuration_of`](super::schema::Schema::configuration_of) leaves in and nobody would write, such
    /// as arguments that contradict each other.
    fn refine_configuration(&self, _config: &mut Self::Model) {}

    /// What tells objects of this type apart, if hosts may know that.
    fn identity_schema(&self) -> Option<IdentitySchema> {
        None
    }

    /// The identity of the object with this state, as long as it has one.
    fn identity(&self, _state: &Self::Model) -> Option<Value> {
        None
    }

    /// The state to start from for an import by identity; as [`import`](Self::import) otherwise.
    ///
    /// # Errors
    ///
    /// When the identity cannot be one of this type.
    fn import_by_identity(&self, _identity: &Value) -> Result<Self::Model, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error(
            "No import by identity",
            "Objects of this type are imported by their id.",
        );
        Err(diagnostics)
    }

    /// What the object of another resource type, often of another provider, becomes when a `moved` block makes it one of
    /// this type. Contacts nobody; a read follows. `None` when objects of that type cannot be moved to this one.
    fn move_state(&self, _source: &SourceState<'_>) -> Option<Result<Self::Model, Diagnostics>> {
        None
    }

    /// From which types [`move_state`](Self::move_state) moves objects, for the message when it does not.
    fn moves_from(&self) -> &'static [&'static str] {
        &[]
    }

    /// The state to start from for an import by `id`: the identifying attributes, all else null. A read follows, so
    /// this contacts nobody.
    ///
    /// # Errors
    ///
    /// When `id` cannot be an id of this type.
    fn import(&self, id: &str) -> Result<Self::Model, Diagnostics>;
}
