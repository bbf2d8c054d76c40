//! Answers that come in parts: searches and actions, to hosts that read them, hang up, or never look.

use std::time::Duration;

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::protocol::generated::tfplugin6::invoke_action::event::{
    Completed, Progress, Type as News,
};
use tf_plugin::value::Value;
use tonic::Streaming;

use tf_plugin_testing::conformance::Subject;
use tf_plugin_testing::schema::Block;
use tf_plugin_testing::wire::encoded;
use tf_plugin_testing::{answer, soon};

use crate::providers::trial;

/// A value of the block of a type, with some arguments set.
fn config(schema: &pb::Schema, arguments: &[(&str, Value)]) -> Option<pb::DynamicValue> {
    let block = Block::of(schema.block.as_ref().expect("a block"));
    let mut config = block.empty();
    for (name, value) in arguments {
        config.set_attribute(name, value.clone());
    }
    encoded(&config, &block.value_type())
}

async fn speech(
    trial: &Subject,
    arguments: &[(&str, Value)],
) -> Streaming<pb::invoke_action::Event> {
    let schema = trial.schema.action_schemas["trial_speech"].schema.as_ref();
    let request = pb::invoke_action::Request {
        action_type: "trial_speech".to_owned(),
        config: config(schema.expect("a schema"), arguments),
        client_capabilities: None,
    };
    answer(trial.api.clone().invoke_action(request)).await
}

async fn search(
    trial: &Subject,
    many: i64,
    limit: i64,
    with_objects: bool,
) -> Streaming<pb::list_resource::Event> {
    let schema = &trial.schema.list_resource_schemas["trial_fault"];
    let request = pb::list_resource::Request {
        type_name: "trial_fault".to_owned(),
        config: config(schema, &[("many", many.into())]),
        include_resource_object: with_objects,
        limit,
    };
    answer(trial.api.clone().list_resource(request)).await
}

/// Everything that a stream brings.
async fn all<T>(mut stream: Streaming<T>) -> Vec<T> {
    let mut events = Vec::new();
    while let Some(event) = soon("an event", stream.message())
        .await
        .expect("a status of OK")
    {
        events.push(event);
    }
    events
}

/// The number of lines, and how it ended; nothing may come after the end.
async fn heard(stream: Streaming<pb::invoke_action::Event>) -> (usize, Vec<pb::Diagnostic>) {
    let mut events = all(stream).await;
    let Some(pb::invoke_action::Event {
        r#type: Some(News::Completed(Completed { diagnostics })),
    }) = events.pop()
    else {
        panic!("the last event is not the end")
    };
    let is_line = |event: &pb::invoke_action::Event| matches!(&event.r#type, Some(News::Progress(Progress { message })) if !message.is_empty());
    assert!(events.iter().all(is_line));
    (events.len(), diagnostics)
}

fn summaries(diagnostics: &[pb::Diagnostic]) -> Vec<(i32, &str)> {
    let said = diagnostics.iter();
    said.map(|one| (one.severity, one.summary.as_str()))
        .collect()
}

#[tokio::test]
async fn an_action_tells_how_it_goes_and_ends_once_also_by_a_panic_or_a_stop() {
    let trial = trial().await;
    assert_eq!(heard(speech(&trial, &[]).await).await, (3, vec![]));

    let panics = speech(&trial, &[("at", "panic".into())]).await;
    let (lines, said) = heard(panics).await;
    let expected = (1, "The provider ran into a mistake of its own");
    assert_eq!((lines, summaries(&said)), (3, vec![expected]));

    let mut waits = speech(&trial, &[("at", "wait".into()), ("lines", 1.into())]).await;
    let first = soon("a line", waits.message())
        .await
        .expect("a status of OK");
    assert!(matches!(
        first.and_then(|event| event.r#type),
        Some(News::Progress(_))
    ));
    let stop = pb::stop_provider::Request {};
    answer(trial.api.clone().stop_provider(stop)).await;
    let (lines, said) = heard(waits).await;
    assert_eq!((lines, summaries(&said)), (0, vec![(1, "Stopped")]));

    // Whoever comes later is served.
    assert_eq!(heard(speech(&trial, &[]).await).await, (3, vec![]));
}

#[tokio::test]
async fn a_search_ends_where_the_host_wants_it_to() {
    let trial = trial().await;
    for (many, limit, expected) in [(5, 0, 5), (5, 3, 3), (5, 100, 5), (0, 1, 0), (5, -1, 5)] {
        let events = all(search(&trial, many, limit, true).await).await;
        assert_eq!(events.len(), expected, "{many} objects, up to {limit}");
        for event in &events {
            assert_eq!(event.diagnostic, []);
            assert!(event.identity.is_some() && event.resource_object.is_some());
        }
    }
    let bare = all(search(&trial, 2, 0, false).await).await;
    assert!(
        bare.iter()
            .all(|event| event.identity.is_some() && event.resource_object.is_none())
    );
}

/// More events, of a KiB each, than the process may keep for a host that does not read them.
const ENDLESS: i64 = 200_000;

/// Memory beyond what an idle process has, in KiB.
const SPARE: u64 = 64 * 1024;

#[tokio::test]
async fn a_host_that_does_not_read_what_it_asked_for_costs_no_memory() {
    let mut trial = trial().await;
    assert_eq!(heard(speech(&trial, &[]).await).await.0, 3);
    let idle = trial.host.peak_memory();

    let unread_search = search(&trial, ENDLESS, 0, true).await;
    // An action goes on whether it is heard or not: it may be half done.
    let unread_speech = speech(&trial, &[("lines", ENDLESS.into()), ("at", "wait".into())]).await;
    // Both talk for as long as they can while others are served.
    let busy = tokio::time::Instant::now();
    while busy.elapsed() < Duration::from_secs(2) {
        assert_eq!(heard(speech(&trial, &[]).await).await.0, 3);
    }
    let grown = trial.host.peak_memory() - idle;
    assert!(grown < SPARE, "{grown} KiB");

    // What was held back arrives once it is read; of an action, the end at least.
    let stop = pb::stop_provider::Request {};
    answer(trial.api.clone().stop_provider(stop)).await;
    let (_, said) = heard(unread_speech).await;
    assert_eq!(summaries(&said), [(1, "Stopped")]);
    drop(unread_search);
    assert_eq!(trial.host.shutdown().await.code(), Some(0));
}
