//! One struct of every feature of the derive.

use std::collections::BTreeMap;

use super::*;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::plan;
use crate::framework::schema::{Nesting, Presence, RequiresReplace, Shape};
use crate::framework::timeouts::Timeouts;
use crate::framework::validate::{self, Validator, one_of, size};
use crate::value::{Attr, Number, Path, Type, ValueError};

/// A colour in any letter case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Colour(String);

impl CustomType for Colour {
    type Form = String;

    fn describe() -> &'static str {
        "a colour"
    }

    fn parse(text: String) -> Result<Self, ValueError> {
        match text.to_ascii_lowercase().as_str() {
            "red" | "blue" => Ok(Self(text)),
            _ => Err(ValueError::new(
                "Not a colour",
                format!("{text:?} is none."),
            )),
        }
    }

    /// Green was sold once.
    fn stored(text: String) -> Result<Self, ValueError> {
        if text == "green" {
            return Ok(Self(text));
        }
        Self::parse(text)
    }

    fn form(&self) -> String {
        self.0.clone()
    }

    fn semantic_equals(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

fn colour(text: &str) -> Attr<Colour> {
    Attr::Known(Colour(text.to_owned()))
}

/// Tags, shared by many types.
#[derive(Clone, Debug, Default, PartialEq, Model)]
struct Tagged {
    /// Tags.
    #[attribute(optional)]
    tags: Attr<BTreeMap<String, Attr<String>>>,
    /// All tags.
    #[attribute(computed)]
    tags_all: Attr<BTreeMap<String, Attr<String>>>,
}

/// A part
/// of a thing.
#[derive(Clone, Debug, Default, PartialEq, Model)]
struct Part {
    /// Its colour.
    #[attribute(required)]
    colour: Attr<Colour>,
    /// Its sizes.
    #[attribute(optional)]
    sizes: Attr<Set<Attr<Number>>>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(computed)]
struct Row {
    /// Its name.
    name: String,
    /// How many.
    count: u64,
}

/// A thing
/// in two lines.
///
/// And a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(version = 3)]
struct Thing {
    /// The id.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// A keyword.
    #[attribute(required, validate = one_of(&["a", "b"]), requires_replace)]
    r#type: Attr<String>,
    /// Another
    /// colour.
    #[attribute(optional, computed, requires_replace_while_unknown)]
    colour: Attr<Colour>,
    /// On or off.
    #[attribute(default = true)]
    on: Attr<bool>,
    /// A secret.
    #[attribute(optional, sensitive, write_only, name = "pass_word")]
    password: Attr<String>,
    /// Old.
    #[attribute(optional, deprecated = "Use type.")]
    old: Attr<i64>,
    #[attribute(flatten, describe(tags = "Tags of the thing."))]
    tagged: Tagged,
    /// Parts by name.
    #[attribute(optional)]
    parts: Attr<BTreeMap<String, Attr<Part>>>,
    /// Many colours.
    #[attribute(optional)]
    colours: Attr<Vec<Attr<Colour>>>,
    /// What was found.
    #[attribute(computed)]
    rows: Attr<Vec<Row>>,
    #[attribute(timeouts(create = "Of a create.", delete = "Of a delete."))]
    timeouts: Attr<Timeouts>,
    /// Blocks.
    #[block(at_least = 2, at_most = 3, validate = size(..=3), deprecated = "Use parts.")]
    more: Attr<Set<Attr<Part>>>,
}

#[test]
fn a_struct_is_a_schema_with_its_documentation() {
    let schema = Schema::of::<Thing>();
    assert_eq!(
        schema.description,
        "A thing in two lines.\n\nAnd a paragraph."
    );
    assert_eq!(schema.version, 3);
    let shown: Vec<(&str, Presence, String, &str)> = schema
        .attributes
        .iter()
        .map(|one| {
            (
                one.name,
                one.presence,
                one.value_type().to_string(),
                one.description,
            )
        })
        .collect();
    use Presence::{Computed, Optional, OptionalComputed, Required};
    let expected = [
        ("id", Computed, "string", "The id."),
        ("type", Required, "string", "A keyword."),
        ("colour", OptionalComputed, "string", "Another colour."),
        ("on", OptionalComputed, "bool", "On or off."),
        ("pass_word", Optional, "string", "A secret."),
        ("old", Optional, "number", "Old."),
        ("tags", Optional, "map(string)", "Tags of the thing."),
        ("tags_all", Computed, "map(string)", "All tags."),
        ("parts", Optional, "map(object)", "Parts by name."),
        ("colours", Optional, "list(string)", "Many colours."),
        ("rows", Computed, "list(object)", "What was found."),
        (
            "timeouts",
            Optional,
            "object",
            "How long operations may take, waits included.",
        ),
    ]
    .map(|(name, presence, ty, words)| (name, presence, ty.to_owned(), words));
    assert_eq!(shown, expected);
    assert_eq!(schema.validate_implementation(), [] as [&str; 0]);
}

#[test]
fn words_of_fields_are_properties_of_attributes() {
    let schema = Schema::of::<Thing>();
    let of = |name: &str| {
        schema
            .attributes
            .iter()
            .find(|one| one.name == name)
            .unwrap()
    };
    assert!(of("id").use_state_for_unknown);
    assert_eq!(of("type").requires_replace, RequiresReplace::OnceKnown);
    assert_eq!(of("type").validators.len(), 1);
    assert_eq!(of("colour").requires_replace, RequiresReplace::WhileUnknown);
    assert_eq!(
        of("colour")
            .rules()
            .map(Validator::describe)
            .collect::<Vec<_>>(),
        ["a colour"]
    );
    assert_eq!(of("on").default, Some(true.into()));
    assert!(of("pass_word").sensitive && of("pass_word").write_only);
    assert_eq!(of("old").deprecated, Some("Use type."));
    let Shape::Nested(Nesting::Single, limits) = &of("timeouts").shape else {
        panic!("timeouts are an object");
    };
    let names: Vec<&str> = limits.iter().map(|one| one.name).collect();
    assert_eq!(names, ["create", "delete"]);
    let [block] = &*schema.blocks else {
        panic!("one block")
    };
    assert_eq!(
        (block.name, block.nesting, block.min_items, block.max_items),
        ("more", Nesting::Set, 2, 3)
    );
    assert_eq!(block.deprecated, Some("Use parts."));
    assert_eq!(block.validators.len(), 1);
    assert_eq!(block.attributes.len(), 2);
}

fn object(members: &[(&str, Value)]) -> Value {
    let members = members.iter();
    Value::Object(
        members
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

#[test]
fn an_object_is_read_and_written_as_it_is() {
    let part = |colour: &str| {
        object(&[
            ("colour", colour.into()),
            ("sizes", Value::set(vec![5.into(), Value::Unknown])),
        ])
    };
    let mut value = Schema::of::<Thing>().null_object();
    for (name, member) in [
        ("id", Value::Unknown),
        ("type", "a".into()),
        ("old", 7.into()),
        ("parts", Value::Map([("k".to_owned(), part("Red"))].into())),
        ("colours", Value::List(vec!["blue".into(), Value::Null])),
        (
            "rows",
            Value::List(vec![object(&[("name", "x".into()), ("count", 2.into())])]),
        ),
        (
            "timeouts",
            object(&[("create", "5m".into()), ("delete", Value::Null)]),
        ),
        ("more", Value::set(vec![part("red"), Value::Unknown])),
    ] {
        value.set_attribute(name, member);
    }
    let thing: Thing = from_value(&value).unwrap();
    assert_eq!(thing.old, Attr::Known(7));
    assert_eq!(thing.colours, Attr::Known(vec![colour("blue"), Attr::Null]));
    assert_eq!(thing.rows.known().unwrap()[0].count, 2);
    assert_eq!(thing.timeouts.known().unwrap().create, "5m".into());
    assert_eq!(to_value(&thing), value);
}

#[test]
fn a_mismatch_is_named_by_its_path() {
    let mut value = Schema::of::<Thing>().null_object();
    let part = object(&[("colour", 5.into())]);
    value.set_attribute("parts", Value::Map([("k".to_owned(), part)].into()));
    assert_eq!(
        from_value::<Thing>(&value).unwrap_err().to_string(),
        "parts[\"k\"].colour: invalid type: number, expected a string"
    );
}

fn problems(config: &Value) -> Vec<(String, String, String)> {
    let found: Diagnostics = validate::configuration(&Schema::of::<Thing>(), config);
    found
        .into_iter()
        .map(|one| (one.path.to_string(), one.summary, one.detail))
        .collect()
}

fn configuration(members: &[(&str, Value)]) -> Value {
    let mut config = Schema::of::<Thing>().null_object();
    config.set_attribute("type", "a".into());
    for (name, value) in members {
        config.set_attribute(name, value.clone());
    }
    config
}

#[test]
fn what_a_type_does_not_accept_is_refused_where_it_is_written() {
    let part = object(&[("colour", "green".into()), ("sizes", Value::Null)]);
    let found = problems(&configuration(&[
        ("colour", "pink".into()),
        (
            "colours",
            Value::List(vec![Value::Unknown, "grey".into(), Value::Null]),
        ),
        ("parts", Value::Map([("k".to_owned(), part)].into())),
        ("old", Value::Number("1.5".parse().unwrap())),
    ]));
    let expected = [
        ("colour", "Not a colour", "\"pink\" is none."),
        ("old", "Argument is deprecated", "Use type."),
        (
            "old",
            "Number cannot be used",
            "1.5 is not a whole number, or too large.",
        ),
        ("parts[\"k\"].colour", "Not a colour", "\"green\" is none."),
        ("colours[1]", "Not a colour", "\"grey\" is none."),
    ]
    .map(|(path, summary, detail)| (path.to_owned(), summary.to_owned(), detail.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn what_an_earlier_version_stored_is_read_and_what_none_stored_is_an_error_at_its_path() {
    let state = |text: &str| configuration(&[("colour", text.into())]);
    let thing: Thing = from_value(&state("green")).unwrap();
    assert_eq!(thing.colour, colour("green"));
    let error = from_value::<Thing>(&state("pink")).unwrap_err();
    assert_eq!(error.path(), Path::root("colour"));
    assert_eq!(error.to_string(), "colour: Not a colour: \"pink\" is none.");
}

#[test]
fn what_means_the_same_keeps_the_form_of_the_state() {
    let part = |colour: Value| object(&[("colour", colour), ("sizes", Value::Null)]);
    let thing = |one: Value, many: &[&str], part: Value| {
        let many = many.iter().map(|text| Value::from(*text));
        configuration(&[
            ("colour", one),
            ("colours", Value::List(many.collect())),
            ("parts", Value::Map([("k".to_owned(), part.clone())].into())),
            ("more", Value::set(vec![part])),
        ])
    };
    let prior = thing("Red".into(), &["Red", "Blue"], part("Red".into()));
    let planned = thing("red".into(), &["red", "red", "blue"], part("RED".into()));
    let kept = plan::with_semantic_equality(&Schema::of::<Thing>(), &prior, planned);
    let expected = thing("Red".into(), &["Red", "red", "blue"], part("Red".into()));
    assert_eq!(kept, expected);

    for other in [Value::Unknown, Value::Null, "blue".into()] {
        let planned = thing(other.clone(), &[], part(other.clone()));
        let kept = plan::with_semantic_equality(&Schema::of::<Thing>(), &prior, planned.clone());
        assert_eq!(kept, planned);
    }
}

#[test]
fn a_plan_has_collections_as_they_were_or_as_they_are_configured() {
    let thing = |many: &[&str], parts: &[&str]| {
        let texts = many.iter().map(|text| Value::from(*text));
        let parts = parts.iter();
        let part = |text: &&str| object(&[("colour", (*text).into()), ("sizes", Value::Null)]);
        configuration(&[
            ("colours", Value::List(texts.collect())),
            ("more", Value::set(parts.map(part).collect())),
        ])
    };
    let prior = thing(&["Red", "Blue"], &["Red", "Blue"]);
    let kept = |planned: Value| {
        plan::planned_with_semantic_equality(&Schema::of::<Thing>(), &prior, planned)
    };
    let same = thing(&["red", "blue"], &["red", "blue"]);
    assert_eq!(kept(same), prior);
    // No mixture in a list, which is one value to hosts; elements of a nested set are many.
    let other = thing(&["red", "red"], &["red"]);
    assert_eq!(kept(other), thing(&["red", "red"], &["Red"]));
    let several = thing(&["red"], &["red", "RED"]);
    assert_eq!(kept(several.clone()), several);
}

#[test]
fn sets_are_equal_in_any_order() {
    let set = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Set<_>>()
    };
    assert_eq!(set(&["a", "b", "a"]), set(&["b", "a"]));
    assert_ne!(set(&["a"]), set(&["b"]));
    assert_eq!(Set::<String>::shape().value_type(), Type::set(Type::String));
}
