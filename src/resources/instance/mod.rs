//! `cen_instance`: what packages are bound and networks are attached to.

mod change;
mod creation;
mod look;
mod model;
mod moving_in;
mod observe;
mod plan;
mod removal;
mod schema;
mod search;

use std::sync::Arc;

use async_trait::async_trait;

use crate::Cen;
use crate::client::Client;
use crate::selection::instances::Instances as Selection;
use tf_plugin::framework::schema::{IdentitySchema, Schema};
use tf_plugin::framework::{
    AnyListResource, AnyResource, Create, Delete, Diagnostics, Foreign, Found, ListResource,
    Operation, Plan, PlanRequest, Read, Record, Resource, Update, erase, erase_list_resource,
};
use tf_plugin::value::Value;

use model::Instance;

/// The resource `cen_instance`.
pub(crate) fn instance() -> Arc<dyn AnyResource<Cen>> {
    erase(CenInstance)
}

/// Searches for instances.
pub(crate) fn instance_list() -> Arc<dyn AnyListResource<Cen>> {
    erase_list_resource(CenInstance)
}

struct CenInstance;

#[async_trait]
impl ListResource<Cen> for CenInstance {
    type Filter = Selection;

    fn list_schema(&self) -> Schema {
        search::schema()
    }

    async fn list(
        &self,
        filter: Selection,
        client: Client,
        operation: Operation,
        found: &Found<'_, Instance>,
    ) -> Result<(), Diagnostics> {
        search::list(filter, client, operation, found).await
    }
}

#[async_trait]
impl Resource<Cen> for CenInstance {
    type Model = Instance;

    fn type_name(&self) -> &'static str {
        "cen_instance"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn plan(&self, request: &PlanRequest<'_, Instance, Cen>, plan: &mut Plan<Instance>) {
        plan::refine(request, plan);
    }

    async fn create(&self, request: Create<Instance, Client>, record: &Record<Instance>) {
        creation::create(request, record).await;
    }

    async fn read(&self, request: Read<Instance, Cen>, record: &Record<Instance>) {
        look::read(request, record).await;
    }

    async fn update(&self, request: Update<Instance, Client>, record: &Record<Instance>) {
        change::update(request, record).await;
    }

    async fn delete(&self, request: Delete<Instance, Client>, record: &Record<Instance>) {
        removal::delete(request, record).await;
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(look::identity_schema())
    }

    fn identity(&self, state: &Instance) -> Option<Value> {
        look::identity(state)
    }

    fn import_by_identity(&self, identity: &Value) -> Result<Instance, Diagnostics> {
        look::import_by_identity(identity)
    }

    fn take_over(&self, source: &Foreign<'_>) -> Option<Result<Instance, Diagnostics>> {
        moving_in::take_over(source)
    }

    fn takes_over(&self) -> &'static [&'static str] {
        moving_in::SOURCES
    }

    fn import(&self, id: &str) -> Result<Instance, Diagnostics> {
        look::import(id)
    }
}
