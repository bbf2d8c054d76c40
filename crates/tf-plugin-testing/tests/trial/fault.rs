//! Objects that make the provider misbehave.

use async_trait::async_trait;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::schema::IdentitySchema;
use tf_plugin::framework::{
    Create, Delete, Diagnostics, Plan, PlanDestroy, PlanRequest, ProviderData, Read, Resource,
    StateUpgrader, StateWriter, Update,
};
use tf_plugin::value::{Attr, Path, Value};

use super::{Trial, others};

/// Misbehaves.
#[derive(Clone, Default, Model)]
#[model(version = 1)]
pub(crate) struct Fault {
    /// Always `fault`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// When to misbehave: the moment of a panic, such as `plan`; `wait` waits for a stop during a create, and `forget`
    /// forgets it in a read.
    #[attribute(optional)]
    at: Attr<String>,
}

pub(crate) struct Faults;

impl Fault {
    /// One of many.
    pub(crate) fn numbered(number: u64) -> Self {
        Self {
            id: format!("fault-{number}").into(),
            at: Attr::Null,
        }
    }

    /// Panics if this is the moment.
    fn panic_at(&self, moment: &str) {
        assert_ne!(self.at.known().map(String::as_str), Some(moment), "canary");
    }
}

#[async_trait]
impl Resource<Trial> for Faults {
    type Model = Fault;

    fn type_name(&self) -> &'static str {
        "trial_fault"
    }

    fn validate(
        &self,
        config: &Fault,
        _: &<Trial as ProviderData>::KnownConfig,
        _: &mut Diagnostics,
    ) {
        config.panic_at("validate");
    }

    fn plan(&self, request: &PlanRequest<'_, Fault, Trial>, _: &mut Plan<Fault>) {
        request.config.panic_at("plan");
    }

    fn plan_destroy(&self, request: &PlanDestroy<'_, Fault, Trial>, _: &mut Diagnostics) {
        request.prior.panic_at("plan of a destroy");
    }

    async fn create(&self, request: Create<Fault, Trial>, writer: &StateWriter<Fault>) {
        request.planned.panic_at("create");
        let id = "fault".into();
        let fault = Fault {
            id,
            ..request.planned
        };
        writer.save(&fault);
        writer.private(|private| private.set("made", &true));
        fault.panic_at("end of a create");
        if fault.at.known().is_some_and(|at| at == "wait") {
            request.operation.stopped().await;
            writer.warn("Stopped", "The wait has been stopped.");
        }
    }

    async fn read(&self, request: Read<Fault, Trial>, writer: &StateWriter<Fault>) {
        request.state.panic_at("read");
        if request.state.at == "forget".into() {
            writer.save(&Fault {
                at: Attr::Unknown,
                ..request.state
            });
        }
    }

    async fn update(&self, request: Update<Fault, Trial>, writer: &StateWriter<Fault>) {
        request.planned.panic_at("update");
        writer.save(&request.planned);
        request.planned.panic_at("end of an update");
    }

    async fn delete(&self, request: Delete<Fault, Trial>, writer: &StateWriter<Fault>) {
        request.prior.panic_at("delete");
        writer.remove();
    }

    /// Version 0 had another name for the moment.
    fn state_upgraders(&self) -> Vec<StateUpgrader<Fault>> {
        vec![StateUpgrader::of_json(0, |stored| {
            assert_ne!(stored.get("id"), Some(&"upgrade".into()), "canary");
            if let Some(moment) = stored.remove("moment") {
                stored.insert("at".to_owned(), moment);
            }
            Ok(())
        })]
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(others::identity_schema())
    }

    fn identity(&self, state: &Fault) -> Option<Value> {
        state.panic_at("identity");
        state.id.known().map(|id| others::identity(id))
    }

    fn import_by_identity(&self, identity: &Value) -> Result<Fault, Diagnostics> {
        match identity.attribute("id") {
            Value::String(id) => self.import(id),
            _ => self.import("nothing"),
        }
    }

    fn import(&self, id: &str) -> Result<Fault, Diagnostics> {
        assert_ne!(id, "import", "canary");
        if id == "nobody" {
            let mut diagnostics = Diagnostics::default();
            diagnostics.error_at(
                Path::root("id"),
                "Nobody has this id",
                "Import another one.",
            );
            return Err(diagnostics);
        }
        Ok(Fault {
            id: id.into(),
            at: Attr::Null,
        })
    }
}
