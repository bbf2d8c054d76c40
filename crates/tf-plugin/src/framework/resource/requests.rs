//! What resources are asked: one struct for each verb.

use std::sync::Arc;

use crate::framework::diagnostics::Diagnostics;
use crate::framework::host::{DeferredReason, HostCapabilities};
use crate::framework::operation::Operation;
use crate::framework::plan;
use crate::framework::private::Private;
use crate::framework::provider_data::ProviderData;
use crate::value::Path;

/// The question of a plan.
#[non_exhaustive]
pub struct PlanRequest<'a, M, P: ProviderData> {
    /// The object as it is; none for a create.
    pub prior: Option<&'a M>,
    /// The configuration, unknown values included.
    pub config: &'a M,
    /// What the provider block says.
    pub known_config: &'a P::KnownConfig,
    /// The client, where the provider is configured.
    pub client: Option<&'a P::Client>,
    /// What this walk knows of other plans; for diagnostics only, see [`ProviderData::Walk`].
    pub walk: &'a P::Walk,
    /// What the host understands.
    pub host: HostCapabilities,
}

/// The question of a plan that destroys an object.
#[non_exhaustive]
pub struct PlanDestroy<'a, M, P: ProviderData> {
    /// The object as it is.
    pub prior: &'a M,
    /// The client, where the provider is configured.
    pub client: Option<&'a P::Client>,
    /// What this walk knows of other plans; see [`ProviderData::Walk`].
    pub walk: &'a P::Walk,
}

/// The question what a planned destroy will meet.
#[non_exhaustive]
pub struct PreflightDestroy<M, P: ProviderData> {
    /// The object as it is.
    pub prior: M,
    /// The configured client.
    pub client: P::Client,
    /// What this walk knows of other plans; see [`ProviderData::Walk`].
    pub walk: Arc<P::Walk>,
    /// The operation.
    pub operation: Operation,
}

/// The answer of a plan, filled by the general rules and refined by the resource.
#[non_exhaustive]
pub struct Plan<M> {
    /// The planned object.
    pub state: M,
    /// Attributes whose change needs a new object.
    pub replace: Vec<Path>,
    /// What apply will find; filled with the prior private data.
    pub private: Private,
    /// What to tell the user.
    pub diagnostics: Diagnostics,
    /// Why this cannot be planned for good yet; only where [`HostCapabilities::deferral_allowed`].
    pub deferred: Option<DeferredReason>,
}

impl<M> Plan<M> {
    /// Says that the attribute at `path`, whose change needs a new object, is not known yet: puts the plan off where
    /// the host can do that, and warns otherwise.
    pub fn replacement_is_open(&mut self, path: &Path, host: HostCapabilities) {
        if host.deferral_allowed {
            self.deferred = Some(DeferredReason::ResourceConfigUnknown);
        } else {
            plan::warn_of_unknown(path, &mut self.diagnostics);
        }
    }
}

/// The question what a planned create or update will meet.
#[non_exhaustive]
pub struct Preflight<M, P: ProviderData> {
    /// The object as it is; none for a create.
    pub prior: Option<M>,
    /// The planned object, unknown values included.
    pub planned: M,
    /// The plan's private data.
    pub private: Private,
    /// The configured client.
    pub client: P::Client,
    /// What this walk knows of other plans; see [`ProviderData::Walk`].
    pub walk: Arc<P::Walk>,
    /// The operation.
    pub operation: Operation,
}

/// The order to create an object.
#[non_exhaustive]
pub struct Create<M, P: ProviderData> {
    /// The configuration, wholly known.
    pub config: M,
    /// The planned object; what the provider decides is unknown.
    pub planned: M,
    /// The plan's private data.
    pub private: Private,
    /// The configured client.
    pub client: P::Client,
    /// What this walk knows of its other applies; see [`ProviderData::Walk`].
    pub walk: Arc<P::Walk>,
    /// The operation.
    pub operation: Operation,
}

/// The order to look at an object.
#[non_exhaustive]
pub struct Read<M, P: ProviderData> {
    /// The object as last seen; after an import only identifying attributes are set.
    pub state: M,
    /// Stored private data.
    pub private: Private,
    /// The configured client.
    pub client: P::Client,
    /// What this walk knows, so that a plan after this need not repeat what is said here; see [`ProviderData::Walk`].
    pub walk: Arc<P::Walk>,
    /// The operation.
    pub operation: Operation,
}

/// The order to change an object.
#[non_exhaustive]
pub struct Update<M, P: ProviderData> {
    /// The object as it is.
    pub prior: M,
    /// The configuration, wholly known.
    pub config: M,
    /// The planned object.
    pub planned: M,
    /// The plan's private data.
    pub private: Private,
    /// The configured client.
    pub client: P::Client,
    /// What this walk knows of its other applies; see [`ProviderData::Walk`].
    pub walk: Arc<P::Walk>,
    /// The operation.
    pub operation: Operation,
}

/// The order to end an object.
#[non_exhaustive]
pub struct Delete<M, P: ProviderData> {
    /// The object as it is.
    pub prior: M,
    /// Stored private data.
    pub private: Private,
    /// The configured client.
    pub client: P::Client,
    /// What this walk knows of its other applies; see [`ProviderData::Walk`].
    pub walk: Arc<P::Walk>,
    /// The operation.
    pub operation: Operation,
}
