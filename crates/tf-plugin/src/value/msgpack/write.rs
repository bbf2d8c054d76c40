//! From values to msgpack.

use rmp::Marker;
use rmp::encode as write;

use super::{Kind, Number, Path, Trail, Value};

/// A value that does not have the kind it should be written as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}a {kind} cannot hold {found}", path.prefix())]
pub struct EncodeError {
    path: Path,
    kind: Kind,
    found: &'static str,
}

impl Value {
    /// Writes this value as `kind`.
    ///
    /// Attributes that an object lacks are written as null, so that the host always finds every key.
    ///
    /// # Errors
    ///
    /// When the value does not have that kind; this is a mistake in a provider, not in its input.
    pub fn to_msgpack(&self, kind: &Kind) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::new();
        encode(&mut bytes, self, kind, &Trail::WHOLE)?;
        Ok(bytes)
    }
}

/// Writing into a `Vec` cannot fail; the encoder's results say so only in general.
type Written = Result<(), EncodeError>;

fn encode(out: &mut Vec<u8>, value: &Value, kind: &Kind, path: &Trail<'_>) -> Written {
    match (kind, value) {
        (_, Value::Null) => out.push(Marker::Null.to_u8()),
        (_, Value::Unknown) => out.extend_from_slice(&[Marker::FixExt1.to_u8(), 0, 0]),
        (Kind::Bool, Value::Bool(value)) => {
            out.push(if *value { Marker::True } else { Marker::False }.to_u8())
        }
        (Kind::Number, Value::Number(number)) => encode_number(out, number),
        (Kind::String, Value::String(text)) => encode_text(out, text),
        (Kind::List(kind), Value::List(elements)) | (Kind::Set(kind), Value::Set(elements)) => {
            encode_elements(out, elements.iter().map(|element| (element, &**kind)), path)?;
        }
        (Kind::Tuple(kinds), Value::Tuple(elements)) if kinds.len() == elements.len() => {
            encode_elements(out, elements.iter().zip(kinds), path)?;
        }
        (Kind::Map(kind), Value::Map(members)) => {
            infallible(&write::write_map_len(out, length(members.len())));
            for (key, value) in members {
                encode_text(out, key);
                encode(out, value, kind, &path.key(key))?;
            }
        }
        (Kind::Object(kinds), Value::Object(members)) => {
            if let Some(stranger) = members.keys().find(|name| !kinds.contains_key(*name)) {
                return Err(EncodeError {
                    path: path.attribute(stranger).path(),
                    kind: kind.clone(),
                    found: "an attribute of that name",
                });
            }
            infallible(&write::write_map_len(out, length(kinds.len())));
            for (name, kind) in kinds {
                encode_text(out, name);
                encode(
                    out,
                    members.get(name).unwrap_or(&Value::Null),
                    kind,
                    &path.attribute(name),
                )?;
            }
        }
        (Kind::Dynamic, Value::Dynamic(kind, value)) => {
            infallible(&write::write_array_len(out, 2));
            infallible(&write::write_bin(out, &kind.to_json()));
            encode(out, value, kind, path)?;
        }
        (kind, value) => {
            return Err(EncodeError {
                path: path.path(),
                kind: kind.clone(),
                found: describe(value),
            });
        }
    }
    Ok(())
}

fn encode_elements<'v>(
    out: &mut Vec<u8>,
    elements: impl ExactSizeIterator<Item = (&'v Value, &'v Kind)>,
    path: &Trail<'_>,
) -> Written {
    infallible(&write::write_array_len(out, length(elements.len())));
    for (index, (element, kind)) in elements.enumerate() {
        encode(out, element, kind, &path.index(index))?;
    }
    Ok(())
}

fn encode_number(out: &mut Vec<u8>, number: &Number) {
    if let Some(integer) = number.as_i64() {
        infallible(&write::write_sint(out, integer));
    } else if let Some(integer) = number.as_u64() {
        infallible(&write::write_uint(out, integer));
    } else {
        // The decimal text is exact for every number; a float would not be.
        encode_text(out, &number.to_string());
    }
}

fn encode_text(out: &mut Vec<u8>, text: &str) {
    infallible(&write::write_str(out, text));
}

/// Messages are limited to 256 MiB, so lengths always fit.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn infallible<T, E>(written: &Result<T, E>) {
    debug_assert!(written.is_ok(), "writing to memory does not fail");
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Unknown => "an unknown value",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::List(_) => "a list",
        Value::Set(_) => "a set",
        Value::Tuple(_) => "a tuple",
        Value::Map(_) => "a map",
        Value::Object(_) => "an object",
        Value::Dynamic(..) => "a dynamic value",
    }
}
