//! Values on the wire: msgpack, written and read by kind.

use std::collections::BTreeMap;

use rmp::Marker;
use rmp::decode::RmpRead as _;
use rmp::encode as write;

use super::{Kind, Number, Path, Value, normalised};

/// Bytes that are not a value of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", path.prefix())]
pub struct DecodeError {
    path: Path,
    problem: String,
}

/// A value that does not have the kind it should be written as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}a {kind} cannot hold {found}", path.prefix())]
pub struct EncodeError {
    path: Path,
    kind: Kind,
    found: &'static str,
}

impl Value {
    /// Reads one value of `kind` that fills all of `bytes`.
    ///
    /// # Errors
    ///
    /// When the bytes are cut off, go on after the value, or do not fit the kind; objects must have exactly the
    /// attributes of the kind. Memory stays proportional to the length of `bytes`, whatever lengths they announce.
    pub fn from_msgpack(bytes: &[u8], kind: &Kind) -> Result<Self, DecodeError> {
        let mut reader = Reader { rest: bytes };
        let value = reader.value(kind, &Path::default())?;
        if reader.rest.is_empty() {
            Ok(value)
        } else {
            Err(fault(&Path::default(), "bytes after the end of the value"))
        }
    }

    /// Writes this value as `kind`.
    ///
    /// Attributes that an object lacks are written as null, so that the host always finds every key.
    ///
    /// # Errors
    ///
    /// When the value does not have that kind; this is a mistake in a provider, not in its input.
    pub fn to_msgpack(&self, kind: &Kind) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::new();
        encode(&mut bytes, self, kind, &Path::default())?;
        Ok(bytes)
    }
}

fn fault(path: &Path, problem: impl Into<String>) -> DecodeError {
    DecodeError {
        path: path.clone(),
        problem: problem.into(),
    }
}

fn float(float: f64, path: &Path) -> Result<Number, DecodeError> {
    Number::from_f64(float).map_err(|error| fault(path, error.to_string()))
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn value(&mut self, kind: &Kind, path: &Path) -> Result<Value, DecodeError> {
        let marker = self.marker(path)?;
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
        match (kind, marker) {
            (Kind::Bool, Marker::True) => Ok(Value::Bool(true)),
            (Kind::Bool, Marker::False) => Ok(Value::Bool(false)),
            (Kind::Number, marker) => self.number(marker, path).map(Value::Number),
            (Kind::String, marker) => Ok(Value::String(normalised(
                self.text(marker, path)?.to_owned(),
            ))),
            (Kind::List(element), marker) => self.elements(marker, element, path).map(Value::List),
            (Kind::Set(element), marker) => self.elements(marker, element, path).map(Value::set),
            (Kind::Tuple(kinds), marker) => self.tuple(marker, kinds, path),
            (Kind::Map(element), marker) => self.map(marker, element, path),
            (Kind::Object(kinds), marker) => self.object(marker, kinds, path),
            (Kind::Dynamic, marker) => self.dynamic(marker, path),
            (kind, _) => Err(fault(path, format!("not a {kind}"))),
        }
    }

    /// Any extension is an unknown value; refinements (extension 12) only say more about it.
    fn unknown(&mut self, marker: Marker, path: &Path) -> Result<Value, DecodeError> {
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

    fn number(&mut self, marker: Marker, path: &Path) -> Result<Number, DecodeError> {
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
                    .map_err(|error: super::NumberError| fault(path, error.to_string()))?
            }
        };
        Ok(number)
    }

    fn text(&mut self, marker: Marker, path: &Path) -> Result<&'a str, DecodeError> {
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
        kind: &Kind,
        path: &Path,
    ) -> Result<Vec<Value>, DecodeError> {
        let length = self.array(marker, path)?;
        (0..length)
            .map(|index| self.value(kind, &path.index(index)))
            .collect()
    }

    fn tuple(&mut self, marker: Marker, kinds: &[Kind], path: &Path) -> Result<Value, DecodeError> {
        if self.array(marker, path)? != kinds.len() {
            return Err(fault(path, format!("not a tuple of {}", kinds.len())));
        }
        let elements = kinds
            .iter()
            .enumerate()
            .map(|(index, kind)| self.value(kind, &path.index(index)));
        elements.collect::<Result<_, _>>().map(Value::Tuple)
    }

    fn map(&mut self, marker: Marker, kind: &Kind, path: &Path) -> Result<Value, DecodeError> {
        let mut members = BTreeMap::new();
        for _ in 0..self.pairs(marker, path)? {
            let key = self.key(path)?;
            let value = self.value(kind, &path.key(key))?;
            members.insert(normalised(key.to_owned()), value);
        }
        Ok(Value::Map(members))
    }

    fn object(
        &mut self,
        marker: Marker,
        kinds: &BTreeMap<String, Kind>,
        path: &Path,
    ) -> Result<Value, DecodeError> {
        let mut members = BTreeMap::new();
        for _ in 0..self.pairs(marker, path)? {
            let name = self.key(path)?;
            let kind = kinds
                .get(name)
                .ok_or_else(|| fault(&path.attribute(name), "not an attribute of this type"))?;
            let value = self.value(kind, &path.attribute(name))?;
            members.insert(name.to_owned(), value);
        }
        match kinds.keys().find(|name| !members.contains_key(*name)) {
            Some(missing) => Err(fault(&path.attribute(missing), "missing")),
            None => Ok(Value::Object(members)),
        }
    }

    fn dynamic(&mut self, marker: Marker, path: &Path) -> Result<Value, DecodeError> {
        if self.array(marker, path)? != 2 {
            return Err(fault(path, "not a pair of type and value"));
        }
        let length = match self.marker(path)? {
            Marker::Bin8 => self.length::<1>(path)?,
            Marker::Bin16 => self.length::<2>(path)?,
            Marker::Bin32 => self.length::<4>(path)?,
            _ => return Err(fault(path, "a dynamic value without its type")),
        };
        let kind = self.take(length, path)?;
        let kind = Kind::from_json(kind).map_err(|error| fault(path, error.to_string()))?;
        Ok(match self.value(&kind, path)? {
            Value::Null => Value::Null,
            Value::Unknown => Value::Unknown,
            value => Value::Dynamic(Box::new(kind), Box::new(value)),
        })
    }

    fn array(&mut self, marker: Marker, path: &Path) -> Result<usize, DecodeError> {
        match marker {
            Marker::FixArray(length) => Ok(usize::from(length)),
            Marker::Array16 => self.length::<2>(path),
            Marker::Array32 => self.length::<4>(path),
            _ => Err(fault(path, "not an array")),
        }
    }

    fn pairs(&mut self, marker: Marker, path: &Path) -> Result<usize, DecodeError> {
        match marker {
            Marker::FixMap(length) => Ok(usize::from(length)),
            Marker::Map16 => self.length::<2>(path),
            Marker::Map32 => self.length::<4>(path),
            _ => Err(fault(path, "not a map")),
        }
    }

    fn key(&mut self, path: &Path) -> Result<&'a str, DecodeError> {
        let marker = self.marker(path)?;
        self.text(marker, path)
    }

    fn marker(&mut self, path: &Path) -> Result<Marker, DecodeError> {
        let byte = self.take(1, path)?;
        byte.first()
            .map(|byte| Marker::from_u8(*byte))
            .ok_or_else(|| fault(path, "cut off"))
    }

    /// A big-endian length of `N` bytes.
    fn length<const N: usize>(&mut self, path: &Path) -> Result<usize, DecodeError> {
        let bytes = self.take(N, path)?;
        Ok(bytes
            .iter()
            .fold(0, |length, byte| (length << 8) | usize::from(*byte)))
    }

    fn take(&mut self, length: usize, path: &Path) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| fault(path, "cut off"))?;
        self.rest = rest;
        Ok(taken)
    }
}

/// Writing into a `Vec` cannot fail; the encoder's results say so only in general.
type Written = Result<(), EncodeError>;

fn encode(out: &mut Vec<u8>, value: &Value, kind: &Kind, path: &Path) -> Written {
    match (kind, value) {
        (_, Value::Null) => out.push(Marker::Null.to_u8()),
        (_, Value::Unknown) => out.extend_from_slice(&[Marker::FixExt1.to_u8(), 0, 0]),
        (Kind::Bool, Value::Bool(value)) => {
            out.push(if *value { Marker::True } else { Marker::False }.to_u8())
        }
        (Kind::Number, Value::Number(number)) => encode_number(out, number),
        (Kind::String, Value::String(text)) => encode_text(out, text),
        (Kind::List(kind), Value::List(elements)) | (Kind::Set(kind), Value::Set(elements)) => {
            encode_elements(out, elements.iter().map(|element| (element, &**kind)), path)?;
        }
        (Kind::Tuple(kinds), Value::Tuple(elements)) if kinds.len() == elements.len() => {
            encode_elements(out, elements.iter().zip(kinds), path)?;
        }
        (Kind::Map(kind), Value::Map(members)) => {
            infallible(&write::write_map_len(out, length(members.len())));
            for (key, value) in members {
                encode_text(out, key);
                encode(out, value, kind, &path.key(key))?;
            }
        }
        (Kind::Object(kinds), Value::Object(members)) => {
            if let Some(stranger) = members.keys().find(|name| !kinds.contains_key(*name)) {
                let path = path.attribute(stranger);
                return Err(EncodeError {
                    path,
                    kind: kind.clone(),
                    found: "an attribute of that name",
                });
            }
            infallible(&write::write_map_len(out, length(kinds.len())));
            for (name, kind) in kinds {
                encode_text(out, name);
                encode(
                    out,
                    members.get(name).unwrap_or(&Value::Null),
                    kind,
                    &path.attribute(name),
                )?;
            }
        }
        (Kind::Dynamic, Value::Dynamic(kind, value)) => {
            infallible(&write::write_array_len(out, 2));
            infallible(&write::write_bin(out, &kind.to_json()));
            encode(out, value, kind, path)?;
        }
        (kind, value) => {
            return Err(EncodeError {
                path: path.clone(),
                kind: kind.clone(),
                found: describe(value),
            });
        }
    }
    Ok(())
}

fn encode_elements<'v>(
    out: &mut Vec<u8>,
    elements: impl ExactSizeIterator<Item = (&'v Value, &'v Kind)>,
    path: &Path,
) -> Written {
    infallible(&write::write_array_len(out, length(elements.len())));
    for (index, (element, kind)) in elements.enumerate() {
        encode(out, element, kind, &path.index(index))?;
    }
    Ok(())
}

fn encode_number(out: &mut Vec<u8>, number: &Number) {
    if let Some(integer) = number.as_i64() {
        infallible(&write::write_sint(out, integer));
    } else if let Some(integer) = number.as_u64() {
        infallible(&write::write_uint(out, integer));
    } else {
        // The decimal text is exact for every number; a float would not be.
        encode_text(out, &number.to_string());
    }
}

fn encode_text(out: &mut Vec<u8>, text: &str) {
    infallible(&write::write_str(out, text));
}

/// Messages are limited to 256 MiB, so lengths always fit.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn infallible<T, E>(written: &Result<T, E>) {
    debug_assert!(written.is_ok(), "writing to memory does not fail");
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Unknown => "an unknown value",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::List(_) => "a list",
        Value::Set(_) => "a set",
        Value::Tuple(_) => "a tuple",
        Value::Map(_) => "a map",
        Value::Object(_) => "an object",
        Value::Dynamic(..) => "a dynamic value",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn object(kinds: &[(&str, Kind)]) -> Kind {
        Kind::Object(
            kinds
                .iter()
                .map(|(name, kind)| ((*name).to_owned(), kind.clone()))
                .collect(),
        )
    }

    fn decode(bytes: &[u8], kind: &Kind) -> Result<Value, String> {
        Value::from_msgpack(bytes, kind).map_err(|error| error.to_string())
    }

    #[test]
    fn known_bytes_mean_known_values() {
        assert_eq!(decode(&[0xc0], &Kind::Number), Ok(Value::Null));
        assert_eq!(decode(&[0xd4, 0, 0], &Kind::String), Ok(Value::Unknown));
        assert_eq!(
            decode(&[0xc7, 3, 12, 0x81, 1, 0xc2], &Kind::String),
            Ok(Value::Unknown)
        );
        assert_eq!(
            decode(b"\xa30.1", &Kind::Number),
            Ok(Value::Number("0.1".parse().unwrap()))
        );
        assert_eq!(
            decode(&[0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], &Kind::Number),
            decode(b"\xa31.5", &Kind::Number)
        );
        assert_eq!(decode(&[0xff], &Kind::Number), Ok(Value::from(-1)));
        assert_eq!(
            decode(&[0x92, 1, 1], &Kind::set(Kind::Number)),
            Ok(Value::set(vec![1.into()]))
        );
    }

    #[test]
    fn written_bytes_are_the_shortest_form() {
        let bytes = |value: Value, kind: Kind| value.to_msgpack(&kind).unwrap();
        assert_eq!(bytes(Value::Unknown, Kind::Bool), [0xd4, 0, 0]);
        assert_eq!(bytes(5.into(), Kind::Number), [5]);
        assert_eq!(bytes((-200).into(), Kind::Number), [0xd1, 0xff, 0x38]);
        assert_eq!(bytes(Value::Number(u64::MAX.into()), Kind::Number)[0], 0xcf);
        assert_eq!(
            bytes(Value::Number("0.1".parse().unwrap()), Kind::Number),
            b"\xa30.1"
        );
        let kind = object(&[("a", Kind::String), ("b", Kind::Bool)]);
        assert_eq!(
            bytes(Value::Object(BTreeMap::new()), kind),
            b"\x82\xa1a\xc0\xa1b\xc0"
        );
    }

    #[test]
    fn dynamic_values_carry_their_kind() {
        let value = Value::Dynamic(
            Box::new(Kind::list(Kind::Bool)),
            Box::new(Value::List(vec![true.into()])),
        );
        let bytes = value.to_msgpack(&Kind::Dynamic).unwrap();
        assert_eq!(decode(&bytes, &Kind::Dynamic), Ok(value));
        assert_eq!(
            decode(b"\x92\xc4\x08\"string\"\xc0", &Kind::Dynamic),
            Ok(Value::Null)
        );
        assert_eq!(
            decode(b"\x92\xc4\x08\"string\"\xd4\0\0", &Kind::Dynamic),
            Ok(Value::Unknown)
        );
    }

    #[test]
    fn faults_name_the_place() {
        let kind = object(&[("tags", Kind::map(Kind::String))]);
        assert_eq!(
            decode(b"\x81\xa4tags\x81\xa1k\x05", &kind),
            Err("tags[\"k\"]: not a string".to_owned())
        );
        assert_eq!(decode(b"\x80", &kind), Err("tags: missing".to_owned()));
        assert_eq!(
            decode(b"\x81\xa1x\xc0", &kind),
            Err("x: not an attribute of this type".to_owned())
        );
        assert_eq!(decode(b"\x81", &kind), Err("cut off".to_owned()));
        assert_eq!(
            decode(b"\xc0\xc0", &kind),
            Err("bytes after the end of the value".to_owned())
        );
        assert_eq!(
            decode(&[0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], &Kind::Number),
            Err("\"inf\" is not a decimal number".to_owned())
        );
    }

    #[test]
    fn a_value_of_another_kind_is_not_written() {
        let error = Value::List(vec![])
            .to_msgpack(&Kind::set(Kind::Bool))
            .unwrap_err();
        assert_eq!(error.to_string(), "a set(bool) cannot hold a list");
        let stranger = Value::Object(BTreeMap::from([("x".to_owned(), Value::Null)]));
        assert!(stranger.to_msgpack(&object(&[])).is_err());
    }

    #[test]
    fn announced_lengths_do_not_allocate() {
        assert!(decode(&[0xdd, 0xff, 0xff, 0xff, 0xff], &Kind::list(Kind::Bool)).is_err());
        assert!(decode(&[0xdb, 0xff, 0xff, 0xff, 0xff], &Kind::String).is_err());
    }

    fn kinds() -> impl Strategy<Value = Kind> {
        let leaf = prop_oneof![
            Just(Kind::Bool),
            Just(Kind::Number),
            Just(Kind::String),
            Just(Kind::Dynamic)
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(Kind::list),
                inner.clone().prop_map(Kind::map),
                prop_oneof![Just(Kind::Bool), Just(Kind::String)].prop_map(Kind::set),
                prop::collection::vec(inner.clone(), 0..3).prop_map(Kind::Tuple),
                prop::collection::btree_map("[a-z]{1,3}", inner, 0..3).prop_map(Kind::Object),
            ]
        })
    }

    fn values(kind: Kind) -> BoxedStrategy<Value> {
        let known = match kind {
            Kind::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
            Kind::Number => prop_oneof![
                any::<i64>().prop_map(Value::from),
                any::<u64>().prop_map(|number| Value::Number(number.into())),
                "-?[0-9]{1,30}(\\.[0-9]{1,9})?"
                    .prop_map(|text| Value::Number(text.parse().unwrap())),
            ]
            .boxed(),
            Kind::String => any::<String>().prop_map(Value::string).boxed(),
            Kind::Dynamic => any::<String>()
                .prop_map(|text| {
                    Value::Dynamic(Box::new(Kind::String), Box::new(Value::string(text)))
                })
                .boxed(),
            Kind::List(kind) => prop::collection::vec(values(*kind), 0..3)
                .prop_map(Value::List)
                .boxed(),
            Kind::Set(kind) => prop::collection::vec(values(*kind), 0..3)
                .prop_map(Value::set)
                .boxed(),
            Kind::Tuple(kinds) => kinds
                .into_iter()
                .map(values)
                .collect::<Vec<_>>()
                .prop_map(Value::Tuple)
                .boxed(),
            Kind::Map(kind) => prop::collection::btree_map("[a-zé]{0,3}", values(*kind), 0..3)
                .prop_map(Value::Map)
                .boxed(),
            Kind::Object(kinds) => {
                let names: Vec<String> = kinds.keys().cloned().collect();
                let members = kinds.into_values().map(values).collect::<Vec<_>>();
                members
                    .prop_map(move |members| {
                        Value::Object(names.iter().cloned().zip(members).collect())
                    })
                    .boxed()
            }
        };
        prop_oneof![8 => known, 1 => Just(Value::Null), 1 => Just(Value::Unknown)].boxed()
    }

    proptest! {
        #[test]
        fn every_value_survives_the_wire((kind, value) in kinds().prop_flat_map(|kind| (Just(kind.clone()), values(kind)))) {
            let bytes = value.to_msgpack(&kind).unwrap();
            prop_assert_eq!(Value::from_msgpack(&bytes, &kind).unwrap(), value);
        }

        #[test]
        fn no_bytes_panic(kind in kinds(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = Value::from_msgpack(&bytes, &kind);
        }
    }
}
