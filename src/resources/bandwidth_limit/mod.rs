//! `cen_bandwidth_limit`: how much of a package the connection between two regions gets.

mod apply;
mod look;
mod model;
mod moving_in;
mod plan;
mod removal;
mod shortage;
mod validate;

use std::sync::Arc;

use async_trait::async_trait;

use crate::Cen;
use crate::client::Client;
use crate::facts::Facts;
use crate::walk::Walk;
use tf_plugin::framework::schema::{IdentitySchema, Schema};
use tf_plugin::framework::{
    AnyResource, Create, Delete, Diagnostics, Foreign, Plan, PlanRequest, Preflight, Read, Record,
    Resource, Update, erase,
};
use tf_plugin::value::Value;

use model::Limit;

/// The resource `cen_bandwidth_limit`.
pub(crate) fn bandwidth_limit() -> Arc<dyn AnyResource<Cen>> {
    erase(BandwidthLimit)
}

struct BandwidthLimit;

#[async_trait]
impl Resource<Cen> for BandwidthLimit {
    type Model = Limit;

    fn type_name(&self) -> &'static str {
        "cen_bandwidth_limit"
    }

    fn schema(&self) -> Schema {
        Schema::of::<Limit>()
    }

    fn validate(&self, config: &Limit, facts: &Facts, diagnostics: &mut Diagnostics) {
        validate::check(config, facts, diagnostics);
    }

    fn keep_equivalent(&self, prior: &Limit, planned: &mut Limit) {
        plan::keep_equivalent(prior, planned);
    }

    fn plan(&self, request: &PlanRequest<'_, Limit, Cen>, plan: &mut Plan<Limit>) {
        plan::refine(request, plan);
    }

    async fn preflight(&self, request: Preflight<Limit, Cen>, diagnostics: &mut Diagnostics) {
        shortage::preflight(request, diagnostics).await;
    }

    fn forget_plan(&self, prior: Option<&Limit>, planned: Option<&Limit>, walk: &Walk) {
        plan::forget(prior, planned, walk);
    }

    async fn create(&self, request: Create<Limit, Client>, record: &Record<Limit>) {
        apply::create(request, record).await;
    }

    async fn read(&self, request: Read<Limit, Cen>, record: &Record<Limit>) {
        look::read(request, record).await;
    }

    async fn update(&self, request: Update<Limit, Client>, record: &Record<Limit>) {
        apply::update(request, record).await;
    }

    async fn delete(&self, request: Delete<Limit, Client>, record: &Record<Limit>) {
        removal::delete(request, record).await;
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(look::identity_schema())
    }

    fn identity(&self, state: &Limit) -> Option<Value> {
        look::identity(state)
    }

    fn import_by_identity(&self, identity: &Value) -> Result<Limit, Diagnostics> {
        look::import_by_identity(identity)
    }

    fn take_over(&self, source: &Foreign<'_>) -> Option<Result<Limit, Diagnostics>> {
        moving_in::take_over(source)
    }

    fn takes_over(&self) -> &'static [&'static str] {
        moving_in::SOURCES
    }

    fn import(&self, id: &str) -> Result<Limit, Diagnostics> {
        look::import(id)
    }
}
