//! Values as Rust structs: a resource declares a struct with serde's derives, and reads and writes whole objects.
//!
//! A field is an [`Attr`], so null and unknown cannot be forgotten. Field names are attribute names.

mod error;
mod read;
mod write;

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeOwned, EnumAccess, VariantAccess as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Number, Value, normalised};

pub(crate) use error::Reason;
pub use error::{ModelError, ValueError};

/// Structs that stand for the objects of one schema: derived, or with serde's derives.
pub trait Model: Clone + Send + Sync + 'static {
    /// Reads an object value.
    ///
    /// # Errors
    ///
    /// When a part of the value has another type, or a domain type refuses it.
    fn from_value(value: &Value) -> Result<Self, ModelError>;

    /// The object value.
    ///
    /// # Errors
    ///
    /// When the struct holds what no Terraform value can.
    fn to_value(&self) -> Result<Value, ModelError>;
}

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Model for T {
    fn from_value(value: &Value) -> Result<Self, ModelError> {
        from_value(value)
    }

    fn to_value(&self) -> Result<Value, ModelError> {
        to_value(self)
    }
}

impl de::Error for ModelError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::misfit_in_words(message.to_string())
    }
}

impl serde::ser::Error for ModelError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::misfit_in_words(message.to_string())
    }
}

/// Reads an object value into its struct.
///
/// # Errors
///
/// When a field is missing in the value or has another kind.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, ModelError> {
    T::deserialize(read::Reader(value))
}

/// Writes a struct as an object value. Sequences become lists; the schema turns those that are sets into sets.
///
/// # Errors
///
/// When the struct holds what no Terraform value can, bytes for example.
pub fn to_value<T: Serialize>(model: &T) -> Result<Value, ModelError> {
    model.serialize(write::Writer)
}

/// One attribute of a model: null, unknown, or known.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Attr<T> {
    /// Not set.
    #[default]
    Null,
    /// Not known before apply.
    Unknown,
    /// A value.
    Known(T),
}

impl<T> Attr<T> {
    /// The value, if it is known and not null.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// Whether this is [`Attr::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether this is [`Attr::Unknown`].
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

impl<T> From<Option<T>> for Attr<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Known)
    }
}

impl From<String> for Attr<String> {
    fn from(text: String) -> Self {
        Self::Known(normalised(text))
    }
}

impl Attr<String> {
    /// The text; empty when there is none.
    pub fn text(&self) -> &str {
        self.known().map_or("", String::as_str)
    }
}

impl From<&str> for Attr<String> {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// The names by which [`read`] and [`write`] recognise our own types among serde's.
const ATTR: &str = "$attr";
const NUMBER: &str = "$number";
const VARIANTS: &[&str] = &["null", "unknown", "known"];

impl<T: Serialize> Serialize for Attr<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit_variant(ATTR, 0, "null"),
            Self::Unknown => serializer.serialize_unit_variant(ATTR, 1, "unknown"),
            Self::Known(value) => serializer.serialize_newtype_variant(ATTR, 2, "known", value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Attr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = Attr<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an attribute")
            }

            fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
                let (variant, content) = access.variant::<String>()?;
                match variant.as_str() {
                    "null" => content.unit_variant().map(|()| Attr::Null),
                    "unknown" => content.unit_variant().map(|()| Attr::Unknown),
                    _ => content.newtype_variant().map(Attr::Known),
                }
            }
        }

        deserializer.deserialize_enum(ATTR, VARIANTS, Visitor(PhantomData))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(NUMBER, &self.to_string())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_newtype_struct(NUMBER, Visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Inner {
        create: Attr<String>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Outer {
        name: Attr<String>,
        size: Attr<Number>,
        on: Attr<bool>,
        list: Attr<Vec<Attr<String>>>,
        tags: Attr<BTreeMap<String, Attr<String>>>,
        inner: Attr<Inner>,
    }

    fn object(members: &[(&str, Value)]) -> Value {
        Value::Object(
            members
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        )
    }

    #[test]
    fn a_struct_and_its_value_say_the_same() {
        let model = Outer {
            name: "x".into(),
            size: Attr::Known(5_i64.into()),
            on: Attr::Unknown,
            list: Attr::Known(vec!["a".into(), Attr::Null]),
            tags: Attr::Known(BTreeMap::from([("k".to_owned(), Attr::Unknown)])),
            inner: Attr::Known(Inner { create: Attr::Null }),
        };
        let value = object(&[
            ("name", "x".into()),
            ("size", 5.into()),
            ("on", Value::Unknown),
            ("list", Value::List(vec!["a".into(), Value::Null])),
            (
                "tags",
                Value::Map(BTreeMap::from([("k".to_owned(), Value::Unknown)])),
            ),
            ("inner", object(&[("create", Value::Null)])),
        ]);
        assert_eq!(to_value(&model).unwrap(), value);
        assert_eq!(from_value::<Outer>(&value).unwrap(), model);
    }

    #[test]
    fn misfits_are_errors() {
        let number = object(&[("create", 5.into())]);
        let error = from_value::<Inner>(&number).unwrap_err();
        assert_eq!(error.to_string(), "invalid type: number, expected a string");
        let missing = from_value::<Inner>(&object(&[])).unwrap_err();
        assert_eq!(missing.to_string(), "missing field `create`");
        assert!(from_value::<Inner>(&Value::Null).is_err());
    }
}
