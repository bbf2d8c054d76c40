//! How a resource with a model becomes one without.

use std::sync::Arc;

use async_trait::async_trait;

use super::dynamic::{Change, DynResource, ImportKey, Planned, Proposal};
use super::upgrade::{self, StateUpgrader};
use super::{
    Create, Delete, Plan, PlanDestroy, PlanRequest, Preflight, PreflightDestroy, Read, Resource,
    SourceState, Update,
};
use crate::framework::conclude::{STORED_AS_NULL, refuse_unknown};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::host::HostCapabilities;
use crate::framework::model::{from_value, to_value};
use crate::framework::operation::Operation;
use crate::framework::plan::Replacement;
use crate::framework::private::Private;
use crate::framework::provider_data::ProviderData;
use crate::framework::schema::IdentitySchema;
use crate::framework::state_writer::{Entry, SharedState};
use crate::framework::type_info::{TypeInfo, mismatch, mismatched};
use crate::framework::{plan, validate};
use crate::value::{Json, ModelError, Type, Value};

/// A resource, and what is known of it once and for all.
pub(super) struct Typed<P: ProviderData, R: Resource<P>> {
    resource: R,
    type_info: TypeInfo,
    upgraders: Vec<StateUpgrader<R::Model>>,
    identity: Option<(IdentitySchema, Type)>,
}

/// A plan that says only what is wrong.
fn unplanned(private: Private, diagnostics: Diagnostics) -> Planned {
    Planned {
        state: Value::Null,
        replace: Vec::new(),
        private,
        diagnostics,
        deferred: None,
    }
}

impl<P: ProviderData, R: Resource<P>> Typed<P, R> {
    pub(super) fn new(resource: R) -> Self {
        let identity = resource.identity_schema().map(|identity| {
            let ty = identity.value_type();
            (identity, ty)
        });
        Self {
            type_info: TypeInfo::of::<R::Model>(resource.type_name()),
            upgraders: resource.state_upgraders(),
            identity,
            resource,
        }
    }

    fn plan_change(&self, proposal: Proposal<'_, P>) -> Result<Planned, ModelError> {
        let Proposal {
            prior,
            proposed,
            config,
            private,
            known_config,
            client,
            walk,
            host,
        } = proposal;
        let proposed = self.type_info.schema().storable(proposed);
        let planned = plan::with_defaults(self.type_info.schema(), proposed, &config);
        let config_model: R::Model = match from_value(&config) {
            Ok(model) => model,
            // Hosts have it validated before, so this is for one that does not. What was written stays in the plan.
            Err(error) if error.is_refusal() => {
                let state = plan::with_unknowns(self.type_info.schema(), &prior, planned, &config);
                let found = validate::types(self.type_info.schema(), &config);
                return Ok(Planned {
                    state,
                    ..unplanned(private, found)
                });
            }
            Err(error) => return Err(error),
        };
        let prior_model: Option<R::Model> = if prior.is_null() {
            None
        } else {
            Some(from_value(&prior)?)
        };
        let planned = match &prior_model {
            Some(prior_model) => {
                let planned =
                    plan::planned_with_semantic_equality(self.type_info.schema(), &prior, planned);
                let mut model: R::Model = from_value(&planned)?;
                self.resource
                    .keep_semantically_equal(prior_model, &mut model);
                let kept = to_value(&model);
                plan::with_kept(self.type_info.schema(), &prior, &planned, kept)
            }
            None => planned,
        };
        let planned = plan::with_unknowns(self.type_info.schema(), &prior, planned, &config);
        let modified = plan::modified(self.type_info.schema(), &prior, planned, &config);

        let request = PlanRequest {
            prior: prior_model.as_ref(),
            config: &config_model,
            known_config,
            client,
            walk,
            host,
        };
        let mut plan = Plan {
            state: from_value::<R::Model>(&modified.planned)?,
            replace: modified.replace,
            private,
            diagnostics: modified.diagnostics,
            deferred: None,
        };
        self.resource.plan(&request, &mut plan);

        let state = self.type_info.written(&plan.state);
        if !prior.is_null() {
            for (path, how) in plan::replacements(self.type_info.schema(), &prior, &config, &state)
            {
                match how {
                    Replacement::Open => {
                        plan.replacement_is_open(&path, host);
                        continue;
                    }
                    Replacement::WhileUnknown if self.resource.expects_unknown(walk) => {}
                    Replacement::WhileUnknown => {
                        plan::warn_of_replacement_while_unknown(&path, &mut plan.diagnostics);
                    }
                    Replacement::Changed => {}
                }
                plan.replace.push(path);
            }
        }
        plan.replace.sort();
        plan.replace.dedup();
        Ok(Planned {
            state,
            replace: plan.replace,
            private: plan.private,
            diagnostics: plan.diagnostics,
            deferred: plan.deferred,
        })
    }

    async fn apply_change(
        &self,
        change: Change<P>,
        writer: &SharedState,
    ) -> Result<(), ModelError> {
        let Change {
            prior,
            planned,
            config,
            client,
            walk,
            operation,
        } = change;
        let private = writer.entry().private;
        let typed = writer.typed::<R::Model>();
        if planned.is_null() {
            let prior = from_value(&prior)?;
            self.resource.forget_plan(Some(&prior), None, &walk);
            self.resource
                .delete(
                    Delete {
                        prior,
                        private,
                        client,
                        walk,
                        operation,
                    },
                    &typed,
                )
                .await;
            return Ok(());
        }
        if let Err(diagnostics) = self.type_info.check(&config) {
            writer.lock().diagnostics.append(diagnostics);
            return Ok(());
        }
        let (planned, config) = (from_value(&planned)?, from_value(&config)?);
        if prior.is_null() {
            self.resource.forget_plan(None, Some(&planned), &walk);
            self.resource
                .create(
                    Create {
                        config,
                        planned,
                        private,
                        client,
                        walk,
                        operation,
                    },
                    &typed,
                )
                .await;
        } else {
            let prior = from_value(&prior)?;
            self.resource
                .forget_plan(Some(&prior), Some(&planned), &walk);
            self.resource
                .update(
                    Update {
                        prior,
                        config,
                        planned,
                        private,
                        client,
                        walk,
                        operation,
                    },
                    &typed,
                )
                .await;
        }
        Ok(())
    }
}

#[async_trait]
impl<P: ProviderData, R: Resource<P>> DynResource<P> for Typed<P, R> {
    fn type_info(&self) -> &TypeInfo {
        &self.type_info
    }

    fn validate(
        &self,
        config: &Value,
        known_config: &P::KnownConfig,
        host: HostCapabilities,
    ) -> Diagnostics {
        let mut diagnostics = self.type_info.validate(config, |config, diagnostics| {
            self.resource.validate(config, known_config, diagnostics);
        });
        if !host.write_only_attributes_allowed {
            validate::without_write_only(self.type_info.schema(), config, &mut diagnostics);
        }
        diagnostics
    }

    fn plan(&self, proposal: Proposal<'_, P>) -> Planned {
        let private = proposal.private.clone();
        let mut diagnostics = Diagnostics::default();
        if proposal.proposed.is_null() {
            match from_value(&proposal.prior) {
                Ok(prior) => {
                    let request = PlanDestroy {
                        prior: &prior,
                        client: proposal.client,
                        walk: proposal.walk,
                    };
                    self.resource.plan_destroy(&request, &mut diagnostics);
                }
                Err(error) => mismatch(&error, &mut diagnostics),
            }
            return unplanned(private, diagnostics);
        }
        self.plan_change(proposal).unwrap_or_else(|error| {
            mismatch(&error, &mut diagnostics);
            unplanned(private, diagnostics)
        })
    }

    async fn preflight(
        &self,
        prior: Value,
        planned: &Planned,
        client: P::Client,
        walk: Arc<P::Walk>,
        operation: Operation,
    ) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        if planned.state.is_null() {
            match from_value(&prior) {
                Ok(prior) => {
                    let request = PreflightDestroy {
                        prior,
                        client,
                        walk,
                        operation,
                    };
                    self.resource
                        .preflight_destroy(request, &mut diagnostics)
                        .await;
                }
                Err(error) => mismatch(&error, &mut diagnostics),
            }
            return diagnostics;
        }
        let prior_model = (!prior.is_null()).then(|| from_value(&prior)).transpose();
        match (prior_model, from_value(&planned.state)) {
            (Ok(prior), Ok(state)) => {
                let request = Preflight {
                    prior,
                    planned: state,
                    private: planned.private.clone(),
                    client,
                    walk,
                    operation,
                };
                self.resource.preflight(request, &mut diagnostics).await;
            }
            (Err(error), _) | (_, Err(error)) => mismatch(&error, &mut diagnostics),
        }
        diagnostics
    }

    fn conclude(&self, writer: &SharedState, planned: &Value) -> Entry {
        writer.conclude(
            planned,
            &self.type_info,
            self.resource.keeps_planned_values(),
        )
    }

    async fn apply(&self, change: Change<P>, writer: &SharedState) {
        if let Err(error) = self.apply_change(change, writer).await {
            mismatch(&error, &mut writer.lock().diagnostics);
        }
    }

    async fn read(
        &self,
        client: P::Client,
        walk: Arc<P::Walk>,
        operation: Operation,
        writer: &SharedState,
    ) {
        let entry = writer.entry();
        let before = entry.state.clone();
        match from_value(&entry.state) {
            Ok(state) => {
                let read = Read {
                    state,
                    private: entry.private,
                    client,
                    walk,
                    operation,
                };
                self.resource.read(read, &writer.typed()).await;
                let mut entry = writer.lock();
                let state = std::mem::replace(&mut entry.state, Value::Null);
                if !entry.diagnostics.has_errors() && !self.resource.keeps_planned_values() {
                    refuse_unknown(&state, STORED_AS_NULL, &mut entry.diagnostics);
                }
                let state = self.type_info.storable(state.unknown_as_null());
                entry.state = plan::with_semantic_equality(self.type_info.schema(), &before, state);
            }
            Err(error) => mismatch(&error, &mut writer.lock().diagnostics),
        }
    }

    fn import(&self, key: ImportKey<'_>) -> Result<Value, Diagnostics> {
        Ok(self.type_info.written(&match key {
            ImportKey::Id(id) => self.resource.import(id)?,
            ImportKey::Identity(identity) => self.resource.import_by_identity(identity)?,
        }))
    }

    fn identity_schema(&self) -> Option<&(IdentitySchema, Type)> {
        self.identity.as_ref()
    }

    fn identity(&self, state: &Value) -> Option<Value> {
        if state.is_null() {
            return None;
        }
        self.resource.identity(&from_value(state).ok()?)
    }

    fn move_state(&self, source: &SourceState<'_>) -> Result<Value, Diagnostics> {
        match self.resource.move_state(source) {
            Some(model) => Ok(self.type_info.written(&model?)),
            None => {
                let mut diagnostics = Diagnostics::default();
                let known = match self.resource.moves_from() {
                    [] => "Nothing can be moved to this type.".to_owned(),
                    types => format!("Objects can be moved to it from {}.", types.join(", ")),
                };
                diagnostics.error(
                    "Unable to move the resource state",
                    format!(
                        "{:?} of {:?} cannot become {:?}. {known} Import the object instead, and drop the old resource \
                         from the state with a removed block.",
                        source.type_name,
                        source.provider,
                        self.resource.type_name(),
                    ),
                );
                Err(diagnostics)
            }
        }
    }

    fn upgrade(&self, from: i64, stored: &Json) -> Result<Value, Diagnostics> {
        let ty = self.type_info.value_type();
        let value = if from == self.type_info.schema().version {
            upgrade::read(stored, ty)?
        } else if let Some(upgrader) = self.upgraders.iter().find(|one| one.from() == from) {
            upgrader.upgrade(stored, ty)?
        } else {
            return Err(Diagnostics::of_error(
                "The state is of another version",
                format!(
                    "It was written under schema version {from}, which this provider cannot read. {}",
                    upgrade::UNREADABLE_STATE
                ),
            ));
        };
        Ok(self.type_info.storable(value))
    }

    fn configuration_of(&self, state: &Value) -> Result<Value, Diagnostics> {
        let config = self.type_info.schema().configuration_of(state.clone());
        match from_value(&config) {
            Ok(mut model) => {
                self.resource.refine_configuration(&mut model);
                Ok(self.type_info.written(&model))
            }
            // Validation will say what is wrong with it, to somebody who can correct it there.
            Err(error) if error.is_refusal() => Ok(config),
            Err(error) => Err(mismatched(&error)),
        }
    }

    fn validate_implementation(&self) -> Vec<String> {
        let mut faults = self.type_info.schema().validate_implementation();
        if let Some((identity, _)) = &self.identity {
            faults.extend(identity.validate_implementation());
        }
        faults.extend(upgrade::faults(
            &self.upgraders,
            self.type_info.schema().version,
        ));
        faults
    }
}
