//! `cen_bandwidth_package`: bandwidth between two areas.

mod binding;
mod change;
mod expiry;
mod look;
mod model;
mod moving_in;
mod observe;
mod plan;
mod purchase;
mod removal;
mod rules;
mod schema;
mod search;
mod settle;
mod upgrade;
mod validate;

use std::sync::Arc;

use async_trait::async_trait;

use crate::Cen;
use crate::client::Client;
use crate::facts::Facts;
use crate::selection::packages::Packages as Selection;
use crate::walk::Walk;
use tf_plugin::framework::schema::{IdentitySchema, Schema};
use tf_plugin::framework::{
    AnyListResource, AnyResource, Create, Delete, Diagnostics, Foreign, Found, ListResource,
    Operation, Plan, PlanDestroy, PlanRequest, Preflight, Read, Record, Resource, Update, erase,
    erase_list_resource,
};

use tf_plugin::value::Value;

use model::Package;

/// The resource `cen_bandwidth_package`.
pub(crate) fn bandwidth_package() -> Arc<dyn AnyResource<Cen>> {
    erase(BandwidthPackage)
}

/// Searches for packages.
pub(crate) fn bandwidth_package_list() -> Arc<dyn AnyListResource<Cen>> {
    erase_list_resource(BandwidthPackage)
}

struct BandwidthPackage;

#[async_trait]
impl ListResource<Cen> for BandwidthPackage {
    type Filter = Selection;

    fn list_schema(&self) -> Schema {
        search::schema()
    }

    async fn list(
        &self,
        filter: Selection,
        client: Client,
        operation: Operation,
        found: &Found<'_, Package>,
    ) -> Result<(), Diagnostics> {
        search::list(filter, client, operation, found).await
    }
}

#[async_trait]
impl Resource<Cen> for BandwidthPackage {
    type Model = Package;

    fn type_name(&self) -> &'static str {
        "cen_bandwidth_package"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, config: &Package, facts: &Facts, diagnostics: &mut Diagnostics) {
        validate::check(config, facts, diagnostics);
    }

    fn keep_equivalent(&self, prior: &Package, planned: &mut Package) {
        plan::keep_equivalent(prior, planned);
    }

    fn plan(&self, request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
        plan::refine(request, plan);
    }

    async fn preflight(&self, request: Preflight<Package, Cen>, diagnostics: &mut Diagnostics) {
        upgrade::preflight(request, diagnostics).await;
    }

    fn plan_destroy(&self, request: &PlanDestroy<'_, Package, Cen>, diagnostics: &mut Diagnostics) {
        removal::plan(request.prior, request.client, diagnostics);
    }

    fn forget_plan(&self, _: Option<&Package>, planned: Option<&Package>, walk: &Walk) {
        if let Some(planned) = planned {
            plan::forget_gain(planned, walk);
        }
    }

    async fn create(&self, request: Create<Package, Client>, record: &Record<Package>) {
        purchase::create(request, record).await;
    }

    async fn read(&self, request: Read<Package, Cen>, record: &Record<Package>) {
        look::read(request, record).await;
    }

    async fn update(&self, request: Update<Package, Client>, record: &Record<Package>) {
        change::update(request, record).await;
    }

    async fn delete(&self, request: Delete<Package, Client>, record: &Record<Package>) {
        removal::delete(request, record).await;
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(look::identity_schema())
    }

    fn identity(&self, state: &Package) -> Option<Value> {
        look::identity(state)
    }

    fn import_by_identity(&self, identity: &Value) -> Result<Package, Diagnostics> {
        look::import_by_identity(identity)
    }

    fn take_over(&self, source: &Foreign<'_>) -> Option<Result<Package, Diagnostics>> {
        moving_in::take_over(source)
    }

    fn takes_over(&self) -> &'static [&'static str] {
        moving_in::SOURCES
    }

    fn import(&self, id: &str) -> Result<Package, Diagnostics> {
        look::import(id)
    }
}
