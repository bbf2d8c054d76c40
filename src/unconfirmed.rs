//! Objects whose creation nobody has answered yet, and those that have an id and have not been seen yet.

/// The status of an object whose creation nobody has answered yet. The API has no such status.
pub(super) const UNCONFIRMED: &str = "Unconfirmed";
/// The status of an object that has an id but has not been seen yet. The API has no such status.
pub(super) const PENDING: &str = "Pending";

/// Stands before the token in the id of an unconfirmed object; no id of the API begins so.
const PLACEHOLDER: &str = "unconfirmed:";

/// The id under which an object that is created with `token` is stored until it is confirmed.
pub(super) fn placeholder_id(token: &str) -> String {
    format!("{PLACEHOLDER}{token}")
}

/// The token of the object that is stored under `id`, if that is unconfirmed.
pub(super) fn placeholder_token(id: &str) -> Option<&str> {
    id.strip_prefix(PLACEHOLDER)
}

/// Whether `id` is that of an unconfirmed object.
pub(super) fn is_placeholder(id: &str) -> bool {
    id.starts_with(PLACEHOLDER)
}
