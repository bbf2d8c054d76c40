//! Configurations and stored objects of all sorts, for property tests.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tf_plugin::value::Value;

use super::objects::{With as _, empty};
use tf_plugin_testing::generate::{boolean, key, number, odd_text};

/// An object by the names of its attributes.
pub(super) type Members = BTreeMap<&'static str, Value>;

pub(super) fn object(members: &Members) -> Value {
    let set =
        |object: Value, (name, value): (&&'static str, &Value)| object.with(name, value.clone());
    members.iter().fold(empty(), set)
}

fn area() -> impl Strategy<Value = Value> {
    let areas = [
        "China",
        "china",
        "CHINA",
        "Asia-Pacific",
        "asia-pacific",
        "Europe",
        "North-America",
        "Middle-East",
        "Atlantis",
    ];
    prop::sample::select(areas.to_vec()).prop_map(Value::from)
}

fn one_of(words: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop_oneof![4 => prop::sample::select(words).prop_map(Value::from), 1 => odd_text()].boxed()
}

fn text_map(element: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    let map = prop::collection::btree_map(key(), element, 0..3);
    map.prop_map(Value::Map).boxed()
}

/// A value of every argument, legal or not.
fn arguments() -> BoxedStrategy<Members> {
    let limit = || prop_oneof![Just(Value::Null), Just("1m".into()), odd_text()];
    let limits = (limit(), limit(), limit()).prop_map(|(create, update, delete)| {
        let limits = [("create", create), ("update", update), ("delete", delete)];
        Value::Object(limits.map(|(name, limit)| (name.to_owned(), limit)).into())
    });
    let tag = || prop_oneof![4 => odd_text(), 1 => Just(Value::Null)];
    let bought = (
        number(),
        area(),
        area(),
        one_of(&["PrePaid", "PostPaid"]),
        number(),
    );
    let paid = (one_of(&["Month", "Year"]), boolean(), boolean(), number());
    let called = (
        odd_text(),
        odd_text(),
        one_of(&["cen-a", "CEN-A", "cen-b"]),
        one_of(&["rg-a", "rg-b"]),
    );
    let treated = (
        text_map(tag()),
        one_of(&["token"]),
        one_of(&["refuse", "abandon"]),
        limits,
    );
    (bought, paid, called, treated)
        .prop_map(|(bought, paid, called, treated)| {
            let (bandwidth, area_a, area_b, charge_type, period) = bought;
            let (pricing_cycle, auto_pay, auto_renew, auto_renew_duration) = paid;
            let (name, description, cen_id, resource_group_id) = called;
            let (tags, client_token, on_destroy, timeouts) = treated;
            [
                ("bandwidth", bandwidth),
                ("area_a", area_a),
                ("area_b", area_b),
                ("charge_type", charge_type),
                ("period", period),
                ("pricing_cycle", pricing_cycle),
                ("auto_pay", auto_pay),
                ("auto_renew", auto_renew),
                ("auto_renew_duration", auto_renew_duration),
                ("name", name),
                ("description", description),
                ("cen_id", cen_id),
                ("resource_group_id", resource_group_id),
                ("tags", tags),
                ("client_token", client_token),
                ("on_destroy", on_destroy),
                ("timeouts", timeouts),
            ]
            .into()
        })
        .boxed()
}

/// How much of an argument the first plan knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// All of it.
    Now,
    /// Only that it will be there.
    Late,
    /// Of a map or an object only the keys.
    LateInside,
    /// That it is not there.
    Never,
}

/// A configuration as the second plan sees it, and what the first plan knows of each argument.
pub(super) fn configuration() -> BoxedStrategy<(Members, BTreeMap<&'static str, Known>)> {
    let known = prop_oneof![
        5 => Just(Known::Now),
        1 => Just(Known::Late),
        1 => Just(Known::LateInside),
        4 => Just(Known::Never),
    ];
    (arguments(), prop::collection::vec(known, 17))
        .prop_map(|(mut arguments, known)| {
            let names: Vec<&'static str> = arguments.keys().copied().collect();
            let known: BTreeMap<_, _> = names.into_iter().zip(known).collect();
            let left_out = |name: &str| known.get(name) == Some(&Known::Never);
            let required = ["bandwidth", "area_a", "area_b"];
            arguments.retain(|name, _| required.contains(name) || !left_out(name));
            (arguments, known)
        })
        .boxed()
}

/// What the first plan sees of a configuration.
pub(super) fn first_view(arguments: &Members, known: &BTreeMap<&'static str, Known>) -> Members {
    let hidden = |value: &Value| match value {
        Value::Map(members) => Value::Map(
            members
                .keys()
                .map(|key| (key.clone(), Value::Unknown))
                .collect(),
        ),
        Value::Object(members) => Value::Object(
            members
                .keys()
                .map(|key| (key.clone(), Value::Unknown))
                .collect(),
        ),
        _ => Value::Unknown,
    };
    let view = arguments.iter().map(|(name, value)| {
        let seen = match known.get(name) {
            Some(Known::Late) => Value::Unknown,
            Some(Known::LateInside) => hidden(value),
            _ => value.clone(),
        };
        (*name, seen)
    });
    view.collect()
}

/// A stored object, or null.
pub(super) fn prior() -> BoxedStrategy<Value> {
    let status = prop::sample::select(vec!["Idle", "InUse", "Pending", "Unconfirmed"]);
    let stored = (
        configuration(),
        status,
        boolean(),
        text_map(odd_text()),
        area(),
        area(),
    );
    let stored = stored.prop_map(|((arguments, _), status, crosses, tags, area_a, area_b)| {
        let id = if status == "Unconfirmed" {
            "unconfirmed:token"
        } else {
            "cenbwp-1"
        };
        let object = object(&arguments)
            .with("area_a", area_a)
            .with("area_b", area_b)
            .with("id", id)
            .with("tags_all", tags)
            .with("status", status)
            .with("business_status", "Normal")
            .with("expired_time", "2099-01-01T00:00Z")
            .with("is_cross_border", crosses);
        let object = sound(object);
        // What the provider decides is never null once it is stored.
        let decided = [
            ("auto_pay", Value::from(true)),
            ("charge_type", "PrePaid".into()),
        ];
        decided.into_iter().fold(object, |object, (name, default)| {
            if object.attribute(name).is_null() {
                object.with(name, default)
            } else {
                object
            }
        })
    });
    prop_oneof![1 => Just(Value::Null), 3 => stored].boxed()
}

/// `object` without the arguments that validation refuses for what they are: those never come into a state.
fn sound(object: Value) -> Value {
    let is_whole = |value: &Value| matches!(value, Value::Number(number) if number.as_u64().is_some_and(|number| number <= 10_000));
    let is_id =
        |value: &Value| matches!(value, Value::String(id) if id.to_lowercase().starts_with("cen-"));
    let is_token = |value: &Value| value == &Value::from("token");
    let mut object = object;
    if !is_whole(object.attribute("bandwidth")) {
        object = object.with("bandwidth", 5);
    }
    let unsound = [
        (
            "auto_renew_duration",
            !is_whole(object.attribute("auto_renew_duration")),
        ),
        ("cen_id", !is_id(object.attribute("cen_id"))),
        ("client_token", !is_token(object.attribute("client_token"))),
    ];
    for (name, _) in unsound.into_iter().filter(|(_, unsound)| *unsound) {
        object = object.with(name, Value::Null);
    }
    object
}

pub(super) fn private() -> impl Strategy<Value = &'static [u8]> {
    let bound: &[u8] = b"{\"manages_binding\":\"dHJ1ZQ==\"}";
    prop_oneof![Just(&b""[..]), Just(bound)]
}

/// Arguments that the simulator sells.
pub(super) fn sold() -> BoxedStrategy<Members> {
    let name = prop_oneof![
        Just(Value::Null),
        "[a-z][A-Za-z0-9_.-]{1,20}".prop_map(Value::string),
        Just("e\u{301}dge".into())
    ];
    let description = prop_oneof![Just(Value::Null), "\\PC{0,12}".prop_map(Value::string)];
    let tag = "[\\PC&&[^ ]]{0,6}".prop_map(Value::string);
    let tags = prop_oneof![
        Just(Value::Null),
        prop::collection::btree_map("[a-z]{1,4}", tag, 0..4).prop_map(Value::Map)
    ];
    let paid = prop_oneof![
        Just([Value::Null, Value::Null, Value::Null]),
        Just(["PostPaid".into(), Value::Null, Value::Null]),
        Just(["PrePaid".into(), 2.into(), "Year".into()]),
    ];
    let ending = prop_oneof![
        Just(Value::Null),
        Just("refuse".into()),
        Just("abandon".into())
    ];
    let bandwidth = (2_i64..=10_000).prop_map(Value::from);
    (bandwidth, paid, name, description, tags, ending)
        .prop_map(
            |(
                bandwidth,
                [charge_type, period, pricing_cycle],
                name,
                description,
                tags,
                on_destroy,
            )| {
                [
                    ("bandwidth", bandwidth),
                    ("area_a", "europe".into()),
                    ("area_b", "Asia-Pacific".into()),
                    ("charge_type", charge_type),
                    ("period", period),
                    ("pricing_cycle", pricing_cycle),
                    ("name", name),
                    ("description", description),
                    ("tags", tags),
                    ("on_destroy", on_destroy),
                ]
                .into()
            },
        )
        .boxed()
}
