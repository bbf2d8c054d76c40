use super::*;
use crate::framework::schema::{Attribute, Block, Nesting};
use crate::value::Type;

fn schema() -> Schema {
    Schema::new(
        "",
        vec![
            Attribute::computed("id", Type::String).use_state_for_unknown(),
            Attribute::computed("status", Type::String),
            Attribute::required("size", Type::Number),
            Attribute::defaulted("pay", Type::Bool, true),
            Attribute::optional_computed("kind", Type::String)
                .use_state_for_unknown()
                .requires_replace(),
            Attribute::optional("link", Type::String).requires_replace_while_unknown(),
        ],
    )
}

fn object(members: &[(&str, Value)]) -> Value {
    let mut object = schema().null_object();
    for (name, value) in members {
        object.set_attribute(name, value.clone());
    }
    object
}

fn prior() -> Value {
    object(&[
        ("id", "x".into()),
        ("status", "Idle".into()),
        ("size", 5.into()),
        ("pay", true.into()),
        ("kind", "A".into()),
    ])
}

#[test]
fn a_create_plans_defaults_and_unknowns() {
    let config = object(&[("size", 5.into())]);
    let planned = with_defaults(&schema(), config.clone(), &config);
    let planned = with_unknowns(&schema(), &Value::Null, planned, &config);
    let expected = object(&[
        ("id", Value::Unknown),
        ("status", Value::Unknown),
        ("size", 5.into()),
        ("pay", true.into()),
        ("kind", Value::Unknown),
    ]);
    assert_eq!(planned, expected);
}

#[test]
fn only_known_values_keep_the_form_of_prior_ones_that_are_there() {
    let kept = |before: Value, proposed: Value, resource: Value| {
        let with = |kind: Value| object(&[("kind", kind)]);
        let kept = with_kept(&schema(), &with(before), &with(proposed), with(resource));
        kept.attribute("kind").clone()
    };
    let (a, form) = (|| Value::from("a"), || Value::from("A"));
    assert_eq!(kept(form(), a(), form()), form());
    assert_eq!(kept(form(), Value::Unknown, form()), Value::Unknown);
    assert_eq!(kept(Value::Null, a(), Value::Null), a());
}

#[test]
fn no_change_leaves_no_unknown() {
    let config = object(&[("size", 5.into())]);
    assert_eq!(
        with_unknowns(&schema(), &prior(), prior(), &config),
        prior()
    );
}

#[test]
fn an_update_keeps_what_is_stable() {
    let config = object(&[("size", 6.into())]);
    let mut proposed = prior();
    proposed.set_attribute("size", 6.into());
    let planned = with_unknowns(&schema(), &prior(), proposed, &config);
    assert_eq!(planned.attribute("id"), &Value::from("x"));
    assert_eq!(planned.attribute("kind"), &Value::from("A"));
    assert_eq!(planned.attribute("status"), &Value::Unknown);
}

#[test]
fn only_a_known_change_replaces_and_an_unknown_one_may() {
    let plan = |before: Value, config: Value, after: Value| {
        let with = |kind: Value| {
            let mut object = prior();
            object.set_attribute("kind", kind);
            object
        };
        replacements(&schema(), &with(before), &with(config), &with(after))
    };
    let (a, b) = (|| Value::from("A"), || Value::from("B"));
    assert_eq!(plan(a(), Value::Null, a()), []);
    assert_eq!(
        plan(a(), b(), b()),
        [(Path::root("kind"), Replacement::Changed)]
    );
    let open = [(Path::root("kind"), Replacement::Open)];
    assert_eq!(plan(a(), Value::Unknown, Value::Unknown), open);
    assert_eq!(plan(Value::Null, Value::Unknown, Value::Unknown), open);
    for filled_in in [Value::Unknown, a()] {
        assert_eq!(plan(Value::Null, Value::Null, filled_in), []);
    }
}

#[test]
fn a_link_replaces_as_soon_as_it_may_lead_elsewhere() {
    let plan = |link: Value| {
        let (mut prior, mut planned) = (prior(), prior());
        prior.set_attribute("link", "A".into());
        planned.set_attribute("link", link);
        replacements(&schema(), &prior, &planned, &planned)
    };
    assert_eq!(plan("A".into()), []);
    assert_eq!(
        plan("B".into()),
        [(Path::root("link"), Replacement::Changed)]
    );
    assert_eq!(
        plan(Value::Unknown),
        [(Path::root("link"), Replacement::WhileUnknown)]
    );
}

/// A schema with a nested attribute of each nesting and a block, in all of which the provider decides parts.
fn nested_schema() -> Schema {
    let part = || {
        vec![
            Attribute::optional("name", Type::String).requires_replace(),
            Attribute::computed("id", Type::String).use_state_for_unknown(),
            Attribute::computed("status", Type::String),
            Attribute::defaulted("on", Type::Bool, true),
        ]
    };
    let attributes = vec![
        Attribute::optional("label", Type::String),
        Attribute::optional_nested("one", Nesting::Single, part()),
        Attribute::optional_nested("many", Nesting::List, part()),
        Attribute::optional_nested("keyed", Nesting::Map, part()),
        Attribute::optional_nested(
            "marks",
            Nesting::Set,
            vec![
                Attribute::optional("name", Type::String).requires_replace(),
                Attribute::optional("size", Type::Number),
            ],
        ),
    ];
    Schema::new("", attributes).blocks(vec![Block::list("block", part())])
}

fn nested(members: &[(&str, Value)]) -> Value {
    let mut object = nested_schema().null_object();
    for (name, value) in members {
        object.set_attribute(name, value.clone());
    }
    object
}

fn part(name: &str, id: Value, status: Value, on: Value) -> Value {
    let members = [
        ("name", name.into()),
        ("id", id),
        ("status", status),
        ("on", on),
    ];
    Value::Object(members.map(|(name, value)| (name.to_owned(), value)).into())
}

/// The same part in every place.
fn everywhere(part: &Value) -> Value {
    nested(&[
        ("one", part.clone()),
        ("many", Value::List(vec![part.clone()])),
        ("keyed", Value::Map([("k".to_owned(), part.clone())].into())),
        ("block", Value::List(vec![part.clone()])),
    ])
}

fn planned(prior: &Value, proposed: Value, config: &Value) -> Value {
    let schema = nested_schema();
    let planned = with_defaults(&schema, proposed, config);
    with_unknowns(&schema, prior, planned, config)
}

#[test]
fn parts_of_new_objects_take_defaults_and_unknowns() {
    let config = everywhere(&part("a", Value::Null, Value::Null, Value::Null));
    let expected = everywhere(&part("a", Value::Unknown, Value::Unknown, true.into()));
    assert_eq!(planned(&Value::Null, config.clone(), &config), expected);

    let off = everywhere(&part("a", Value::Null, Value::Null, false.into()));
    let expected = everywhere(&part("a", Value::Unknown, Value::Unknown, false.into()));
    assert_eq!(planned(&Value::Null, off.clone(), &off), expected);
}

#[test]
fn an_update_keeps_what_is_stable_in_parts_that_were_there_and_decides_new_ones() {
    let was = part("a", "x".into(), "Idle".into(), true.into());
    let prior = everywhere(&was);
    let written = part("a", Value::Null, Value::Null, Value::Null);
    let list = |parts: &[&Value]| Value::List(parts.iter().map(|one| (*one).clone()).collect());
    let mut config = everywhere(&written);
    // Hosts fill in what was computed before.
    let mut proposed = prior.clone();
    assert_eq!(planned(&prior, proposed.clone(), &config), prior);

    config.set_attribute("many", list(&[&written, &written]));
    proposed.set_attribute("many", list(&[&was, &written]));
    let stays = part("a", "x".into(), Value::Unknown, true.into());
    let new = part("a", Value::Unknown, Value::Unknown, true.into());
    let mut expected = everywhere(&stays);
    expected.set_attribute("many", list(&[&stays, &new]));
    assert_eq!(planned(&prior, proposed, &config), expected);
}

#[test]
fn a_change_of_a_part_that_replaces_is_told_by_its_path() {
    let at = |name: &str| part(name, "x".into(), "Idle".into(), true.into());
    let replaced = |prior: &Value, planned: &Value| {
        replacements(&nested_schema(), prior, planned, planned)
            .into_iter()
            .map(|(path, how)| (path.to_string(), how))
            .collect::<Vec<_>>()
    };
    let (before, after) = (everywhere(&at("a")), everywhere(&at("b")));
    assert_eq!(replaced(&before, &before), []);
    let certain = |path: &str| (path.to_owned(), Replacement::Changed);
    assert_eq!(
        replaced(&before, &after),
        [
            "one.name",
            "many[0].name",
            "keyed[\"k\"].name",
            "block[0].name"
        ]
        .map(certain)
    );

    let mut gone = before.clone();
    gone.set_attribute("many", Value::List(vec![]));
    assert_eq!(replaced(&before, &gone), [certain("many[0].name")]);
    assert_eq!(replaced(&gone, &before), [certain("many[0].name")]);

    let mut open = before.clone();
    open.set_attribute("one", Value::Unknown);
    assert_eq!(
        replaced(&before, &open),
        [("one".to_owned(), Replacement::Open)]
    );
}

#[test]
fn sets_with_parts_that_replace_are_held_against_each_other_as_a_whole() {
    let mark = |name: &str, size: i64| {
        let members = [("name", Value::from(name)), ("size", size.into())];
        Value::Object(members.map(|(name, value)| (name.to_owned(), value)).into())
    };
    let marks = |marks: &[Value]| nested(&[("marks", Value::set(marks.to_vec()))]);
    let replaced = |before: &[Value], after: &[Value]| {
        let planned = marks(after);
        replacements(&nested_schema(), &marks(before), &planned, &planned)
    };
    let one = [mark("a", 1), mark("b", 2)];
    assert_eq!(replaced(&one, &[mark("a", 9), mark("b", 2)]), []);
    let whole = [(Path::root("marks"), Replacement::Changed)];
    assert_eq!(replaced(&one, &[mark("a", 1)]), whole);
    assert_eq!(replaced(&one, &[mark("a", 1), mark("c", 2)]), whole);
}

#[test]
fn what_does_not_replace_inside_of_a_set_does_not_replace_in_parts_of_it_either() {
    let text = |name| Attribute::optional(name, Type::String);
    let schema = || {
        let inner = vec![text("zone").requires_replace(), text("note")];
        let marks = vec![
            text("name").requires_replace(),
            Attribute::optional_nested("label", Nesting::Single, vec![text("note")]),
            Attribute::optional_nested("places", Nesting::List, inner),
        ];
        Schema::new(
            "",
            vec![Attribute::optional_nested("marks", Nesting::Set, marks)],
        )
    };
    let object = |members: &[(&str, Value)]| {
        let members = members.iter().cloned();
        Value::Object(
            members
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    };
    let marks = |label: &str, zone: &str, note: &str| {
        let place = object(&[("zone", zone.into()), ("note", note.into())]);
        let mark = object(&[
            ("name", "a".into()),
            ("label", object(&[("note", label.into())])),
            ("places", Value::List(vec![place])),
        ]);
        object(&[("marks", Value::set(vec![mark]))])
    };
    let replaced = |after: Value| replacements(&schema(), &marks("x", "x", "x"), &after, &after);
    assert_eq!(replaced(marks("y", "x", "y")), []);
    let whole = [(Path::root("marks"), Replacement::Changed)];
    assert_eq!(replaced(marks("x", "y", "x")), whole);
}

#[test]
fn modifiers_see_each_attribute_where_it_is_and_change_it() {
    let upper = modifier("in capitals", |_, plan: &mut AttributePlan<'_>| {
        if let Value::String(text) = &plan.value {
            plan.value = text.to_uppercase().as_str().into();
        }
    });
    let inner = vec![
        Attribute::optional("name", Type::String).modify_plan(upper),
        Attribute::optional("zone", Type::String).modify_plan(replace_if_configured()),
    ];
    let schema = Schema::new(
        "",
        vec![Attribute::optional_nested("many", Nesting::List, inner)],
    );
    let object = |name: &str, zone: Value| {
        let members = [("name".to_owned(), name.into()), ("zone".to_owned(), zone)];
        let many = Value::List(vec![Value::Object(members.into())]);
        Value::Object([("many".to_owned(), many)].into())
    };
    let (prior, config) = (object("A", "x".into()), object("a", "y".into()));
    let changed = modified(&schema, &prior, config.clone(), &config);
    assert_eq!(changed.planned, object("A", "y".into()));
    assert_eq!(
        changed.replace,
        [Path::root("many").index(0).attribute("zone")]
    );

    let config = object("a", Value::Null);
    assert_eq!(
        modified(&schema, &prior, config.clone(), &config).replace,
        []
    );
    let created = modified(&schema, &Value::Null, object("a", "y".into()), &config);
    assert_eq!(created.replace, []);
}
