//! Values of all sorts, for property tests.

use proptest::prelude::*;
use tf_plugin::value::Value;

/// Text of all sorts, composed and decomposed.
pub fn odd_text() -> BoxedStrategy<Value> {
    let text = prop_oneof![
        "\\PC{0,6}",
        ".{0,3}",
        Just("e\u{301}\u{323}".to_owned()),
        Just("\u{212b}\u{1f469}\u{200d}\u{1f680}".to_owned()),
        Just("x".repeat(300)),
    ];
    text.prop_map(Value::string).boxed()
}

/// Numbers of all sorts, exact and huge.
pub fn number() -> BoxedStrategy<Value> {
    let odd = [
        "0",
        "-1",
        "2",
        "0.1",
        "5.5",
        "9007199254740993",
        "-9223372036854775808",
        "18446744073709551616",
        "1e400",
        "-1e-400",
        "123456789012345678901234567890.123456789",
    ];
    let odd = prop::sample::select(odd.to_vec())
        .prop_map(|digits| Value::Number(digits.parse().expect("a number")));
    prop_oneof![(1_i64..20).prop_map(Value::from), odd].boxed()
}

/// True or false.
pub fn boolean() -> impl Strategy<Value = Value> {
    any::<bool>().prop_map(Value::from)
}

/// Keys of maps, in normal form as hosts send them.
pub fn key() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]", "[\u{e9}\u{7f51} =,\"]{0,3}"]
}
