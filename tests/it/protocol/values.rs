//! Values as hosts write them, and bytes that are no values.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::{applying, error, planning, reading};
use super::objects::{
    PACKAGE, With as _, bytes, dynamic, empty, package, provider, spliced, value,
};
use super::session::Session;

/// Unknown values as hosts refine them: not null; not null and beginning with `edge-`; not null and 2 or more.
pub(super) const REFINED: [(&str, &[u8]); 3] = [
    ("description", b"\xc7\x03\x0c\x81\x01\xc2"),
    ("name", b"\xc7\x0a\x0c\x82\x01\xc2\x02\xa5edge-"),
    ("bandwidth", b"\xc7\x07\x0c\x82\x01\xc2\x03\x92\x02\xc3"),
];

#[tokio::test]
async fn refined_unknowns_are_unknown() {
    let session = Session::fresh();
    for (name, refined) in REFINED {
        let config = spliced(&package(), &[(name, refined)]);
        assert_eq!(
            session.validate_message(bytes(config.clone())).await,
            [],
            "{name}"
        );
        let plain = package().with(name, Value::Unknown);
        let request = pb::plan_resource_change::Request {
            config: bytes(config.clone()),
            proposed_new_state: bytes(config),
            ..planning(&Value::Null, &plain)
        };
        let plan = session.plan(request).await;
        assert_eq!(
            plan,
            session.plan(planning(&Value::Null, &plain)).await,
            "{name}"
        );
        assert_eq!(
            value(plan.planned_state.as_ref()).attribute(name),
            &Value::Unknown
        );
    }
    // Extensions of times to come are unknown values too.
    for strange in [
        &b"\xd5\x63\x00\x00"[..],
        b"\xd8\x0c0123456789abcdef",
        b"\xc7\x00\x01",
    ] {
        let config = spliced(&package(), &[("name", strange)]);
        assert_eq!(session.validate_message(bytes(config)).await, []);
    }
}

#[tokio::test]
async fn every_form_of_a_number_is_read() {
    let session = Session::fresh();
    let fives: [&[u8]; 11] = [
        b"\x05",
        b"\xcc\x05",
        b"\xcd\x00\x05",
        b"\xce\x00\x00\x00\x05",
        b"\xcf\x00\x00\x00\x00\x00\x00\x00\x05",
        b"\xd0\x05",
        b"\xd3\x00\x00\x00\x00\x00\x00\x00\x05",
        b"\xca\x40\xa0\x00\x00",
        b"\xcb\x40\x14\x00\x00\x00\x00\x00\x00",
        b"\xa15",
        b"\xa35e0",
    ];
    let expected = session.plan(planning(&Value::Null, &package())).await;
    for five in fives {
        let config = bytes(spliced(&package(), &[("bandwidth", five)]));
        assert_eq!(session.validate_message(config.clone()).await, []);
        let request = pb::plan_resource_change::Request {
            config: config.clone(),
            proposed_new_state: config,
            ..planning(&Value::Null, &package())
        };
        assert_eq!(session.plan(request).await, expected, "{five:x?}");
    }
}

#[tokio::test]
async fn numbers_that_are_no_bandwidth_are_planned_exactly_and_refused_in_validation() {
    let session = Session::fresh();
    let numbers = [
        ("0.1", "0.1"),
        ("5.5", "5.5"),
        ("-1", "-1"),
        ("9007199254740993", "9007199254740993"),
        ("18446744073709551616", "18446744073709551616"),
        ("1e400", "1e400"),
    ];
    for (written, shown) in numbers {
        let number = Value::Number(written.parse().expect("a number"));
        let config = package().with("bandwidth", number.clone());
        let detail = format!(
            "bandwidth must be a whole number from 2 to 10000 Mbps; this asks for {shown}."
        );
        let refused = error("bandwidth", "bandwidth is out of range", &detail);
        assert_eq!(session.validate(&config).await, [refused]);
        let plan = session.plan(planning(&Value::Null, &config)).await;
        assert_eq!(
            value(plan.planned_state.as_ref()).attribute("bandwidth"),
            &number
        );
    }
}

#[tokio::test]
async fn json_is_read_where_there_is_no_msgpack() {
    let session = Session::fresh();
    let json = r#"{"bandwidth":1,"area_a":"China","area_b":"Asia-Pacific"}"#;
    let config = Some(pb::DynamicValue {
        json: json.into(),
        ..Default::default()
    });
    assert_eq!(
        session.validate_message(config).await,
        session.validate(&package().with("bandwidth", 1)).await
    );
}

#[tokio::test]
async fn strings_are_compared_in_their_normal_form() {
    let session = Session::fresh();
    let decomposed: &[u8] = b"\xa6e\xcc\x81dge";
    let config = bytes(spliced(&package(), &[("name", decomposed)]));
    let request = pb::plan_resource_change::Request {
        proposed_new_state: config.clone(),
        config,
        ..planning(&Value::Null, &package())
    };
    let plan = session.plan(request).await;
    assert_eq!(
        plan,
        session
            .plan(planning(&Value::Null, &package().with("name", "\u{e9}dge")))
            .await
    );
}

/// Bytes that are no package, and what is said of them.
fn nonsense() -> Vec<(Vec<u8>, &'static str)> {
    let whole = dynamic(&package()).expect("a message").msgpack.to_vec();
    let mut cut = whole.clone();
    cut.pop();
    let more = [whole, vec![0xc0]].concat();
    vec![
        (vec![0xc1], "not a map"),
        (b"\x91\xc0".to_vec(), "not a map"),
        (cut, "timeouts: cut off"),
        (more, "bytes after the end of the value"),
        (b"\x80".to_vec(), "abandon_on_destroy: missing"),
        (
            b"\x81\xa1x\xc0".to_vec(),
            "x: not an attribute of this type",
        ),
        (
            spliced(&package(), &[("bandwidth", b"\xc3")]),
            "bandwidth: not a number",
        ),
        (
            spliced(&package(), &[("bandwidth", b"\xa3NaN")]),
            "bandwidth: \"NaN\" is not a decimal number",
        ),
        (
            spliced(
                &package(),
                &[("bandwidth", b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00")],
            ),
            "bandwidth: \"NaN\" is not a decimal number",
        ),
        (
            spliced(&package(), &[("name", b"\xa2\xff\xff")]),
            "name: not UTF-8",
        ),
        (
            spliced(&package(), &[("tags", b"\x81\xa1k\x05")]),
            "tags[\"k\"]: not a string",
        ),
        (
            spliced(&package(), &[("tags", b"\xdf\xff\xff\xff\xff")]),
            "tags: cut off",
        ),
    ]
}

#[tokio::test]
async fn bytes_that_are_no_value_are_an_error_of_every_call_and_no_status() {
    let session = Session::fresh();
    for (bytes_, problem) in nonsense() {
        let said = |what: &str| {
            vec![error(
                "",
                &format!("The {what} cannot be read"),
                &format!("What the host sent does not fit the schema of {PACKAGE}: {problem}"),
            )]
        };
        let damaged = bytes(bytes_);
        assert_eq!(
            session.validate_message(damaged.clone()).await,
            said("configuration")
        );

        let request = pb::read_resource::Request {
            current_state: damaged.clone(),
            ..reading(&empty(), b"")
        };
        assert_eq!(session.read(request).await.diagnostics, said("state"));

        let sound = planning(&empty(), &package());
        let requests = [
            (
                "prior state",
                pb::plan_resource_change::Request {
                    prior_state: damaged.clone(),
                    ..sound.clone()
                },
            ),
            (
                "proposed state",
                pb::plan_resource_change::Request {
                    proposed_new_state: damaged.clone(),
                    ..sound.clone()
                },
            ),
            (
                "configuration",
                pb::plan_resource_change::Request {
                    config: damaged.clone(),
                    ..sound
                },
            ),
        ];
        for (what, request) in requests {
            let expected = pb::plan_resource_change::Response {
                diagnostics: said(what),
                ..Default::default()
            };
            assert_eq!(session.plan(request).await, expected);
        }

        let plan = session.plan(planning(&empty(), &package())).await;
        let request = pb::apply_resource_change::Request {
            planned_state: damaged,
            planned_private: "{}".into(),
            ..applying(&empty(), &package(), plan)
        };
        let expected = pb::apply_resource_change::Response {
            new_state: dynamic(&empty()),
            private: "{}".into(),
            diagnostics: said("planned state"),
            ..Default::default()
        };
        assert_eq!(session.apply(request).await, expected);
    }
}

#[tokio::test]
async fn a_provider_block_that_is_no_value_is_an_error() {
    let mut session = Session::fresh();
    let said = error(
        "",
        "The provider block cannot be read",
        "What the host sent does not fit the schema of this provider: absence_wait: missing",
    );
    let request = pb::validate_provider_config::Request {
        config: bytes(b"\x80".to_vec()),
    };
    let answer = session
        .api
        .validate_provider_config(request)
        .await
        .expect("a status of OK");
    assert_eq!(answer.into_inner().diagnostics, std::slice::from_ref(&said));
    let request = pb::configure_provider::Request {
        config: bytes(b"\x80".to_vec()),
        ..Default::default()
    };
    let answer = session
        .api
        .configure_provider(request)
        .await
        .expect("a status of OK");
    assert_eq!(answer.into_inner().diagnostics, [said]);
    // It can still be configured.
    assert_eq!(session.configure(&provider()).await.diagnostics, []);
}

#[tokio::test]
async fn a_configuration_that_is_absent_or_unknown_as_a_whole_is_told_and_no_panic() {
    let session = Session::fresh();
    let unknown = bytes(b"\xd4\x00\x00".to_vec());
    for message in [
        None,
        Some(pb::DynamicValue::default()),
        dynamic(&Value::Null),
        unknown,
    ] {
        let said = session.validate_message(message.clone()).await;
        assert!(!said.is_empty(), "{message:?}");
        let request = pb::plan_resource_change::Request {
            config: message.clone(),
            ..planning(&Value::Null, &package())
        };
        let errors = session.plan(request).await.diagnostics;
        assert_eq!(
            errors.iter().filter(|said| said.severity == 1).count(),
            1,
            "{message:?}"
        );
    }
}
