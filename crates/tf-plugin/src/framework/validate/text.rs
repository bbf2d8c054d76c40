//! Rules for text.

use std::fmt::Display;
use std::ops::RangeBounds;

use regex_lite::Regex;

use super::bounds::Bounds;
use super::validator::Validator;
use crate::framework::diagnostics::Diagnostics;
use crate::value::{Path, Value};

/// A rule for text, or for each text in a list, a set or a map: `check` answers with summary and detail of what is wrong.
pub fn text(
    description: impl Into<String>,
    check: impl Fn(&str) -> Result<(), (String, String)> + Send + Sync + 'static,
) -> Validator<String> {
    texts(description.into(), move |text, path, diagnostics| {
        if let Err((summary, detail)) = check(text) {
            diagnostics.error_at(path.clone(), summary, detail);
        }
    })
}

pub(super) fn texts(
    description: String,
    check: impl Fn(&str, &Path, &mut Diagnostics) + Send + Sync + 'static,
) -> Validator<String> {
    Validator::new(description, move |value, path, diagnostics| {
        if let Value::String(text) = value {
            check(text, path, diagnostics);
        }
    })
}

/// Text of so many characters (not bytes): `length(1..=64)`.
pub fn length(range: impl RangeBounds<usize>) -> Validator<String> {
    let bounds = Bounds::<usize>::of(&range);
    let words = format!("{} characters", bounds.words(""));
    texts(
        format!("text of {words}"),
        move |text, path, diagnostics| {
            let length = text.chars().count();
            if !bounds.contain(&length) {
                let advice = if bounds.are_above(&length) {
                    "Write a longer text."
                } else {
                    "Shorten it."
                };
                diagnostics.error_at(
                    path.clone(),
                    "Length is not allowed",
                    format!("{path} must have {words}; this has {length}. {advice}"),
                );
            }
        },
    )
}

/// Text that `regex` matches from its first character to its last.
///
/// `words` say the same to users, as they follow after "must be": "letters, digits and hyphens". The syntax is that of the
/// crate `regex-lite`; a mistake in it is a fault of the schema that [`validate_implementation`](crate::framework::validate_implementation) finds. Messages do not
/// repeat the text, which may be a secret.
pub fn pattern(regex: &str, words: &'static str) -> Validator<String> {
    match Regex::new(&format!("^(?:{regex})$")) {
        Ok(regex) => texts(words.to_owned(), move |text, path, diagnostics| {
            if !regex.is_match(text) {
                diagnostics.error_at(
                    path.clone(),
                    "Text is not in the right form",
                    format!("{path} must be {words}, and this is not. Correct the text."),
                );
            }
        }),
        Err(error) => texts(words.to_owned(), |_, _, _| {}).faulty(Some(format!(
            "the pattern {regex:?} is not a regular expression: {error}"
        ))),
    }
}

/// Text that is one of `allowed`, letter by letter.
pub fn one_of(allowed: &'static [&'static str]) -> Validator<String> {
    text(format!("one of {}", listed(allowed)), move |text| {
        if allowed.contains(&text) {
            return Ok(());
        }
        let advice = meant(text, allowed)
            .map_or_else(String::new, |word| format!(" Did you mean {word:?}?"));
        Err((
            "Value is not one of those allowed".to_owned(),
            format!(
                "{text:?} is not allowed here; use one of {}.{advice}",
                listed(allowed)
            ),
        ))
    })
}

/// The word that `text` was probably meant to be: the only one that begins as it does, in any letter case.
fn meant(text: &str, allowed: &[&'static str]) -> Option<&'static str> {
    // Fewer letters in common are chance.
    const ALIKE: usize = 3;
    let in_common = |word: &str| {
        let pairs = word.chars().zip(text.chars());
        pairs.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
    };
    let most = allowed.iter().map(|word| in_common(word)).max()?;
    let mut closest = allowed.iter().filter(|word| in_common(word) == most);
    let only = closest.next().filter(|_| closest.next().is_none())?;
    (most >= ALIKE || only.eq_ignore_ascii_case(text)).then_some(only)
}

/// `"a", "b" or "c"`, for messages.
pub fn listed(words: &[impl Display]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    joined(&words, "or")
}

/// `a, b or c` with the last word that is given.
pub(super) fn joined(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., end] => format!("{} {last} {end}", rest.join(", ")),
    }
}
