//! From values to msgpack.

use rmp::Marker;
use rmp::encode as write;

use super::{Number, Path, Trail, Type, Value};

/// A value that does not have the type it should be written as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}a {ty} cannot hold {found}", path.prefix())]
pub struct EncodeError {
    path: Path,
    ty: Type,
    found: &'static str,
}

impl Value {
    /// Writes this value as `ty`.
    ///
    /// Attributes that an object lacks are written as null, so that the host always finds every key.
    ///
    /// # Errors
    ///
    /// When the value does not have that type; this is a mistake in a provider, not in its input.
    pub fn to_msgpack(&self, ty: &Type) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::new();
        encode(&mut bytes, self, ty, &Trail::WHOLE)?;
        Ok(bytes)
    }
}

/// Writing into a `Vec` cannot fail; the encoder's results say so only in general.
type Written = Result<(), EncodeError>;

fn encode(out: &mut Vec<u8>, value: &Value, ty: &Type, path: &Trail<'_>) -> Written {
    match (ty, value) {
        (_, Value::Null) => out.push(Marker::Null.to_u8()),
        (_, Value::Unknown) => out.extend_from_slice(&[Marker::FixExt1.to_u8(), 0, 0]),
        (Type::Bool, Value::Bool(value)) => {
            out.push(if *value { Marker::True } else { Marker::False }.to_u8())
        }
        (Type::Number, Value::Number(number)) => encode_number(out, number),
        (Type::String, Value::String(text)) => encode_text(out, text),
        (Type::List(ty), Value::List(elements)) | (Type::Set(ty), Value::Set(elements)) => {
            encode_elements(out, elements.iter().map(|element| (element, &**ty)), path)?;
        }
        (Type::Tuple(types), Value::Tuple(elements)) if types.len() == elements.len() => {
            encode_elements(out, elements.iter().zip(types), path)?;
        }
        (Type::Map(ty), Value::Map(members)) => {
            infallible(&write::write_map_len(out, length(members.len())));
            for (key, value) in members {
                encode_text(out, key);
                encode(out, value, ty, &path.key(key))?;
            }
        }
        (Type::Object(types), Value::Object(members)) => {
            if let Some(stranger) = members.keys().find(|name| !types.contains_key(*name)) {
                return Err(EncodeError {
                    path: path.attribute(stranger).path(),
                    ty: ty.clone(),
                    found: "an attribute of that name",
                });
            }
            infallible(&write::write_map_len(out, length(types.len())));
            for (name, ty) in types {
                encode_text(out, name);
                encode(
                    out,
                    members.get(name).unwrap_or(&Value::Null),
                    ty,
                    &path.attribute(name),
                )?;
            }
        }
        (Type::Dynamic, Value::Dynamic(ty, value)) => {
            infallible(&write::write_array_len(out, 2));
            infallible(&write::write_bin(out, &ty.to_json()));
            encode(out, value, ty, path)?;
        }
        (ty, value) => {
            return Err(EncodeError {
                path: path.path(),
                ty: ty.clone(),
                found: describe(value),
            });
        }
    }
    Ok(())
}

fn encode_elements<'v>(
    out: &mut Vec<u8>,
    elements: impl ExactSizeIterator<Item = (&'v Value, &'v Type)>,
    path: &Trail<'_>,
) -> Written {
    infallible(&write::write_array_len(out, length(elements.len())));
    for (index, (element, ty)) in elements.enumerate() {
        encode(out, element, ty, &path.index(index))?;
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
