//! What tells objects of one type apart, and how a person or a host says which one is meant: by id or by identity.

use std::fmt::Display;
use std::str::FromStr;

use cen::id::IllegalId;
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::schema::{IdentityAttribute, IdentitySchema};
use tf_plugin::value::{Path, Type, Value};

/// What an object is looked for by: its id, after those of what it belongs to, joined by colons. It reads what a person has
/// typed.
pub(crate) trait Key:
    Display + FromStr<Err = IllegalId> + Clone + Send + Sync + 'static
{
    /// What an id for `terraform import` looks like.
    const FORM: &'static str;
    /// Names and descriptions of its parts in identities, in their order. What comes after them in the text of a key can
    /// be left out of an id.
    const PARTS: &'static [(&'static str, &'static str)];
    /// Whether the last part may hold colons, as addresses of IPv6 do, and nothing comes after it.
    const LAST_HAS_COLONS: bool = false;
}

/// The key in an id for `terraform import`.
///
/// # Errors
///
/// When `id` is none, with the form that is expected.
pub(crate) fn by_id<K: Key>(id: &str) -> Result<K, Diagnostics> {
    id.parse::<K>().map_err(|error| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error_at(
            Path::root("id"),
            format!("Not the id of {}", error.what()),
            format!("{error}. Import with: terraform import ADDRESS {}", K::FORM),
        );
        diagnostics
    })
}

/// The attributes of identities.
pub(crate) fn schema<K: Key>() -> IdentitySchema {
    let parts = K::PARTS.iter();
    IdentitySchema::new(
        parts
            .map(|(name, description)| IdentityAttribute::new(name, Type::String, description))
            .collect(),
    )
}

/// The identity of the object with this key; `None` as long as the key lacks a part, which the next read brings.
pub(crate) fn of<K: Key>(key: &K) -> Option<Value> {
    let most = if K::LAST_HAS_COLONS {
        K::PARTS.len()
    } else {
        usize::MAX
    };
    identity(K::PARTS, most, &key.to_string())
}

fn identity(parts: &[(&str, &str)], most: usize, key: &str) -> Option<Value> {
    let texts: Vec<&str> = key.splitn(most, ':').collect();
    let names = parts.iter().map(|(name, _)| (*name).to_owned());
    let all = names.zip(texts.iter().copied().map(Value::string));
    (texts.len() >= parts.len()).then(|| Value::Object(all.collect()))
}

/// The key in an identity.
///
/// # Errors
///
/// As [`by_id`].
pub(crate) fn by_identity<K: Key>(identity: &Value) -> Result<K, Diagnostics> {
    let parts = K::PARTS.iter();
    let texts = parts.map(|(name, _)| match identity.attribute(name) {
        Value::String(text) => text.as_str(),
        _ => "",
    });
    by_id(&texts.collect::<Vec<_>>().join(":"))
}
