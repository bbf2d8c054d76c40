//! What hosts would refuse about a schema.
//!
//! Some rules are enforced by hosts when they load a schema, and then no part of the provider works; others only show
//! when somebody uses the attribute. Here both are faults.

use super::role::{NO_NAME, Role, is_name};
use super::{Attribute, Block, Body, Nesting, Presence, RequiresReplace, Schema, Shape};
use crate::framework::diagnostics::{Diagnostics, Severity};
use crate::framework::validate::Relation;
use crate::value::{Path, Type};

pub(super) fn of_schema(schema: &Schema, role: Role) -> Vec<String> {
    let mut faults = Vec::new();
    if schema.version < 0 {
        faults.push("versions begin at 0".to_owned());
    }
    let inside = Inside {
        role,
        path: Path::default(),
        around: Vec::new(),
        set: false,
        collection: false,
        write_only: false,
        computed: false,
    };
    body(schema.body(), &inside, &mut faults);
    faults
}

/// What surrounds an attribute.
#[derive(Clone)]
struct Inside<'s> {
    role: Role,
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
        name(attribute.name, &path, inside.role, &mut seen, faults);
        let mut found: Vec<String> = of_attribute(attribute, inside)
            .into_iter()
            .map(str::to_owned)
            .collect();
        found.extend(of_default(attribute));
        found.extend(of_relations(attribute.name, &attribute.relations, &around));
        if attribute.presence == Presence::Computed && !attribute.relations.is_empty() {
            found.push("nobody can set it, so it goes together with nothing".to_owned());
        }
        faults.extend(found.into_iter().map(|fault| format!("{path}: {fault}")));
        if let Shape::Nested(nesting, nested) = &attribute.shape {
            let inside = Inside {
                role: inside.role,
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
        name(block.name, &path, inside.role, &mut seen, faults);
        for fault in of_block(block) {
            faults.push(format!("{path}: {fault}"));
        }
        for fault in of_relations(block.name, &block.relations, &around) {
            faults.push(format!("{path}: {fault}"));
        }
        let inside = Inside {
            role: inside.role,
            path,
            around: around.clone(),
            set: inside.set || block.nesting == Nesting::Set,
            collection: inside.collection || block.nesting != Nesting::Single,
            write_only: false,
            computed: false,
        };
        body(block.body(), &inside, faults);
    }
}

fn name(
    name: &'static str,
    path: &Path,
    role: Role,
    seen: &mut Vec<&'static str>,
    faults: &mut Vec<String>,
) {
    let mut fault = |what: &str| faults.push(format!("{path}: {what}"));
    if !is_name(name) {
        fault(NO_NAME);
    }
    if path.steps().len() == 1 && role.reserved().contains(&name) {
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

/// What the attribute's own rules have against its default.
fn of_default(attribute: &Attribute) -> Option<String> {
    let default = attribute.default.as_ref()?;
    if default.is_null() || default.is_unknown() {
        return None;
    }
    let mut found = Diagnostics::default();
    for rule in attribute.rules() {
        rule.validate(default, &Path::root(attribute.name), &mut found);
    }
    let error = found
        .into_iter()
        .find(|one| one.severity == Severity::Error)?;
    Some(format!(
        "its own rules refuse its default: {}",
        error.detail
    ))
}

fn of_attribute<'s>(attribute: &'s Attribute, inside: &Inside<'_>) -> Vec<&'s str> {
    let rules = [
        (attribute.description.is_empty(), "has no description"),
        (
            attribute.default.is_some() && inside.role != Role::Planned,
            "only what is planned takes defaults: here, read what is null as the default",
        ),
        (
            attribute.write_only && inside.role != Role::Planned,
            "only what is stored can be left out of the state",
        ),
        (
            attribute.is_computed()
                && attribute.default.is_none()
                && matches!(inside.role, Role::ProviderBlock | Role::Told),
            "nothing is computed here",
        ),
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

fn of_block(block: &Block) -> Vec<&str> {
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
    let ty = block.value_type();
    let broken = rules.into_iter().filter(|(broken, _)| *broken);
    let broken = broken.map(|(_, fault)| fault);
    let rules = block.validators.iter();
    broken
        .chain(rules.filter_map(|rule| rule.fault(&ty)))
        .collect()
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
    use crate::framework::validate::{one_of, size, whole_number_between};
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
            "Name: names are lower-case letters, digits and underscores, and begin with no digit",
            "a: has no description",
            "a: declared twice",
            "b: hosts accept a default only where the provider may set the attribute",
            "c.: names are lower-case letters, digits and underscores, and begin with no digit",
            "d: what is never stored cannot be computed",
            "e: a rule is for another type, so it would never find anything",
            "g: a rule is for another type, so it would never find anything",
        ];
        assert_eq!(schema.validate_implementation(), expected);
    }

    #[test]
    fn a_default_keeps_to_the_rules_of_its_attribute() {
        let places = |default: i64| {
            let places = Attribute::defaulted("places", Type::Number, default).describe("x");
            let schema = Schema::new(
                "",
                vec![places.validate(whole_number_between(1..=9, "dogs"))],
            );
            schema.validate_implementation()
        };
        assert_eq!(places(9), [] as [&str; 0]);
        let fault = "places: its own rules refuse its default: places must be a whole number from 1 to 9 dogs; this asks for 0.";
        assert_eq!(places(0), [fault]);
    }

    #[test]
    fn what_would_have_no_effect_where_nothing_is_planned_is_a_fault() {
        let inner = vec![Attribute::computed("deep", Type::String).describe("x")];
        let schema = Schema::new(
            "",
            vec![
                text("version"),
                text("connection"),
                Attribute::defaulted("a", Type::Bool, true).describe("x"),
                text("b").write_only(),
                Attribute::optional_nested("c", Nesting::List, inner).describe("x"),
            ],
        );
        let version = "version: the language reserves this name";
        let connection = "connection: the language reserves this name";
        let default =
            "a: only what is planned takes defaults: here, read what is null as the default";
        let write_only = "b: only what is stored can be left out of the state";
        let computed = "c.deep: nothing is computed here";
        let faults = |role| of_schema(&schema, role);
        assert_eq!(faults(Role::Planned), [connection]);
        assert_eq!(faults(Role::Answered), [connection, default, write_only]);
        assert_eq!(
            faults(Role::Told),
            [connection, default, write_only, computed]
        );
        assert_eq!(
            faults(Role::ProviderBlock),
            [version, default, write_only, computed]
        );
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
            block("counted").at_least(2).validate(size(..=9)),
            Block::single("one", vec![text("in")])
                .describe("x")
                .validate(size(2..)),
            block("g").blocks(vec![Block::single("h", vec![text("I")]).describe("x")]),
        ]);
        let expected = [
            "a: declared twice",
            "b: has no description",
            "b: is written once at most",
            "d: hosts count no labelled blocks",
            "e.in: elements of collections are of one type, so no part of them can be dynamic",
            "f: must be written more often than it may",
            "one: a rule is for another type, so it would never find anything",
            "g.h.I: names are lower-case letters, digits and underscores, and begin with no digit",
        ];
        assert_eq!(schema.validate_implementation(), expected);
    }
}
