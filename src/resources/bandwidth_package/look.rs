//! Looking at a package, telling it from others, and importing one.

use crate::Cen;
use crate::unconfirmed::PENDING;
use crate::{trouble, wait};
use cen::{Freshness, PackageId};
use tf_plugin::framework::schema::{IdentityAttribute, IdentitySchema};
use tf_plugin::framework::{Diagnostics, Read, Record};
use tf_plugin::value::{Attr, Kind, Path, Value};

use super::model::{NO_ID, NO_ID_DETAIL, Package};
use super::{expiry, observe, purchase};

pub(super) async fn read(request: Read<Package, Cen>, record: &Record<Package>) {
    let Read {
        state,
        private,
        client,
        walk,
        operation,
    } = request;
    // Only an apply can confirm a purchase: there is no way to look for one by its token.
    if state.is_unconfirmed() {
        return;
    }
    let Some(id) = state.package_id() else {
        return record.error(NO_ID, NO_ID_DETAIL);
    };
    let limits = wait::read_limits(&operation);
    match client.api.package(&id, Freshness::Recent, &limits).await {
        Ok(Some(package)) => {
            record.private(purchase::forget_note);
            let seen = observe::observe(&package, &state, &client);
            record.save(&seen);
            let mut diagnostics = Diagnostics::default();
            expiry::warn_of_end(&seen, &client, &mut diagnostics);
            walk.memory().expiry_warnings.note(&id);
            diagnostics.into_iter().for_each(|one| record.push(one));
        }
        // Bought, and never seen yet: to call it gone would have the next apply buy another.
        Ok(None) if purchase::note(&private).is_some() => warn_pending(&id, &state, record),
        Ok(None) => record.remove(),
        Err(error) => {
            let (summary, detail) = trouble::explain(&error);
            record.error(summary, detail);
        }
    }
}

fn warn_pending(id: &PackageId, state: &Package, record: &Record<Package>) {
    let reason = if state.awaits_payment() {
        "It was bought with auto_pay = false: pay its order in the console."
    } else {
        "CEN usually shows a new package within a few minutes."
    };
    record.warn(
        "The package has been bought but is not visible yet",
        format!(
            "CEN gave out the id {id} and does not list it yet. It stays in the state as {PENDING}, so that it is not \
             bought again. {reason} If it never comes into being, destroy this resource or drop it with `terraform \
             state rm`."
        ),
    );
}

pub(super) fn import(id: &str) -> Result<Package, Diagnostics> {
    PackageId::parse(id)
        .map(|id| Package {
            id: Attr::Known(id.to_string()),
            ..Package::default()
        })
        .map_err(|error| {
            let mut diagnostics = Diagnostics::default();
            diagnostics.error_at(
                Path::root("id"),
                "Not the id of a bandwidth package",
                format!("{error} Import with: terraform import ADDRESS cenbwp-..."),
            );
            diagnostics
        })
}

/// Package ids are unique over all accounts and regions, so the id alone is the identity.
pub(super) fn identity_schema() -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: vec![IdentityAttribute {
            name: "id",
            kind: Kind::String,
            description: "Id of the package, `cenbwp-...`.",
        }],
    }
}

/// The identity of a package; an unconfirmed purchase has none yet.
pub(super) fn identity(state: &Package) -> Option<Value> {
    let id = state.package_id()?;
    Some(Value::Object(
        [("id".to_owned(), Value::string(id.as_str()))].into(),
    ))
}

pub(super) fn import_by_identity(identity: &Value) -> Result<Package, Diagnostics> {
    match identity.attribute("id") {
        Value::String(id) => import(id),
        _ => import(""),
    }
}
