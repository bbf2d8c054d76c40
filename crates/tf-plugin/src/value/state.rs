//! Values in the state: JSON, read by type.

use super::{Budget, Json, Path, Trail, Type, Value};
use crate::keyed::Keyed as _;

/// State that does not fit the schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", path.prefix())]
pub struct StateError {
    path: Path,
    problem: String,
}

impl StateError {
    /// Where the state does not fit.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Value {
    /// Reads the JSON of a stored object.
    ///
    /// At every depth an attribute that the state lacks is null (it joined the schema later), and one that the schema
    /// lacks is passed over (it left the schema).
    ///
    /// # Errors
    ///
    /// When a value has another type than the schema says.
    pub fn from_state(json: &Json, ty: &Type) -> Result<Self, StateError> {
        read(json, ty, &Trail::WHOLE, &Budget::whole())
    }
}

fn read(json: &Json, ty: &Type, path: &Trail<'_>, budget: &Budget) -> Result<Value, StateError> {
    budget.spend().map_err(|problem| StateError {
        path: Path::default(),
        problem,
    })?;
    let unfit = || StateError {
        path: path.path(),
        problem: format!("expected {ty}, found {}", name(json)),
    };
    match (ty, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Type::Bool, Json::Bool(value)) => Ok(Value::Bool(*value)),
        (Type::Number, Json::Number(number)) => Ok(Value::Number(number.clone())),
        (Type::String, Json::String(text)) => Ok(Value::string(text.as_str())),
        (Type::List(ty), Json::Array(elements)) => {
            elements_of(elements, ty, path, budget).map(Value::List)
        }
        (Type::Set(ty), Json::Array(elements)) => {
            elements_of(elements, ty, path, budget).map(Value::set)
        }
        (Type::Tuple(types), Json::Array(elements)) if types.len() == elements.len() => {
            let pairs = elements.iter().zip(types).enumerate();
            let elements =
                pairs.map(|(index, (json, ty))| read(json, ty, &path.index(index), budget));
            elements.collect::<Result<_, _>>().map(Value::Tuple)
        }
        (Type::Map(ty), Json::Object(members)) => {
            let members = members
                .iter()
                .map(|(key, json)| Ok((key.clone(), read(json, ty, &path.key(key), budget)?)));
            members.try_keyed().map(Value::Map)
        }
        (Type::Object(types), Json::Object(members)) => {
            let members = types.iter().map(|(name, ty)| {
                let json = members.get(name).unwrap_or(&Json::Null);
                Ok((name.clone(), read(json, ty, &path.attribute(name), budget)?))
            });
            members.try_keyed().map(Value::Object)
        }
        // Terraform writes "value" before "type", so the pair cannot be read in order.
        (Type::Dynamic, Json::Object(pair)) => match (pair.get("type"), pair.get("value")) {
            (Some(ty), Some(json)) => {
                let ty = Type::parse(ty).map_err(|_| unfit())?;
                let value = read(json, &ty, path, budget)?;
                Ok(Value::Dynamic(Box::new(ty), Box::new(value)))
            }
            _ => Err(unfit()),
        },
        _ => Err(unfit()),
    }
}

fn elements_of(
    elements: &[Json],
    ty: &Type,
    path: &Trail<'_>,
    budget: &Budget,
) -> Result<Vec<Value>, StateError> {
    elements
        .iter()
        .enumerate()
        .map(|(index, json)| read(json, ty, &path.index(index), budget))
        .collect()
}

fn name(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a bool",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn state() -> Type {
        Type::Object(BTreeMap::from([
            ("any".to_owned(), Type::Dynamic),
            ("id".to_owned(), Type::String),
            ("size".to_owned(), Type::Number),
            ("tags".to_owned(), Type::map(Type::String)),
        ]))
    }

    fn read(text: &str) -> Result<Value, StateError> {
        Value::from_state(&text.parse().unwrap(), &state())
    }

    #[test]
    fn missing_attributes_are_null_and_unknown_ones_are_passed_over() {
        let value = read("{\n  \"id\": \"x\",\n  \"gone\": [1]\n}").unwrap();
        assert_eq!(value.attribute("id"), &Value::from("x"));
        assert_eq!(value.attribute("tags"), &Value::Null);
        assert_eq!(value.attribute("gone"), &Value::Null);
    }

    #[test]
    fn numbers_keep_every_digit_and_go_on_as_they_came() {
        // What a state holds, and what MessagePack makes of it.
        for (stored, sent) in [
            ("0.1", b"\xa30.1".to_vec()),
            ("1e400", b"\xa51e400".to_vec()),
            (
                "12345678901234567890123",
                b"\xb712345678901234567890123".to_vec(),
            ),
            (
                "123456789012345678901234567890.5",
                [&b"\xd9\x20"[..], b"123456789012345678901234567890.5"].concat(),
            ),
            (
                "9007199254740993",
                b"\xcf\x00\x20\x00\x00\x00\x00\x00\x01".to_vec(),
            ),
        ] {
            let value = read(&format!(r#"{{"size": {stored}}}"#)).unwrap();
            let size = value.attribute("size");
            assert_eq!(size, &Value::Number(stored.parse().unwrap()));
            assert_eq!(size.to_msgpack(&Type::Number).unwrap(), sent, "{stored}");
            assert_eq!(Value::from_msgpack(&sent, &Type::Number).unwrap(), *size);
        }
    }

    #[test]
    fn dynamic_values_are_read_with_the_value_first() {
        let value = read(r#"{"any":{"value":[true],"type":["list","bool"]}}"#).unwrap();
        let expected = Value::Dynamic(
            Box::new(Type::list(Type::Bool)),
            Box::new(Value::List(vec![true.into()])),
        );
        assert_eq!(value.attribute("any"), &expected);

        let null = read(r#"{"any":{"value":null,"type":"string"}}"#).unwrap();
        let expected = Value::Dynamic(Box::new(Type::String), Box::new(Value::Null));
        assert_eq!(null.attribute("any"), &expected);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let error = read(r#"{"tags": {"a": 5}}"#).unwrap_err();
        assert_eq!(error.path().to_string(), r#"tags["a"]"#);
        assert_eq!(
            error.to_string(),
            r#"tags["a"]: expected string, found a number"#
        );
    }
}
