//! `cen_instance_attachment`: a network attached to a CEN instance.

mod attaching;
mod handle;
mod look;
mod model;
mod moving_in;
mod plan;
mod rules;
mod schema;
mod validate;

use std::sync::Arc;

use async_trait::async_trait;

use crate::Cen;
use crate::client::Client;
use crate::facts::Facts;
use tf_plugin::framework::schema::{IdentitySchema, Schema};
use tf_plugin::framework::{
    AnyResource, Create, Delete, Diagnostics, Foreign, Plan, PlanRequest, Read, Record, Resource,
    Update, erase,
};
use tf_plugin::value::Value;

use model::Attachment;

/// The resource `cen_instance_attachment`.
pub(crate) fn instance_attachment() -> Arc<dyn AnyResource<Cen>> {
    erase(InstanceAttachment)
}

struct InstanceAttachment;

#[async_trait]
impl Resource<Cen> for InstanceAttachment {
    type Model = Attachment;

    fn type_name(&self) -> &'static str {
        "cen_instance_attachment"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, config: &Attachment, facts: &Facts, diagnostics: &mut Diagnostics) {
        validate::check(config, facts, diagnostics);
    }

    fn keep_equivalent(&self, prior: &Attachment, planned: &mut Attachment) {
        plan::keep_equivalent(prior, planned);
    }

    fn plan(&self, request: &PlanRequest<'_, Attachment, Cen>, plan: &mut Plan<Attachment>) {
        plan::refine(request, plan);
    }

    async fn create(&self, request: Create<Attachment, Client>, record: &Record<Attachment>) {
        attaching::create(request, record).await;
    }

    async fn read(&self, request: Read<Attachment, Cen>, record: &Record<Attachment>) {
        look::read(request, record).await;
    }

    async fn update(&self, request: Update<Attachment, Client>, record: &Record<Attachment>) {
        // Everything that CEN knows of it replaces it; what is left is noted only.
        record.save(&request.planned);
    }

    async fn delete(&self, request: Delete<Attachment, Client>, record: &Record<Attachment>) {
        attaching::delete(request, record).await;
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(look::identity_schema())
    }

    fn identity(&self, state: &Attachment) -> Option<Value> {
        look::identity(state)
    }

    fn import_by_identity(&self, identity: &Value) -> Result<Attachment, Diagnostics> {
        look::import_by_identity(identity)
    }

    fn take_over(&self, source: &Foreign<'_>) -> Option<Result<Attachment, Diagnostics>> {
        moving_in::take_over(source)
    }

    fn takes_over(&self) -> &'static [&'static str] {
        moving_in::SOURCES
    }

    fn import(&self, id: &str) -> Result<Attachment, Diagnostics> {
        look::import(id)
    }
}
