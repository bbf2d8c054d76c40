//! Looking at a binding, telling it from others, and importing one.

use crate::Cen;
use crate::{trouble, wait};
use cen::{Freshness, PackageId};
use tf_plugin::framework::schema::{IdentityAttribute, IdentitySchema};
use tf_plugin::framework::{Diagnostics, Read, Record};
use tf_plugin::value::{Kind, Path, Value};

use super::model::{Attachment, NO_ENDS, NO_ENDS_DETAIL};

const PACKAGE: &str = "bandwidth_package_id";

pub(super) async fn read(request: Read<Attachment, Cen>, record: &Record<Attachment>) {
    let Read {
        state,
        client,
        operation,
        ..
    } = request;
    let Some(package) = state.package_id() else {
        return record.error(NO_ENDS, NO_ENDS_DETAIL);
    };
    let limits = wait::read_limits(&operation);
    let seen = client
        .api
        .package(&package, Freshness::Recent, &limits)
        .await;
    let bound = match seen {
        Ok(seen) => seen.and_then(|seen| seen.cen_ids.first().cloned()),
        Err(error) => {
            let (summary, detail) = trouble::explain(&error);
            return record.error(summary, detail);
        }
    };
    match (state.cen_id(), bound) {
        // An import does not know the instance yet.
        (None, Some(bound)) => record.save(&Attachment {
            cen_id: bound.as_str().into(),
            ..state
        }),
        (Some(known), Some(bound)) if known == bound => record.save(&state),
        // Bound elsewhere, it is not this binding; binding it back would undo what somebody else has done, so the next
        // apply refuses to.
        _ => record.remove(),
    }
}

pub(super) fn import(id: &str) -> Result<Attachment, Diagnostics> {
    PackageId::parse(id)
        .map(|id| Attachment {
            id: id.as_str().into(),
            bandwidth_package_id: id.as_str().into(),
            ..Attachment::default()
        })
        .map_err(|error| {
            let mut diagnostics = Diagnostics::default();
            diagnostics.error_at(
                Path::root(PACKAGE),
                "Not the id of a bandwidth package",
                format!("{error} Import with: terraform import ADDRESS cenbwp-..."),
            );
            diagnostics
        })
}

/// A package is bound to one instance at most, so its id tells the binding.
pub(super) fn identity_schema() -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: vec![IdentityAttribute {
            name: PACKAGE,
            kind: Kind::String,
            description: "Id of the package, `cenbwp-...`.",
        }],
    }
}

pub(super) fn identity(state: &Attachment) -> Option<Value> {
    let package = state.package_id()?;
    Some(Value::Object(
        [(PACKAGE.to_owned(), Value::string(package.as_str()))].into(),
    ))
}

pub(super) fn import_by_identity(identity: &Value) -> Result<Attachment, Diagnostics> {
    match identity.attribute(PACKAGE) {
        Value::String(id) => import(id),
        _ => import(""),
    }
}
