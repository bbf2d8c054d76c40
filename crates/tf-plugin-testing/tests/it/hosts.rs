//! Hosts of all ages: nothing is sent that a host did not say it understands.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use tf_plugin_testing::answer;
use tf_plugin_testing::conformance::{ResourceType, Stored};
use tf_plugin_testing::wire::encoded;

use crate::providers::trial;

/// What hosts say of themselves: nothing at all, nothing good, or that they can put things off.
fn hosts() -> [Option<pb::ClientCapabilities>; 3] {
    let deferring = pb::ClientCapabilities {
        deferral_allowed: true,
        ..Default::default()
    };
    [
        None,
        Some(pb::ClientCapabilities::default()),
        Some(deferring),
    ]
}

#[tokio::test]
async fn every_answer_to_a_host_that_says_nothing_of_itself_is_that_to_an_old_one() {
    let trial = trial().await;
    let [silent, old, _] = hosts();
    for name in trial.types.keys() {
        let of = trial.of_type(name);
        let mut config = of.block.empty();
        if of
            .block
            .attributes
            .iter()
            .any(|attribute| attribute.name == "text")
        {
            config.set_attribute("text", "x".into());
        }
        let question = of.planning(&Stored::nothing(), &config);
        let mut plans = Vec::new();
        for client_capabilities in [silent, old] {
            let request = pb::plan_resource_change::Request {
                client_capabilities,
                ..question.clone()
            };
            plans.push(of.plan(request).await);
        }
        assert_eq!(plans[0], plans[1]);
        assert_eq!(plans[0].diagnostics, []);
        assert_eq!(plans[0].deferred, None);
    }
}

/// The configuration of an object with one write-only value.
fn with_secret(of: ResourceType<'_>, part: &str) -> Value {
    let secret = || Value::from("canary");
    let mut config = of.block.empty();
    config.set_attribute("text", "x".into());
    let inner = || {
        let members = [
            ("name", "x".into()),
            ("size", Value::Null),
            ("secret", secret()),
        ];
        Value::Object(members.map(|(name, value)| (name.to_owned(), value)).into())
    };
    match part {
        "secret" => config.set_attribute(part, secret()),
        "inner" | "single" => config.set_attribute(part, inner()),
        "inner_map" => config.set_attribute(part, Value::Map([("k".to_owned(), inner())].into())),
        _ => config.set_attribute(part, Value::List(vec![inner()])),
    }
    config
}

#[tokio::test]
async fn a_write_only_value_is_refused_on_a_host_that_would_store_it_wherever_it_stands() {
    let trial = trial().await;
    let of = trial.of_type("trial_everything");
    let [silent, old, _] = hosts();
    let modern = pb::ClientCapabilities {
        write_only_attributes_allowed: true,
        ..Default::default()
    };
    for part in ["secret", "inner", "inners", "inner_map", "single", "part"] {
        let config = with_secret(of, part);
        for (client_capabilities, refusals) in [(silent, 1), (old, 1), (Some(modern), 0)] {
            let request = pb::validate_resource_config::Request {
                type_name: of.name.to_owned(),
                config: of.sent(&config),
                client_capabilities,
            };
            let mut api = trial.api.clone();
            let said = answer(api.validate_resource_config(request))
                .await
                .diagnostics;
            assert_eq!(said.len(), refusals, "{part}: {said:?}");
            for refusal in said {
                assert_eq!(refusal.severity(), pb::diagnostic::Severity::Error);
                assert!(refusal.attribute.is_some(), "{part}");
                assert!(!refusal.detail.contains("canary"), "{part}");
            }
        }
    }
}

#[tokio::test]
async fn the_new_object_of_a_replacement_is_not_planned_as_the_old_one() {
    let trial = trial().await;
    let of = trial.of_type("trial_fault");
    // The host hands in what was planned for the first half.
    let old = Value::Object([("id".to_owned(), "old".into())].into());
    let before = Stored {
        identity: Some(pb::ResourceIdentityData {
            identity_data: encoded(&old, of.identity.expect("an identity")),
        }),
        ..Stored::nothing()
    };
    let plan = of.plan(of.planning(&before, &of.block.empty())).await;
    assert_eq!(plan.diagnostics, []);
    assert_eq!(plan.planned_identity, None);
}
