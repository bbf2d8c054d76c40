//! `cen_transit_router_vpc_attachment`: a VPC on the transit router of its region.

mod life;
mod model;
mod moving_in;
mod plan;
mod schema;

use std::sync::Arc;

use async_trait::async_trait;

use crate::client::Client;
use crate::facts::Facts;
use crate::{Cen, object, router_attachment};
use tf_plugin::framework::schema::{IdentitySchema, Schema};
use tf_plugin::framework::{
    AnyResource, Create, Delete, Diagnostics, Foreign, Plan, PlanRequest, Read, Record, Resource,
    Update, erase,
};
use tf_plugin::value::Value;

use model::Vpc;

/// The resource `cen_transit_router_vpc_attachment`.
pub(crate) fn transit_router_vpc_attachment() -> Arc<dyn AnyResource<Cen>> {
    erase(VpcAttachment)
}

struct VpcAttachment;

#[async_trait]
impl Resource<Cen> for VpcAttachment {
    type Model = Vpc;

    fn type_name(&self) -> &'static str {
        "cen_transit_router_vpc_attachment"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, config: &Vpc, facts: &Facts, diagnostics: &mut Diagnostics) {
        plan::check(config, facts, diagnostics);
    }

    fn keep_equivalent(&self, prior: &Vpc, planned: &mut Vpc) {
        plan::keep_equivalent(prior, planned);
    }

    fn plan(&self, request: &PlanRequest<'_, Vpc, Cen>, plan: &mut Plan<Vpc>) {
        plan::refine(request, plan);
    }

    async fn create(&self, request: Create<Vpc, Client>, record: &Record<Vpc>) {
        object::create(request, record).await;
    }

    async fn read(&self, request: Read<Vpc, Cen>, record: &Record<Vpc>) {
        object::read(request, record).await;
    }

    async fn update(&self, request: Update<Vpc, Client>, record: &Record<Vpc>) {
        object::update(request, record).await;
    }

    async fn delete(&self, request: Delete<Vpc, Client>, record: &Record<Vpc>) {
        object::delete(request, record).await;
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(router_attachment::identity_schema())
    }

    fn identity(&self, state: &Vpc) -> Option<Value> {
        object::identity(state, router_attachment::OWNER)
    }

    fn import_by_identity(&self, identity: &Value) -> Result<Vpc, Diagnostics> {
        model::import(&router_attachment::import_by_identity(identity))
    }

    fn take_over(&self, source: &Foreign<'_>) -> Option<Result<Vpc, Diagnostics>> {
        moving_in::take_over(source)
    }

    fn takes_over(&self) -> &'static [&'static str] {
        moving_in::SOURCES
    }

    fn import(&self, id: &str) -> Result<Vpc, Diagnostics> {
        model::import(id)
    }
}
