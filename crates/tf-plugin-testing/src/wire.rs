//! Values as hosts send and take them.

use serde_json::{Value as Json, json};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::protocol::generated::tfplugin6::attribute_path::step::Selector;
use tf_plugin::value::{Path, Type, Value};

/// A value as the host sends it.
pub fn encoded(value: &Value, ty: &Type) -> Option<pb::DynamicValue> {
    let msgpack = value.to_msgpack(ty).expect("a value of its type").into();
    Some(pb::DynamicValue {
        msgpack,
        ..Default::default()
    })
}

/// The same value with each unknown part refined, as hosts do that: not null, and more where there is more to say.
pub fn refined(value: &Value, ty: &Type) -> Option<pb::DynamicValue> {
    let mut bytes = Vec::new();
    write_refined(value, ty, &mut bytes);
    Some(pb::DynamicValue {
        msgpack: bytes.into(),
        ..Default::default()
    })
}

fn write_refined(value: &Value, ty: &Type, out: &mut Vec<u8>) {
    // Lengths beyond 16 bits do not occur in tests.
    let length = |length: usize| {
        u16::try_from(length)
            .expect("a short collection")
            .to_be_bytes()
    };
    let key = |key: &str| {
        Value::from(key)
            .to_msgpack(&Type::String)
            .expect("a string")
    };
    match (value, ty) {
        (Value::Unknown, ty) => {
            let refinements: &[u8] = match ty {
                // An empty prefix, so that no value contradicts it.
                Type::String => b"\x82\x01\xc2\x02\xa0",
                Type::Number => b"\x82\x01\xc2\x03\x92\xa6-1e500\xc3",
                Type::List(_) | Type::Set(_) | Type::Map(_) => {
                    b"\x83\x01\xc2\x05\x00\x06\xcd\x01\x00"
                }
                _ => b"\x81\x01\xc2",
            };
            let size = u8::try_from(refinements.len()).expect("a few bytes");
            out.extend([0xc7, size, 0x0c]);
            out.extend(refinements);
        }
        (Value::List(elements) | Value::Set(elements), Type::List(ty) | Type::Set(ty)) => {
            out.push(0xdc);
            out.extend(length(elements.len()));
            elements
                .iter()
                .for_each(|element| write_refined(element, ty, out));
        }
        (Value::Map(members), Type::Map(ty)) => {
            out.push(0xde);
            out.extend(length(members.len()));
            for (name, value) in members {
                out.extend(key(name));
                write_refined(value, ty, out);
            }
        }
        (Value::Object(members), Type::Object(types)) => {
            out.push(0xde);
            out.extend(length(types.len()));
            for (name, ty) in types {
                out.extend(key(name));
                write_refined(&members[name], ty, out);
            }
        }
        (value, ty) => out.extend(value.to_msgpack(ty).expect("a value of its type")),
    }
}

/// A value of a configuration or a state from JSON: attributes that are left out are null.
pub(crate) fn from_json(json: &Json, ty: &Type) -> Value {
    let exact = json.to_string().parse().expect("JSON");
    Value::from_state(&exact, ty).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// A value from an answer; an absent one is null, as hosts take it.
pub fn decoded(message: Option<&pb::DynamicValue>, ty: &Type) -> Value {
    let Some(message) = message else {
        return Value::Null;
    };
    assert!(message.json.is_empty(), "values are answered in msgpack");
    Value::from_msgpack(&message.msgpack, ty).expect("a value of the schema's type")
}

/// A path as the protocol has it.
pub(crate) fn path(message: &pb::AttributePath) -> Path {
    let steps = message.steps.iter();
    steps.fold(Path::default(), |path, step| match &step.selector {
        Some(Selector::AttributeName(name)) => path.attribute(name),
        Some(Selector::ElementKeyString(key)) => path.key(key),
        Some(Selector::ElementKeyInt(index)) => {
            path.index(usize::try_from(*index).expect("an index"))
        }
        None => panic!("a step that leads nowhere"),
    })
}

/// A value as a state file has it.
pub fn in_state(value: &Value) -> Json {
    json_of(value, &|ty, value| {
        let ty: Json = serde_json::from_slice(&ty.to_json()).expect("JSON");
        json!({ "value": in_state(value), "type": ty })
    })
}

/// A value as hosts show it to users: dynamic ones without their type.
pub(crate) fn shown(value: &Value) -> Json {
    json_of(value, &|_, value| shown(value))
}

fn json_of(value: &Value, dynamic: &dyn Fn(&Type, &Value) -> Json) -> Json {
    let one = |value: &Value| json_of(value, dynamic);
    match value {
        Value::Null => Json::Null,
        Value::Unknown => panic!("nothing in a state is unknown"),
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => serde_json::from_str(&number.to_string()).expect("a number"),
        Value::String(text) => Json::String(text.clone()),
        Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => {
            Json::Array(elements.iter().map(one).collect())
        }
        Value::Map(members) | Value::Object(members) => Json::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), one(value)))
                .collect(),
        ),
        Value::Dynamic(ty, value) => dynamic(ty, value),
    }
}
