//! Kinds of values: what Terraform calls types, and the type constraints as JSON.

use std::collections::BTreeMap;

use super::Json;
use crate::keyed::Keyed as _;

/// The type of a [`Value`](super::Value).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// Decided by each value itself.
    Dynamic,
    /// `list(…)`
    List(Box<Type>),
    /// `set(…)`
    Set(Box<Type>),
    /// `map(…)`
    Map(Box<Type>),
    /// `object({…})`
    Object(BTreeMap<String, Type>),
    /// `tuple([…])`
    Tuple(Vec<Type>),
}

/// A type constraint that is not one Terraform could have written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a Terraform type constraint: {0}")]
pub struct TypeError(String);

impl Type {
    /// `map(element)`
    pub fn map(element: Type) -> Self {
        Self::Map(Box::new(element))
    }

    /// `list(element)`
    pub fn list(element: Type) -> Self {
        Self::List(Box::new(element))
    }

    /// `set(element)`
    pub fn set(element: Type) -> Self {
        Self::Set(Box::new(element))
    }

    /// The type constraint as the protocol carries it: UTF-8 JSON such as `["map","string"]`.
    pub fn to_json(&self) -> Vec<u8> {
        self.json().to_string().into_bytes()
    }

    /// Reads a type constraint.
    ///
    /// # Errors
    ///
    /// When `bytes` are not JSON or name no type. The optional third element of an object, the list of optional
    /// attributes, is accepted and ignored: it does not change how values are written.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TypeError> {
        let json = Json::parse(bytes).map_err(|error| TypeError(error.to_string()))?;
        Self::parse(&json)
    }

    pub(super) fn json(&self) -> Json {
        let of = |name: &str, inner: Json| Json::Array(vec![name.into(), inner]);
        match self {
            Self::Bool => "bool".into(),
            Self::Number => "number".into(),
            Self::String => "string".into(),
            Self::Dynamic => "dynamic".into(),
            Self::List(element) => of("list", element.json()),
            Self::Set(element) => of("set", element.json()),
            Self::Map(element) => of("map", element.json()),
            Self::Object(members) => {
                let members = members.iter().map(|(name, ty)| (name.clone(), ty.json()));
                of("object", Json::Object(members.keyed()))
            }
            Self::Tuple(elements) => of(
                "tuple",
                Json::Array(elements.iter().map(Self::json).collect()),
            ),
        }
    }

    pub(super) fn parse(json: &Json) -> Result<Self, TypeError> {
        let unfit = || TypeError(json.to_string());
        if let Some(name) = json.as_str() {
            return match name {
                "bool" => Ok(Self::Bool),
                "number" => Ok(Self::Number),
                "string" => Ok(Self::String),
                "dynamic" => Ok(Self::Dynamic),
                _ => Err(unfit()),
            };
        }
        let parts = json.as_array().ok_or_else(unfit)?;
        let (name, inner) = match parts {
            [name, inner] => (name, inner),
            [name, inner, Json::Array(_)] if name.as_str() == Some("object") => (name, inner),
            _ => return Err(unfit()),
        };
        match name.as_str() {
            Some("list") => Ok(Self::list(Self::parse(inner)?)),
            Some("set") => Ok(Self::set(Self::parse(inner)?)),
            Some("map") => Ok(Self::map(Self::parse(inner)?)),
            Some("object") => {
                let members = inner.as_object().ok_or_else(unfit)?;
                let members = members
                    .iter()
                    .map(|(name, ty)| Ok((name.clone(), Self::parse(ty)?)));
                Ok(Self::Object(members.try_keyed::<_, _, TypeError>()?))
            }
            Some("tuple") => {
                let elements = inner.as_array().ok_or_else(unfit)?;
                Ok(Self::Tuple(
                    elements.iter().map(Self::parse).collect::<Result<_, _>>()?,
                ))
            }
            _ => Err(unfit()),
        }
    }
}

/// As a person writes it in HCL.
impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::Dynamic => f.write_str("dynamic"),
            Self::List(element) => write!(f, "list({element})"),
            Self::Set(element) => write!(f, "set({element})"),
            Self::Map(element) => write!(f, "map({element})"),
            Self::Object(_) => f.write_str("object"),
            Self::Tuple(_) => f.write_str("tuple"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_survives_its_json_form() {
        let ty = Type::Object(BTreeMap::from([
            ("a".to_owned(), Type::list(Type::map(Type::Number))),
            (
                "b".to_owned(),
                Type::Tuple(vec![Type::Bool, Type::set(Type::String)]),
            ),
            ("c".to_owned(), Type::Dynamic),
        ]));
        assert_eq!(Type::from_json(&ty.to_json()), Ok(ty));
        assert_eq!(Type::map(Type::String).to_json(), br#"["map","string"]"#);
    }

    #[test]
    fn optional_attributes_of_objects_are_accepted() {
        let ty = Type::from_json(br#"["object",{"a":"string"},["a"]]"#);
        assert_eq!(
            ty,
            Ok(Type::Object(BTreeMap::from([(
                "a".to_owned(),
                Type::String
            )])))
        );
    }

    #[test]
    fn what_is_no_kind_is_refused() {
        for text in [
            "",
            "1",
            "\"text\"",
            "[]",
            "[\"list\"]",
            "[\"list\",\"string\",[]]",
            "[\"object\",[]]",
            "{}",
        ] {
            assert!(Type::from_json(text.as_bytes()).is_err(), "{text}");
        }
    }
}
