//! From a value to a struct.

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    self, Deserializer, EnumAccess, IntoDeserializer, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::{ATTR, ModelError, NUMBER, Value};

/// Reads the value it wraps. Null and unknown are seen only by [`Attr`](super::Attr), which asks for an enum.
#[derive(Clone, Copy)]
pub(super) struct Reader<'de>(pub(super) &'de Value);

impl<'de> IntoDeserializer<'de, ModelError> for Reader<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = ModelError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ModelError> {
        match self.0 {
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::String(text) => visitor.visit_str(text),
            Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => {
                visitor.visit_seq(SeqDeserializer::new(elements.iter().map(Reader)))
            }
            Value::Map(members) | Value::Object(members) => {
                visitor.visit_map(MapDeserializer::new(
                    members
                        .iter()
                        .map(|(name, value)| (name.as_str(), Reader(value))),
                ))
            }
            Value::Number(_) => Err(unexpected("number", &visitor)),
            Value::Null => Err(unexpected("null", &visitor)),
            Value::Unknown => Err(unexpected("unknown value", &visitor)),
            Value::Dynamic(..) => Err(unexpected("dynamic value", &visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ModelError> {
        if name == ATTR {
            visitor.visit_enum(Attribute(self.0))
        } else {
            self.deserialize_any(visitor)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ModelError> {
        match self.0 {
            Value::Number(number) if name == NUMBER => visitor.visit_str(&number.to_string()),
            _ if name == NUMBER => Err(unexpected("another kind of value", &visitor)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn unexpected<'de>(found: &str, expected: &impl Visitor<'de>) -> ModelError {
    de::Error::invalid_type(Unexpected::Other(found), expected)
}

/// A value as one of the three variants of [`Attr`](super::Attr).
struct Attribute<'de>(&'de Value);

impl<'de> EnumAccess<'de> for Attribute<'de> {
    type Error = ModelError;
    type Variant = Self;

    fn variant_seed<V: de::DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), ModelError> {
        let variant = match self.0 {
            Value::Null => "null",
            Value::Unknown => "unknown",
            _ => "known",
        };
        let name: StrDeserializer<'_, ModelError> = variant.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Attribute<'de> {
    type Error = ModelError;

    fn unit_variant(self) -> Result<(), ModelError> {
        Ok(())
    }

    fn newtype_variant_seed<T: de::DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, ModelError> {
        seed.deserialize(Reader(self.0))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ModelError> {
        Err(unexpected("an attribute", &visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ModelError> {
        Err(unexpected("an attribute", &visitor))
    }
}
