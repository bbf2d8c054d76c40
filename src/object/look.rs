//! Looking at an object, telling it from others, and importing one.

use crate::Cen;
use crate::unconfirmed::PENDING;
use crate::{trouble, wait};
use cen::Freshness;
use tf_plugin::framework::schema::{IdentityAttribute, IdentitySchema};
use tf_plugin::framework::{Diagnostics, Read, Record};
use tf_plugin::value::{Kind, Path, Value};

use super::{Object, creation};

/// Looks at the object of `request`.
pub(crate) async fn read<M: Object>(request: Read<M, Cen>, record: &Record<M>) {
    let Read {
        state,
        private,
        client,
        operation,
        ..
    } = request;
    // Only an apply can confirm a creation: there is no way to look for an object by its token.
    if state.is_unconfirmed() {
        return;
    }
    let Some(key) = key(&state, record) else {
        return;
    };
    let limits = wait::read_limits(&operation);
    match M::find(&key, Freshness::Recent, &client, &limits).await {
        Ok(Some(seen)) => {
            record.private(creation::forget);
            record.save(&state.observe(&seen, &client));
        }
        // Made, and never seen yet: to call it gone would have the next apply make another.
        Ok(None) if creation::is_noted(&private) => record.warn(
            format!("The {} has been made but is not visible yet", M::WHAT),
            format!(
                "CEN gave out the id {} and does not list it yet. It stays in the state as {PENDING}, so that it is not \
                 made again. If it never comes into being, destroy this resource.",
                M::id_in(&key)
            ),
        ),
        Ok(None) => record.remove(),
        Err(error) => {
            let (summary, detail) = trouble::explain(&error);
            record.error(summary, detail);
        }
    }
}

/// What to look for a confirmed object by. A state without it, which somebody has edited, is an error.
pub(super) fn key<M: Object>(state: &M, record: &Record<M>) -> Option<M::Key> {
    let key = state.key();
    if key.is_none() {
        let what = M::WHAT;
        record.error(
            format!("The state does not say which {what} this is"),
            format!(
                "Drop the resource from the state with `terraform state rm` and import the {what} by its id."
            ),
        );
    }
    key
}

/// The model to start from for an import by `id`, which is the text of a key.
pub(crate) fn import<M: Object, E: std::fmt::Display>(
    parsed: Result<M, E>,
    form: &str,
) -> Result<M, Diagnostics> {
    parsed.map_err(|error| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error_at(
            Path::root("id"),
            format!("Not the id of a {}", M::WHAT),
            format!("{error}. Import with: terraform import ADDRESS {form}"),
        );
        diagnostics
    })
}

/// The identity of objects that are looked for by two ids: that of what they belong to, called `owner`, and their own.
pub(crate) fn identity_schema(
    owner: (&'static str, &'static str),
    own: &'static str,
) -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: [owner, ("id", own)]
            .map(|(name, description)| IdentityAttribute {
                name,
                kind: Kind::String,
                description,
            })
            .into(),
    }
}

/// The identity of one such object; one that is unconfirmed has none yet.
pub(crate) fn identity<M: Object>(state: &M, owner: &'static str) -> Option<Value> {
    let key = state.key()?.to_string();
    let (owner_id, id) = key.split_once(':')?;
    let members = [(owner, owner_id), ("id", id)];
    Some(Value::Object(
        members
            .map(|(name, text)| (name.to_owned(), Value::string(text)))
            .into(),
    ))
}

/// The text of the key in an identity.
pub(crate) fn import_by_identity(identity: &Value, owner: &'static str) -> String {
    let parts = [owner, "id"].map(|name| match identity.attribute(name) {
        Value::String(text) => text.as_str(),
        _ => "",
    });
    parts.join(":")
}
