//! JSON with exact numbers.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Budget, Number};
use crate::keyed::Keyed as _;

/// A JSON document: stored attributes before a schema says what they are.
///
/// Numbers keep every digit. `serde_json` can do that for all users of it in a program at once or for none, so it reads
/// everything else here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text, as it is written.
    String(String),
    /// `[…]`
    Array(Vec<Json>),
    /// `{…}`; of a name that stands twice, the last value.
    Object(BTreeMap<String, Json>),
}

/// Text that is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JsonError(String);

/// Objects and arrays inside each other, at most. Terraform's own values are far from it.
const DEEPEST: usize = 128;

impl Json {
    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// When `bytes` are not JSON, or are nested without end.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        let raw: &RawValue = from_slice(bytes)?;
        read(raw, DEEPEST, &Budget::whole())
    }

    /// The member `name` of an object.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.as_object()?.get(name)
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&BTreeMap<String, Json>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }
}

fn from_slice<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Result<T, JsonError> {
    serde_json::from_slice(bytes).map_err(|error| JsonError(error.to_string()))
}

fn read(raw: &RawValue, depth: usize, budget: &Budget) -> Result<Json, JsonError> {
    budget.spend().map_err(JsonError)?;
    let bytes = raw.get().as_bytes();
    let inner = || {
        depth
            .checked_sub(1)
            .ok_or_else(|| JsonError(format!("more than {DEEPEST} levels deep")))
    };
    Ok(match bytes.first() {
        Some(b'{') => {
            let depth = inner()?;
            let members: BTreeMap<String, &RawValue> = from_slice(bytes)?;
            let members = members
                .into_iter()
                .map(|(name, raw)| Ok((name, read(raw, depth, budget)?)));
            Json::Object(members.try_keyed::<_, _, JsonError>()?)
        }
        Some(b'[') => {
            let depth = inner()?;
            let elements: Vec<&RawValue> = from_slice(bytes)?;
            let elements = elements.into_iter().map(|raw| read(raw, depth, budget));
            Json::Array(elements.collect::<Result<_, _>>()?)
        }
        Some(b'"') => Json::String(from_slice(bytes)?),
        Some(b't' | b'f') => Json::Bool(from_slice(bytes)?),
        Some(b'n') => Json::Null,
        _ => Json::Number(
            raw.get()
                .parse()
                .map_err(|error| JsonError(format!("{error}")))?,
        ),
    })
}

impl FromStr for Json {
    type Err = JsonError;

    fn from_str(text: &str) -> Result<Self, JsonError> {
        Self::parse(text.as_bytes())
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

/// Without white space.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |f: &mut fmt::Formatter<'_>, text: &str| {
            // Text always has a form in JSON.
            f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
        };
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::String(value) => text(f, value),
            Self::Array(elements) => {
                f.write_str("[")?;
                for (position, element) in elements.iter().enumerate() {
                    let comma = if position == 0 { "" } else { "," };
                    write!(f, "{comma}{element}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (position, (name, member)) in members.iter().enumerate() {
                    f.write_str(if position == 0 { "" } else { "," })?;
                    text(f, name)?;
                    write!(f, ":{member}")?;
                }
                f.write_str("}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_out_as_they_went_in_with_every_digit() {
        for text in [
            "null",
            "true",
            "-0.5",
            "0.1",
            "12345678901234567890123",
            "123456789012345678901234567890.5",
            "1e400",
            r#""a\"b\u0001é""#,
            "[]",
            "[1,[false,null]]",
            r#"{"a":{"b":[9007199254740993]},"c":"d"}"#,
        ] {
            assert_eq!(text.parse::<Json>().unwrap().to_string(), text);
        }
        let spaced: Json = " { \"b\" : [ 1 , 2 ] , \"a\" : \"\\u00e9\" } "
            .parse()
            .unwrap();
        assert_eq!(spaced.to_string(), r#"{"a":"é","b":[1,2]}"#);
        assert_eq!("-0".parse::<Json>().unwrap().to_string(), "0");
    }

    #[test]
    fn members_are_reached_by_their_names_and_types() {
        let json: Json = r#"{"text":"x","number":1.5,"flag":true,"list":["a"]}"#
            .parse()
            .unwrap();
        assert_eq!(json.get("text").and_then(Json::as_str), Some("x"));
        assert_eq!(
            json.get("number").and_then(Json::as_number),
            Some(&"1.5".parse().unwrap())
        );
        assert_eq!(json.get("flag").and_then(Json::as_bool), Some(true));
        assert_eq!(
            json.get("list").and_then(Json::as_array),
            Some(&["a".into()][..])
        );
        assert_eq!(json.get("text").and_then(Json::as_bool), None);
        assert_eq!(json.get("none"), None);
    }

    #[test]
    fn other_text_is_refused_and_so_is_nesting_without_end() {
        for text in [
            "", "{", "nul", "01", "1 2", "[1,]", r#""\x""#, "NaN", "{1:2}",
        ] {
            assert!(text.parse::<Json>().is_err(), "{text}");
        }
        for depth in [DEEPEST + 1, 100_000] {
            let text = "[".repeat(depth) + &"]".repeat(depth);
            assert!(text.parse::<Json>().is_err());
        }
        let text = "[".repeat(DEEPEST) + &"]".repeat(DEEPEST);
        assert!(text.parse::<Json>().is_ok());
    }
}
