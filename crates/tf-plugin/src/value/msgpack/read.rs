//! From msgpack to values.

use std::collections::BTreeMap;

use rmp::Marker;
use rmp::decode::RmpRead as _;

use super::{Budget, Number, NumberError, Path, Trail, Type, Value, normalised};

/// Bytes that are not a value of the expected type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", path.prefix())]
pub struct DecodeError {
    path: Path,
    problem: String,
}

impl Value {
    /// Reads one value of `ty` that fills all of `bytes`.
    ///
    /// # Errors
    ///
    /// When the bytes are cut off, go on after the value, or do not fit the type; objects must have exactly the
    /// attributes of the type. Memory stays proportional to the length of `bytes`, whatever lengths they announce.
    pub fn from_msgpack(bytes: &[u8], ty: &Type) -> Result<Self, DecodeError> {
        let mut reader = Reader {
            rest: bytes,
            depth: 0,
            budget: Budget::whole(),
        };
        let value = reader.value(ty, &Trail::WHOLE)?;
        if reader.rest.is_empty() {
            Ok(value)
        } else {
            Err(fault(&Trail::WHOLE, "bytes after the end of the value"))
        }
    }
}

fn fault(path: &Trail<'_>, problem: impl Into<String>) -> DecodeError {
    DecodeError {
        path: path.path(),
        problem: problem.into(),
    }
}

fn float(float: f64, path: &Trail<'_>) -> Result<Number, DecodeError> {
    Number::from_f64(float).map_err(|error| fault(path, error.to_string()))
}

/// Depth of values inside values that is read. Schemas are far from it; dynamic values, which bring their types along,
/// could otherwise be nested until the stack overflows.
const DEEPEST: usize = 256;

struct Reader<'a> {
    rest: &'a [u8],
    depth: usize,
    budget: Budget,
}

impl<'a> Reader<'a> {
    fn value(&mut self, ty: &Type, path: &Trail<'_>) -> Result<Value, DecodeError> {
        let marker = self.marker(path)?;
        self.budget
            .spend()
            .map_err(|problem| fault(&Trail::WHOLE, problem))?;
        match marker {
            Marker::Null => return Ok(Value::Null),
            Marker::FixExt1
            | Marker::FixExt2
            | Marker::FixExt4
            | Marker::FixExt8
            | Marker::FixExt16
            | Marker::Ext8
            | Marker::Ext16
            | Marker::Ext32 => return self.unknown(marker, path),
            _ => {}
        }
        if self.depth == DEEPEST {
            return Err(fault(path, "nested too deeply"));
        }
        self.depth += 1;
        let value = self.known(ty, marker, path)?;
        self.depth -= 1;
        Ok(value)
    }

    fn known(&mut self, ty: &Type, marker: Marker, path: &Trail<'_>) -> Result<Value, DecodeError> {
        match (ty, marker) {
            (Type::Bool, Marker::True) => Ok(Value::Bool(true)),
            (Type::Bool, Marker::False) => Ok(Value::Bool(false)),
            (Type::Number, marker) => self.number(marker, path).map(Value::Number),
            (Type::String, marker) => Ok(Value::String(normalised(
                self.text(marker, path)?.to_owned(),
            ))),
            (Type::List(element), marker) => self.elements(marker, element, path).map(Value::List),
            (Type::Set(element), marker) => self.elements(marker, element, path).map(Value::set),
            (Type::Tuple(types), marker) => self.tuple(marker, types, path),
            (Type::Map(element), marker) => self.map(marker, element, path),
            (Type::Object(types), marker) => self.object(marker, types, path),
            (Type::Dynamic, marker) => self.dynamic(marker, path),
            (ty, _) => Err(fault(path, format!("not a {ty}"))),
        }
    }

    /// Any extension is an unknown value; refinements (extension 12) only say more about it.
    fn unknown(&mut self, marker: Marker, path: &Trail<'_>) -> Result<Value, DecodeError> {
        let length = match marker {
            Marker::FixExt1 => 1,
            Marker::FixExt2 => 2,
            Marker::FixExt4 => 4,
            Marker::FixExt8 => 8,
            Marker::FixExt16 => 16,
            Marker::Ext8 => self.length::<1>(path)?,
            Marker::Ext16 => self.length::<2>(path)?,
            _ => self.length::<4>(path)?,
        };
        self.take(1, path)?;
        self.take(length, path)?;
        Ok(Value::Unknown)
    }

    fn number(&mut self, marker: Marker, path: &Trail<'_>) -> Result<Number, DecodeError> {
        let cut = |_| fault(path, "cut off");
        let number = match marker {
            Marker::FixPos(value) => i64::from(value).into(),
            Marker::FixNeg(value) => i64::from(value).into(),
            Marker::U8 => i64::from(self.rest.read_data_u8().map_err(cut)?).into(),
            Marker::U16 => i64::from(self.rest.read_data_u16().map_err(cut)?).into(),
            Marker::U32 => i64::from(self.rest.read_data_u32().map_err(cut)?).into(),
            Marker::U64 => self.rest.read_data_u64().map_err(cut)?.into(),
            Marker::I8 => i64::from(self.rest.read_data_i8().map_err(cut)?).into(),
            Marker::I16 => i64::from(self.rest.read_data_i16().map_err(cut)?).into(),
            Marker::I32 => i64::from(self.rest.read_data_i32().map_err(cut)?).into(),
            Marker::I64 => self.rest.read_data_i64().map_err(cut)?.into(),
            Marker::F32 => float(f64::from(self.rest.read_data_f32().map_err(cut)?), path)?,
            Marker::F64 => float(self.rest.read_data_f64().map_err(cut)?, path)?,
            marker => {
                let text = self
                    .text(marker, path)
                    .map_err(|_| fault(path, "not a number"))?;
                text.parse()
                    .map_err(|error: NumberError| fault(path, error.to_string()))?
            }
        };
        Ok(number)
    }

    fn text(&mut self, marker: Marker, path: &Trail<'_>) -> Result<&'a str, DecodeError> {
        let length = match marker {
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 => self.length::<1>(path)?,
            Marker::Str16 => self.length::<2>(path)?,
            Marker::Str32 => self.length::<4>(path)?,
            _ => return Err(fault(path, "not a string")),
        };
        std::str::from_utf8(self.take(length, path)?).map_err(|_| fault(path, "not UTF-8"))
    }

    fn elements(
        &mut self,
        marker: Marker,
        ty: &Type,
        path: &Trail<'_>,
    ) -> Result<Vec<Value>, DecodeError> {
        let length = self.array(marker, path)?;
        (0..length)
            .map(|index| self.value(ty, &path.index(index)))
            .collect()
    }

    fn tuple(
        &mut self,
        marker: Marker,
        types: &[Type],
        path: &Trail<'_>,
    ) -> Result<Value, DecodeError> {
        if self.array(marker, path)? != types.len() {
            return Err(fault(path, format!("not a tuple of {}", types.len())));
        }
        let elements = types
            .iter()
            .enumerate()
            .map(|(index, ty)| self.value(ty, &path.index(index)));
        elements.collect::<Result<_, _>>().map(Value::Tuple)
    }

    fn map(&mut self, marker: Marker, ty: &Type, path: &Trail<'_>) -> Result<Value, DecodeError> {
        let mut members = BTreeMap::new();
        for _ in 0..self.pairs(marker, path)? {
            let key = self.key(path)?;
            let value = self.value(ty, &path.key(key))?;
            members.insert(normalised(key.to_owned()), value);
        }
        Ok(Value::Map(members))
    }

    fn object(
        &mut self,
        marker: Marker,
        types: &BTreeMap<String, Type>,
        path: &Trail<'_>,
    ) -> Result<Value, DecodeError> {
        let mut members = BTreeMap::new();
        for _ in 0..self.pairs(marker, path)? {
            let name = self.key(path)?;
            let ty = types
                .get(name)
                .ok_or_else(|| fault(&path.attribute(name), "not an attribute of this type"))?;
            let value = self.value(ty, &path.attribute(name))?;
            members.insert(name.to_owned(), value);
        }
        match types.keys().find(|name| !members.contains_key(*name)) {
            Some(missing) => Err(fault(&path.attribute(missing), "missing")),
            None => Ok(Value::Object(members)),
        }
    }

    fn dynamic(&mut self, marker: Marker, path: &Trail<'_>) -> Result<Value, DecodeError> {
        if self.array(marker, path)? != 2 {
            return Err(fault(path, "not a pair of type and value"));
        }
        let length = match self.marker(path)? {
            Marker::Bin8 => self.length::<1>(path)?,
            Marker::Bin16 => self.length::<2>(path)?,
            Marker::Bin32 => self.length::<4>(path)?,
            _ => return Err(fault(path, "a dynamic value without its type")),
        };
        let ty = self.take(length, path)?;
        let ty = Type::from_json(ty).map_err(|error| fault(path, error.to_string()))?;
        let value = self.value(&ty, path)?;
        Ok(Value::Dynamic(Box::new(ty), Box::new(value)))
    }

    fn array(&mut self, marker: Marker, path: &Trail<'_>) -> Result<usize, DecodeError> {
        match marker {
            Marker::FixArray(length) => Ok(usize::from(length)),
            Marker::Array16 => self.length::<2>(path),
            Marker::Array32 => self.length::<4>(path),
            _ => Err(fault(path, "not an array")),
        }
    }

    fn pairs(&mut self, marker: Marker, path: &Trail<'_>) -> Result<usize, DecodeError> {
        match marker {
            Marker::FixMap(length) => Ok(usize::from(length)),
            Marker::Map16 => self.length::<2>(path),
            Marker::Map32 => self.length::<4>(path),
            _ => Err(fault(path, "not a map")),
        }
    }

    fn key(&mut self, path: &Trail<'_>) -> Result<&'a str, DecodeError> {
        let marker = self.marker(path)?;
        self.text(marker, path)
    }

    fn marker(&mut self, path: &Trail<'_>) -> Result<Marker, DecodeError> {
        let byte = self.take(1, path)?;
        byte.first()
            .map(|byte| Marker::from_u8(*byte))
            .ok_or_else(|| fault(path, "cut off"))
    }

    /// A big-endian length of `N` bytes.
    fn length<const N: usize>(&mut self, path: &Trail<'_>) -> Result<usize, DecodeError> {
        let bytes = self.take(N, path)?;
        Ok(bytes
            .iter()
            .fold(0, |length, byte| (length << 8) | usize::from(*byte)))
    }

    fn take(&mut self, length: usize, path: &Trail<'_>) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| fault(path, "cut off"))?;
        self.rest = rest;
        Ok(taken)
    }
}
