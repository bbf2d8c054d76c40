//! What plans of one walk may know of each other, and when that ends.

use serde_json::json;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use tf_plugin_testing::Host;
use tf_plugin_testing::conformance::{ResourceType, Stored, Subject};

use crate::trial::Trial;

async fn subject() -> Subject {
    Subject::of(&Host::of(Trial), &json!({})).await
}

fn seat(of: ResourceType<'_>, id: Option<&str>, seat: &str) -> Value {
    let mut object = of.block.empty();
    object.set_attribute("seat", seat.into());
    if let Some(id) = id {
        object.set_attribute("id", id.into());
    }
    object
}

fn details(diagnostics: Vec<pb::Diagnostic>) -> Vec<String> {
    diagnostics.into_iter().map(|one| one.detail).collect()
}

/// What a plan of a new object for this seat says.
async fn planned(of: ResourceType<'_>, name: &str) -> Vec<String> {
    let config = seat(of, None, name);
    let plan = of.plan(of.planning(&Stored::nothing(), &config)).await;
    details(plan.diagnostics)
}

#[tokio::test]
async fn reads_plans_and_preflights_of_a_walk_share_a_memory_until_the_next_configure() {
    let trial = subject().await;
    let of = trial.of_type("trial_seat");
    let there = Stored::of(seat(of, Some("seat"), "row a"), b"");

    assert_eq!(details(of.read(&there).await.diagnostics), [""; 0]);
    assert_eq!(
        planned(of, "row a").await,
        ["plan: read", "preflight: read, plan"]
    );
    let destroy = of.plan(of.planning(&there, &Value::Null)).await;
    assert_eq!(
        details(destroy.diagnostics),
        ["plan of a destroy: read, plan, preflight"]
    );
    assert_eq!(planned(of, "row b").await, ["preflight: plan"]);

    trial.configure(&json!({})).await;
    assert_eq!(planned(of, "row a").await, ["preflight: plan"]);
}

#[tokio::test]
async fn a_plan_is_forgotten_when_it_is_carried_out() {
    let trial = subject().await;
    let of = trial.of_type("trial_seat");
    let config = seat(of, None, "row a");

    let plan = of.plan(of.planning(&Stored::nothing(), &config)).await;
    let made = of.apply(&Stored::nothing(), &config, plan).await;
    assert_eq!(made.diagnostics, []);
    assert_eq!(planned(of, "row a").await, ["preflight: plan"]);

    let there = Stored::of(seat(of, Some("seat"), "row a"), b"");
    let plan = of.plan(of.planning(&there, &Value::Null)).await;
    let ended = of.apply(&there, &Value::Null, plan).await;
    assert_eq!(ended.diagnostics, []);
    assert_eq!(planned(of, "row a").await, ["preflight: plan"]);
}

#[tokio::test]
async fn a_process_that_was_never_configured_remembers_nothing() {
    let trial = Subject::unconfigured(Host::of(Trial).transport()).await;
    let of = trial.of_type("trial_seat");
    assert_eq!(planned(of, "row a").await, [""; 0]);
    assert_eq!(planned(of, "row a").await, [""; 0]);
}

#[tokio::test]
async fn what_a_walk_remembers_does_not_change_a_plan() {
    let trial = subject().await;
    let of = trial.of_type("trial_seat");
    let config = seat(of, None, "row a");
    let plan = async || {
        let plan = of.plan(of.planning(&Stored::nothing(), &config)).await;
        pb::plan_resource_change::Response {
            diagnostics: Vec::new(),
            ..plan
        }
    };
    assert_eq!(plan().await, plan().await);
}
