//! Objects of the official provider, `aliyun/alicloud`, on their way into this one.
//!
//! The schema versions of its CEN types have been 0 throughout, so states of every release hold the attributes of the
//! latest or fewer: deprecated twins (`name`) beside their successors (`cen_instance_name`), and empty text where nothing
//! was set.

use tf_plugin::framework::model::CustomType;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostics, SourceState};
use tf_plugin::value::{Attr, Json};

use super::identity::Key;
use super::tags::Tags;
use super::written::{Named, Written};

/// Namespaces that it is published in.
const NAMESPACES: [&str; 2] = ["aliyun", "hashicorp"];
const PROVIDER: &str = "alicloud";

/// Whether `source` is an object of its type `type_name`.
fn is(source: &SourceState<'_>, type_name: &str) -> bool {
    source.is(&NAMESPACES, PROVIDER, type_name)
}

/// What `source`, an `object` of its type `type_name`, becomes: the object with this `key`, made by `object_at`. `None` for
/// objects of other types; an explanation for the user where the key is not there.
pub(super) fn moved<K: Key, M>(
    source: &SourceState<'_>,
    type_name: &str,
    object: &str,
    key: impl FnOnce(&SourceState<'_>) -> Option<K>,
    object_at: impl FnOnce(&K) -> M,
) -> Option<Result<M, Diagnostics>> {
    if !is(source, type_name) {
        return None;
    }
    let key = key(source).ok_or_else(|| {
        Diagnostics::of_error(
            format!("The state does not say which {object} this is"),
            format!(
                "Remove the moved block, and import the object by its id instead: {}.",
                K::FORM
            ),
        )
    });
    Some(key.map(|key| object_at(&key)))
}

/// The first of these texts that is there.
pub(super) fn text(source: &SourceState<'_>, names: &[&str]) -> Attr<String> {
    let text = names.iter().find_map(|name| source.text(name));
    text.map_or(Attr::Null, Attr::from)
}

/// What this text names; null where it is not there or names nothing.
pub(super) fn named<T: Named>(source: &SourceState<'_>, name: &str) -> Attr<Written<T>> {
    let text = source.text(name).map(str::to_owned);
    text.and_then(|text| CustomType::stored(text).ok()).into()
}

/// The id of an account; 0 stands for none.
pub(super) fn account(source: &SourceState<'_>, name: &str) -> Attr<String> {
    let number = source.number(name).map(|number| number.to_string());
    let text = source.text(name).map(str::to_owned);
    let id = number.or(text).filter(|id| id != "0");
    id.map_or(Attr::Null, Attr::from)
}

/// Its tags; none where there are none or an empty map.
pub(super) fn tags(source: &SourceState<'_>) -> Attr<Tags> {
    let tags = source
        .attributes
        .get("tags")
        .and_then(|tags| tags.as_object())
        .filter(|tags| !tags.is_empty());
    let text = |value: &Json| value.as_str().unwrap_or_default().into();
    tags.map(|tags| {
        tags.iter()
            .map(|(key, value)| (key.clone(), text(value)))
            .collect()
    })
    .into()
}

/// A yes or no.
pub(super) fn flag(source: &SourceState<'_>, name: &str) -> Attr<bool> {
    source
        .attributes
        .get(name)
        .and_then(|flag| flag.as_bool())
        .into()
}

/// What its block `timeouts` says of all operations.
pub(super) fn all_timeouts(source: &SourceState<'_>) -> Attr<Timeouts> {
    let limits = timeouts(source, ["create", "update", "delete"]);
    let timeouts = limits.map(|[create, update, delete]| {
        Timeouts::default()
            .create(create)
            .update(update)
            .delete(delete)
    });
    timeouts.into()
}

/// What its block `timeouts` says of objects that are never changed in place.
pub(super) fn create_delete_timeouts(source: &SourceState<'_>) -> Attr<Timeouts> {
    let limits = timeouts(source, ["create", "delete"]);
    let timeouts = limits.map(|[create, delete]| Timeouts::default().create(create).delete(delete));
    timeouts.into()
}

/// What its block `timeouts` says of these operations; nothing where it is not there or empty.
pub(super) fn timeouts<const N: usize>(
    source: &SourceState<'_>,
    operations: [&str; N],
) -> Option<[Attr<String>; N]> {
    let block = source.attributes.get("timeouts")?.as_object()?;
    let limits = operations.map(|operation| {
        let limit = block.get(operation).and_then(|limit| limit.as_str());
        limit.map_or(Attr::Null, Attr::from)
    });
    limits
        .iter()
        .any(|limit| !limit.is_null())
        .then_some(limits)
}

/// What `take` makes of an object of a type that is moved, as the official provider stores it.
#[cfg(test)]
pub(super) fn stored<T>(
    type_name: &str,
    attributes: serde_json::Value,
    take: impl Fn(&SourceState<'_>) -> Option<T>,
) -> T {
    let serde_json::Value::Object(attributes) = attributes else {
        panic!("states are objects")
    };
    let attributes = serde_json::to_string(&attributes).unwrap().parse().unwrap();
    take(&SourceState::new(
        "registry.terraform.io/aliyun/alicloud",
        type_name,
        &attributes,
    ))
    .expect("a type that is moved")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_by_its_namespace_on_whatever_registry() {
        let attributes = Json::Object([].into());
        let is_official = |provider| {
            let source = SourceState::new(provider, "alicloud_cen_instance", &attributes);
            is(&source, "alicloud_cen_instance")
        };
        assert!(is_official("registry.terraform.io/aliyun/alicloud"));
        assert!(is_official("mirror.example/hashicorp/alicloud"));
        // What OpenTofu before 1.11.12 and 1.12.4 says of it.
        assert!(is_official("alicloud"));
        assert!(!is_official("registry.terraform.io/somebody/alicloud"));
        assert!(!is_official("somebody"));
    }
}
