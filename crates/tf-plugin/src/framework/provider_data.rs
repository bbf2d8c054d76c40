//! What a provider hands to its resources and their kin.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::diagnostics::{Diagnostic, Diagnostics};

/// What the resources, data sources and actions of a provider get from it: the half of [`Provider`](super::Provider) that
/// they name in their own traits.
pub trait ProviderData: Sized + Send + Sync + 'static {
    /// What is known of the provider block without a client, that is without any contact with the world; `()` where nobody
    /// needs it. Validation and planning work with this alone, since hosts ask for both in processes that are never
    /// configured.
    type KnownConfig: Default + Send + Sync + 'static;
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
}

/// The provider block as far as it is known, for operations that can do without a client, and where they say what they have
/// to say besides their answer.
pub struct Access<P: ProviderData> {
    known_config: Arc<P::KnownConfig>,
    client: Result<P::Client, Diagnostics>,
    walk: Arc<P::Walk>,
    remarks: Remarks,
}

impl<P: ProviderData> Access<P> {
    /// Access with a client, or with the reason why there is none.
    pub(crate) fn new(
        known_config: Arc<P::KnownConfig>,
        client: Result<P::Client, Diagnostics>,
        walk: Arc<P::Walk>,
    ) -> Self {
        Self {
            known_config,
            client,
            walk,
            remarks: Remarks::default(),
        }
    }

    /// What the provider block says.
    pub fn known_config(&self) -> &P::KnownConfig {
        &self.known_config
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// When the provider is not configured, or its block is not known yet: an explanation for the user.
    pub fn client(&self) -> Result<P::Client, Diagnostics> {
        self.client.clone()
    }

    /// What this walk knows of other plans; see [`ProviderData::Walk`].
    pub fn walk(&self) -> &P::Walk {
        &self.walk
    }

    /// Says something that stands beside the answer, whatever that is.
    pub fn remark(&self, diagnostic: Diagnostic) {
        self.remarks.lock().push(diagnostic);
    }

    /// Where the remarks are found once there is an answer.
    pub(crate) fn remarks(&self) -> Remarks {
        self.remarks.clone()
    }
}

/// What an operation has said besides its answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remarks(Arc<Mutex<Diagnostics>>);

impl Remarks {
    fn lock(&self) -> MutexGuard<'_, Diagnostics> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All of it, before what the answer itself says.
    pub(crate) fn before(&self, said: Diagnostics) -> Diagnostics {
        let mut all = std::mem::take(&mut *self.lock());
        all.append(said);
        all
    }
}
