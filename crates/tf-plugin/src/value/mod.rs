//! Terraform values: their types, their forms on the wire and in the state, and exact numbers.
//!
//! Nothing here knows of schemas or providers. A [`Value`] is always read and written together with a [`Type`], so
//! that no attribute can be left out and no list be taken for a set.

mod attr;
mod budget;
mod error;
mod json;
mod msgpack;
mod number;
mod path;
mod state;
mod trail;
mod value_type;

use crate::keyed::Keyed as _;
use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

pub use attr::Attr;
use budget::Budget;
pub(crate) use error::Reason;
pub use error::{ModelError, ValueError};
pub use json::{Json, JsonError};
pub use number::{Number, NumberError};
pub use path::{Path, Step};
use trail::Trail;
pub use value_type::{Type, TypeError};

/// A value as Terraform knows it.
///
/// Two sets are equal when they hold the same elements; see [`Value::set`]. Refinements of unknown values are accepted
/// from the host and dropped: a plain unknown is always a correct answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Not set.
    Null,
    /// Not known before apply.
    Unknown,
    /// A boolean.
    Bool(bool),
    /// An exact decimal number.
    Number(Number),
    /// Text, in Unicode normalisation form C when made by [`Value::string`] or read from the host.
    String(String),
    /// Elements of one type, in order.
    List(Vec<Value>),
    /// Elements of one type without order; kept sorted. Make it with [`Value::set`].
    Set(Vec<Value>),
    /// Elements of several types, in order.
    Tuple(Vec<Value>),
    /// Elements of one type under free keys.
    Map(BTreeMap<String, Value>),
    /// Attributes under the names that the type prescribes.
    Object(BTreeMap<String, Value>),
    /// A value where the schema leaves the type open, with the type it came with. It can be null or unknown: hosts tell
    /// `tostring(null)` from `null` here.
    Dynamic(Box<Type>, Box<Value>),
}

impl Value {
    /// Text in normalisation form C, as Terraform compares and stores it.
    pub fn string(text: impl Into<String>) -> Self {
        Self::String(normalised(text.into()))
    }

    /// A set: sorted, and equal elements merged when they are wholly known.
    pub fn set(mut elements: Vec<Value>) -> Self {
        elements.sort();
        elements.dedup_by(|a, b| a == b && a.is_wholly_known());
        Self::Set(elements)
    }

    /// Whether this is null, with or without a type.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Dynamic(_, value) => value.is_null(),
            other => *other == Self::Null,
        }
    }

    /// Whether this is unknown itself, with or without a type; parts of a known value may still be unknown.
    pub fn is_unknown(&self) -> bool {
        match self {
            Self::Dynamic(_, value) => value.is_unknown(),
            other => *other == Self::Unknown,
        }
    }

    /// Whether neither this value nor any part of it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
            Self::List(elements) | Self::Set(elements) | Self::Tuple(elements) => {
                elements.iter().all(Self::is_wholly_known)
            }
            Self::Map(members) | Self::Object(members) => {
                members.values().all(Self::is_wholly_known)
            }
            Self::Dynamic(_, value) => value.is_wholly_known(),
        }
    }

    /// The attribute `name` of an object; null when this is not an object or has no such attribute.
    pub fn attribute(&self, name: &str) -> &Value {
        match self {
            Self::Object(members) => members.get(name).unwrap_or(&Self::Null),
            _ => &Self::Null,
        }
    }

    /// Sets the attribute `name` if this is an object; other values stay as they are.
    pub fn set_attribute(&mut self, name: &str, value: Value) {
        if let Self::Object(members) = self {
            members.insert(name.to_owned(), value);
        }
    }

    /// The same value with null in the place of everything unknown.
    pub fn unknown_as_null(self) -> Value {
        fn each(elements: Vec<Value>) -> Vec<Value> {
            elements.into_iter().map(Value::unknown_as_null).collect()
        }
        fn members(members: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
            members
                .into_iter()
                .map(|(name, value)| (name, value.unknown_as_null()))
                .keyed()
        }
        match self {
            Self::Unknown => Self::Null,
            Self::List(elements) => Self::List(each(elements)),
            Self::Set(elements) => Self::set(each(elements)),
            Self::Tuple(elements) => Self::Tuple(each(elements)),
            Self::Map(map) => Self::Map(members(map)),
            Self::Object(object) => Self::Object(members(object)),
            Self::Dynamic(ty, value) => Self::Dynamic(ty, Box::new(value.unknown_as_null())),
            known => known,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

/// `text` in normalisation form C.
fn normalised(text: String) -> String {
    // Most text is ASCII, which needs no look at each letter: large states are read with every plan.
    if text.is_ascii() || is_nfc(&text) {
        text
    } else {
        text.nfc().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_ignore_order_and_repeats_but_keep_unknown_elements_apart() {
        let set = |elements: &[&str]| {
            Value::set(elements.iter().map(|text| Value::from(*text)).collect())
        };
        assert_eq!(set(&["b", "a", "b"]), set(&["a", "b"]));
        assert_eq!(
            Value::set(vec![Value::Unknown, Value::Unknown]),
            Value::Set(vec![Value::Unknown, Value::Unknown])
        );
    }

    #[test]
    fn strings_are_normalised_as_terraform_does() {
        assert_eq!(Value::string("e\u{301}"), Value::string("é"));
    }

    #[test]
    fn unknown_parts_become_null() {
        let value = Value::Object(BTreeMap::from([(
            "a".to_owned(),
            Value::List(vec![Value::Unknown, true.into()]),
        )]));
        assert!(!value.is_wholly_known());
        let expected = Value::Object(BTreeMap::from([(
            "a".to_owned(),
            Value::List(vec![Value::Null, true.into()]),
        )]));
        assert_eq!(value.unknown_as_null(), expected);
    }
}
