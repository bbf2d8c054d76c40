//! Looking at an instance, telling it from others, and importing one.

use crate::Cen;
use crate::unconfirmed::PENDING;
use crate::{trouble, wait};
use cen::{CenId, Freshness};
use tf_plugin::framework::schema::{IdentityAttribute, IdentitySchema};
use tf_plugin::framework::{Diagnostics, Read, Record};
use tf_plugin::value::{Attr, Kind, Path, Value};

use super::model::Instance;
use super::{creation, observe};

pub(super) async fn read(request: Read<Instance, Cen>, record: &Record<Instance>) {
    let Read {
        state,
        private,
        client,
        operation,
        ..
    } = request;
    // Only an apply can confirm a creation: there is no way to look for an instance by its token.
    if state.is_unconfirmed() {
        return;
    }
    let Some(id) = id(&state, record) else { return };
    let limits = wait::read_limits(&operation);
    match client.api.instance(&id, Freshness::Recent, &limits).await {
        Ok(Some(instance)) => {
            record.private(creation::forget_note);
            record.save(&observe::observe(&instance, &state, &client));
        }
        // Made, and never seen yet: to call it gone would have the next apply make another.
        Ok(None) if creation::note(&private).is_some() => record.warn(
            "The CEN instance has been made but is not visible yet",
            format!(
                "CEN gave out the id {id} and does not list it yet. It stays in the state as {PENDING}, so that it is \
                 not made again. If it never comes into being, destroy this resource."
            ),
        ),
        Ok(None) => record.remove(),
        Err(error) => {
            let (summary, detail) = trouble::explain(&error);
            record.error(summary, detail);
        }
    }
}

/// The id of a confirmed instance. A state without one, which somebody has edited, is an error.
pub(super) fn id(state: &Instance, record: &Record<Instance>) -> Option<CenId> {
    let id = state.cen_id();
    if id.is_none() {
        record.error(
            "The state has no CEN instance id",
            "Drop the resource from the state with `terraform state rm` and import the instance by its id.",
        );
    }
    id
}

pub(super) fn import(id: &str) -> Result<Instance, Diagnostics> {
    CenId::parse(id)
        .map(|id| Instance {
            id: Attr::Known(id.to_string()),
            ..Instance::default()
        })
        .map_err(|error| {
            let mut diagnostics = Diagnostics::default();
            diagnostics.error_at(
                Path::root("id"),
                "Not the id of a CEN instance",
                format!("{error} Import with: terraform import ADDRESS cen-..."),
            );
            diagnostics
        })
}

/// Ids of instances are unique over all accounts, so the id alone is the identity.
pub(super) fn identity_schema() -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: vec![IdentityAttribute {
            name: "id",
            kind: Kind::String,
            description: "Id of the instance, `cen-...`.",
        }],
    }
}

/// The identity of an instance; an unconfirmed one has none yet.
pub(super) fn identity(state: &Instance) -> Option<Value> {
    let id = state.cen_id()?;
    Some(Value::Object(
        [("id".to_owned(), Value::string(id.as_str()))].into(),
    ))
}

pub(super) fn import_by_identity(identity: &Value) -> Result<Instance, Diagnostics> {
    match identity.attribute("id") {
        Value::String(id) => import(id),
        _ => import(""),
    }
}
