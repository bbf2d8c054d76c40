//! The service itself: one short method for each RPC.
//!
//! RPCs of kinds of objects that this server does not offer (ephemeral resources, list resources, actions, state stores,
//! generated configuration) keep the generated methods, which answer UNIMPLEMENTED as hosts expect.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;
use tonic::{Request, Response, Status};

use super::call::{self, Answer};
use super::generated::tfplugin6 as pb;
use super::generated::tfplugin6::provider_server::Provider as Service;
use super::{arrival, configuration, identity, resource, schema, unoffered};
use crate::framework::schema::Schema;
use crate::framework::{AnyResource, Diagnostics, Operation, Provider, Stop};
use crate::value::Kind;

/// Serves a [`Provider`] over protocol 6. Clones serve the same provider.
pub struct Server<P: Provider>(Arc<Served<P>>);

impl<P: Provider> Clone for Server<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// What a process serves, and what the host has told it so far.
pub(super) struct Served<P: Provider> {
    pub(super) provider: P,
    pub(super) schema: Schema,
    pub(super) kind: Kind,
    pub(super) resources: BTreeMap<&'static str, Arc<dyn AnyResource<P>>>,
    stop: Stop,
    in_flight: watch::Sender<usize>,
    configured: RwLock<Configured<P>>,
}

/// What is known of the provider block. Replaced whole whenever the host configures again.
struct Configured<P: Provider> {
    facts: Arc<P::Facts>,
    client: Option<P::Client>,
    seen: bool,
}

impl<P: Provider> Server<P> {
    /// A server for `provider`.
    pub fn new(provider: P) -> Self {
        let schema = provider.schema();
        let kind = schema.kind();
        let resources = provider
            .resources()
            .into_iter()
            .map(|resource| (resource.type_name(), resource))
            .collect();
        let configured = Configured {
            facts: Arc::default(),
            client: None,
            seen: false,
        };
        Self(Arc::new(Served {
            provider,
            schema,
            kind,
            resources,
            stop: Stop::default(),
            in_flight: watch::Sender::new(0),
            configured: RwLock::new(configured),
        }))
    }

    /// Ends what is in flight, as StopProvider does.
    pub fn stop(&self) {
        self.0.stop.fire();
    }

    /// How many changes of objects are running. A process should not end while there are any.
    pub fn in_flight(&self) -> watch::Receiver<usize> {
        self.0.in_flight.subscribe()
    }

    /// Runs `work` and makes its answer, or a panic, the response.
    async fn answer<T, W>(
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

impl<P: Provider> Served<P> {
    /// What the provider block says, as far as the host has shown it.
    pub(super) fn facts(&self) -> Arc<P::Facts> {
        self.configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .facts
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

    /// Whether ConfigureProvider has been called.
    pub(super) fn is_configured(&self) -> bool {
        self.configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .seen
    }

    pub(super) fn set_facts(&self, facts: P::Facts) {
        self.configured
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .facts = Arc::new(facts);
    }

    pub(super) fn configure(&self, facts: P::Facts, client: Option<P::Client>) {
        let configured = Configured {
            facts: Arc::new(facts),
            client,
            seen: true,
        };
        *self
            .configured
            .write()
            .unwrap_or_else(PoisonError::into_inner) = configured;
    }

    /// An operation that begins now.
    pub(super) fn operation(&self) -> Operation {
        Operation {
            started: tokio::time::Instant::now(),
            stop: self.stop.token(),
        }
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

#[tonic::async_trait]
impl<P: Provider> Service for Server<P> {
    async fn get_metadata(
        &self,
        _request: Request<pb::get_metadata::Request>,
    ) -> Result<Response<pb::get_metadata::Response>, Status> {
        self.answer("GetMetadata", "", |served| async move {
            schema::metadata(&served)
        })
        .await
    }

    async fn get_provider_schema(
        &self,
        _request: Request<pb::get_provider_schema::Request>,
    ) -> Result<Response<pb::get_provider_schema::Response>, Status> {
        self.answer("GetProviderSchema", "", |served| async move {
            schema::provider(&served)
        })
        .await
    }

    async fn get_resource_identity_schemas(
        &self,
        _request: Request<pb::get_resource_identity_schemas::Request>,
    ) -> Result<Response<pb::get_resource_identity_schemas::Response>, Status> {
        self.answer("GetResourceIdentitySchemas", "", |served| async move {
            identity::schemas(&served)
        })
        .await
    }

    async fn validate_provider_config(
        &self,
        request: Request<pb::validate_provider_config::Request>,
    ) -> Result<Response<pb::validate_provider_config::Response>, Status> {
        let request = request.into_inner();
        self.answer("ValidateProviderConfig", "", |served| async move {
            configuration::validate(&served, &request)
        })
        .await
    }

    async fn configure_provider(
        &self,
        request: Request<pb::configure_provider::Request>,
    ) -> Result<Response<pb::configure_provider::Response>, Status> {
        let request = request.into_inner();
        self.answer("ConfigureProvider", "", |served| async move {
            configuration::configure(&served, &request)
        })
        .await
    }

    async fn stop_provider(
        &self,
        _request: Request<pb::stop_provider::Request>,
    ) -> Result<Response<pb::stop_provider::Response>, Status> {
        // Only a signal: the host waits for this answer before it stops the next provider.
        self.answer("StopProvider", "", |served| async move {
            served.stop.fire();
            Answer::only(Diagnostics::default())
        })
        .await
    }

    async fn validate_resource_config(
        &self,
        request: Request<pb::validate_resource_config::Request>,
    ) -> Result<Response<pb::validate_resource_config::Response>, Status> {
        let request = request.into_inner();
        let type_name = request.type_name.clone();
        self.answer("ValidateResourceConfig", &type_name, |served| async move {
            resource::validate(&served, &request)
        })
        .await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<pb::upgrade_resource_state::Request>,
    ) -> Result<Response<pb::upgrade_resource_state::Response>, Status> {
        let request = request.into_inner();
        let type_name = request.type_name.clone();
        self.answer("UpgradeResourceState", &type_name, |served| async move {
            resource::upgrade(&served, &request)
        })
        .await
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<pb::upgrade_resource_identity::Request>,
    ) -> Result<Response<pb::upgrade_resource_identity::Response>, Status> {
        let request = request.into_inner();
        let type_name = request.type_name.clone();
        self.answer("UpgradeResourceIdentity", &type_name, |served| async move {
            identity::upgrade(&served, &request)
        })
        .await
    }

    async fn read_resource(
        &self,
        request: Request<pb::read_resource::Request>,
    ) -> Result<Response<pb::read_resource::Response>, Status> {
        let request = request.into_inner();
        let type_name = request.type_name.clone();
        self.answer("ReadResource", &type_name, |served| {
            resource::read(served, request)
        })
        .await
    }

    async fn plan_resource_change(
        &self,
        request: Request<pb::plan_resource_change::Request>,
    ) -> Result<Response<pb::plan_resource_change::Response>, Status> {
        let request = request.into_inner();
        let type_name = request.type_name.clone();
        self.answer("PlanResourceChange", &type_name, |served| async move {
            resource::plan(&served, request)
        })
        .await
    }

    async fn apply_resource_change(
        &self,
        request: Request<pb::apply_resource_change::Request>,
    ) -> Result<Response<pb::apply_resource_change::Response>, Status> {
        let request = request.into_inner();
        let type_name = request.type_name.clone();
        self.answer("ApplyResourceChange", &type_name, |served| {
            resource::apply(served, request)
        })
        .await
    }

    async fn import_resource_state(
        &self,
        request: Request<pb::import_resource_state::Request>,
    ) -> Result<Response<pb::import_resource_state::Response>, Status> {
        let request = request.into_inner();
        let type_name = request.type_name.clone();
        self.answer("ImportResourceState", &type_name, |served| async move {
            arrival::import(&served, &request)
        })
        .await
    }

    async fn move_resource_state(
        &self,
        request: Request<pb::move_resource_state::Request>,
    ) -> Result<Response<pb::move_resource_state::Response>, Status> {
        let request = request.into_inner();
        let type_name = request.target_type_name.clone();
        self.answer("MoveResourceState", &type_name, |served| async move {
            arrival::take_over(&served, &request)
        })
        .await
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<pb::validate_data_resource_config::Request>,
    ) -> Result<Response<pb::validate_data_resource_config::Response>, Status> {
        let type_name = request.into_inner().type_name;
        self.answer("ValidateDataResourceConfig", "", |_| async move {
            unoffered::data_source(&type_name)
        })
        .await
    }

    async fn read_data_source(
        &self,
        request: Request<pb::read_data_source::Request>,
    ) -> Result<Response<pb::read_data_source::Response>, Status> {
        let type_name = request.into_inner().type_name;
        self.answer("ReadDataSource", "", |_| async move {
            unoffered::data_source(&type_name)
        })
        .await
    }

    async fn get_functions(
        &self,
        _request: Request<pb::get_functions::Request>,
    ) -> Result<Response<pb::get_functions::Response>, Status> {
        self.answer("GetFunctions", "", |_| async {
            Answer::only(Diagnostics::default())
        })
        .await
    }

    async fn call_function(
        &self,
        request: Request<pb::call_function::Request>,
    ) -> Result<Response<pb::call_function::Response>, Status> {
        Ok(Response::new(unoffered::function(
            &request.into_inner().name,
        )))
    }
}
