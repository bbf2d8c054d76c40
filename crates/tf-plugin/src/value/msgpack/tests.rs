use std::collections::BTreeMap;

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
    let text = |value| Value::Dynamic(Box::new(Kind::String), Box::new(value));
    assert_eq!(
        decode(b"\x92\xc4\x08\"string\"\xc0", &Kind::Dynamic),
        Ok(text(Value::Null))
    );
    assert_eq!(
        decode(b"\x92\xc4\x08\"string\"\xd4\0\0", &Kind::Dynamic),
        Ok(text(Value::Unknown))
    );
    assert_eq!(decode(b"\xc0", &Kind::Dynamic), Ok(Value::Null));
    assert_eq!(decode(b"\xd4\0\0", &Kind::Dynamic), Ok(Value::Unknown));
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

#[test]
fn values_that_are_nested_without_end_are_refused() {
    let deeper = [&b"\x92\xc4\x09"[..], b"\"dynamic\""].concat();
    let bytes = [&deeper.repeat(100_000)[..], b"\xc0"].concat();
    assert_eq!(
        decode(&bytes, &Kind::Dynamic),
        Err("nested too deeply".to_owned())
    );
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
            "-?[0-9]{1,30}(\\.[0-9]{1,9})?".prop_map(|text| Value::Number(text.parse().unwrap())),
        ]
        .boxed(),
        Kind::String => any::<String>().prop_map(Value::string).boxed(),
        Kind::Dynamic => prop_oneof![Just(Kind::String), Just(Kind::list(Kind::Bool))]
            .prop_flat_map(|kind| (Just(kind.clone()), values(kind)))
            .prop_map(|(kind, value)| Value::Dynamic(Box::new(kind), Box::new(value)))
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
