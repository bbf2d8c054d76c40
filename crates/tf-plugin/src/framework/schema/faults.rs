//! What hosts would refuse about a schema.
//!
//! Some rules are enforced by hosts when they load a schema, and then no part of the provider works; others only show
//! when somebody uses the attribute. Here both are faults.

use super::{Attribute, Block, Body, Nesting, Presence, RequiresReplace, Schema, Shape};
use crate::framework::validate::Relation;
use crate::value::{Path, Type};

/// Names that the language itself uses in resource blocks.
const RESERVED: [&str; 7] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
];

pub(super) fn of_schema(schema: &Schema) -> Vec<String> {
    let mut faults = Vec::new();
    if schema.version < 0 {
        faults.push("versions begin at 0".to_owned());
    }
    body(schema.body(), &Inside::default(), &mut faults);
    faults
}

/// What surrounds an attribute.
#[derive(Clone, Default)]
struct Inside<'s> {
    path: Path,
    /// The objects around, from the outside in.
    around: Vec<Body<'s>>,
    set: bool,
    /// A set, or another collection.
    collection: bool,
    write_only: bool,
    computed: bool,
}

fn body<'s>(object: Body<'s>, inside: &Inside<'s>, faults: &mut Vec<String>) {
    let mut seen = Vec::new();
    let mut around = inside.around.clone();
    around.push(object);
    for attribute in object.attributes {
        let path = inside.path.attribute(attribute.name);
        name(attribute.name, &path, &mut seen, faults);
        let mut found: Vec<String> = of_attribute(attribute, inside)
            .into_iter()
            .map(str::to_owned)
            .collect();
        found.extend(of_relations(attribute.name, &attribute.relations, &around));
        if attribute.presence == Presence::Computed && !attribute.relations.is_empty() {
            found.push("nobody can set it, so it goes together with nothing".to_owned());
        }
        faults.extend(found.into_iter().map(|fault| format!("{path}: {fault}")));
        if let Shape::Nested(nesting, nested) = &attribute.shape {
            let inside = Inside {
                path,
                around: around.clone(),
                set: inside.set || *nesting == Nesting::Set,
                collection: inside.collection || *nesting != Nesting::Single,
                write_only: attribute.write_only,
                computed: attribute.presence == Presence::Computed,
            };
            body(Body::of(nested), &inside, faults);
        }
    }
    for block in object.blocks {
        let path = inside.path.block(block.name);
        name(block.name, &path, &mut seen, faults);
        for fault in of_block(block) {
            faults.push(format!("{path}: {fault}"));
        }
        for fault in of_relations(block.name, &block.relations, &around) {
            faults.push(format!("{path}: {fault}"));
        }
        let inside = Inside {
            path,
            around: around.clone(),
            set: inside.set || block.nesting == Nesting::Set,
            collection: inside.collection || block.nesting != Nesting::Single,
            ..Inside::default()
        };
        body(block.body(), &inside, faults);
    }
}

fn name(name: &'static str, path: &Path, seen: &mut Vec<&'static str>, faults: &mut Vec<String>) {
    let mut fault = |what: &str| faults.push(format!("{path}: {what}"));
    let mut letters = name.bytes();
    let starts_well = letters
        .next()
        .is_some_and(|letter| letter.is_ascii_lowercase() || letter == b'_');
    let goes_on_well =
        |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
    if !starts_well || !letters.all(goes_on_well) {
        fault("names are lower-case letters, digits and underscores");
    }
    if path.steps().len() == 1 && RESERVED.contains(&name) {
        fault("the language reserves this name");
    }
    if seen.contains(&name) {
        fault("declared twice");
    }
    seen.push(name);
}

fn of_relations(name: &str, relations: &[Relation], around: &[Body<'_>]) -> Vec<String> {
    let all = relations.iter();
    all.flat_map(|one| one.faults(name, around)).collect()
}

fn of_attribute<'s>(attribute: &'s Attribute, inside: &Inside<'_>) -> Vec<&'s str> {
    let rules = [
        (attribute.description.is_empty(), "has no description"),
        (
            attribute.default.is_some() && attribute.presence != Presence::OptionalComputed,
            "hosts accept a default only where the provider may set the attribute",
        ),
        (
            attribute.presence == Presence::Computed && !attribute.validators.is_empty(),
            "nobody can set it, so its validators never run",
        ),
        (
            inside.set && !inside.computed && attribute.is_computed(),
            "elements of sets are told apart by all of their parts, so the provider cannot decide one",
        ),
        (
            inside.computed && attribute.presence != Presence::Computed,
            "nobody can set a part of what only the provider sets",
        ),
        (
            attribute.presence == Presence::Computed
                && attribute.requires_replace != RequiresReplace::Never,
            "nobody can set it, so a change of it is none that could need a new object",
        ),
        (
            attribute.write_only && attribute.requires_replace != RequiresReplace::Never,
            "what is never stored cannot be compared",
        ),
        (
            attribute.use_state_for_unknown && !attribute.is_computed(),
            "only what the provider sets can be kept from being unknown",
        ),
        (
            attribute.write_only && attribute.is_computed(),
            "what is never stored cannot be computed",
        ),
        (
            inside.write_only && !attribute.write_only,
            "a part of what is never stored is never stored either",
        ),
        (
            attribute.write_only && inside.set,
            "sets are compared whole, so nothing in them can be left out of the state",
        ),
        (
            matches!(&attribute.shape, Shape::Value(ty) if holds_dynamic(ty, inside.collection)),
            "elements of collections are of one type, so no part of them can be dynamic",
        ),
    ];
    let ty = attribute.value_type();
    let broken = rules.into_iter().filter(|(broken, _)| *broken);
    let broken = broken.map(|(_, fault)| fault);
    broken
        .chain(attribute.rules().filter_map(|rule| rule.fault(&ty)))
        .collect()
}

fn of_block(block: &Block) -> Vec<&'static str> {
    let rules = [
        (block.description.is_empty(), "has no description"),
        (
            block.nesting == Nesting::Map && (block.min_items, block.max_items) != (0, 0),
            "hosts count no labelled blocks",
        ),
        (
            block.nesting == Nesting::Single && (block.min_items > 1 || block.max_items > 1),
            "is written once at most",
        ),
        (
            block.max_items != 0 && block.min_items > block.max_items,
            "must be written more often than it may",
        ),
    ];
    let broken = rules.into_iter().filter(|(broken, _)| *broken);
    broken.map(|(_, fault)| fault).collect()
}

/// Whether any part of `ty`, which may be part of a collection itself, is dynamic in a collection.
fn holds_dynamic(ty: &Type, in_collection: bool) -> bool {
    let inside = |ty: &Type| holds_dynamic(ty, in_collection);
    match ty {
        Type::Dynamic => in_collection,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => {
            holds_dynamic(element, true)
        }
        Type::Tuple(elements) => elements.iter().any(inside),
        Type::Object(members) => members.values().any(inside),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::validate::{one_of, whole_number_between};
    use crate::value::Value;

    fn text(name: &'static str) -> Attribute {
        Attribute::optional(name, Type::String).describe("x")
    }

    #[test]
    fn faults_of_attributes_are_found() {
        let mut schema = Schema::new(
            "",
            vec![
                text("count"),
                text("Name"),
                Attribute::optional("a", Type::String),
                text("a"),
                Attribute {
                    default: Some(Value::Null),
                    ..text("b")
                },
                Attribute::optional_object("c", vec![text("")]).describe("x"),
                Attribute::computed("d", Type::String)
                    .describe("x")
                    .write_only(),
                text("e").validate(whole_number_between(1..=2, "things")),
                Attribute::optional("f", Type::list(Type::Number))
                    .describe("x")
                    .validate(whole_number_between(1..=2, "things")),
                Attribute::optional("g", Type::map(Type::Bool))
                    .describe("x")
                    .validate(one_of(&["x"])),
            ],
        );
        schema.version = -1;
        let expected = [
            "versions begin at 0",
            "count: the language reserves this name",
            "Name: names are lower-case letters, digits and underscores",
            "a: has no description",
            "a: declared twice",
            "b: hosts accept a default only where the provider may set the attribute",
            "c.: names are lower-case letters, digits and underscores",
            "d: what is never stored cannot be computed",
            "e: a rule is for another type, so it would never find anything",
            "g: a rule is for another type, so it would never find anything",
        ];
        assert_eq!(schema.validate_implementation(), expected);
    }

    #[test]
    fn faults_of_nested_objects_are_found() {
        let computed = || Attribute::computed("in", Type::String).describe("x");
        let dynamic = |name| Attribute::optional(name, Type::Dynamic).describe("x");
        let nested = |name, nesting, attribute| {
            Attribute::optional_nested(name, nesting, vec![attribute]).describe("x")
        };
        let schema = Schema::new(
            "",
            vec![
                nested("a", Nesting::Set, computed()),
                nested("ok", Nesting::List, computed()),
                nested("b", Nesting::Set, text("in").write_only()),
                nested("c", Nesting::Single, text("in")).write_only(),
                Attribute::computed_nested("d", Nesting::Map, vec![text("in")]).describe("x"),
                Attribute::computed_nested("e", Nesting::Map, vec![computed()]).describe("x"),
                nested("f", Nesting::Set, dynamic("in")),
                nested("g", Nesting::Map, dynamic("in")),
                nested("fine", Nesting::Single, dynamic("in")),
                dynamic("fine_too"),
                Attribute::optional("h", Type::list(Type::Dynamic)).describe("x"),
            ],
        );
        let expected = [
            "a.in: elements of sets are told apart by all of their parts, so the provider cannot decide one",
            "b.in: sets are compared whole, so nothing in them can be left out of the state",
            "c.in: a part of what is never stored is never stored either",
            "d.in: nobody can set a part of what only the provider sets",
            "f.in: elements of collections are of one type, so no part of them can be dynamic",
            "g.in: elements of collections are of one type, so no part of them can be dynamic",
            "h: elements of collections are of one type, so no part of them can be dynamic",
        ];
        assert_eq!(schema.validate_implementation(), expected);
    }

    #[test]
    fn faults_of_blocks_are_found() {
        let block = |name| Block::list(name, vec![text("in")]).describe("x");
        let schema = Schema::new("", vec![text("a")]).blocks(vec![
            block("a"),
            Block::single("b", vec![]).at_most(2),
            block("c").required().required().at_most(1),
            Block {
                nesting: Nesting::Map,
                ..block("d").required()
            },
            Block::list(
                "e",
                vec![Attribute::optional("in", Type::Dynamic).describe("x")],
            )
            .describe("x"),
            Block {
                min_items: 3,
                ..block("f").at_most(2)
            },
            block("g").blocks(vec![Block::single("h", vec![text("I")]).describe("x")]),
        ]);
        let expected = [
            "a: declared twice",
            "b: has no description",
            "b: is written once at most",
            "d: hosts count no labelled blocks",
            "e.in: elements of collections are of one type, so no part of them can be dynamic",
            "f: must be written more often than it may",
            "g.h.I: names are lower-case letters, digits and underscores",
        ];
        assert_eq!(schema.validate_implementation(), expected);
    }
}
