//! What a provider says of itself, held against what hosts demand of schemas: one mistake makes them refuse it whole.

use std::collections::BTreeSet;

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::protocol::generated::tfplugin6::schema::{
    Attribute, Block, NestedBlock, nested_block,
};
use tf_plugin::value::Type;
use tokio::runtime::Runtime;

use super::subject::Subject;
use crate::api::answer;

/// Names that the language itself uses at the top of resources and data sources.
const RESERVED: [&str; 7] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
];

/// What surrounds an attribute or a block.
#[derive(Clone, Copy, Default)]
struct Inside {
    /// How many levels up the top is.
    depth: usize,
    /// Something in a set.
    set: bool,
    /// An object that is never stored.
    write_only: bool,
    /// Whether anything here is stored, so that something of it may not be.
    stored: bool,
}

fn faults_of_block(block: &Block, path: &str, inside: Inside, faults: &mut Vec<String>) {
    let mut names = BTreeSet::new();
    let attributes = block.attributes.iter().map(|one| &one.name);
    for name in attributes.chain(block.block_types.iter().map(|one| &one.type_name)) {
        let mut fault = |what: &str| faults.push(format!("{path}.{name}: {what}"));
        let mut letters = name.bytes();
        let starts_well = letters
            .next()
            .is_some_and(|letter| letter.is_ascii_lowercase() || letter == b'_');
        let goes_on =
            |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
        if !starts_well || !letters.all(goes_on) {
            fault("not a name");
        }
        if !names.insert(name) {
            fault("twice");
        }
        if inside.depth == 0 && RESERVED.contains(&name.as_str()) {
            fault("reserved");
        }
    }
    for attribute in &block.attributes {
        let path = format!("{path}.{}", attribute.name);
        faults_of_attribute(attribute, &path, inside, faults);
    }
    for nested in &block.block_types {
        let path = format!("{path}.{}", nested.type_name);
        faults_of_nested(nested, &path, inside, faults);
    }
}

fn faults_of_attribute(
    attribute: &Attribute,
    path: &str,
    inside: Inside,
    faults: &mut Vec<String>,
) {
    let ty = match &attribute.nested_type {
        Some(_) => None,
        None => Some(Type::from_json(&attribute.r#type).expect("hosts panic on anything else")),
    };
    let rules = [
        (
            attribute.nested_type.is_some() != attribute.r#type.is_empty(),
            "not exactly one type",
        ),
        (
            !(attribute.required || attribute.optional || attribute.computed),
            "nobody sets it",
        ),
        (
            attribute.required && (attribute.optional || attribute.computed),
            "required and more",
        ),
        (attribute.description.is_empty(), "no description"),
        (
            attribute.description_kind() != pb::StringKind::Markdown,
            "not Markdown",
        ),
        (
            !attribute.deprecation_message.is_empty() && !attribute.deprecated,
            "deprecated or not",
        ),
        (
            attribute.write_only && attribute.computed,
            "computed and never stored",
        ),
        (attribute.write_only && inside.set, "never stored, in a set"),
        (
            attribute.write_only && !inside.stored,
            "never stored where nothing is",
        ),
        (
            inside.write_only && !attribute.write_only,
            "stored inside what is not",
        ),
        (
            inside.set && ty.as_ref().is_some_and(is_open),
            "of any type, in a set",
        ),
    ];
    faults.extend(broken(&rules, path));
    if let Some(object) = &attribute.nested_type {
        use pb::schema::object::NestingMode;
        let block = Block {
            attributes: object.attributes.clone(),
            ..Block::default()
        };
        let inside = Inside {
            depth: inside.depth + 1,
            set: inside.set || object.nesting() == NestingMode::Set,
            write_only: attribute.write_only,
            ..inside
        };
        faults.extend(broken(
            &[(object.nesting() == NestingMode::Invalid, "no nesting")],
            path,
        ));
        faults_of_block(&block, path, inside, faults);
    }
}

fn faults_of_nested(nested: &NestedBlock, path: &str, inside: Inside, faults: &mut Vec<String>) {
    use nested_block::NestingMode;
    let (least, most) = (nested.min_items, nested.max_items);
    let counts = match nested.nesting() {
        NestingMode::Invalid => false,
        NestingMode::Single => least == most && (0..=1).contains(&least),
        NestingMode::Group | NestingMode::Map => (least, most) == (0, 0),
        NestingMode::List | NestingMode::Set => least >= 0 && (most == 0 || least <= most),
    };
    faults.extend(broken(&[(!counts, "cannot be that often")], path));
    let inside = Inside {
        depth: inside.depth + 1,
        set: inside.set || nested.nesting() == NestingMode::Set,
        ..inside
    };
    faults_of_block(
        nested.block.as_ref().expect("a block"),
        path,
        inside,
        faults,
    );
}

fn broken(rules: &[(bool, &str)], path: &str) -> Vec<String> {
    let broken = rules.iter().filter(|(is_broken, _)| *is_broken);
    broken
        .map(|(_, fault)| format!("{path}: {fault}"))
        .collect()
}

/// Whether any part of a type is left open.
fn is_open(ty: &Type) -> bool {
    match ty {
        Type::Dynamic => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => is_open(element),
        Type::Tuple(elements) => elements.iter().any(is_open),
        Type::Object(members) => members.values().any(is_open),
    }
}

/// Every schema on the wire keeps every rule of hosts.
pub fn schemas(_: &Runtime, subject: &Subject) {
    let schema = &subject.schema;
    let actions = schema.action_schemas.iter();
    let actions = actions.map(|(name, action)| (name, action.schema.as_ref().expect("a schema")));
    let unstored = [
        &schema.data_source_schemas,
        &schema.ephemeral_resource_schemas,
        &schema.list_resource_schemas,
    ];
    let unstored = unstored
        .into_iter()
        .flatten()
        .chain(actions)
        .map(|(name, schema)| (name, schema, false));
    let stored = schema
        .resource_schemas
        .iter()
        .map(|(name, schema)| (name, schema, true));
    let mut faults = Vec::new();
    for (name, schema, stored) in unstored.chain(stored) {
        if schema.version < 0 {
            faults.push(format!("{name}: a version before the first"));
        }
        let inside = Inside {
            stored,
            ..Inside::default()
        };
        faults_of_block(
            schema.block.as_ref().expect("a block"),
            name,
            inside,
            &mut faults,
        );
    }
    let own = schema
        .provider
        .as_ref()
        .and_then(|own| own.block.as_ref())
        .expect("a provider block");
    faults_of_block(own, "provider", Inside::default(), &mut faults);
    let misnamed = own
        .attributes
        .iter()
        .filter(|one| ["alias", "version"].contains(&one.name.as_str()));
    faults.extend(misnamed.map(|one| format!("provider.{}: reserved", one.name)));
    assert_eq!(faults, [""; 0]);
}

/// Metadata, schemas, functions and identities speak of the same types.
pub fn names(runtime: &Runtime, subject: &Subject) {
    runtime.block_on(async {
        let schema = &subject.schema;
        let mut api = subject.api.clone();
        let metadata = answer(api.get_metadata(pb::get_metadata::Request {})).await;
        assert_eq!(metadata.diagnostics, []);
        assert_eq!(metadata.server_capabilities, schema.server_capabilities);
        macro_rules! same {
            ($named:ident.$name:ident, $described:ident) => {
                let named: Vec<&String> = metadata.$named.iter().map(|one| &one.$name).collect();
                assert_eq!(named, schema.$described.keys().collect::<Vec<_>>());
            };
        }
        same!(resources.type_name, resource_schemas);
        same!(data_sources.type_name, data_source_schemas);
        same!(ephemeral_resources.type_name, ephemeral_resource_schemas);
        same!(list_resources.type_name, list_resource_schemas);
        same!(actions.type_name, action_schemas);
        same!(functions.name, functions);
        assert!(metadata.state_stores.is_empty() && schema.state_store_schemas.is_empty());

        let functions = answer(api.get_functions(pb::get_functions::Request {})).await;
        assert_eq!(functions.functions, schema.functions);

        let request = pb::get_resource_identity_schemas::Request {};
        let identities = answer(api.get_resource_identity_schemas(request)).await;
        assert_eq!(identities.diagnostics, []);
        for (name, identity) in &identities.identity_schemas {
            assert!(schema.resource_schemas.contains_key(name), "{name}");
            assert!(
                identity.version >= 0 && !identity.identity_attributes.is_empty(),
                "{name}"
            );
            for attribute in &identity.identity_attributes {
                let ty = Type::from_json(&attribute.r#type).expect("hosts panic on anything else");
                let plain = |ty: &Type| matches!(ty, Type::Bool | Type::Number | Type::String);
                let fits = match &ty {
                    Type::List(element) => plain(element),
                    ty => plain(ty),
                };
                assert!(fits, "{name}: {ty}");
                assert!(
                    attribute.required_for_import != attribute.optional_for_import,
                    "{name}"
                );
            }
        }
        for name in schema.list_resource_schemas.keys() {
            assert!(
                identities.identity_schemas.contains_key(name),
                "{name} can be listed, but has no identity"
            );
        }
    });
}
