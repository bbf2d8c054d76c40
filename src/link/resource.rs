//! A model of a connection as a resource of the framework.

use std::marker::PhantomData;

use async_trait::async_trait;

use tf_plugin::framework::schema::IdentitySchema;
use tf_plugin::framework::{
    BoxedResource, Create, Delete, Diagnostics, Plan, PlanDestroy, PlanRequest, Preflight, Read,
    Resource, SourceState, StateWriter, Update,
};
use tf_plugin::value::Value;

use crate::claim;
use crate::known_config::KnownConfig;
use crate::walk::Walk;
use crate::{Cen, identity};

use super::{Link, claim_of, create, delete, import, read, update};

/// The resource whose objects are `L`.
pub(crate) fn resource<L: Link>() -> BoxedResource<Cen> {
    BoxedResource::new(Lifecycle::<L>(PhantomData))
}

/// A plan knows the object as it is.
fn forget_succession<L: Link>(key: &L::Key, walk: &Walk) {
    let name = claim_of::<L>(key).name;
    walk.memory().successions.forget(&name);
}

struct Lifecycle<L>(PhantomData<fn() -> L>);

#[async_trait]
impl<L: Link> Resource<Cen> for Lifecycle<L> {
    type Model = L;

    fn type_name(&self) -> &'static str {
        L::TYPE
    }

    fn validate(&self, config: &L, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        config.validate(known_config, diagnostics);
    }

    fn keep_semantically_equal(&self, prior: &L, planned: &mut L) {
        planned.keep_semantically_equal(prior);
    }

    fn plan(&self, request: &PlanRequest<'_, L, Cen>, plan: &mut Plan<L>) {
        if let (Some(_), Some(key)) = (request.client, plan.state.key()) {
            let (claim, id) = (claim_of::<L>(&key), key.to_string());
            let (walk, diagnostics) = (request.walk, &mut plan.diagnostics);
            match request.prior {
                Some(_) if !L::ALSO_MADE_BY.is_empty() => {
                    claim::hold(claim, &id, walk, diagnostics);
                }
                Some(_) => {}
                // It may be its own successor.
                None => claim::plan(vec![claim], Some(&id), walk, diagnostics),
            }
        }
        if let Some(key) = request.prior.and_then(L::key) {
            forget_succession::<L>(&key, request.walk);
        }
        L::plan(request, plan);
    }

    fn plan_destroy(&self, request: &PlanDestroy<'_, L, Cen>, _diagnostics: &mut Diagnostics) {
        if let Some(key) = request.prior.key() {
            forget_succession::<L>(&key, request.walk);
        }
    }

    async fn preflight(&self, request: Preflight<L, Cen>, diagnostics: &mut Diagnostics) {
        L::preflight(request, diagnostics).await;
    }

    fn expects_unknown(&self, walk: &Walk) -> bool {
        walk.memory().creates_objects
    }

    fn forget_plan(&self, prior: Option<&L>, planned: Option<&L>, walk: &Walk) {
        match (prior.and_then(L::key), planned.and_then(L::key)) {
            (Some(key), None) => claim::release([claim_of::<L>(&key).name], walk),
            (None, Some(key)) => claim::forget_plan(vec![claim_of::<L>(&key)], walk),
            _ => {}
        }
        L::forget_plan(prior, planned, walk);
    }

    /// What was created costs money or carries traffic: it is never to be replaced over a detail.
    fn keeps_planned_values(&self) -> bool {
        true
    }

    async fn create(&self, request: Create<L, Cen>, writer: &StateWriter<L>) {
        create::create(request, writer).await;
    }

    async fn read(&self, request: Read<L, Cen>, writer: &StateWriter<L>) {
        read::read(request, writer).await;
    }

    async fn update(&self, request: Update<L, Cen>, writer: &StateWriter<L>) {
        update::update(request, writer).await;
    }

    async fn delete(&self, request: Delete<L, Cen>, writer: &StateWriter<L>) {
        delete::delete(request, writer).await;
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(identity::schema::<L::Key>())
    }

    fn identity(&self, state: &L) -> Option<Value> {
        state.key().as_ref().and_then(identity::of)
    }

    fn import_by_identity(&self, identity: &Value) -> Result<L, Diagnostics> {
        identity::by_identity(identity).map(|key| L::at(&key))
    }

    fn move_state(&self, source: &SourceState<'_>) -> Option<Result<L, Diagnostics>> {
        import::moved(source)
    }

    fn moves_from(&self) -> &'static [&'static str] {
        &[L::MOVES_FROM]
    }

    fn import(&self, id: &str) -> Result<L, Diagnostics> {
        identity::by_id(id).map(|key| L::at(&key))
    }
}
