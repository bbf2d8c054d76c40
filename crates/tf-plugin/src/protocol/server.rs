//! What a process serves, and what the host has told it so far.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;
use tonic::{Response, Status};

use super::call::{self, Answer};
use crate::framework::schema::Schema;
use crate::framework::{
    Access, Diagnostics, DynAction, DynDataSource, DynEphemeralResource, DynFunction,
    DynListResource, DynResource, HostCapabilities, Operation, Provider, Stop,
};
use crate::keyed::Keyed as _;
use crate::value::Type;

/// The types of one sort by name.
pub(super) type Types<T> = BTreeMap<&'static str, Arc<T>>;

/// Serves a [`Provider`] over protocol 6. Clones serve the same provider.
pub struct Server<P: Provider>(Arc<Served<P>>);

impl<P: Provider> Clone for Server<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The provider, and what hosts may call of it.
pub(super) struct Served<P: Provider> {
    pub(super) provider: P,
    pub(super) schema: Schema,
    pub(super) ty: Type,
    pub(super) resources: Types<dyn DynResource<P>>,
    pub(super) data_sources: Types<dyn DynDataSource<P>>,
    pub(super) ephemeral_resources: Types<dyn DynEphemeralResource<P>>,
    pub(super) list_resources: Types<dyn DynListResource<P>>,
    pub(super) actions: Types<dyn DynAction<P>>,
    pub(super) functions: Types<dyn DynFunction>,
    stop: Stop,
    in_flight: watch::Sender<usize>,
    configured: RwLock<Configured<P>>,
}

/// What is known of the provider block. Replaced whole whenever the host configures again.
struct Configured<P: Provider> {
    known_config: Arc<P::KnownConfig>,
    client: Option<P::Client>,
    /// None as long as the host has not configured the provider.
    walk: Option<Arc<P::Walk>>,
}

impl<P: Provider> Server<P> {
    /// A server for `provider`.
    pub fn new(provider: P) -> Self {
        let schema = Schema::of::<P::Config>();
        let ty = schema.value_type();
        let resources = provider.resources().into_iter().map(|one| one.0);
        let data_sources = provider.data_sources().into_iter().map(|one| one.0);
        let ephemeral_resources = provider.ephemeral_resources().into_iter().map(|one| one.0);
        let list_resources = provider.list_resources().into_iter().map(|one| one.0);
        let actions = provider.actions().into_iter().map(|one| one.0);
        let functions = provider.functions().into_iter().map(|one| one.0);
        let resources = by_name(resources, |one| one.type_info().type_name());
        let data_sources = by_name(data_sources, |one| one.type_info().type_name());
        let ephemeral_resources = by_name(ephemeral_resources, |one| one.type_info().type_name());
        let list_resources = by_name(list_resources, |one| one.type_info().type_name());
        let actions = by_name(actions, |one| one.type_info().type_name());
        let functions = by_name(functions, |one| one.name());
        let configured = Configured {
            known_config: Arc::default(),
            client: None,
            walk: None,
        };
        Self(Arc::new(Served {
            provider,
            schema,
            ty,
            resources,
            data_sources,
            ephemeral_resources,
            list_resources,
            actions,
            functions,
            stop: Stop::default(),
            in_flight: watch::Sender::new(0),
            configured: RwLock::new(configured),
        }))
    }

    pub(super) fn served(&self) -> Arc<Served<P>> {
        self.0.clone()
    }

    /// Ends what is in flight, as StopProvider does.
    pub fn stop(&self) {
        self.0.stop.fire();
    }

    /// Tells the provider that the host ends in good order.
    pub(crate) fn host_leaves(&self) {
        if let Some(client) = self.0.client() {
            self.0.provider.host_leaves(&client);
        }
    }

    /// How many changes of objects are running. A process should not end while there are any.
    pub(crate) fn in_flight(&self) -> watch::Receiver<usize> {
        self.0.in_flight.subscribe()
    }

    /// Runs `work` and makes its answer, or a panic, the response.
    pub(super) async fn answer<T, W>(
        &self,
        rpc: &'static str,
        type_name: &str,
        work: impl FnOnce(Arc<Served<P>>) -> W,
    ) -> Result<Response<T>, Status>
    where
        T: call::Response,
        W: Future<Output = Answer<T>> + Send + 'static,
    {
        let work = work(self.0.clone());
        Ok(Response::new(call::run(rpc, type_name, work).await))
    }
}

fn by_name<T: ?Sized>(
    types: impl Iterator<Item = Arc<T>>,
    name: impl Fn(&T) -> &'static str,
) -> Types<T> {
    types.map(|one| (name(&one), one)).keyed()
}

impl<P: Provider> Served<P> {
    /// What the provider block says, as far as the host has shown it.
    pub(super) fn known_config(&self) -> Arc<P::KnownConfig> {
        self.configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .known_config
            .clone()
    }

    /// The client, if the provider has been configured with known values.
    pub(super) fn client(&self) -> Option<P::Client> {
        self.configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .client
            .clone()
    }

    /// The client, or why there is none.
    pub(super) fn require_client(&self) -> Result<P::Client, Diagnostics> {
        self.client().ok_or_else(|| self.unconfigured())
    }

    /// What can be used without a client, and the client as far as there is one.
    pub(super) fn access(&self) -> Access<P> {
        Access::new(self.known_config(), self.require_client(), self.walk())
    }

    /// What this walk knows of other plans; an empty memory of its own for each call where the host has not configured
    /// the provider.
    pub(super) fn walk(&self) -> Arc<P::Walk> {
        self.configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .walk
            .clone()
            .unwrap_or_default()
    }

    /// Whether the provider block depends on values that are not known yet, and the host lets us wait for them.
    pub(super) fn defers(&self, host: HostCapabilities) -> bool {
        host.deferral_allowed && self.is_configured() && self.client().is_none()
    }

    /// Whether ConfigureProvider has been called.
    pub(super) fn is_configured(&self) -> bool {
        self.configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .walk
            .is_some()
    }

    fn unconfigured(&self) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        let name = self.provider.name();
        let detail = if self.is_configured() {
            format!(
                "The provider {name:?} depends on values that are not known yet, so it cannot ask the API. Apply what \
                 they come from first (terraform apply -target=...), or configure the provider with known values."
            )
        } else {
            format!("The host asked for an object before it configured the provider {name:?}.")
        };
        diagnostics.error("The provider is not configured", detail);
        diagnostics
    }

    pub(super) fn set_known_config(&self, known_config: P::KnownConfig) {
        self.configured
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .known_config = Arc::new(known_config);
    }

    pub(super) fn configure(&self, known_config: P::KnownConfig, client: Option<P::Client>) {
        let configured = Configured {
            known_config: Arc::new(known_config),
            client,
            walk: Some(Arc::default()),
        };
        *self
            .configured
            .write()
            .unwrap_or_else(PoisonError::into_inner) = configured;
    }

    /// An operation that begins now.
    pub(super) fn operation(&self) -> Operation {
        Operation::begin(self.stop.token())
    }

    /// Counts a change as running until the guard is dropped.
    pub(super) fn running(self: &Arc<Self>) -> Running<P> {
        self.in_flight.send_modify(|running| *running += 1);
        Running(self.clone())
    }
}

/// A change that is running.
pub(super) struct Running<P: Provider>(Arc<Served<P>>);

impl<P: Provider> Drop for Running<P> {
    fn drop(&mut self) {
        self.0
            .in_flight
            .send_modify(|running| *running = running.saturating_sub(1));
    }
}
