//! Code of a provider that blocks its thread: nobody else waits for it.

use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin_testing::conformance::Stored;
use tf_plugin_testing::process::client::health;
use tf_plugin_testing::{answer, soon};
use tokio::net::UnixListener;
use tokio::task::JoinSet;

use crate::providers::trial;

/// Calls that block at the same time: more than the provider has threads of its own.
const BLOCKED: usize = 6;

#[tokio::test]
async fn calls_that_block_their_threads_hold_up_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("block");
    let listener = UnixListener::bind(&path).expect("a socket");
    let mut trial = trial().await;
    let of = trial.of_type("trial_fault");
    let mut object = of.block.empty();
    object.set_attribute("at", format!("block {}", path.display()).as_str().into());

    let mut held = Vec::new();
    let mut reads = JoinSet::new();
    for _ in 0..BLOCKED {
        let mut api = trial.api.clone();
        let reading = of.reading(&Stored::of(object.clone(), b""));
        reads.spawn(async move { answer(api.read_resource(reading)).await });
        held.push(soon("a read", listener.accept()).await.expect("a call"));
    }
    let mut changes = JoinSet::new();
    for _ in 0..BLOCKED {
        let plan = of.plan(of.planning(&Stored::nothing(), &object)).await;
        let mut api = trial.api.clone();
        let change = pb::apply_resource_change::Request {
            type_name: "trial_fault".to_owned(),
            planned_state: plan.planned_state,
            config: of.sent(&object),
            ..Default::default()
        };
        changes.spawn(async move { answer(api.apply_resource_change(change)).await });
        held.push(soon("a create", listener.accept()).await.expect("a call"));
    }
    for _ in 0..20 {
        assert_eq!(of.validate(&object).await, []);
        let status = health(trial.host.channel()).await;
        assert_eq!(status, Ok(ServingStatus::Serving));
    }
    assert_eq!(
        (
            reads.try_join_next().is_none(),
            changes.try_join_next().is_none()
        ),
        (true, true)
    );

    drop(held);
    for read in soon("every read", reads.join_all()).await {
        assert_eq!(
            (of.taken(read.new_state.as_ref()), read.diagnostics),
            (object.clone(), vec![])
        );
    }
    object.set_attribute("id", "fault".into());
    for made in soon("every create", changes.join_all()).await {
        assert_eq!(
            (of.taken(made.new_state.as_ref()), made.diagnostics),
            (object.clone(), vec![])
        );
    }
    assert_eq!(trial.host.shutdown().await.code(), Some(0));
}
