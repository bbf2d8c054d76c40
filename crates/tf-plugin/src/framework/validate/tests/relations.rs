//! Rules between arguments, at every depth.

use super::super::*;
use crate::framework::model::Model;
use crate::framework::schema::{Attribute, Block, Schema};
use crate::value::{Attr, Type, Value};

fn text(name: &'static str) -> Attribute {
    Attribute::optional(name, Type::String).describe("x")
}

fn object(members: &[(&str, Value)]) -> Value {
    let members = members
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()));
    Value::Object(members.collect())
}

/// Path, summary and detail of what is found in a configuration with these members.
fn found(schema: &Schema, members: &[(&str, Value)]) -> Vec<[String; 3]> {
    let mut config = schema.null_object();
    for (name, value) in members {
        config.set_attribute(name, value.clone());
    }
    let found = configuration(schema, &config).into_iter();
    found
        .map(|one| [one.path.to_string(), one.summary, one.detail])
        .collect()
}

fn at(path: &str, summary: &str, detail: &str) -> Vec<[String; 3]> {
    vec![[path, summary, detail].map(str::to_owned)]
}

fn three(relation: Relation) -> Schema {
    Schema::new("", vec![text("a").relates(relation), text("b"), text("c")])
}

#[test]
fn what_conflicts_is_refused_only_when_all_of_it_is_known_to_be_set() {
    let schema = three(conflicts_with(["b", "c"]));
    let set = || Value::from("x");
    for legal in [
        &[][..],
        &[("a", set())],
        &[("b", set()), ("c", set())],
        &[("a", set()), ("b", Value::Unknown)],
        &[("a", Value::Unknown), ("b", set())],
    ] {
        assert_eq!(found(&schema, legal), [] as [[String; 3]; 0], "{legal:?}");
    }
    assert_eq!(
        found(&schema, &[("a", set()), ("c", set())]),
        at(
            "a",
            "Arguments conflict",
            "a cannot be set together with c. Remove one of them."
        )
    );
    assert_eq!(
        found(&schema, &[("a", set()), ("b", set()), ("c", set())]),
        at(
            "a",
            "Arguments conflict",
            "a cannot be set together with b and c. Remove a, or remove b and c."
        )
    );
}

#[test]
fn exactly_one_is_neither_none_nor_two() {
    // Whoever names them all names the argument itself, too.
    let schema = three(exactly_one_of(["a", "b", "c"]));
    let set = || Value::from("x");
    for legal in [
        &[("b", set())][..],
        &[("b", Value::Unknown)],
        &[("a", set()), ("b", Value::Unknown)],
    ] {
        assert_eq!(found(&schema, legal), [] as [[String; 3]; 0], "{legal:?}");
    }
    assert_eq!(
        found(&schema, &[]),
        at(
            "",
            "a, b or c is missing",
            "Exactly one of a, b and c must be set, and none is. Set one of them."
        )
    );
    assert_eq!(
        found(&schema, &[("b", set()), ("c", set())]),
        at(
            "c",
            "Arguments conflict",
            "Only one of b and c can be set. Keep one of them and remove the rest."
        )
    );
}

#[test]
fn at_least_one_is_not_none() {
    let schema = three(at_least_one_of(["b"]));
    for legal in [
        &[("a", "x".into()), ("b", "x".into())][..],
        &[("b", Value::Unknown)],
    ] {
        assert_eq!(found(&schema, legal), [] as [[String; 3]; 0], "{legal:?}");
    }
    assert_eq!(
        found(&schema, &[("c", "x".into())]),
        at(
            "",
            "a or b is missing",
            "At least one of a and b must be set, and none is. Set one of them."
        )
    );
}

#[test]
fn what_is_required_with_another_is_named() {
    let schema = three(required_with(["b", "c"]));
    for legal in [
        &[("b", "x".into())][..],
        &[("a", Value::Unknown)],
        &[("a", "x".into()), ("b", Value::Unknown), ("c", "x".into())],
    ] {
        assert_eq!(found(&schema, legal), [] as [[String; 3]; 0], "{legal:?}");
    }
    assert_eq!(
        found(&schema, &[("a", "x".into()), ("b", "x".into())]),
        at(
            "a",
            "Another argument is needed as well",
            "a is set, and needs c as well. Set c, or remove a."
        )
    );
}

/// A kennel.
#[derive(Clone, Model)]
struct Kennel {
    /// Its name.
    #[attribute(optional, conflicts_with("bowl.label"))]
    name: Attr<String>,
    /// Its bowls.
    #[block(conflicts_with("empty"))]
    bowl: Attr<Vec<Attr<Bowl>>>,
    /// Whether it has none.
    #[attribute(optional)]
    empty: Attr<bool>,
}

/// A bowl.
#[derive(Clone, Model)]
struct Bowl {
    /// Food in it.
    #[attribute(optional, exactly_one_of("water"))]
    food: Attr<String>,
    /// Water in it.
    #[attribute(optional, required_with("super.empty"))]
    water: Attr<String>,
    /// What stands on it.
    #[attribute(optional)]
    label: Attr<String>,
}

fn bowl(food: Value, water: Value, label: Value) -> Value {
    object(&[("food", food), ("water", water), ("label", label)])
}

#[test]
fn arguments_inside_and_around_are_named_by_their_paths() {
    let schema = Schema::of::<Kennel>();
    assert_eq!(schema.validate_implementation(), [] as [&str; 0]);
    let full = bowl("x".into(), Value::Null, Value::Null);
    let labelled = bowl("x".into(), Value::Null, "x".into());
    assert_eq!(
        found(
            &schema,
            &[
                ("name", "x".into()),
                ("bowl", Value::List(vec![full.clone(), labelled]))
            ]
        ),
        at(
            "name",
            "Arguments conflict",
            "name cannot be set together with bowl[1].label. Remove one of them."
        )
    );
    let bowls = vec![full.clone(), bowl(Value::Null, Value::Null, Value::Null)];
    assert_eq!(
        found(&schema, &[("bowl", Value::List(bowls))]),
        at(
            "bowl[1]",
            "bowl[1].food or bowl[1].water is missing",
            "Exactly one of bowl[1].food and bowl[1].water must be set, and none is. Set one of them."
        )
    );
    let wet = bowl(Value::Null, "x".into(), Value::Null);
    assert_eq!(
        found(&schema, &[("bowl", Value::List(vec![wet]))]),
        at(
            "bowl[0].water",
            "Another argument is needed as well",
            "bowl[0].water is set, and needs empty as well. Set empty, or remove bowl[0].water."
        )
    );
    assert_eq!(
        found(
            &schema,
            &[("bowl", Value::List(vec![full])), ("empty", true.into())]
        ),
        at(
            "bowl",
            "Arguments conflict",
            "bowl cannot be set together with empty. Remove one of them."
        )
    );
}

#[test]
fn blocks_that_are_not_written_or_not_known_yet_conflict_with_nothing() {
    let schema = Schema::of::<Kennel>();
    for legal in [
        &[("empty", true.into())][..],
        &[("empty", true.into()), ("bowl", Value::Unknown)],
        &[
            ("name", "x".into()),
            ("bowl", Value::List(vec![Value::Unknown])),
        ],
    ] {
        assert_eq!(found(&schema, legal), [] as [[String; 3]; 0], "{legal:?}");
    }
}

#[test]
fn names_that_lead_nowhere_are_faults_of_the_schema() {
    let inner = text("in").relates(required_with(["super.a", "super.super.a", "other"]));
    let schema = Schema::new(
        "",
        vec![
            text("a").relates(conflicts_with(["a", "b", "c", "part.in", "part.out"])),
            Attribute::computed("b", Type::String).describe("x"),
        ],
    )
    .blocks(vec![Block::list("part", vec![inner]).describe("x")]);
    let expected = [
        "a: a rule between arguments names the one that it stands at",
        "a: a rule between arguments names `b`, which nobody can set",
        "a: a rule between arguments names `c`, and there is none",
        "a: a rule between arguments names `part.out`, and there is none",
        "part.in: a rule between arguments names `super.super.a`, and there is none",
        "part.in: a rule between arguments names `other`, and there is none",
    ];
    assert_eq!(schema.validate_implementation(), expected);
}

#[test]
fn documentation_says_what_goes_together() {
    let said = [
        conflicts_with(["b"]),
        exactly_one_of(["b", "c"]),
        at_least_one_of(["b"]),
        required_with(["b", "c"]),
    ];
    assert_eq!(
        said.map(|one| one.describe()),
        [
            "Conflicts with `b`.",
            "Exactly one of this, `b` and `c` must be set.",
            "At least one of this and `b` must be set.",
            "Needs `b` and `c` as well.",
        ]
    );
}
