//! What a provider is.

use std::sync::Arc;

use super::action::BoxedAction;
use super::data_source::BoxedDataSource;
use super::diagnostics::Diagnostics;
use super::ephemeral::BoxedEphemeralResource;
use super::function::BoxedFunction;
use super::list_resource::BoxedListResource;
use super::model::Model;
use super::resource::BoxedResource;

/// A provider: its block, what it offers, and how a block becomes a client.
pub trait Provider: Sized + Send + Sync + 'static {
    /// The struct whose fields are the arguments of the provider block.
    type Config: Model;
    /// What the block tells without any contact with the world; validation and planning work with this alone, since
    /// hosts ask for both in processes that are never configured.
    type Facts: Default + Send + Sync + 'static;
    /// What operations on objects work with.
    type Client: Clone + Send + Sync + 'static;
    /// What one plan must know of the others; `()` for a provider whose plans need not.
    ///
    /// Each resource is planned by itself, and none sees the others. Yet some mistakes show only where they meet: two
    /// resources that stand for one object, demands that fit one by one and not all together. A walk is one pass of the
    /// host over its graph, as in `terraform plan` or `terraform apply`. Hosts start a process for each walk, configure
    /// it once and plan all resources of the configuration in it, each after those that it refers to. So the server
    /// makes a new, empty memory with each ConfigureProvider call, and hands it to whatever may note something in it:
    /// reads, plans and their preflight, plans of destroys, and the end of a plan as it is carried out.
    ///
    /// What is remembered may add diagnostics to a plan. It must never change the plan itself: that is a function of
    /// the other inputs, since hosts plan twice, the second time during apply, in a walk of its own, and compare.
    ///
    /// What a memory cannot know:
    ///
    /// - *Which* resource is planned: hosts send a type and values, but no address. One resource planned twice and two
    ///   equal resources look the same.
    /// - Resources that this walk does not visit (`-target`) or has yet to come to: those that do not refer to one
    ///   another are planned in any order and at the same time.
    /// - Other configurations. Conversely, some hosts and tests keep one process for several configurations or several
    ///   states of one; without a ConfigureProvider call between them they share a memory.
    ///
    /// A process that is never configured has a fresh, empty memory for every call. What must not go wrong at all is
    /// therefore decided when a plan is carried out, never by this alone.
    type Walk: Default + Send + Sync + 'static;

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

/// The provider block as far as it is known, for operations that can do without a client.
pub struct Access<P: Provider> {
    facts: Arc<P::Facts>,
    client: Result<P::Client, Diagnostics>,
}

impl<P: Provider> Access<P> {
    /// Access with a client, or with the reason why there is none.
    pub(crate) fn new(facts: Arc<P::Facts>, client: Result<P::Client, Diagnostics>) -> Self {
        Self { facts, client }
    }

    /// What the provider block says.
    pub fn facts(&self) -> &P::Facts {
        &self.facts
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// When the provider is not configured, or its block is not known yet: an explanation for the user.
    pub fn client(&self) -> Result<P::Client, Diagnostics> {
        self.client.clone()
    }
}
