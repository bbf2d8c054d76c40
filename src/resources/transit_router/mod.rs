//! `cen_transit_router`: the router of a CEN instance in one region.

mod life;
mod model;
mod moving_in;
mod plan;
mod schema;

use std::sync::Arc;

use async_trait::async_trait;

use crate::client::Client;
use crate::facts::Facts;
use crate::{Cen, object};
use tf_plugin::framework::schema::{IdentitySchema, Schema};
use tf_plugin::framework::{
    AnyResource, Create, Delete, Diagnostics, Foreign, Plan, PlanRequest, Read, Record, Resource,
    Update, erase,
};
use tf_plugin::value::Value;

use model::Router;

/// The resource `cen_transit_router`.
pub(crate) fn transit_router() -> Arc<dyn AnyResource<Cen>> {
    erase(TransitRouter)
}

struct TransitRouter;

#[async_trait]
impl Resource<Cen> for TransitRouter {
    type Model = Router;

    fn type_name(&self) -> &'static str {
        "cen_transit_router"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, config: &Router, facts: &Facts, diagnostics: &mut Diagnostics) {
        plan::check(config, facts, diagnostics);
    }

    fn keep_equivalent(&self, prior: &Router, planned: &mut Router) {
        plan::keep_equivalent(prior, planned);
    }

    fn plan(&self, request: &PlanRequest<'_, Router, Cen>, plan: &mut Plan<Router>) {
        plan::refine(request, plan);
    }

    async fn create(&self, request: Create<Router, Client>, record: &Record<Router>) {
        object::create(request, record).await;
    }

    async fn read(&self, request: Read<Router, Cen>, record: &Record<Router>) {
        object::read(request, record).await;
    }

    async fn update(&self, request: Update<Router, Client>, record: &Record<Router>) {
        object::update(request, record).await;
    }

    async fn delete(&self, request: Delete<Router, Client>, record: &Record<Router>) {
        object::delete(request, record).await;
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(model::identity_schema())
    }

    fn identity(&self, state: &Router) -> Option<Value> {
        model::identity(state)
    }

    fn import_by_identity(&self, identity: &Value) -> Result<Router, Diagnostics> {
        model::import_by_identity(identity)
    }

    fn take_over(&self, source: &Foreign<'_>) -> Option<Result<Router, Diagnostics>> {
        moving_in::take_over(source)
    }

    fn takes_over(&self) -> &'static [&'static str] {
        moving_in::SOURCES
    }

    fn import(&self, id: &str) -> Result<Router, Diagnostics> {
        model::import(id)
    }
}
