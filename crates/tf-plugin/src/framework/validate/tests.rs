//! Configurations against schemas with every rule.

use super::*;
use crate::framework::schema::{Attribute, Block, Nesting, Schema};
use crate::value::{Type, Value};

mod library;
mod relations;

fn schema() -> Schema {
    let must = || vec![Attribute::required("must", Type::Bool)];
    let attributes = vec![
        Attribute::required("size", Type::Number).validate(whole_number_between(2..=10, "Mbps")),
        Attribute::optional("kind", Type::String).validate(one_of(&["Red", "Blue"])),
        Attribute::computed("id", Type::String),
        Attribute::optional_object("inner", must()),
        Attribute::optional("old", Type::String).deprecated("Use kind."),
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
fn blocks_keep_to_rules_for_all_of_them_once_one_is_written() {
    let part = || vec![Attribute::optional("name", Type::String)];
    let parts = Block::list("part", part())
        .validate(size(2..))
        .validate(unique());
    let schema = Schema::new("", vec![]).blocks(vec![parts]);
    let found = |parts: Value| {
        let config = Value::Object([("part".to_owned(), parts)].into());
        let found = configuration(&schema, &config).into_iter();
        let found = found.map(|one| (one.path.to_string(), one.detail));
        found.collect::<Vec<_>>()
    };
    let named = |names: &[&str]| {
        let one = |name: &&str| Value::Object([("name".to_owned(), (*name).into())].into());
        Value::List(names.iter().map(one).collect())
    };
    assert_eq!(found(named(&[])), []);
    assert_eq!(found(Value::Unknown), []);
    assert_eq!(found(named(&["a", "b"])), []);
    let too_few = "part must have at least 2 elements; this has 1. Add elements.";
    assert_eq!(
        found(named(&["a"])),
        [("part".to_owned(), too_few.to_owned())]
    );
    let twice = "part[1] is the same as part[0]. Remove one of them.";
    assert_eq!(
        found(named(&["a", "a"])),
        [("part[1]".to_owned(), twice.to_owned())]
    );
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
    assert_eq!(paths(Type::list(Type::String), list.clone()), ["many[1]"]);
    let map = Value::Map([("k".to_owned(), list)].into());
    let of_lists = Type::map(Type::list(Type::String));
    assert_eq!(paths(of_lists, map), ["many[\"k\"][1]"]);
    assert_eq!(
        paths(Type::set(Type::String), Value::set(vec!["Blue".into()])),
        ["many"]
    );
}

#[test]
fn a_required_null_is_refused() {
    assert_eq!(problems(&[])[0].1, "Required argument is null");
}

#[test]
fn each_deprecated_block_that_is_written_is_named() {
    let old = Block::list("old", vec![]).deprecated("Use new.");
    let outer = Block::single("outer", vec![]).blocks(vec![old]);
    let schema = Schema::new("", vec![]).blocks(vec![outer]);
    let written = |count: usize| {
        let one = || Value::Object([].into());
        let old = Value::List((0..count).map(|_| one()).collect());
        let outer = Value::Object([("old".to_owned(), old)].into());
        configuration(
            &schema,
            &Value::Object([("outer".to_owned(), outer)].into()),
        )
    };
    assert!(written(0).is_empty());
    let found: Vec<_> = written(2)
        .into_iter()
        .map(|one| (one.path.to_string(), one.summary, one.detail))
        .collect();
    let expected = ["outer.old[0]", "outer.old[1]"]
        .map(|path| problem(path, "Block is deprecated", "Use new."));
    assert_eq!(found, expected);
}
