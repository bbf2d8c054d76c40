//! Damaged and huge input: a clear message, no panic, and the next call works.

use bytes::Bytes;
use prost::Message as _;
use serde_json::json;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Number, Type, Value};
use tf_plugin_testing::conformance::{Method, ResourceType, Stored, Subject};
use tf_plugin_testing::{answer, soon};
use tonic::Code;

use crate::providers::{Running, trial};

/// Levels of whatever can be nested.
const DEEP: usize = 10_000;

/// One more than the values that a message may hold.
const TOO_MANY: u32 = (1 << 21) + 1;

fn object(of: ResourceType<'_>) -> Value {
    let mut object = of.block.empty();
    object.set_attribute("text", "x".into());
    object.set_attribute("words", Value::List(vec!["a".into(), Value::Null]));
    object.set_attribute(
        "any",
        Value::Dynamic(Type::Bool.into(), Box::new(true.into())),
    );
    object
}

/// An object, with these bytes as its last attribute.
fn raw(of: ResourceType<'_>, name: &str, bytes: &[u8]) -> Bytes {
    let Type::Object(types) = of.block.value_type() else {
        panic!("an object")
    };
    let object = object(of);
    let text = |text: &str| Value::from(text).to_msgpack(&Type::String).expect("text");
    let mut out = vec![0xde];
    out.extend(u16::try_from(types.len()).expect("a few").to_be_bytes());
    for (other, ty) in types.iter().filter(|(other, _)| *other != name) {
        out.extend(text(other));
        out.extend(object.attribute(other).to_msgpack(ty).expect("a value"));
    }
    out.extend(text(name));
    out.extend(bytes);
    out.into()
}

fn message(msgpack: impl Into<Bytes>) -> Option<pb::DynamicValue> {
    let msgpack = msgpack.into();
    Some(pb::DynamicValue {
        msgpack,
        ..Default::default()
    })
}

fn said(diagnostics: &[pb::Diagnostic]) -> Vec<(&str, &str)> {
    let all = diagnostics.iter();
    all.map(|one| (&*one.summary, &*one.detail)).collect()
}

/// The provider has gone through all of it without a panic.
async fn is_well(mut trial: Running) {
    assert_eq!(trial.host.shutdown().await.code(), Some(0));
    assert_eq!(trial.host.stderr_lines(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_value_that_is_cut_off_anywhere_is_refused_and_nothing_of_the_object_lost() {
    let trial = trial().await;
    let of = trial.of_type("trial_everything");
    let config = object(of);
    let planning = of.planning(&Stored::nothing(), &config);
    let planned = of
        .plan(planning.clone())
        .await
        .planned_state
        .expect("a plan");
    let mut prior = config.clone();
    prior.set_attribute("id", "everything".into());
    let prior = of.sent(&prior);
    let whole = planning.config.clone().expect("a configuration").msgpack;
    for cut in 1..whole.len() {
        let config = message(whole.slice(..cut));
        let found = of
            .plan(pb::plan_resource_change::Request {
                config,
                ..planning.clone()
            })
            .await;
        let [(summary, detail)] = said(&found.diagnostics)[..] else {
            panic!("{found:?}")
        };
        assert_eq!(summary, "The configuration cannot be read");
        assert!(detail.ends_with("cut off"), "{detail}");
    }
    for cut in 1..planned.msgpack.len() {
        let change = pb::apply_resource_change::Request {
            type_name: of.name.to_owned(),
            prior_state: prior.clone(),
            planned_state: message(planned.msgpack.slice(..cut)),
            config: planning.config.clone(),
            planned_private: b"kept".as_slice().into(),
            ..Default::default()
        };
        let made = answer(trial.api.clone().apply_resource_change(change)).await;
        assert_eq!(
            said(&made.diagnostics)[0].0,
            "The planned state cannot be read"
        );
        assert_eq!(
            (made.new_state, &*made.private),
            (prior.clone(), &b"kept"[..])
        );
    }
    is_well(trial).await;
}

#[tokio::test]
async fn a_message_that_is_cut_off_anywhere_is_answered() {
    let trial = trial().await;
    let of = trial.of_type("trial_everything");
    let planning = of.planning(&Stored::nothing(), &object(of));
    let planned = of.plan(planning.clone()).await;
    let change = pb::apply_resource_change::Request {
        type_name: of.name.to_owned(),
        planned_state: planned.planned_state,
        config: planning.config.clone(),
        ..Default::default()
    };
    let calls = [
        ("PlanResourceChange", planning.encode_to_vec()),
        ("ApplyResourceChange", change.encode_to_vec()),
    ];
    for (name, whole) in calls {
        let method = Method {
            path: format!("/tfplugin6.Provider/{name}"),
            request: String::new(),
            streams: false,
        };
        for cut in 0..whole.len() {
            let bytes = Bytes::copy_from_slice(&whole[..cut]);
            let outcome = method.call(trial.transport.clone(), bytes, 1);
            match soon(name, outcome).await {
                Ok(answers) => assert_eq!(answers.len(), 1),
                Err(status) => assert_eq!(status.code(), Code::Internal, "{status}"),
            }
        }
    }
    is_well(trial).await;
}

#[tokio::test]
async fn values_that_lie_or_have_no_end_are_refused_by_name() {
    let trial = trial().await;
    let of = trial.of_type("trial_everything");
    let dynamic = [&b"\x92\xc4\x09"[..], b"\"dynamic\""].concat();
    let lists = format!("{}\"bool\"{}", "[\"list\",".repeat(DEEP), "]".repeat(DEEP));
    let length = u32::try_from(lists.len()).expect("a length").to_be_bytes();
    let of_lists = [&b"\x92\xc6"[..], &length, lists.as_bytes(), b"\xc0"].concat();
    let many = [
        &b"\xdd"[..],
        &TOO_MANY.to_be_bytes(),
        &vec![0xc0; TOO_MANY as usize],
    ]
    .concat();
    let cases: [(&str, &[u8], &str); 13] = [
        (
            "any",
            &[&dynamic.repeat(DEEP)[..], b"\xc0"].concat(),
            "any: nested too deeply",
        ),
        (
            "any",
            &of_lists,
            "any: not a Terraform type constraint: more than 128 levels deep",
        ),
        (
            "any",
            b"\xdd\xff\xff\xff\xff",
            "any: not a pair of type and value",
        ),
        ("any", b"\x92\xc6\xff\xff\xff\xff", "any: cut off"),
        ("words", b"\xdd\xff\xff\xff\xff", "words[0]: cut off"),
        ("words", &many, "more than 2097152 values in one message"),
        ("numbers", b"\xdd\xff\xff\xff\xff", "numbers[0]: cut off"),
        ("keyed", b"\xdf\xff\xff\xff\xff", "keyed: cut off"),
        ("kind", b"\xdb\xff\xff\xff\xff", "kind: cut off"),
        ("kind", b"\xa2\xc3\x28", "kind: not UTF-8"),
        ("flag", b"\xa1x", "flag: not a bool"),
        (
            "amount",
            b"\xa3NaN",
            "amount: \"NaN\" is not a decimal number",
        ),
        (
            "amount",
            b"\xac1e2147483648",
            "amount: \"1e2147483648\" is not a decimal number",
        ),
    ];
    for (name, bytes, expected) in cases {
        let request = pb::plan_resource_change::Request {
            config: message(raw(of, name, bytes)),
            ..of.planning(&Stored::nothing(), &object(of))
        };
        let found = of.plan(request).await;
        let detail =
            format!("What the host sent does not fit the schema of trial_everything: {expected}");
        let expected = [("The configuration cannot be read", &*detail)];
        assert_eq!(said(&found.diagnostics), expected);
        assert_eq!(found.planned_state, None);
    }
    is_well(trial).await;
}

async fn upgraded(trial: &Subject, json: impl Into<Bytes>) -> pb::upgrade_resource_state::Response {
    let raw_state = pb::RawState {
        json: json.into(),
        ..Default::default()
    };
    let request = pb::upgrade_resource_state::Request {
        type_name: "trial_everything".to_owned(),
        version: 0,
        raw_state: Some(raw_state),
    };
    answer(trial.api.clone().upgrade_resource_state(request)).await
}

#[tokio::test]
async fn states_that_lie_or_have_no_end_are_refused() {
    let trial = trial().await;
    let nulls = vec!["null"; TOO_MANY as usize].join(",");
    // Few bytes, of which each pair would become an object with all of its attributes.
    let parts = vec!["{}"; 400_000].join(",");
    let cases: [Vec<u8>; 10] = [
        b"x".to_vec(),
        b"[]".to_vec(),
        b"{\"text\":\"\xff\"}".to_vec(),
        b"{\"text\":\"\\ud800\"}".to_vec(),
        b"{\"amount\":1e2147483648}".to_vec(),
        format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP)).into(),
        format!(
            "{{\"gone\":{}1{}}}",
            "{\"a\":".repeat(DEEP),
            "}".repeat(DEEP)
        )
        .into(),
        format!(
            "{{\"any\":{{\"type\":{}\"bool\"{},\"value\":null}}}}",
            "[\"list\",".repeat(DEEP),
            "]".repeat(DEEP)
        )
        .into(),
        format!("{{\"words\":[{nulls}]}}").into(),
        format!("{{\"inners\":[{parts}]}}").into(),
    ];
    for json in cases {
        let shown = String::from_utf8_lossy(&json[..json.len().min(40)]).into_owned();
        let found = upgraded(&trial, json).await;
        let [(summary, detail)] = said(&found.diagnostics)[..] else {
            panic!("{shown}: {found:?}")
        };
        assert_eq!(summary, "The state does not fit the schema", "{shown}");
        assert!(detail.len() < 1000, "{shown}: {detail}");
        assert_eq!(found.upgraded_state, None);
    }
    let whole =
        json!({ "text": "é", "amount": -1.5e-7, "words": ["a", null], "flag": true }).to_string();
    for cut in 1..whole.len() {
        let found = upgraded(&trial, whole.as_bytes()[..cut].to_vec()).await;
        assert_eq!(
            said(&found.diagnostics)[0].0,
            "The state does not fit the schema"
        );
    }
    let peak = trial.host.peak_memory();
    assert!(peak < 1024 * 1024, "{peak} KiB");
    is_well(trial).await;
}

#[tokio::test]
async fn numbers_keep_ten_thousand_digits() {
    let trial = trial().await;
    let of = trial.of_type("trial_everything");
    let digits = "7".repeat(DEEP);
    let number: Number = digits.parse().expect("a number");
    let mut config = object(of);
    config.set_attribute("amount", Value::Number(number.clone()));
    let plan = of.plan(of.planning(&Stored::nothing(), &config)).await;
    assert_eq!(plan.diagnostics, []);
    let planned = of.taken(plan.planned_state.as_ref());
    assert_eq!(planned.attribute("amount"), &Value::Number(number.clone()));
    let found = upgraded(&trial, format!("{{\"text\":\"x\",\"amount\":{digits}}}")).await;
    let state = of.taken(found.upgraded_state.as_ref());
    assert_eq!(state.attribute("amount"), &Value::Number(number));
    is_well(trial).await;
}

#[tokio::test]
async fn names_of_no_type_are_quoted_as_far_as_anybody_reads() {
    let trial = trial().await;
    let mut api = trial.api.clone();
    let request = pb::plan_resource_change::Request::default();
    let found = answer(api.plan_resource_change(request)).await;
    let nameless = "This provider has no resource type \"\".";
    assert_eq!(
        said(&found.diagnostics),
        [("Unknown resource type", nameless)]
    );

    // Spelled out, it would be too large for a message.
    let type_name = "\u{1b}".repeat(60 * 1024 * 1024);
    let request = pb::plan_resource_change::Request {
        type_name,
        ..Default::default()
    };
    let found = answer(api.plan_resource_change(request)).await;
    let [("Unknown resource type", detail)] = said(&found.diagnostics)[..] else {
        panic!("another message")
    };
    assert!(detail.starts_with("This provider has no resource type \"\\u{1b}"));
    assert!(detail.ends_with("…"), "{}", detail.len());
    assert!(detail.len() < 100_000, "{}", detail.len());
    is_well(trial).await;
}
