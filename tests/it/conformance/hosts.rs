//! Hosts of all ages: nothing is sent that a host did not say it understands.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::providers::{other, product};
use super::subject::{Stored, Subject, Type};
use crate::support::block::Block;
use crate::support::host::answer;
use crate::support::values::encoded;

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

/// Configures anew, with a block in which this argument is not known yet.
async fn configure_with_unknown(subject: &Subject, argument: &str) {
    let schema = subject
        .schema
        .provider
        .as_ref()
        .and_then(|schema| schema.block.as_ref());
    let block = Block::of(schema.expect("a provider block"));
    let mut config = block.empty();
    config.set_attribute(argument, Value::Unknown);
    let request = pb::configure_provider::Request {
        config: encoded(&config, &block.kind()),
        ..Default::default()
    };
    assert_eq!(
        answer(subject.api.clone().configure_provider(request))
            .await
            .diagnostics,
        []
    );
}

/// Checks that something has been put off if that is allowed, for the right reason, and else not.
fn put_off(host: Option<pb::ClientCapabilities>, deferred: Option<pb::Deferred>, what: &str) {
    let allowed = host.is_some_and(|host| host.deferral_allowed);
    let reason = deferred.map(|deferred| deferred.reason());
    let expected = allowed.then_some(pb::deferred::Reason::ProviderConfigUnknown);
    assert_eq!(reason, expected, "{what} by {host:?}");
}

/// A stored object of which only the id is known.
fn stored(of: Type<'_>) -> Stored {
    let mut state = of.block.empty();
    state.set_attribute("id", "somebody".into());
    Stored::of(state, b"{\"note\":\"MQ==\"}")
}

#[tokio::test]
async fn what_an_unknown_provider_block_hinders_is_put_off_where_the_host_allows_it_and_nowhere_else()
 {
    let (_cloud, subject) = product().await;
    configure_with_unknown(&subject, "secret_key").await;
    for host in hosts() {
        for name in subject.types.keys() {
            let of = subject.of_type(name);
            let mut api = subject.api.clone();
            let nothing = Stored::nothing();
            let request = pb::plan_resource_change::Request {
                client_capabilities: host,
                ..of.planning(&nothing, &of.block.empty())
            };
            let plan = answer(api.plan_resource_change(request)).await;
            assert_eq!(plan.diagnostics, [], "{name}");
            assert!(!of.taken(plan.planned_state.as_ref()).is_null(), "{name}");
            put_off(host, plan.deferred, name);

            let stored = stored(of);
            let request = pb::read_resource::Request {
                client_capabilities: host,
                ..of.reading(&stored)
            };
            let seen = answer(api.read_resource(request)).await;
            put_off(host, seen.deferred, name);
            // Put off or refused, nothing is lost.
            let is_put_off = seen.deferred.is_some();
            assert_eq!(seen.diagnostics.is_empty(), is_put_off, "{name}");
            assert_eq!(of.taken(seen.new_state.as_ref()), stored.state, "{name}");
            assert_eq!(seen.private, stored.private, "{name}");
        }
        for (name, schema) in &subject.schema.data_source_schemas {
            let block = Block::of(schema.block.as_ref().expect("a block"));
            let request = pb::read_data_source::Request {
                type_name: name.clone(),
                config: encoded(&block.empty(), &block.kind()),
                provider_meta: None,
                client_capabilities: host,
            };
            let found = answer(subject.api.clone().read_data_source(request)).await;
            if found.deferred.is_some() {
                put_off(host, found.deferred, name);
            }
        }
    }
}

#[tokio::test]
async fn every_answer_to_a_host_that_says_nothing_of_itself_is_that_to_an_old_one() {
    let trial = other("trial").await;
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
fn with_secret(of: Type<'_>, part: &str) -> Value {
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
    let trial = other("trial").await;
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
    let trial = other("trial").await;
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
