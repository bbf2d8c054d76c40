//! What the API says, as attributes, and what a change of an attribute says to the API.

use crate::cen::Moment;
use crate::value::Attr;

/// A text that the user sets. The API does not tell an empty one from none; the form that is known stays.
pub(super) fn text(actual: &str, known: &Attr<String>) -> Attr<String> {
    if actual.is_empty() && known.known().is_none_or(String::is_empty) {
        if known.is_unknown() {
            Attr::Null
        } else {
            known.clone()
        }
    } else {
        actual.into()
    }
}

/// A text that the API may leave empty.
pub(super) fn optional(actual: &str) -> Attr<String> {
    if actual.is_empty() {
        Attr::Null
    } else {
        actual.into()
    }
}

/// A time that the API may leave out.
pub(super) fn moment(actual: Option<&Moment>) -> Attr<String> {
    actual.map_or(Attr::Null, |moment| moment.as_str().into())
}

/// What to send when a text that the user sets changes; nothing when it stays. To the API a removed argument is an empty
/// text.
pub(super) fn changed(before: &Attr<String>, after: &Attr<String>) -> Option<String> {
    let plain = |attr: &Attr<String>| attr.known().cloned().unwrap_or_default();
    (plain(before) != plain(after)).then(|| plain(after))
}
