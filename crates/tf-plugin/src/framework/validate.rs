//! Checks of configurations that need nothing but the schema.
//!
//! Nothing here speaks of a value that is still unknown: the host asks again when it is known.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::diagnostics::Diagnostics;
use super::schema::{Attribute, Block, Presence, Schema, Shape};
use crate::value::{Kind, Number, Path, Value};

/// A rule for one attribute.
pub trait Validator: Send + Sync {
    /// The rule in words, for the documentation: "one of `a`, `b`".
    fn describe(&self) -> String;

    /// Whether it can check values of this kind; a rule that cannot is a fault of the schema, since it would be silent.
    fn fits(&self, _kind: &Kind) -> bool {
        true
    }

    /// Checks a value that is neither null nor unknown itself (parts of it may be).
    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics);
}

impl<V: Validator + ?Sized> Validator for Box<V> {
    fn describe(&self) -> String {
        (**self).describe()
    }

    fn fits(&self, kind: &Kind) -> bool {
        (**self).fits(kind)
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        (**self).validate(value, path, diagnostics);
    }
}

/// `validator` for each element of a list, set or map that is known and not null.
pub fn of_each(validator: Box<dyn Validator>) -> Box<dyn Validator> {
    Box::new(rule(
        validator.describe(),
        move |value, path, diagnostics| {
            for (path, element) in elements(value, path) {
                if !element.is_null() && !element.is_unknown() {
                    validator.validate(element, &path, diagnostics);
                }
            }
        },
    ))
}

/// Checks what the host leaves to providers: presence, read-only attributes, and every [`Validator`].
pub fn configuration(schema: &Schema, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    body(
        &schema.attributes,
        &schema.blocks,
        config,
        &Path::default(),
        &mut diagnostics,
    );
    diagnostics
}

fn body(
    attributes: &[Attribute],
    blocks: &[Block],
    object: &Value,
    parent: &Path,
    diagnostics: &mut Diagnostics,
) {
    for attribute in attributes {
        let path = parent.attribute(attribute.name);
        argument(
            attribute,
            object.attribute(attribute.name),
            &path,
            diagnostics,
        );
    }
    for block in blocks {
        let path = parent.block(block.name);
        for (path, object) in objects(object.attribute(block.name), &path) {
            body(&block.attributes, &block.blocks, object, &path, diagnostics);
        }
    }
}

fn argument(attribute: &Attribute, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    let name = attribute.name;
    match (value, attribute.presence) {
        // Hosts check only that a required argument is written, so `name = null` arrives here.
        (value, Presence::Required) if value.is_null() => diagnostics.error_at(
            path.clone(),
            "Required argument is null",
            format!(
                "{name} must have a value, and the expression it is set to gives null. Set it to a value, or give the \
                 variable behind it one."
            ),
        ),
        (value, _) if value.is_null() || value.is_unknown() => {}
        // Hosts let values for read-only attributes through.
        (_, Presence::Computed) => diagnostics.error_at(
            path.clone(),
            "Attribute is read-only",
            format!("{name} is decided by the provider and cannot be set. Remove it from the configuration."),
        ),
        (value, _) => {
            // Hosts speak up only where something reads a deprecated attribute.
            if let Some(instead) = attribute.deprecated {
                diagnostics.warn_at(path.clone(), "Argument is deprecated", instead);
            }
            let mut found = Diagnostics::default();
            for validator in &attribute.validators {
                validator.validate(value, path, &mut found);
            }
            // What the attribute's own rules refuse, they explain better.
            if let Some(rule) = &attribute.type_rule
                && !found.has_errors()
            {
                rule.validate(value, path, &mut found);
            }
            diagnostics.append(found);
            if let Shape::Nested(_, nested) = &attribute.shape {
                for (path, object) in objects(value, path) {
                    body(nested, &[], object, &path, diagnostics);
                }
            }
        }
    }
}

/// The known objects in a nested value, with their paths.
fn objects<'v>(value: &'v Value, path: &Path) -> Vec<(Path, &'v Value)> {
    let found = match value {
        Value::Object(_) => vec![(path.clone(), value)],
        _ => elements(value, path),
    };
    let is_known = |(_, object): &(Path, &Value)| matches!(object, Value::Object(_));
    found.into_iter().filter(is_known).collect()
}

/// The elements of a collection, with their paths; those of sets have none, so their path is that of the set.
fn elements<'v>(value: &'v Value, path: &Path) -> Vec<(Path, &'v Value)> {
    match value {
        Value::List(elements) => {
            let paths = (0..elements.len()).map(|index| path.index(index));
            paths.zip(elements).collect()
        }
        Value::Set(elements) => elements.iter().map(|one| (path.clone(), one)).collect(),
        Value::Map(members) => members
            .iter()
            .map(|(key, one)| (path.key(key), one))
            .collect(),
        _ => Vec::new(),
    }
}

/// Checks what the types of the attributes demand, and nothing else: see
/// [`CustomType`](super::model::CustomType).
pub(super) fn types(schema: &Schema, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let whole = Path::default();
    each_value(
        &schema.attributes,
        &schema.blocks,
        config,
        &whole,
        &mut |attribute, value, path| {
            if let Some(rule) = &attribute.type_rule
                && !value.is_null()
                && !value.is_unknown()
            {
                rule.validate(value, path, &mut diagnostics);
            }
            true
        },
    );
    diagnostics
}

/// Calls `found` with every attribute of an object and its value, at every depth to which it says to go on.
fn each_value(
    attributes: &[Attribute],
    blocks: &[Block],
    object: &Value,
    parent: &Path,
    found: &mut dyn FnMut(&Attribute, &Value, &Path) -> bool,
) {
    for attribute in attributes {
        let path = parent.attribute(attribute.name);
        let value = object.attribute(attribute.name);
        if found(attribute, value, &path)
            && let Shape::Nested(_, nested) = &attribute.shape
        {
            for (path, object) in objects(value, &path) {
                each_value(nested, &[], object, &path, found);
            }
        }
    }
    for block in blocks {
        let path = parent.block(block.name);
        for (path, object) in objects(object.attribute(block.name), &path) {
            each_value(&block.attributes, &block.blocks, object, &path, found);
        }
    }
}

/// Refuses values for write-only attributes, for hosts that would store them.
pub(super) fn without_write_only(schema: &Schema, config: &Value, diagnostics: &mut Diagnostics) {
    let whole = Path::default();
    each_value(
        &schema.attributes,
        &schema.blocks,
        config,
        &whole,
        &mut |attribute, value, path| {
            let is_set = attribute.write_only && !value.is_null();
            if is_set {
                diagnostics.error_at(
                    path.clone(),
                    "The host is too old for a write-only argument",
                    format!(
                        "{path} is never stored, which this version of the host does not understand: it would write \
                         the value into the state. Use Terraform or OpenTofu 1.11 or later, or leave the argument out."
                    ),
                );
            }
            // What is inside of a write-only object is write-only too.
            !is_set
        },
    );
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

/// A rule for one sort of values, or for each element where there are many of them.
struct OfEach<F> {
    description: String,
    kind: Kind,
    check: F,
}

impl<F: Fn(&Value, &Path, &mut Diagnostics) + Send + Sync> Validator for OfEach<F> {
    fn describe(&self) -> String {
        self.description.clone()
    }

    fn fits(&self, kind: &Kind) -> bool {
        match kind {
            Kind::List(element) | Kind::Set(element) | Kind::Map(element) => self.fits(element),
            Kind::Dynamic => true,
            kind => *kind == self.kind,
        }
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        match value {
            Value::List(_) | Value::Set(_) | Value::Map(_) => {
                for (path, element) in elements(value, path) {
                    self.validate(element, &path, diagnostics);
                }
            }
            Value::Dynamic(_, value) => self.validate(value, path, diagnostics),
            Value::Null | Value::Unknown => {}
            value => (self.check)(value, path, diagnostics),
        }
    }
}

/// A rule for text, or for each text in a list, a set or a map: `check` answers with summary and detail of what is wrong.
pub fn text(
    description: impl Into<String>,
    check: impl Fn(&str) -> Result<(), (String, String)> + Send + Sync + 'static,
) -> impl Validator {
    OfEach {
        description: description.into(),
        kind: Kind::String,
        check: move |value: &Value, path: &Path, diagnostics: &mut Diagnostics| {
            if let Value::String(text) = value
                && let Err((summary, detail)) = check(text)
            {
                diagnostics.error_at(path.clone(), summary, detail);
            }
        },
    }
}

/// Whole numbers in `range`, counted in `unit` ("Mbps").
pub fn whole_number_between(
    range: &RangeInclusive<u64>,
    unit: &'static str,
) -> impl Validator + use<> {
    let (least, most) = (*range.start(), *range.end());
    OfEach {
        description: format!("a whole number from {least} to {most}"),
        kind: Kind::Number,
        check: move |value: &Value, path: &Path, diagnostics: &mut Diagnostics| {
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
    }
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
    use crate::framework::schema::Nesting;

    fn schema() -> Schema {
        let must = || vec![Attribute::required("must", Kind::Bool)];
        let attributes = vec![
            Attribute::required("size", Kind::Number)
                .validate(whole_number_between(&(2..=10), "Mbps")),
            Attribute::optional("kind", Kind::String).validate(one_of(&["Red", "Blue"])),
            Attribute::computed("id", Kind::String),
            Attribute::optional_object("inner", must()),
            Attribute::optional("old", Kind::String).deprecated("Use kind."),
            Attribute::optional_nested("keyed", Nesting::Map, must()),
        ];
        Schema::new("", attributes).blocks(vec![Block::list("parts", must())])
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
    fn parts_of_nested_objects_and_blocks_are_checked_where_they_stand() {
        let object = |value| Value::Object([("must".to_owned(), value)].into());
        let keyed = Value::Map([("k".to_owned(), object(Value::Null))].into());
        let parts = vec![object(true.into()), Value::Unknown, object(Value::Null)];
        let found = problems(&[
            ("size", 5.into()),
            ("old", "x".into()),
            ("keyed", keyed),
            ("parts", Value::List(parts)),
        ]);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(path, summary, _)| (path.as_str(), summary.as_str()))
            .collect();
        let expected = [
            ("old", "Argument is deprecated"),
            ("keyed[\"k\"].must", "Required argument is null"),
            ("parts[2].must", "Required argument is null"),
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
    fn rules_for_one_value_hold_for_each_of_many() {
        let many = |kind| vec![Attribute::optional("many", kind).validate(one_of(&["Red"]))];
        let paths = |kind, value: Value| -> Vec<String> {
            let schema = Schema::new("", many(kind));
            let config = Value::Object([("many".to_owned(), value)].into());
            let found = configuration(&schema, &config).into_iter();
            found.map(|one| one.path.to_string()).collect()
        };
        let list = Value::List(vec![
            "Red".into(),
            "Blue".into(),
            Value::Null,
            Value::Unknown,
        ]);
        assert_eq!(paths(Kind::list(Kind::String), list.clone()), ["many[1]"]);
        let map = Value::Map([("k".to_owned(), list)].into());
        let of_lists = Kind::map(Kind::list(Kind::String));
        assert_eq!(paths(of_lists, map), ["many[\"k\"][1]"]);
        assert_eq!(
            paths(Kind::set(Kind::String), Value::set(vec!["Blue".into()])),
            ["many"]
        );
    }

    #[test]
    fn a_required_null_is_refused() {
        assert_eq!(problems(&[])[0].1, "Required argument is null");
    }
}
