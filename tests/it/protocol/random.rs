//! Random and damaged bytes in every field of every call: the answer is a message with diagnostics, never a panic.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::objects::{
    PACKAGE, With as _, bytes, encoded, map, package, provider_for, provider_kind, resource,
    spliced, timeouts,
};
use super::session::{Session, answer, cloud};
use tf_plugin_testing::generate::{damaged, runner, runtime};

fn sample() -> Value {
    package()
        .with("id", "cenbwp-1")
        .with("charge_type", "PostPaid")
        .with("tags", map(&[("team", "net")]))
        .with("tags_all", map(&[("team", "net")]))
        .with("timeouts", timeouts("1s"))
        .with("status", "Idle")
}

/// Any bytes in the place of one attribute.
fn with_a_strange_attribute() -> impl Strategy<Value = Vec<u8>> {
    let fragment = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..12),
        // Numbers as text, which may be of any size.
        "-?[0-9]{1,12}(\\.[0-9]{1,6})?([eE][+-]?[0-9]{1,11})?".prop_map(|number| {
            let kind = tf_plugin::value::Type::String;
            Value::String(number).to_msgpack(&kind).expect("a string")
        }),
    ];
    let names: Vec<&str> = {
        let resource = resource();
        resource
            .schema()
            .attributes
            .iter()
            .map(|attribute| attribute.name)
            .collect()
    };
    (prop::sample::select(names), fragment)
        .prop_map(|(name, fragment)| spliced(&sample(), &[(name, &fragment)]))
}

/// The bytes of a value of the package's kind, more or less.
fn value() -> impl Strategy<Value = Option<pb::DynamicValue>> {
    let sound = spliced(&sample(), &[]);
    prop_oneof![
        1 => Just(None),
        1 => Just(bytes(b"\xc0".to_vec())),
        1 => Just(bytes(b"\xd4\x00\x00".to_vec())),
        3 => Just(bytes(sound.clone())),
        4 => damaged(sound).prop_map(bytes),
        4 => with_a_strange_attribute().prop_map(bytes),
        1 => damaged(b"{\"id\":\"cenbwp-1\",\"bandwidth\":5}".to_vec()).prop_map(|json| Some(pb::DynamicValue {
            json: json.into(),
            ..Default::default()
        })),
    ]
}

fn private() -> impl Strategy<Value = Vec<u8>> {
    let note = br#"{"manages_binding":"dHJ1ZQ==","planned_token":"ImFiYyI=","purchase":"e30="}"#;
    prop_oneof![Just(Vec::new()), damaged(note.to_vec())]
}

fn state() -> impl Strategy<Value = pb::RawState> {
    let json =
        br#"{"id":"cenbwp-1","bandwidth":5.0e0,"tags":{"team":"net"},"timeouts":{"create":"1m"}}"#;
    let flatmap = prop::collection::btree_map("[a-z.#]{0,4}", ".{0,4}", 0..2);
    (damaged(json.to_vec()), flatmap).prop_map(|(json, flatmap)| pb::RawState {
        json: json.into(),
        flatmap: flatmap.into_iter().collect(),
    })
}

/// Whether diagnostics are ones that hosts can show, and none of them tells of a panic.
fn sound(diagnostics: &[pb::Diagnostic]) -> Result<(), TestCaseError> {
    for said in diagnostics {
        prop_assert!(matches!(said.severity, 1 | 2), "{said:?}");
        prop_assert!(
            !said.summary.is_empty() && !said.detail.is_empty(),
            "{said:?}"
        );
        prop_assert_ne!(
            &said.summary,
            "The provider ran into a mistake of its own",
            "{:?}",
            said
        );
    }
    Ok(())
}

#[test]
fn no_bytes_in_a_value_or_in_private_data_make_a_call_fail() {
    let runtime = runtime();
    let cloud = runtime.block_on(cloud());
    let session = runtime.block_on(Session::configured(&cloud));
    let cases = ([value(), value(), value()], [private(), private()]);
    let outcome = runner(300).run(
        &cases,
        |([first, second, third], [private, planned_private])| {
            runtime.block_on(async {
                sound(&session.validate_message(first.clone()).await)?;

                let request = pb::read_resource::Request {
                    type_name: PACKAGE.to_owned(),
                    current_state: first.clone(),
                    private: private.clone().into(),
                    ..Default::default()
                };
                sound(&session.read(request).await.diagnostics)?;

                let request = pb::plan_resource_change::Request {
                    type_name: PACKAGE.to_owned(),
                    prior_state: first.clone(),
                    proposed_new_state: second.clone(),
                    config: third.clone(),
                    prior_private: private.clone().into(),
                    planned_private: planned_private.clone().into(),
                    provider_meta: first.clone(),
                    ..Default::default()
                };
                sound(&session.plan(request).await.diagnostics)?;

                let request = pb::apply_resource_change::Request {
                    type_name: PACKAGE.to_owned(),
                    prior_state: first,
                    planned_state: second,
                    config: third,
                    planned_private: private.into(),
                    ..Default::default()
                };
                sound(&session.apply(request).await.diagnostics)
            })
        },
    );
    outcome.expect("an answer without a status");
}

#[test]
fn no_stored_state_id_or_name_makes_a_call_fail() {
    let runtime = runtime();
    let session = Session::fresh();
    let name = prop_oneof![Just(PACKAGE.to_owned()), "\\PC{0,20}"];
    let cases = (state(), any::<i64>(), name, ".{0,80}", private());
    let outcome = runner(300).run(&cases, |(state, version, name, id, private)| {
        runtime.block_on(async {
            let mut api = session.api.clone();
            sound(
                &session
                    .upgrade(version.min(0), state.clone())
                    .await
                    .diagnostics,
            )?;
            sound(&session.import(&id).await.diagnostics)?;

            let request = pb::upgrade_resource_identity::Request {
                type_name: name.clone(),
                version,
                raw_identity: Some(state.clone()),
            };
            sound(
                &answer(api.upgrade_resource_identity(request))
                    .await
                    .diagnostics,
            )?;

            let request = pb::move_resource_state::Request {
                source_provider_address: id.clone(),
                source_type_name: name.clone(),
                source_schema_version: version,
                source_state: Some(state.clone()),
                target_type_name: name.clone(),
                source_private: private.into(),
                source_identity: Some(state),
                source_identity_schema_version: version,
            };
            sound(&answer(api.move_resource_state(request)).await.diagnostics)?;

            let request = pb::validate_resource_config::Request {
                type_name: name.clone(),
                ..Default::default()
            };
            sound(
                &answer(api.validate_resource_config(request))
                    .await
                    .diagnostics,
            )?;

            let request = pb::call_function::Request {
                name,
                arguments: Vec::new(),
            };
            prop_assert!(answer(api.call_function(request)).await.error.is_some());
            Ok(())
        })
    });
    outcome.expect("an answer without a status");
}

#[test]
fn no_provider_block_makes_a_call_fail() {
    let runtime = runtime();
    let cloud = runtime.block_on(cloud());
    // A process of its own: nothing is sent with what these blocks configure.
    let session = Session::fresh();
    let block = provider_for(&cloud)
        .with("default_tags", map(&[("team", "net")]))
        .with("additional_areas", Value::set(vec!["Africa".into()]));
    let block = encoded(&block, &provider_kind())
        .expect("a message")
        .msgpack
        .to_vec();
    let cases = (damaged(block), "\\PC{0,12}");
    let outcome = runner(300).run(&cases, |(block, terraform_version)| {
        runtime.block_on(async {
            let mut api = session.api.clone();
            let request = pb::validate_provider_config::Request {
                config: bytes(block.clone()),
            };
            sound(
                &answer(api.validate_provider_config(request))
                    .await
                    .diagnostics,
            )?;
            let request = pb::configure_provider::Request {
                terraform_version,
                config: bytes(block),
                client_capabilities: None,
            };
            sound(&answer(api.configure_provider(request)).await.diagnostics)
        })
    });
    outcome.expect("an answer without a status");
}
