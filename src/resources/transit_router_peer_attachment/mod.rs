//! `cen_transit_router_peer_attachment`: a connection of the transit routers of two regions.

mod life;
mod model;
mod moving_in;
mod plan;
mod schema;
mod shortage;

use std::sync::Arc;

use async_trait::async_trait;

use crate::client::Client;
use crate::facts::Facts;
use crate::walk::{Party, Walk};
use crate::{Cen, object, router_attachment};
use tf_plugin::framework::schema::{IdentitySchema, Schema};
use tf_plugin::framework::{
    AnyResource, Create, Delete, Diagnostics, Foreign, Plan, PlanRequest, Preflight, Read, Record,
    Resource, Update, erase,
};
use tf_plugin::value::Value;

use model::Peer;

/// The resource `cen_transit_router_peer_attachment`.
pub(crate) fn transit_router_peer_attachment() -> Arc<dyn AnyResource<Cen>> {
    erase(PeerAttachment)
}

struct PeerAttachment;

#[async_trait]
impl Resource<Cen> for PeerAttachment {
    type Model = Peer;

    fn type_name(&self) -> &'static str {
        "cen_transit_router_peer_attachment"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, config: &Peer, facts: &Facts, diagnostics: &mut Diagnostics) {
        plan::check(config, facts, diagnostics);
    }

    fn keep_equivalent(&self, prior: &Peer, planned: &mut Peer) {
        plan::keep_equivalent(prior, planned);
    }

    fn plan(&self, request: &PlanRequest<'_, Peer, Cen>, plan: &mut Plan<Peer>) {
        plan::refine(request, plan);
    }

    async fn preflight(&self, request: Preflight<Peer, Cen>, diagnostics: &mut Diagnostics) {
        shortage::preflight(request, diagnostics).await;
    }

    fn forget_plan(&self, _: Option<&Peer>, planned: Option<&Peer>, walk: &Walk) {
        if let Some((package, regions)) = planned.and_then(Peer::draws_on) {
            let budget = &mut walk.memory().bandwidth_budget;
            budget.forget(&Party::Connection(package, regions));
        }
    }

    async fn create(&self, request: Create<Peer, Client>, record: &Record<Peer>) {
        object::create(request, record).await;
    }

    async fn read(&self, request: Read<Peer, Cen>, record: &Record<Peer>) {
        object::read(request, record).await;
    }

    async fn update(&self, request: Update<Peer, Client>, record: &Record<Peer>) {
        object::update(request, record).await;
    }

    async fn delete(&self, request: Delete<Peer, Client>, record: &Record<Peer>) {
        object::delete(request, record).await;
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(router_attachment::identity_schema())
    }

    fn identity(&self, state: &Peer) -> Option<Value> {
        object::identity(state, router_attachment::OWNER)
    }

    fn import_by_identity(&self, identity: &Value) -> Result<Peer, Diagnostics> {
        model::import(&router_attachment::import_by_identity(identity))
    }

    fn take_over(&self, source: &Foreign<'_>) -> Option<Result<Peer, Diagnostics>> {
        moving_in::take_over(source)
    }

    fn takes_over(&self) -> &'static [&'static str] {
        moving_in::SOURCES
    }

    fn import(&self, id: &str) -> Result<Peer, Diagnostics> {
        model::import(id)
    }
}
