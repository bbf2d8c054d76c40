//! A managed model as a resource of the framework.

use std::marker::PhantomData;

use async_trait::async_trait;

use tf_plugin::framework::schema::IdentitySchema;
use tf_plugin::framework::{
    BoxedListResource, BoxedResource, Create, Delete, Diagnostics, ListResource, ListResults,
    Operation, Plan, PlanDestroy, PlanRequest, Preflight, PreflightDestroy, Read, Resource,
    SourceState, StateWriter, Update,
};
use tf_plugin::value::Value;

use crate::client::Client;
use crate::known_config::KnownConfig;
use crate::walk::Walk;
use crate::{Cen, claim, identity, open_purchases};

use super::{Managed, Searchable, create, delete, import, journal, list, plan, read, update};

/// The resource whose objects are `M`.
pub(crate) fn resource<M: Managed>() -> BoxedResource<Cen> {
    BoxedResource::new(Lifecycle::<M>(PhantomData))
}

/// The search for objects that are `M`.
pub(crate) fn list_resource<M: Searchable>() -> BoxedListResource<Cen> {
    BoxedListResource::new(Lifecycle::<M>(PhantomData))
}

struct Lifecycle<M>(PhantomData<fn() -> M>);

#[async_trait]
impl<M: Managed> Resource<Cen> for Lifecycle<M> {
    type Model = M;

    fn type_name(&self) -> &'static str {
        M::TYPE
    }

    fn validate(&self, config: &M, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        config.validate(known_config, diagnostics);
    }

    fn keep_semantically_equal(&self, prior: &M, planned: &mut M) {
        planned.keep_semantically_equal(prior);
    }

    fn plan(&self, request: &PlanRequest<'_, M, Cen>, plan: &mut Plan<M>) {
        if let (Some(prior), Some(client)) = (request.prior, request.client) {
            journal::held(prior, Some(&plan.private), client);
        }
        plan::plan(request, plan);
    }

    async fn preflight(&self, request: Preflight<M, Cen>, diagnostics: &mut Diagnostics) {
        M::preflight(request, diagnostics).await;
    }

    fn plan_destroy(&self, request: &PlanDestroy<'_, M, Cen>, diagnostics: &mut Diagnostics) {
        if let Some(client) = request.client {
            journal::held(request.prior, None, client);
            if let Some(warning) = open_purchases::warning_of_destroy(client) {
                diagnostics.push(warning);
            }
        }
        M::plan_delete(request, diagnostics);
    }

    async fn preflight_destroy(
        &self,
        request: PreflightDestroy<M, Cen>,
        diagnostics: &mut Diagnostics,
    ) {
        M::preflight_delete(request, diagnostics).await;
    }

    fn expects_unknown(&self, walk: &Walk) -> bool {
        walk.memory().creates_objects
    }

    fn forget_plan(&self, prior: Option<&M>, planned: Option<&M>, walk: &Walk) {
        if let Some(prior) = prior {
            let names = prior.claims().into_iter().map(|claim| claim.name);
            claim::release(names, walk);
        } else if let Some(planned) = planned {
            claim::forget_plan(planned.claims(), walk);
        }
        M::forget_plan(prior, planned, walk);
    }

    /// What was created costs money or carries traffic: it is never to be replaced over a detail.
    fn keeps_planned_values(&self) -> bool {
        true
    }

    async fn create(&self, request: Create<M, Cen>, writer: &StateWriter<M>) {
        create::create(request, writer).await;
    }

    async fn read(&self, request: Read<M, Cen>, writer: &StateWriter<M>) {
        journal::held(&request.state, Some(&request.private), &request.client);
        read::read(request, writer).await;
    }

    async fn update(&self, request: Update<M, Cen>, writer: &StateWriter<M>) {
        update::update(request, writer).await;
    }

    async fn delete(&self, request: Delete<M, Cen>, writer: &StateWriter<M>) {
        delete::delete(request, writer).await;
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(identity::schema::<M::Key>())
    }

    fn identity(&self, state: &M) -> Option<Value> {
        state.key().as_ref().and_then(identity::of)
    }

    fn import_by_identity(&self, identity: &Value) -> Result<M, Diagnostics> {
        identity::by_identity(identity).map(|key| import::at(&key))
    }

    fn move_state(&self, source: &SourceState<'_>) -> Option<Result<M, Diagnostics>> {
        import::moved(source)
    }

    fn moves_from(&self) -> &'static [&'static str] {
        &[M::MOVES_FROM]
    }

    fn import(&self, id: &str) -> Result<M, Diagnostics> {
        identity::by_id(id).map(|key| import::at(&key))
    }
}

#[async_trait]
impl<M: Searchable> ListResource<Cen> for Lifecycle<M> {
    type Filter = M::Filter;

    async fn list(
        &self,
        filter: M::Filter,
        client: Client,
        operation: Operation,
        found: &ListResults<'_, M>,
    ) -> Result<(), Diagnostics> {
        list::list(filter, client, operation, found).await
    }
}
