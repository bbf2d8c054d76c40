//! Configurations, stored objects and half-known views of them, for any schema.

use proptest::prelude::*;
use tf_plugin::value::{Type, Value};

use super::values::{boolean, key, number, odd_text};
use crate::schema::{Attribute, Block, Holds, Nested, Nesting};

/// Elements that a collection has at most, unless the schema demands more.
const MANY: usize = 3;

/// A configuration that core lets through: what only the provider decides is null, what is required is not.
pub fn configuration(block: &Block) -> BoxedStrategy<Value> {
    object(block, &|attribute| match attribute {
        one if !one.required && !one.optional => Just(Value::Null).boxed(),
        one if one.required => filled(one, &configuration),
        one => prop_oneof![Just(Value::Null), filled(one, &configuration)].boxed(),
    })
}

/// An object that may be in a state: every attribute has any value of its type, but what is write-only is null.
pub fn stored(block: &Block) -> BoxedStrategy<Value> {
    object(block, &|attribute| match attribute {
        one if one.write_only => Just(Value::Null).boxed(),
        one => prop_oneof![1 => Just(Value::Null), 4 => filled(one, &stored)].boxed(),
    })
}

type Objects<'a> = &'a dyn Fn(&Block) -> BoxedStrategy<Value>;

fn object(
    block: &Block,
    attribute: &dyn Fn(&Attribute) -> BoxedStrategy<Value>,
) -> BoxedStrategy<Value> {
    let inside = |block: &Block| object(block, attribute);
    let attributes = block.attributes.iter();
    let blocks = block.blocks.iter();
    let (names, members): (Vec<String>, Vec<BoxedStrategy<Value>>) = attributes
        .map(|one| (one.name.clone(), attribute(one)))
        .chain(blocks.map(|one| (one.name.clone(), blocks_of(one, &inside))))
        .unzip();
    members
        .prop_map(move |members| Value::Object(names.iter().cloned().zip(members).collect()))
        .boxed()
}

fn filled(attribute: &Attribute, objects: Objects<'_>) -> BoxedStrategy<Value> {
    match &attribute.holds {
        Holds::Plain(ty) => value(ty),
        Holds::Objects(nesting, block) => collected(*nesting, objects(block), 0, MANY),
    }
}

fn blocks_of(nested: &Nested, objects: Objects<'_>) -> BoxedStrategy<Value> {
    let least = usize::try_from(nested.least).expect("a small number");
    let most = match usize::try_from(nested.most).expect("a small number") {
        0 => least.max(MANY),
        most => most,
    };
    let written = collected(nested.nesting, objects(&nested.block), least, most);
    if nested.nesting == Nesting::Single && least == 0 {
        prop_oneof![Just(Value::Null), written].boxed()
    } else {
        written
    }
}

fn collected(
    nesting: Nesting,
    object: BoxedStrategy<Value>,
    least: usize,
    most: usize,
) -> BoxedStrategy<Value> {
    match nesting {
        Nesting::Single | Nesting::Group => object,
        Nesting::List => prop::collection::vec(object, least..=most)
            .prop_map(Value::List)
            .boxed(),
        Nesting::Set => prop::collection::vec(object, least..=most)
            .prop_map(Value::set)
            .boxed(),
        Nesting::Map => prop::collection::btree_map(key(), object, least..=most)
            .prop_map(Value::Map)
            .boxed(),
    }
}

/// A known value of `ty`; elements of collections may be null.
pub fn value(ty: &Type) -> BoxedStrategy<Value> {
    let element = |ty: &Type| prop_oneof![9 => value(ty), 1 => Just(Value::Null)];
    match ty {
        Type::Bool => boolean().boxed(),
        Type::Number => number(),
        Type::String => odd_text(),
        Type::Dynamic => dynamic(),
        Type::List(ty) => prop::collection::vec(element(ty), 0..=MANY)
            .prop_map(Value::List)
            .boxed(),
        Type::Set(ty) => prop::collection::vec(value(ty), 0..=MANY)
            .prop_map(Value::set)
            .boxed(),
        Type::Map(ty) => prop::collection::btree_map(key(), element(ty), 0..=MANY)
            .prop_map(Value::Map)
            .boxed(),
        Type::Tuple(types) => types
            .iter()
            .map(element)
            .collect::<Vec<_>>()
            .prop_map(Value::Tuple)
            .boxed(),
        Type::Object(types) => {
            let names: Vec<String> = types.keys().cloned().collect();
            let members: Vec<_> = types.values().map(element).collect();
            members
                .prop_map(move |members| {
                    Value::Object(names.iter().cloned().zip(members).collect())
                })
                .boxed()
        }
    }
}

/// A value of any type: a literal, a list or an object of such, or a null whose type is known.
fn dynamic() -> BoxedStrategy<Value> {
    let inside = || prop_oneof![Just(Type::Bool), Just(Type::Number), Just(Type::String)];
    let ty = prop_oneof![
        4 => inside(),
        1 => inside().prop_map(Type::list),
        1 => prop::collection::vec(inside(), 0..=MANY).prop_map(Type::Tuple),
        1 => prop::collection::btree_map("[a-c]", inside(), 0..=MANY).prop_map(Type::Object),
    ];
    ty.prop_flat_map(|ty| {
        let value = prop_oneof![9 => value(&ty), 1 => Just(Value::Null)];
        (Just(ty), value)
    })
    .prop_map(|(ty, value)| Value::Dynamic(Box::new(ty), Box::new(value)))
    .boxed()
}

/// What an early plan knows of a configuration: here and there nothing, as `hide` decides for each place in turn.
pub fn half_known(config: &Value, hide: &mut dyn FnMut() -> bool) -> Value {
    let mut inside = |value: &Value| match value {
        Value::Null => Value::Null,
        _ if hide() => Value::Unknown,
        value => half_known(value, hide),
    };
    match config {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), inside(value)))
                .collect(),
        ),
        Value::Map(members) => Value::Map(
            members
                .iter()
                .map(|(key, value)| (key.clone(), inside(value)))
                .collect(),
        ),
        Value::List(elements) => Value::List(elements.iter().map(inside).collect()),
        Value::Tuple(elements) => Value::Tuple(elements.iter().map(inside).collect()),
        Value::Set(elements) => Value::set(elements.iter().map(inside).collect()),
        Value::Dynamic(ty, value) => Value::Dynamic(ty.clone(), Box::new(inside(value))),
        value => value.clone(),
    }
}
