//! Values in the state: JSON, read by kind.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Kind, Path, Trail, Value};

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
    /// When `bytes` are not JSON, or a value has another kind than the schema says.
    pub fn from_state_json(bytes: &[u8], kind: &Kind) -> Result<Self, StateError> {
        let json: Json = serde_json::from_slice(bytes).map_err(|error| StateError {
            path: Path::default(),
            problem: format!("not JSON: {error}"),
        })?;
        read(&json, kind, &Trail::WHOLE)
    }
}

fn read(json: &Json, kind: &Kind, path: &Trail<'_>) -> Result<Value, StateError> {
    let unfit = || StateError {
        path: path.path(),
        problem: format!("expected {kind}, found {}", name(json)),
    };
    match (kind, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Kind::Bool, Json::Bool(value)) => Ok(Value::Bool(*value)),
        (Kind::Number, Json::Number(number)) => number
            .to_string()
            .parse()
            .map(Value::Number)
            .map_err(|_| unfit()),
        (Kind::String, Json::String(text)) => Ok(Value::string(text.as_str())),
        (Kind::List(kind), Json::Array(elements)) => {
            elements_of(elements, kind, path).map(Value::List)
        }
        (Kind::Set(kind), Json::Array(elements)) => {
            elements_of(elements, kind, path).map(Value::set)
        }
        (Kind::Tuple(kinds), Json::Array(elements)) if kinds.len() == elements.len() => {
            let pairs = elements.iter().zip(kinds).enumerate();
            let elements = pairs.map(|(index, (json, kind))| read(json, kind, &path.index(index)));
            elements.collect::<Result<_, _>>().map(Value::Tuple)
        }
        (Kind::Map(kind), Json::Object(members)) => {
            let members = members
                .iter()
                .map(|(key, json)| Ok((key.clone(), read(json, kind, &path.key(key))?)));
            members
                .collect::<Result<BTreeMap<_, _>, _>>()
                .map(Value::Map)
        }
        (Kind::Object(kinds), Json::Object(members)) => {
            let members = kinds.iter().map(|(name, kind)| {
                let json = members.get(name).unwrap_or(&Json::Null);
                Ok((name.clone(), read(json, kind, &path.attribute(name))?))
            });
            members
                .collect::<Result<BTreeMap<_, _>, _>>()
                .map(Value::Object)
        }
        // Terraform writes "value" before "type", so the pair cannot be read in order.
        (Kind::Dynamic, Json::Object(pair)) => match (pair.get("type"), pair.get("value")) {
            (Some(kind), Some(json)) => {
                let kind = Kind::parse(kind).map_err(|_| unfit())?;
                let value = read(json, &kind, path)?;
                Ok(if value.is_null() {
                    value
                } else {
                    Value::Dynamic(Box::new(kind), Box::new(value))
                })
            }
            _ => Err(unfit()),
        },
        _ => Err(unfit()),
    }
}

fn elements_of(elements: &[Json], kind: &Kind, path: &Trail<'_>) -> Result<Vec<Value>, StateError> {
    elements
        .iter()
        .enumerate()
        .map(|(index, json)| read(json, kind, &path.index(index)))
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
    use super::*;

    fn state() -> Kind {
        Kind::Object(BTreeMap::from([
            ("any".to_owned(), Kind::Dynamic),
            ("id".to_owned(), Kind::String),
            ("size".to_owned(), Kind::Number),
            ("tags".to_owned(), Kind::map(Kind::String)),
        ]))
    }

    #[test]
    fn missing_attributes_are_null_and_unknown_ones_are_passed_over() {
        let value =
            Value::from_state_json(b"{\n  \"id\": \"x\",\n  \"gone\": [1]\n}", &state()).unwrap();
        assert_eq!(value.attribute("id"), &Value::from("x"));
        assert_eq!(value.attribute("tags"), &Value::Null);
        assert_eq!(value.attribute("gone"), &Value::Null);
    }

    #[test]
    fn numbers_keep_every_digit() {
        let value =
            Value::from_state_json(br#"{"size": 123456789012345678901234567890.5}"#, &state())
                .unwrap();
        let expected = Value::Number("123456789012345678901234567890.5".parse().unwrap());
        assert_eq!(value.attribute("size"), &expected);
    }

    #[test]
    fn dynamic_values_are_read_with_the_value_first() {
        let value = Value::from_state_json(
            br#"{"any":{"value":[true],"type":["list","bool"]}}"#,
            &state(),
        )
        .unwrap();
        let expected = Value::Dynamic(
            Box::new(Kind::list(Kind::Bool)),
            Box::new(Value::List(vec![true.into()])),
        );
        assert_eq!(value.attribute("any"), &expected);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let error = Value::from_state_json(br#"{"tags": {"a": 5}}"#, &state()).unwrap_err();
        assert_eq!(error.path().to_string(), r#"tags["a"]"#);
        assert_eq!(
            error.to_string(),
            r#"tags["a"]: expected string, found a number"#
        );
        assert!(Value::from_state_json(b"{", &state()).is_err());
        assert!(Value::from_state_json(&b"[".repeat(100_000), &state()).is_err());
    }
}
