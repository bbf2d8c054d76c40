//! Each rule for values, by what it says.

use super::super::*;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::{Model, Set};
use crate::framework::schema::{Attribute, Schema};
use crate::value::{Attr, Path, Type, Value};

/// Path and detail of what a rule finds in the attribute `x`.
fn found<On>(rule: &Validator<On>, value: impl Into<Value>) -> Vec<(String, String)> {
    let mut diagnostics = Diagnostics::default();
    rule.validate(&value.into(), &Path::root("x"), &mut diagnostics);
    let found = diagnostics.into_iter();
    found
        .map(|one| (one.path.to_string(), one.detail))
        .collect()
}

fn at(path: &str, detail: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), detail.to_owned())]
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

fn list(elements: &[&str]) -> Value {
    Value::List(elements.iter().map(|one| (*one).into()).collect())
}

#[test]
fn length_counts_characters_and_not_bytes() {
    let rule = length(2..=3);
    assert_eq!(rule.describe(), "text of 2 to 3 characters");
    assert_eq!(found(&rule, "字字字"), []);
    assert_eq!(
        found(&rule, "字字字字"),
        at(
            "x",
            "x must have 2 to 3 characters; this has 4. Shorten it."
        )
    );
    assert_eq!(
        found(&rule, "a"),
        at(
            "x",
            "x must have 2 to 3 characters; this has 1. Write a longer text."
        )
    );
}

#[test]
fn ranges_are_said_as_people_say_them() {
    assert_eq!(length(3..=3).describe(), "text of exactly 3 characters");
    assert_eq!(length(3..).describe(), "text of at least 3 characters");
    assert_eq!(length(..=3).describe(), "text of at most 3 characters");
    assert_eq!(length(..3).describe(), "text of less than 3 characters");
    assert_eq!(
        length(1..3).describe(),
        "text of at least 1 and less than 3 characters"
    );
}

#[test]
fn a_pattern_matches_the_whole_text() {
    let rule = pattern("[a-z]+|0", "small letters, or `0`");
    for legal in ["abc", "0"] {
        assert_eq!(found(&rule, legal), [], "{legal}");
    }
    for illegal in ["", "abc0", "0abc", "abc\n", "Abc"] {
        assert_eq!(
            found(&rule, illegal),
            at(
                "x",
                "x must be small letters, or `0`, and this is not. Correct the text."
            ),
            "{illegal}"
        );
    }
}

#[test]
fn a_pattern_that_is_none_is_a_fault_of_the_schema() {
    let attribute = |name| Attribute::optional(name, Type::map(Type::String)).describe("x");
    let faults = Schema::new(
        "",
        vec![
            attribute("a").validate(pattern("[", "x")),
            attribute("b").validate(keys(pattern("[", "x"))),
        ],
    )
    .validate_implementation();
    let starts: Vec<&str> = faults.iter().map(|fault| &fault[..47]).collect();
    assert_eq!(
        starts,
        [
            "a: the pattern \"[\" is not a regular expression:",
            "b: the pattern \"[\" is not a regular expression:",
        ]
    );
}

#[test]
fn numbers_are_compared_as_numbers() {
    let rule = number_between(-1..=10, "degrees");
    for legal in ["-1", "2.5", "9", "10"] {
        assert_eq!(found(&rule, number(legal)), [], "{legal}");
    }
    assert_eq!(
        found(&rule, number("10.1")),
        at(
            "x",
            "x must be a number from -1 to 10 degrees; this asks for 10.1."
        )
    );
    let rule = whole_number_between(2.., "");
    assert_eq!(found(&rule, number("1e60")), []);
    assert_eq!(
        found(&rule, number("2.5")),
        at(
            "x",
            "x must be a whole number at least 2; this asks for 2.5."
        )
    );
}

#[test]
fn sizes_are_counted_for_lists_sets_and_maps() {
    let rule = size(2..=2);
    let map = |keys: &[&str]| {
        let members = keys.iter().map(|key| ((*key).to_owned(), Value::Unknown));
        Value::Map(members.collect())
    };
    assert_eq!(found(&rule, list(&["a", "b"])), []);
    assert_eq!(found(&rule, map(&["a", "b"])), []);
    assert_eq!(
        found(&rule, map(&["a"])),
        at(
            "x",
            "x must have exactly 2 elements; this has 1. Add elements."
        )
    );
    assert_eq!(
        found(&rule, Value::set(vec!["a".into(), "b".into(), "c".into()])),
        at(
            "x",
            "x must have exactly 2 elements; this has 3. Remove some."
        )
    );
    // They may turn out to be one.
    let open = Value::set(vec!["a".into(), "b".into(), Value::Unknown]);
    assert_eq!(found(&rule, open), []);
}

#[test]
fn what_stands_twice_is_named_with_its_twin() {
    let rule = unique();
    let unknown = Value::List(vec![Value::Unknown, Value::Unknown]);
    assert_eq!(found(&rule, unknown), []);
    assert_eq!(
        found(&rule, list(&["a", "b", "a"])),
        at("x[2]", "x[2] is the same as x[0]. Remove one of them.")
    );
}

#[test]
fn keys_keep_to_rules_for_text() {
    let map = Value::Map([("abc".to_owned(), Value::Unknown)].into());
    assert_eq!(
        found(&keys(length(..=2)), map),
        at(
            "x[\"abc\"]",
            "x[\"abc\"] must have at most 2 characters; this has 3. Shorten it."
        )
    );
}

#[test]
fn rules_for_text_judge_dynamic_text() {
    let dynamic = Value::Dynamic(Box::new(Type::String), Box::new("abc".into()));
    assert_eq!(found(&length(..=3), dynamic.clone()), []);
    assert_eq!(found(&length(..=2), dynamic).len(), 1);
}

/// A kennel.
#[derive(Clone, Model)]
struct Kennel {
    /// Dogs.
    #[attribute(optional, validate = size(..=2), validate = length(1..=4))]
    dogs: Attr<Set<Attr<String>>>,
    /// Bowls.
    #[attribute(optional)]
    bowls: Attr<Vec<Attr<Bowl>>>,
    /// Doors.
    #[block]
    door: Attr<Vec<Attr<Bowl>>>,
}

/// A bowl.
#[derive(Clone, Model)]
struct Bowl {
    /// What is in it.
    #[attribute(optional, validate = unique(), validate = one_of(&["food", "water"]))]
    content: Attr<Vec<Attr<String>>>,
}

#[test]
fn rules_of_nested_attributes_and_blocks_are_checked_where_they_stand() {
    let schema = Schema::of::<Kennel>();
    assert_eq!(schema.validate_implementation(), [] as [&str; 0]);
    let content = |content: &[&str]| Value::Object([("content".to_owned(), list(content))].into());
    let mut config = schema.null_object();
    config.set_attribute("dogs", Value::set(vec!["Rex".into(), "Winnie".into()]));
    config.set_attribute(
        "bowls",
        Value::List(vec![content(&["food"]), content(&["food", "food"])]),
    );
    config.set_attribute("door", Value::List(vec![content(&["Water"])]));
    let found = configuration(&schema, &config).into_iter();
    let found: Vec<(String, String)> = found
        .map(|one| (one.path.to_string(), one.summary))
        .collect();
    let expected = [
        ("dogs", "Length is not allowed"),
        ("bowls[1].content[1]", "Element stands twice"),
        ("door[0].content[0]", "Value is not one of those allowed"),
    ];
    assert_eq!(
        found,
        expected.map(|(path, summary)| (path.to_owned(), summary.to_owned()))
    );
}
