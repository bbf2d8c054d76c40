//! Configurations in Terraform's JSON syntax: what is declared, in which order, and its values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};
use tf_plugin::value::{Type, Value};

use super::template::{Scope, evaluated, references};
use crate::schema::{Block, Nested, Nesting};

/// Whether an object is managed or only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Managed,
    Data,
}

/// A `resource` or `data` block.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) address: String,
    pub(super) mode: Mode,
    pub(super) type_name: String,
    pub(super) body: Json,
    /// The addresses that it refers to.
    pub(super) needs: BTreeSet<String>,
}

/// Everything that a configuration declares; nothing comes before what it refers to.
pub(super) fn declared(config: &Json) -> Vec<Declared> {
    let sections = members(config, "the configuration");
    let mut all = BTreeMap::new();
    for (section, types) in sections {
        let (mode, prefix) = match section.as_str() {
            "resource" => (Mode::Managed, ""),
            "data" => (Mode::Data, "data."),
            other => panic!("a configuration in process has resource and data, not {other}"),
        };
        for (type_name, objects) in members(types, section) {
            for (name, body) in members(objects, type_name) {
                let address = format!("{prefix}{type_name}.{name}");
                let mut body = body.clone();
                let mut needs = references(&body);
                needs.extend(depends_on(&mut body));
                let one = Declared {
                    address: address.clone(),
                    mode,
                    type_name: type_name.clone(),
                    body,
                    needs,
                };
                all.insert(address, one);
            }
        }
    }
    let mut order = Vec::new();
    for address in all.keys() {
        visit(address, &all, &mut Vec::new(), &mut order);
    }
    order.iter().map(|address| all[*address].clone()).collect()
}

/// Takes out the one meta-argument that there is in process.
fn depends_on(body: &mut Json) -> Vec<String> {
    let list = body
        .as_object_mut()
        .and_then(|body| body.remove("depends_on"));
    let addresses = list.iter().filter_map(Json::as_array).flatten();
    let addresses = addresses.filter_map(Json::as_str);
    addresses.map(str::to_owned).collect()
}

fn visit<'a>(
    address: &'a str,
    all: &'a BTreeMap<String, Declared>,
    on_the_way: &mut Vec<&'a str>,
    order: &mut Vec<&'a str>,
) {
    assert!(
        !on_the_way.contains(&address),
        "a circle of references: {on_the_way:?}"
    );
    if order.contains(&address) {
        return;
    }
    let one = all
        .get(address)
        .unwrap_or_else(|| panic!("{address} is referred to and not declared"));
    on_the_way.push(address);
    for needed in &one.needs {
        visit(needed, all, on_the_way, order);
    }
    on_the_way.pop();
    order.push(address);
}

fn members<'a>(json: &'a Json, what: &str) -> &'a Map<String, Json> {
    json.as_object()
        .unwrap_or_else(|| panic!("{what} is no object: {json}"))
}

/// The value of a block, as core makes it of what is written.
///
/// # Panics
///
/// When something is written that the schema does not have: an argument, or a value of another type.
pub(super) fn value(block: &Block, body: &Json, scope: &Scope) -> Value {
    let written = members(body, "a block");
    let mut value = block.empty();
    for (name, json) in written {
        let attribute = block.attributes.iter().find(|one| one.name == *name);
        let nested = block.blocks.iter().find(|one| one.name == *name);
        let inside = match (attribute, nested) {
            (Some(attribute), _) => typed(&attribute.value_type(), json, scope),
            (None, Some(nested)) => blocks(nested, json, scope),
            (None, None) => panic!(
                "there is no argument {name}, and no meta-argument but depends_on in process"
            ),
        };
        value.set_attribute(name, inside);
    }
    value
}

/// Blocks of one name: an object for one of them, an array for several, and under keys an object of objects.
fn blocks(nested: &Nested, json: &Json, scope: &Scope) -> Value {
    let one = |json: &Json| value(&nested.block, json, scope);
    let all = match json {
        Json::Array(blocks) => blocks.iter().map(one).collect(),
        json if nested.nesting == Nesting::Map => {
            let keyed = members(json, &nested.name).iter();
            return Value::Map(keyed.map(|(key, json)| (key.clone(), one(json))).collect());
        }
        json => vec![one(json)],
    };
    match nested.nesting {
        Nesting::List => Value::List(all),
        Nesting::Set => Value::set(all),
        Nesting::Single | Nesting::Group | Nesting::Map => {
            all.into_iter().next().unwrap_or(nested.absent())
        }
    }
}

/// A value of a type.
pub(super) fn typed(ty: &Type, json: &Json, scope: &Scope) -> Value {
    let all = |ty: &Type, elements: &[Json]| {
        let elements = elements.iter().map(|json| typed(ty, json, scope));
        elements.collect::<Vec<_>>()
    };
    match (ty, json) {
        (_, Json::Null) => Value::Null,
        (Type::Dynamic, json) => dynamic(json, scope),
        (_, Json::String(text)) if *ty == Type::String || text.contains("${") => {
            evaluated(text, scope)
        }
        (Type::Bool, Json::Bool(value)) => (*value).into(),
        (Type::Number, Json::Number(number)) => {
            Value::Number(number.to_string().parse().expect("a number"))
        }
        (Type::List(ty), Json::Array(elements)) => Value::List(all(ty, elements)),
        (Type::Set(ty), Json::Array(elements)) => Value::set(all(ty, elements)),
        (Type::Tuple(types), Json::Array(elements)) if types.len() == elements.len() => {
            let pairs = types.iter().zip(elements);
            Value::Tuple(pairs.map(|(ty, json)| typed(ty, json, scope)).collect())
        }
        (Type::Map(ty), Json::Object(members)) => {
            let members = members.iter();
            Value::Map(
                members
                    .map(|(key, json)| (key.clone(), typed(ty, json, scope)))
                    .collect(),
            )
        }
        (Type::Object(types), Json::Object(members)) => {
            let strange = members.keys().find(|name| !types.contains_key(*name));
            assert_eq!(strange, None, "no attribute of {ty}");
            let members = types.iter().map(|(name, ty)| {
                let json = members.get(name).unwrap_or(&Json::Null);
                (name.clone(), typed(ty, json, scope))
            });
            Value::Object(members.collect())
        }
        (ty, json) => panic!("expected {ty}, found {json}"),
    }
}

/// A value where the schema leaves the type open.
fn dynamic(json: &Json, scope: &Scope) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => of_its_own_type((*value).into()),
        Json::Number(_) => of_its_own_type(typed(&Type::Number, json, scope)),
        Json::String(text) => of_its_own_type(evaluated(text, scope)),
        Json::Array(elements) => {
            let elements = elements.iter().map(|json| dynamic(json, scope));
            let (types, values) = elements.map(apart).unzip();
            Value::Dynamic(Box::new(Type::Tuple(types)), Box::new(Value::Tuple(values)))
        }
        Json::Object(members) => {
            let members = members.iter();
            let (types, values) = members
                .map(|(name, json)| {
                    let (ty, value) = apart(dynamic(json, scope));
                    ((name.clone(), ty), (name.clone(), value))
                })
                .unzip();
            Value::Dynamic(
                Box::new(Type::Object(types)),
                Box::new(Value::Object(values)),
            )
        }
    }
}

/// A value with the type that it has by itself. Nobody knows the type of null, nor of what is unknown.
fn of_its_own_type(value: Value) -> Value {
    let ty = match value {
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Null | Value::Unknown | Value::Dynamic(..) => return value,
        other => panic!(
            "a reference in a dynamic argument leads to a bool, a number or a string in process: {other:?}"
        ),
    };
    Value::Dynamic(Box::new(ty), Box::new(value))
}

/// A dynamic value as a part of another one: its type, and itself.
fn apart(value: Value) -> (Type, Value) {
    match value {
        Value::Dynamic(ty, value) => (*ty, *value),
        null_or_unknown => (Type::Dynamic, null_or_unknown),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_comes_before_what_it_refers_to() {
        let config = json!({
            "resource": {
                "t": { "a": { "x": "${t.b.id}" }, "b": { "x": ["${data.u.c.id}"] } },
            },
            "data": { "u": { "c": {} } },
        });
        let order = declared(&config);
        let order: Vec<&str> = order.iter().map(|one| one.address.as_str()).collect();
        assert_eq!(order, ["data.u.c", "t.b", "t.a"]);
    }

    #[test]
    #[should_panic(expected = "a circle of references")]
    fn a_circle_is_refused() {
        declared(&json!({ "resource": { "t": { "a": { "x": "${t.a.id}" } } } }));
    }
}
