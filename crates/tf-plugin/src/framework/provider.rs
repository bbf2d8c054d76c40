//! What a provider is.

use super::action::BoxedAction;
use super::data_source::BoxedDataSource;
use super::diagnostics::Diagnostics;
use super::ephemeral::BoxedEphemeralResource;
use super::function::BoxedFunction;
use super::list_resource::BoxedListResource;
use super::model::Model;
use super::provider_data::ProviderData;
use super::resource::BoxedResource;

/// A provider: its block, what it offers, and how a block becomes a client.
pub trait Provider: ProviderData {
    /// The struct whose fields are the arguments of the provider block.
    type Config: Model;

    /// The local name, such as `example`: the prefix of resource types.
    fn name(&self) -> &'static str;

    /// Every resource.
    fn resources(&self) -> Vec<BoxedResource<Self>>;

    /// Every data source.
    fn data_sources(&self) -> Vec<BoxedDataSource<Self>> {
        Vec::new()
    }

    /// Every function.
    fn functions(&self) -> Vec<BoxedFunction> {
        Vec::new()
    }

    /// Every ephemeral resource.
    fn ephemeral_resources(&self) -> Vec<BoxedEphemeralResource<Self>> {
        Vec::new()
    }

    /// Every resource that can be searched for.
    fn list_resources(&self) -> Vec<BoxedListResource<Self>> {
        Vec::new()
    }

    /// Every action.
    fn actions(&self) -> Vec<BoxedAction<Self>> {
        Vec::new()
    }

    /// Reads out of a block what is known of it without a client, and checks what the schema's validators cannot. Parts of
    /// the block may be unknown; nothing is said of those. A provider whose resources need none of it, and that has
    /// nothing to check, leaves this out.
    fn known_config(
        &self,
        _config: &Self::Config,
        _diagnostics: &mut Diagnostics,
    ) -> Self::KnownConfig {
        Self::KnownConfig::default()
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

    /// The host ends the process in good order, and no change of an object is under way: it has been given every state there
    /// was to give. Not called for a host, or a process, that is killed.
    fn host_leaves(&self, client: &Self::Client) {
        let _ = client;
    }

    /// What is known to be wrong with a client, so that it is told once, at the block, and not by each operation. Errors
    /// end the run of the host. Asks no server.
    fn check(
        &self,
        _config: &Self::Config,
        _client: &Self::Client,
    ) -> impl Future<Output = Diagnostics> + Send {
        async { Diagnostics::default() }
    }
}
