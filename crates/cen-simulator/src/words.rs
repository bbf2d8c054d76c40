//! What is said of a path of the control API, beside what is done there. The OpenAPI file is made of it.

use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

/// What a path answers with success.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shown {
    /// `{"done": true}`.
    Done,
    /// An object with at least these fields.
    Object(&'static [&'static str]),
    /// Objects with at least these fields.
    List(&'static [&'static str]),
    /// A text of this type.
    Text(&'static str),
}

/// A parameter in the query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Query {
    pub(crate) name: &'static str,
    pub(crate) is_needed: bool,
    pub(crate) says: &'static str,
}

impl Query {
    pub(crate) const fn needed(name: &'static str, says: &'static str) -> Self {
        Self {
            name,
            is_needed: true,
            says,
        }
    }

    pub(crate) const fn optional(name: &'static str, says: &'static str) -> Self {
        Self {
            name,
            is_needed: false,
            says,
        }
    }
}

/// A body in JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body {
    /// One that makes sense.
    pub(crate) example: &'static str,
    pub(crate) is_optional: bool,
    fields: fn() -> Fields,
    takes: fn(Value) -> bool,
}

/// The fields of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fields {
    /// These, and no others.
    Of(&'static [&'static str]),
    /// Exactly one of these.
    OneOf(&'static [&'static str]),
    /// It depends.
    Any,
}

impl Body {
    /// What is read as a `T`.
    pub(crate) const fn of<T: DeserializeOwned>(example: &'static str) -> Self {
        Self {
            example,
            is_optional: false,
            fields: fields_of::<T>,
            takes: |value| T::deserialize(value).is_ok(),
        }
    }

    /// What is put over a `T`, so that no field is needed.
    pub(crate) const fn over<T: DeserializeOwned>(example: &'static str) -> Self {
        Self {
            takes: |_| true,
            ..Self::of::<T>(example)
        }
    }

    /// The same where it may be missing.
    pub(crate) const fn optional(self) -> Self {
        Self {
            is_optional: true,
            ..self
        }
    }

    pub(crate) fn fields(&self) -> Fields {
        (self.fields)()
    }

    /// Whether it is refused without that field, which the example has.
    pub(crate) fn needs(&self, field: &str) -> bool {
        let mut without = serde_json::from_str(self.example).unwrap_or(Value::Null);
        if let Value::Object(fields) = &mut without {
            fields.remove(field);
        }
        !(self.takes)(without)
    }
}

/// The fields that a `T` is read from, as it asks for them itself.
fn fields_of<T: DeserializeOwned>() -> Fields {
    let mut fields = Fields::Any;
    // It is given nothing, so this ends in an error whatever it asks for.
    let _ = T::deserialize(Asked(&mut fields));
    fields
}

/// Remembers what is asked for.
struct Asked<'f>(&'f mut Fields);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = Fields::Of(fields);
        Err(Error::custom("only asked"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = Fields::OneOf(variants);
        Err(Error::custom("only asked"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("only asked"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its fields are looked at")]
    struct Two {
        a: u8,
        b: Option<u8>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[expect(dead_code, reason = "only its variants are looked at")]
    enum Either {
        Left(u8),
        Right(u8),
    }

    #[test]
    fn a_type_says_itself_what_it_is_read_from() {
        let body = Body::of::<Two>(r#"{"a": 1, "b": 2}"#);
        assert_eq!(body.fields(), Fields::Of(&["a", "b"]));
        assert_eq!([body.needs("a"), body.needs("b")], [true, false]);
        let over = Body::over::<Two>(r#"{"a": 1}"#);
        assert!(!over.needs("a"));
        let either = Body::of::<Either>(r#"{"left": 1}"#);
        assert_eq!(either.fields(), Fields::OneOf(&["left", "right"]));
        assert_eq!(Body::of::<Value>("{}").fields(), Fields::Any);
    }
}
