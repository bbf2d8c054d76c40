//! Values as hosts send and take them.

use serde_json::{Value as Json, json};
use terraform_provider_cen::protocol::generated::tfplugin6 as pb;
use terraform_provider_cen::value::{Kind, Value};

/// A value as the host sends it.
pub(crate) fn encoded(value: &Value, kind: &Kind) -> Option<pb::DynamicValue> {
    let msgpack = value.to_msgpack(kind).expect("a value of its kind").into();
    Some(pb::DynamicValue {
        msgpack,
        ..Default::default()
    })
}

/// A value from an answer; an absent one is null, as hosts take it.
pub(crate) fn decoded(message: Option<&pb::DynamicValue>, kind: &Kind) -> Value {
    let Some(message) = message else {
        return Value::Null;
    };
    assert!(message.json.is_empty(), "values are answered in msgpack");
    Value::from_msgpack(&message.msgpack, kind).expect("a value of the schema's kind")
}

/// A value as a state file has it.
pub(crate) fn in_state(value: &Value) -> Json {
    let all = |elements: &[Value]| elements.iter().map(in_state).collect();
    match value {
        Value::Null => Json::Null,
        Value::Unknown => panic!("nothing in a state is unknown"),
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => serde_json::from_str(&number.to_string()).expect("a number"),
        Value::String(text) => Json::String(text.clone()),
        Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => {
            Json::Array(all(elements))
        }
        Value::Map(members) | Value::Object(members) => Json::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), in_state(value)))
                .collect(),
        ),
        Value::Dynamic(kind, value) => {
            let kind: Json = serde_json::from_slice(&kind.to_json()).expect("JSON");
            json!({ "value": in_state(value), "type": kind })
        }
    }
}
