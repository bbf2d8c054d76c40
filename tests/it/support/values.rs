//! Values as hosts send and take them.

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
