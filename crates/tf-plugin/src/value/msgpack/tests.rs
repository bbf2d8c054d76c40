use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn object(types: &[(&str, Type)]) -> Type {
    Type::Object(
        types
            .iter()
            .map(|(name, ty)| ((*name).to_owned(), ty.clone()))
            .collect(),
    )
}

fn decode(bytes: &[u8], ty: &Type) -> Result<Value, String> {
    Value::from_msgpack(bytes, ty).map_err(|error| error.to_string())
}

#[test]
fn known_bytes_mean_known_values() {
    assert_eq!(decode(&[0xc0], &Type::Number), Ok(Value::Null));
    assert_eq!(decode(&[0xd4, 0, 0], &Type::String), Ok(Value::Unknown));
    assert_eq!(
        decode(&[0xc7, 3, 12, 0x81, 1, 0xc2], &Type::String),
        Ok(Value::Unknown)
    );
    assert_eq!(
        decode(b"\xa30.1", &Type::Number),
        Ok(Value::Number("0.1".parse().unwrap()))
    );
    assert_eq!(
        decode(&[0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], &Type::Number),
        decode(b"\xa31.5", &Type::Number)
    );
    assert_eq!(decode(&[0xff], &Type::Number), Ok(Value::from(-1)));
    assert_eq!(
        decode(&[0x92, 1, 1], &Type::set(Type::Number)),
        Ok(Value::set(vec![1.into()]))
    );
}

#[test]
fn written_bytes_are_the_shortest_form() {
    let bytes = |value: Value, ty: Type| value.to_msgpack(&ty).unwrap();
    assert_eq!(bytes(Value::Unknown, Type::Bool), [0xd4, 0, 0]);
    assert_eq!(bytes(5.into(), Type::Number), [5]);
    assert_eq!(bytes((-200).into(), Type::Number), [0xd1, 0xff, 0x38]);
    assert_eq!(bytes(Value::Number(u64::MAX.into()), Type::Number)[0], 0xcf);
    assert_eq!(
        bytes(Value::Number("0.1".parse().unwrap()), Type::Number),
        b"\xa30.1"
    );
    let ty = object(&[("a", Type::String), ("b", Type::Bool)]);
    assert_eq!(
        bytes(Value::Object(BTreeMap::new()), ty),
        b"\x82\xa1a\xc0\xa1b\xc0"
    );
}

#[test]
fn dynamic_values_carry_their_kind() {
    let value = Value::Dynamic(
        Box::new(Type::list(Type::Bool)),
        Box::new(Value::List(vec![true.into()])),
    );
    let bytes = value.to_msgpack(&Type::Dynamic).unwrap();
    assert_eq!(decode(&bytes, &Type::Dynamic), Ok(value));
    let text = |value| Value::Dynamic(Box::new(Type::String), Box::new(value));
    assert_eq!(
        decode(b"\x92\xc4\x08\"string\"\xc0", &Type::Dynamic),
        Ok(text(Value::Null))
    );
    assert_eq!(
        decode(b"\x92\xc4\x08\"string\"\xd4\0\0", &Type::Dynamic),
        Ok(text(Value::Unknown))
    );
    assert_eq!(decode(b"\xc0", &Type::Dynamic), Ok(Value::Null));
    assert_eq!(decode(b"\xd4\0\0", &Type::Dynamic), Ok(Value::Unknown));
}

#[test]
fn faults_name_the_place() {
    let ty = object(&[("tags", Type::map(Type::String))]);
    assert_eq!(
        decode(b"\x81\xa4tags\x81\xa1k\x05", &ty),
        Err("tags[\"k\"]: not a string".to_owned())
    );
    assert_eq!(decode(b"\x80", &ty), Err("tags: missing".to_owned()));
    assert_eq!(
        decode(b"\x81\xa1x\xc0", &ty),
        Err("x: not an attribute of this type".to_owned())
    );
    assert_eq!(decode(b"\x81", &ty), Err("cut off".to_owned()));
    assert_eq!(
        decode(b"\xc0\xc0", &ty),
        Err("bytes after the end of the value".to_owned())
    );
    assert_eq!(
        decode(&[0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], &Type::Number),
        Err("\"inf\" is not a decimal number".to_owned())
    );
}

#[test]
fn a_value_of_another_kind_is_not_written() {
    let error = Value::List(vec![])
        .to_msgpack(&Type::set(Type::Bool))
        .unwrap_err();
    assert_eq!(error.to_string(), "a set(bool) cannot hold a list");
    let stranger = Value::Object(BTreeMap::from([("x".to_owned(), Value::Null)]));
    assert!(stranger.to_msgpack(&object(&[])).is_err());
}

#[test]
fn announced_lengths_do_not_allocate() {
    assert!(decode(&[0xdd, 0xff, 0xff, 0xff, 0xff], &Type::list(Type::Bool)).is_err());
    assert!(decode(&[0xdb, 0xff, 0xff, 0xff, 0xff], &Type::String).is_err());
}

#[test]
fn values_that_are_nested_without_end_are_refused() {
    let deeper = [&b"\x92\xc4\x09"[..], b"\"dynamic\""].concat();
    let bytes = [&deeper.repeat(100_000)[..], b"\xc0"].concat();
    assert_eq!(
        decode(&bytes, &Type::Dynamic),
        Err("nested too deeply".to_owned())
    );
}

fn types() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Bool),
        Just(Type::Number),
        Just(Type::String),
        Just(Type::Dynamic)
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::map),
            prop_oneof![Just(Type::Bool), Just(Type::String)].prop_map(Type::set),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Type::Tuple),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3).prop_map(Type::Object),
        ]
    })
}

fn values(ty: Type) -> BoxedStrategy<Value> {
    let known = match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(|number| Value::Number(number.into())),
            "-?[0-9]{1,30}(\\.[0-9]{1,9})?".prop_map(|text| Value::Number(text.parse().unwrap())),
        ]
        .boxed(),
        Type::String => any::<String>().prop_map(Value::string).boxed(),
        Type::Dynamic => prop_oneof![Just(Type::String), Just(Type::list(Type::Bool))]
            .prop_flat_map(|ty| (Just(ty.clone()), values(ty)))
            .prop_map(|(ty, value)| Value::Dynamic(Box::new(ty), Box::new(value)))
            .boxed(),
        Type::List(ty) => prop::collection::vec(values(*ty), 0..3)
            .prop_map(Value::List)
            .boxed(),
        Type::Set(ty) => prop::collection::vec(values(*ty), 0..3)
            .prop_map(Value::set)
            .boxed(),
        Type::Tuple(types) => types
            .into_iter()
            .map(values)
            .collect::<Vec<_>>()
            .prop_map(Value::Tuple)
            .boxed(),
        Type::Map(ty) => prop::collection::btree_map("[a-zé]{0,3}", values(*ty), 0..3)
            .prop_map(Value::Map)
            .boxed(),
        Type::Object(types) => {
            let names: Vec<String> = types.keys().cloned().collect();
            let members = types.into_values().map(values).collect::<Vec<_>>();
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
    fn every_value_survives_the_wire((ty, value) in types().prop_flat_map(|ty| (Just(ty.clone()), values(ty)))) {
        let bytes = value.to_msgpack(&ty).unwrap();
        prop_assert_eq!(Value::from_msgpack(&bytes, &ty).unwrap(), value);
    }

    #[test]
    fn no_bytes_panic(ty in types(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = Value::from_msgpack(&bytes, &ty);
    }
}
