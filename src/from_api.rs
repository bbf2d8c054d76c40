//! From the API's answers to attributes, and what a change of an attribute says to the API.

use cen::Time;
use tf_plugin::value::Attr;

/// A text that the user sets. The API does not tell an empty one from none, and may drop the space around it; the form
/// that is known stays.
pub(super) fn text(actual: &str, known: &Attr<String>) -> Attr<String> {
    let same = known.known().map_or("", |text| text.trim()) == actual.trim();
    match (same, known) {
        (true, Attr::Unknown) => Attr::Null,
        (true, known) => known.clone(),
        (false, _) => actual.into(),
    }
}

/// A name whose letter case does not matter, such as an id or a region; empty where the API says nothing, and then what
/// is known stays. So does its form where it means the same.
pub(super) fn name(actual: &str, known: &Attr<String>) -> Attr<String> {
    match known {
        Attr::Known(_) if actual.is_empty() => known.clone(),
        _ => link(actual, known),
    }
}

/// The name of something that an object may do without; empty where it does. The form that is known stays where it means
/// the same.
pub(super) fn link(actual: &str, known: &Attr<String>) -> Attr<String> {
    match known {
        Attr::Known(text) if same_name(text, actual) => known.clone(),
        _ => optional(actual),
    }
}

/// The id of an account; what is known stays where the API says nothing.
pub(super) fn account(actual: Option<u64>, known: &Attr<String>) -> Attr<String> {
    match (actual, known) {
        (Some(id), _) => id.to_string().into(),
        (None, Attr::Unknown) => Attr::Null,
        (None, known) => known.clone(),
    }
}

/// Takes over a planned value, unless it is for the API to decide.
pub(super) fn keep_known<T: Clone>(state: &mut Attr<T>, planned: &Attr<T>) {
    if planned.known().is_some() {
        state.clone_from(planned);
    }
}

fn same_name(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
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
pub(super) fn time(actual: Option<&Time>) -> Attr<String> {
    actual.map_or(Attr::Null, |time| time.as_str().into())
}

/// Whether what was sent, if anything was, shows.
pub(super) fn shows(sent: Option<&String>, actual: &str) -> bool {
    sent.is_none_or(|sent| sent.trim() == actual)
}

/// What to send when a text that the user sets changes; nothing when it stays. To the API a removed argument is an empty
/// text.
pub(super) fn changed(before: &Attr<String>, after: &Attr<String>) -> Option<String> {
    let plain = |attr: &Attr<String>| attr.known().cloned().unwrap_or_default();
    (plain(before) != plain(after)).then(|| plain(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_mean_the_same_keep_their_form() {
        for known in [Attr::Null, "".into(), " ".into()] {
            assert_eq!(text("", &known), known);
        }
        assert_eq!(text("", &Attr::Unknown), Attr::Null);
        assert_eq!(text("a", &" a".into()), " a".into());
        assert_eq!(text("b", &"a".into()), "b".into());
        assert_eq!(text("", &"a".into()), "".into());
    }

    #[test]
    fn names_keep_their_letter_case_and_what_nothing_is_said_of() {
        let known: Attr<String> = "CN-Hangzhou".into();
        assert_eq!(name("cn-hangzhou", &known), known);
        assert_eq!(name("", &known), known);
        assert_eq!(name("cn-beijing", &known), "cn-beijing".into());
        assert_eq!(name("", &Attr::Unknown), Attr::Null);
        assert_eq!(link("", &known), Attr::Null);
        assert_eq!(link("cn-hangzhou", &known), known);
    }

    #[test]
    fn a_removed_text_is_sent_as_an_empty_one() {
        assert_eq!(changed(&"a".into(), &Attr::Null), Some(String::new()));
        assert_eq!(changed(&"a".into(), &"b".into()), Some("b".to_owned()));
        assert_eq!(changed(&Attr::Null, &"".into()), None);
    }
}
