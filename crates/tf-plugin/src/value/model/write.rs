//! From a struct to a value.

use std::collections::BTreeMap;

use serde::ser::{
    self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    Serializer,
};

use super::{ATTR, ModelError, NUMBER, Value};

/// Writes what it is given as a [`Value`].
pub(super) struct Writer;

fn unfit(what: &str) -> ModelError {
    ser::Error::custom(format!("{what} cannot be written as a Terraform value"))
}

impl Serializer for Writer {
    type Ok = Value;
    type Error = ModelError;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Impossible<Value, ModelError>;
    type SerializeTupleVariant = Impossible<Value, ModelError>;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Impossible<Value, ModelError>;

    fn serialize_bool(self, value: bool) -> Result<Value, ModelError> {
        Ok(Value::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Result<Value, ModelError> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i16(self, value: i16) -> Result<Value, ModelError> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i32(self, value: i32) -> Result<Value, ModelError> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i64(self, value: i64) -> Result<Value, ModelError> {
        Ok(Value::Number(value.into()))
    }

    fn serialize_u8(self, value: u8) -> Result<Value, ModelError> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_u16(self, value: u16) -> Result<Value, ModelError> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_u32(self, value: u32) -> Result<Value, ModelError> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_u64(self, value: u64) -> Result<Value, ModelError> {
        Ok(Value::Number(value.into()))
    }

    fn serialize_f32(self, _value: f32) -> Result<Value, ModelError> {
        Err(unfit("a float"))
    }

    fn serialize_f64(self, _value: f64) -> Result<Value, ModelError> {
        Err(unfit("a float"))
    }

    fn serialize_char(self, value: char) -> Result<Value, ModelError> {
        Ok(Value::string(value))
    }

    fn serialize_str(self, text: &str) -> Result<Value, ModelError> {
        Ok(Value::string(text))
    }

    fn serialize_bytes(self, _bytes: &[u8]) -> Result<Value, ModelError> {
        Err(unfit("bytes"))
    }

    fn serialize_none(self) -> Result<Value, ModelError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, ModelError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, ModelError> {
        Err(unfit("a unit"))
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<Value, ModelError> {
        Err(unfit(name))
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<Value, ModelError> {
        Ok(match (name, index) {
            (ATTR, 0) => Value::Null,
            (ATTR, _) => Value::Unknown,
            _ => Value::string(variant),
        })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Value, ModelError> {
        match (name, value.serialize(self)?) {
            (NUMBER, Value::String(text)) => text
                .parse()
                .map(Value::Number)
                .map_err(|_| unfit("a number")),
            (_, value) => Ok(value),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, ModelError> {
        if name == ATTR {
            value.serialize(self)
        } else {
            Err(unfit(variant))
        }
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Elements, ModelError> {
        Ok(Elements(Vec::new()))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Elements, ModelError> {
        Ok(Elements(Vec::new()))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleStruct, ModelError> {
        Err(unfit(name))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, ModelError> {
        Err(unfit(name))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Members, ModelError> {
        Ok(Members {
            object: false,
            members: BTreeMap::new(),
            key: None,
        })
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Members, ModelError> {
        Ok(Members {
            object: true,
            members: BTreeMap::new(),
            key: None,
        })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStructVariant, ModelError> {
        Err(unfit(name))
    }
}

pub(super) struct Elements(Vec<Value>);

impl SerializeSeq for Elements {
    type Ok = Value;
    type Error = ModelError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), ModelError> {
        self.0.push(element.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Result<Value, ModelError> {
        Ok(Value::List(self.0))
    }
}

impl SerializeTuple for Elements {
    type Ok = Value;
    type Error = ModelError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), ModelError> {
        SerializeSeq::serialize_element(self, element)
    }

    fn end(self) -> Result<Value, ModelError> {
        Ok(Value::Tuple(self.0))
    }
}

pub(super) struct Members {
    object: bool,
    members: BTreeMap<String, Value>,
    key: Option<String>,
}

impl SerializeMap for Members {
    type Ok = Value;
    type Error = ModelError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ModelError> {
        match key.serialize(Writer)? {
            Value::String(key) => self.key = Some(key),
            _ => return Err(unfit("a key that is not a string")),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ModelError> {
        let key = self
            .key
            .take()
            .ok_or_else(|| unfit("a value without a key"))?;
        self.members.insert(key, value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Result<Value, ModelError> {
        Ok(if self.object {
            Value::Object(self.members)
        } else {
            Value::Map(self.members)
        })
    }
}

impl SerializeStruct for Members {
    type Ok = Value;
    type Error = ModelError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), ModelError> {
        self.members
            .insert(name.to_owned(), value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Result<Value, ModelError> {
        SerializeMap::end(self)
    }
}
