//! Resources of all models behind one trait, as the server calls them.

use std::sync::Arc;

use async_trait::async_trait;

use super::SourceState;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::host::{DeferredReason, HostCapabilities};
use crate::framework::operation::Operation;
use crate::framework::private::Private;
use crate::framework::provider_data::ProviderData;
use crate::framework::schema::{IdentitySchema, Schema};
use crate::framework::state_writer::{Entry, SharedState};
use crate::framework::type_info::TypeInfo;
use crate::value::{Json, Path, Type, Value};

/// A resource without its model: values in, values out.
#[async_trait]
pub(crate) trait DynResource<P: ProviderData>: Send + Sync {
    /// Its name and schema.
    fn type_info(&self) -> &TypeInfo;

    /// The schema.
    fn schema(&self) -> &Schema {
        self.type_info().schema()
    }

    /// Everything wrong with `config` that can be told without the world.
    fn validate(
        &self,
        config: &Value,
        known_config: &P::KnownConfig,
        host: HostCapabilities,
    ) -> Diagnostics;

    /// Plans a create, an update or a destroy.
    fn plan(&self, proposal: Proposal<'_, P>) -> Planned;

    /// What will stand in the way of a planned change; see [`Resource::preflight`](super::Resource::preflight).
    async fn preflight(
        &self,
        prior: Value,
        planned: &Planned,
        client: P::Client,
        walk: Arc<P::Walk>,
        operation: Operation,
    ) -> Diagnostics;

    /// What an apply has come to, once it has ended in whichever way, in the form that hosts demand.
    fn conclude(&self, writer: &SharedState, planned: &Value) -> Entry;

    /// Carries a plan out. `writer` holds what is known at every moment; see [`conclude`](Self::conclude).
    async fn apply(&self, change: Change<P>, writer: &SharedState);

    /// Looks at the object in `writer`.
    async fn read(
        &self,
        client: P::Client,
        walk: Arc<P::Walk>,
        operation: Operation,
        writer: &SharedState,
    );

    /// The state to start from for an import by `key`.
    ///
    /// # Errors
    ///
    /// When the key cannot be one of this type.
    fn import(&self, key: ImportKey<'_>) -> Result<Value, Diagnostics>;

    /// What tells objects of this type apart, with the type of a whole identity.
    fn identity_schema(&self) -> Option<&(IdentitySchema, Type)>;

    /// The identity of the object with this state, as long as it has one.
    fn identity(&self, state: &Value) -> Option<Value>;

    /// What the stored object of another type becomes when it is moved to this one.
    ///
    /// # Errors
    ///
    /// When objects of that type cannot be moved to this one, or that object cannot be read.
    fn move_state(&self, source: &SourceState<'_>) -> Result<Value, Diagnostics>;

    /// The object that was stored under schema version `from`, the current one or an older one.
    ///
    /// # Errors
    ///
    /// When the stored attributes cannot be those of that version; the host leaves the state as it is.
    fn upgrade(&self, from: i64, stored: &Json) -> Result<Value, Diagnostics>;

    /// The configuration that the object with this state comes from, as far as it can be told.
    ///
    /// # Errors
    ///
    /// When the state is not one of this type: a mistake in the provider.
    fn configuration_of(&self, state: &Value) -> Result<Value, Diagnostics>;

    /// How model and schema disagree, and what hosts would refuse; empty for a good resource.
    fn validate_implementation(&self) -> Vec<String>;
}

/// By what an object is imported.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ImportKey<'a> {
    /// The text that the user typed.
    Id(&'a str),
    /// An identity.
    Identity(&'a Value),
}

/// What the host proposes.
pub(crate) struct Proposal<'a, P: ProviderData> {
    /// The object as it is; null for a create.
    pub(crate) prior: Value,
    /// The host's merge of configuration and prior object; null for a destroy.
    pub(crate) proposed: Value,
    /// The configuration; null for a destroy.
    pub(crate) config: Value,
    /// Stored private data, or that of the first plan of the same change.
    pub(crate) private: Private,
    /// What the provider block says.
    pub(crate) known_config: &'a P::KnownConfig,
    /// The client, where the provider is configured.
    pub(crate) client: Option<&'a P::Client>,
    /// What this walk knows of other plans.
    pub(crate) walk: &'a P::Walk,
    /// What the host understands.
    pub(crate) host: HostCapabilities,
}

/// A plan.
pub(crate) struct Planned {
    /// The planned object; null for a destroy.
    pub(crate) state: Value,
    /// Attributes whose change needs a new object, sorted.
    pub(crate) replace: Vec<Path>,
    /// What apply will find.
    pub(crate) private: Private,
    /// What to tell the user.
    pub(crate) diagnostics: Diagnostics,
    /// Why this cannot be planned for good yet.
    pub(crate) deferred: Option<DeferredReason>,
}

/// A plan to be carried out.
pub(crate) struct Change<P: ProviderData> {
    /// The object as it is; null for a create.
    pub(crate) prior: Value,
    /// The planned object; null for a destroy.
    pub(crate) planned: Value,
    /// The configuration, wholly known; null for a destroy.
    pub(crate) config: Value,
    /// The configured client.
    pub(crate) client: P::Client,
    /// What this walk knows of other plans.
    pub(crate) walk: Arc<P::Walk>,
    /// The operation.
    pub(crate) operation: Operation,
}
