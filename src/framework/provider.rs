//! What a provider is.

use std::sync::Arc;

use super::diagnostics::Diagnostics;
use super::erased::AnyResource;
use super::schema::Schema;
use crate::value::Model;

/// A provider: its block, its resources, and how a block becomes a client.
pub trait Provider: Sized + Send + Sync + 'static {
    /// The provider block.
    type Config: Model;
    /// What the block tells without any contact with the world; validation and planning work with this alone, since
    /// hosts ask for both in processes that are never configured.
    type Facts: Default + Send + Sync + 'static;
    /// What operations on objects work with.
    type Client: Clone + Send + Sync + 'static;

    /// The local name, such as `example`: the prefix of resource types.
    fn name(&self) -> &'static str;

    /// The schema of the provider block.
    fn schema(&self) -> Schema;

    /// Every resource, made with [`erase`](super::erase).
    fn resources(&self) -> Vec<Arc<dyn AnyResource<Self>>>;

    /// Reads the facts out of a block, and checks what the schema's validators cannot. Parts of the block may be
    /// unknown; nothing is said of those. A provider without facts and checks leaves this out.
    fn facts(&self, _config: &Self::Config, _diagnostics: &mut Diagnostics) -> Self::Facts {
        Self::Facts::default()
    }

    /// Makes the client. Contacts nobody: every run of the host configures every provider, whether it is used or not.
    ///
    /// `None` when the block has errors, which are in `diagnostics`, or when it depends on values that are unknown in
    /// this plan; operations then fail with an explanation, plans of new objects still work.
    fn client(
        &self,
        config: &Self::Config,
        host_version: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Client>;
}
