//! Checks of configurations that need nothing but the schema.
//!
//! Nothing here speaks of a value that is still unknown: the host asks again when it is known.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::diagnostics::Diagnostics;
use super::schema::{Attribute, Presence, Schema, Shape};
use crate::value::{Number, Path, Value};

/// A rule for one attribute.
pub trait Validator: Send + Sync {
    /// The rule in words, for the documentation: "one of `a`, `b`".
    fn describe(&self) -> String;

    /// Checks a value that is neither null nor unknown itself (parts of it may be).
    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics);
}

/// Checks what the host leaves to providers: presence, read-only attributes, and every [`Validator`].
pub fn configuration(schema: &Schema, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    attributes(
        &schema.attributes,
        config,
        &Path::default(),
        &mut diagnostics,
    );
    diagnostics
}

fn attributes(
    attributes_: &[Attribute],
    object: &Value,
    parent: &Path,
    diagnostics: &mut Diagnostics,
) {
    for attribute in attributes_ {
        let path = parent.attribute(attribute.name);
        let value = object.attribute(attribute.name);
        match (value, attribute.presence) {
            // Hosts check only that a required argument is written, so `name = null` arrives here.
            (Value::Null, Presence::Required) => diagnostics.error_at(
                path,
                "Required argument is null",
                format!(
                    "{} must have a value, and the expression it is set to gives null. Set it to a value, or give the \
                     variable behind it one.",
                    attribute.name
                ),
            ),
            (Value::Null | Value::Unknown, _) => {}
            // Hosts let values for read-only attributes through.
            (_, Presence::Computed) => diagnostics.error_at(
                path,
                "Attribute is read-only",
                format!("{} is decided by the provider and cannot be set. Remove it from the configuration.", attribute.name),
            ),
            (value, _) => {
                for validator in &attribute.validators {
                    validator.validate(value, &path, diagnostics);
                }
                if let Shape::Object(nested) = &attribute.shape {
                    attributes(nested, value, &path, diagnostics);
                }
            }
        }
    }
}

/// A rule made of a description and a function.
struct Rule<F> {
    description: String,
    check: F,
}

impl<F: Fn(&Value, &Path, &mut Diagnostics) + Send + Sync> Validator for Rule<F> {
    fn describe(&self) -> String {
        self.description.clone()
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        (self.check)(value, path, diagnostics);
    }
}

/// A rule with its own words; `check` sees only known values.
pub fn rule(
    description: impl Into<String>,
    check: impl Fn(&Value, &Path, &mut Diagnostics) + Send + Sync + 'static,
) -> impl Validator {
    Rule {
        description: description.into(),
        check,
    }
}

/// A rule for text: `check` answers with summary and detail of what is wrong.
pub fn text(
    description: impl Into<String>,
    check: impl Fn(&str) -> Result<(), (String, String)> + Send + Sync + 'static,
) -> impl Validator {
    rule(description, move |value, path, diagnostics| {
        if let Value::String(text) = value
            && let Err((summary, detail)) = check(text)
        {
            diagnostics.error_at(path.clone(), summary, detail);
        }
    })
}

/// Whole numbers in `range`, counted in `unit` ("Mbps").
pub fn whole_number_between(range: &RangeInclusive<u64>, unit: &'static str) -> impl Validator {
    let (least, most) = (*range.start(), *range.end());
    rule(
        format!("a whole number from {least} to {most}"),
        move |value, path, diagnostics| {
            let Value::Number(number) = value else { return };
            if !number
                .as_u64()
                .is_some_and(|number| (least..=most).contains(&number))
            {
                diagnostics.error_at(
                path.clone(),
                format!("{path} is out of range"),
                format!(
                    "{path} must be a whole number from {least} to {most} {unit}; this asks for {}.",
                    shortened(number),
                ),
            );
            }
        },
    )
}

/// Text that is one of `allowed`, letter by letter.
pub fn one_of(allowed: &'static [&'static str]) -> impl Validator {
    text(format!("one of {}", listed(allowed)), move |text| {
        if allowed.contains(&text) {
            return Ok(());
        }
        let close = allowed.iter().find(|word| word.eq_ignore_ascii_case(text));
        let advice = close.map_or_else(String::new, |word| format!(" Did you mean {word:?}?"));
        Err((
            "Value is not one of those allowed".to_owned(),
            format!(
                "{text:?} is not allowed here; use one of {}.{advice}",
                listed(allowed)
            ),
        ))
    })
}

/// `"a", "b" or "c"`, for messages.
pub fn listed(words: &[impl Display]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// Numbers can have millions of digits; messages should not.
fn shortened(number: &Number) -> String {
    let text = number.to_string();
    if text.len() > 40 {
        format!("{}…", text.chars().take(40).collect::<String>())
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Kind;

    fn schema() -> Schema {
        Schema {
            version: 0,
            description: "",
            attributes: vec![
                Attribute::required("size", Kind::Number)
                    .validate(whole_number_between(&(2..=10), "Mbps")),
                Attribute::optional("kind", Kind::String).validate(one_of(&["Red", "Blue"])),
                Attribute::computed("id", Kind::String),
                Attribute::optional_object("inner", vec![Attribute::required("must", Kind::Bool)]),
            ],
        }
    }

    fn problems(members: &[(&str, Value)]) -> Vec<(String, String, String)> {
        let mut config = schema().null_object();
        for (name, value) in members {
            config.set_attribute(name, value.clone());
        }
        let found = configuration(&schema(), &config);
        found
            .into_iter()
            .map(|one| (one.path.to_string(), one.summary, one.detail))
            .collect()
    }

    fn problem(path: &str, summary: &str, detail: &str) -> (String, String, String) {
        (path.to_owned(), summary.to_owned(), detail.to_owned())
    }

    #[test]
    fn all_problems_are_reported_at_once_with_their_paths() {
        let inner = Value::Object([("must".to_owned(), Value::Null)].into());
        let found = problems(&[
            ("size", Value::Number("1.5".parse().unwrap())),
            ("kind", "blue".into()),
            ("id", "x".into()),
            ("inner", inner),
        ]);
        let expected = [
            problem(
                "size",
                "size is out of range",
                "size must be a whole number from 2 to 10 Mbps; this asks for 1.5.",
            ),
            problem(
                "kind",
                "Value is not one of those allowed",
                "\"blue\" is not allowed here; use one of \"Red\" or \"Blue\". Did you mean \"Blue\"?",
            ),
            problem(
                "id",
                "Attribute is read-only",
                "id is decided by the provider and cannot be set. Remove it from the configuration.",
            ),
            problem(
                "inner.must",
                "Required argument is null",
                "must must have a value, and the expression it is set to gives null. Set it to a value, or give the \
                 variable behind it one.",
            ),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn nothing_is_said_of_unknown_values() {
        let unknown = |name| (name, Value::Unknown);
        assert_eq!(
            problems(&[unknown("size"), unknown("kind"), unknown("inner")]),
            []
        );
    }

    #[test]
    fn a_required_null_is_refused() {
        assert_eq!(problems(&[])[0].1, "Required argument is null");
    }
}
