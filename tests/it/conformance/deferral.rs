//! A provider block that is not known yet, before hosts that can put things off and those that cannot.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use tf_plugin_testing::answer;
use tf_plugin_testing::conformance::{ResourceType, Stored, Subject};
use tf_plugin_testing::schema::Block;
use tf_plugin_testing::wire::encoded;

use super::product;

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
        config: encoded(&config, &block.value_type()),
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
fn stored(of: ResourceType<'_>) -> Stored {
    let mut state = of.block.empty();
    state.set_attribute("id", "somebody".into());
    Stored::of(state, b"{\"note\":\"MQ==\"}")
}

#[tokio::test]
async fn what_an_unknown_provider_block_hinders_is_put_off_where_the_host_allows_it_and_nowhere_else()
 {
    let subject = product().await;
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
                config: encoded(&block.empty(), &block.value_type()),
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
