//! Panics of a resource: a message for the user, a line in the log, and nothing is lost.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use tf_plugin_testing::conformance::{ResourceType, Stored};
use tf_plugin_testing::process::message_of;
use tf_plugin_testing::wire::encoded;

use crate::providers::trial;

fn fault(of: ResourceType<'_>, at: &str) -> Value {
    let mut object = of.block.empty();
    object.set_attribute("at", at.into());
    object
}

fn stored(of: ResourceType<'_>, at: &str) -> Value {
    let mut object = fault(of, at);
    object.set_attribute("id", "fault".into());
    object
}

/// Its identity.
fn identity(of: ResourceType<'_>) -> Option<pb::ResourceIdentityData> {
    let identity = Value::Object([("id".to_owned(), "fault".into())].into());
    Some(pb::ResourceIdentityData {
        identity_data: encoded(&identity, of.identity.expect("an identity")),
    })
}

/// What the user reads.
fn said(rpc: &str, severity: pb::diagnostic::Severity) -> pb::Diagnostic {
    pb::Diagnostic {
        severity: severity.into(),
        summary: "The provider ran into a mistake of its own".to_owned(),
        detail: format!(
            "{rpc} ended in a panic. This is a mistake in the provider, not in your configuration; the provider goes on \
             running. Run again with TF_LOG_PROVIDER=ERROR and report the line that names the place."
        ),
        attribute: None,
    }
}

fn error(rpc: &str) -> Vec<pb::Diagnostic> {
    vec![said(rpc, pb::diagnostic::Severity::Error)]
}

const NOTE: &[u8] = b"{\"note\":\"MQ==\"}";

/// The private data of an object that has been made.
const MADE: &[u8] = b"{\"made\":\"dHJ1ZQ==\"}";

#[tokio::test]
async fn a_panic_is_told_and_the_next_call_works() {
    let trial = trial().await;
    let of = trial.of_type("trial_fault");
    let plan = async |config: &Value| of.plan(of.planning(&Stored::nothing(), config)).await;

    let config = fault(of, "validate");
    assert_eq!(of.validate(&config).await, error("ValidateResourceConfig"));
    let said = plan(&fault(of, "plan")).await;
    assert_eq!(said.diagnostics, error("PlanResourceChange"));
    let prior = Stored::of(stored(of, "plan of a destroy"), NOTE);
    let said = of.plan(of.planning(&prior, &Value::Null)).await;
    assert_eq!(said.diagnostics, error("PlanResourceChange"));
    let said = of.read(&Stored::of(stored(of, "read"), NOTE)).await;
    assert_eq!(said.diagnostics, error("ReadResource"));
    let said = of.import("import", None).await;
    assert_eq!(said.diagnostics, error("ImportResourceState"));

    let config = fault(of, "never");
    assert_eq!(of.validate(&config).await, []);
    let planned = plan(&config).await;
    let made = of.apply(&Stored::nothing(), &config, planned).await;
    let expected = pb::apply_resource_change::Response {
        new_state: of.sent(&stored(of, "never")),
        new_identity: identity(of),
        private: MADE.into(),
        ..Default::default()
    };
    assert_eq!(made, expected);
}

#[tokio::test]
async fn a_panic_during_a_change_loses_nothing_of_the_object() {
    let trial = trial().await;
    let of = trial.of_type("trial_fault");
    let rpc = "ApplyResourceChange";

    // Before anything exists there is nothing to store.
    let config = fault(of, "create");
    let plan = of.plan(of.planning(&Stored::nothing(), &config)).await;
    let expected = pb::apply_resource_change::Response {
        new_state: of.sent(&Value::Null),
        diagnostics: error(rpc),
        ..Default::default()
    };
    assert_eq!(of.apply(&Stored::nothing(), &config, plan).await, expected);

    // An object that exists is stored; an error would have the host replace it.
    let config = fault(of, "end of a create");
    let plan = of.plan(of.planning(&Stored::nothing(), &config)).await;
    let expected = pb::apply_resource_change::Response {
        new_state: of.sent(&stored(of, "end of a create")),
        new_identity: identity(of),
        private: MADE.into(),
        diagnostics: vec![said(rpc, pb::diagnostic::Severity::Warning)],
        ..Default::default()
    };
    assert_eq!(of.apply(&Stored::nothing(), &config, plan).await, expected);

    let changes = [
        ("update", fault(of, "update"), stored(of, "before")),
        (
            "end of an update",
            fault(of, "end of an update"),
            stored(of, "end of an update"),
        ),
        ("delete", Value::Null, stored(of, "delete")),
    ];
    for (at, config, after) in changes {
        let prior = match config {
            Value::Null => after.clone(),
            _ => stored(of, "before"),
        };
        let prior = Stored::of(prior, NOTE);
        let plan = of.plan(of.planning(&prior, &config)).await;
        let expected = pb::apply_resource_change::Response {
            new_state: of.sent(&after),
            new_identity: identity(of),
            private: NOTE.into(),
            diagnostics: error(rpc),
            ..Default::default()
        };
        assert_eq!(of.apply(&prior, &config, plan).await, expected, "{at}");
    }
}

#[tokio::test]
async fn a_panic_after_the_change_itself_loses_nothing_of_the_object_either() {
    let trial = trial().await;
    let of = trial.of_type("trial_fault");
    let config = fault(of, "identity");
    let plan = of.plan(of.planning(&Stored::nothing(), &config)).await;
    let said = said(
        "The identity of the object",
        pb::diagnostic::Severity::Warning,
    );
    let expected = pb::apply_resource_change::Response {
        new_state: of.sent(&stored(of, "identity")),
        private: MADE.into(),
        diagnostics: vec![said.clone()],
        ..Default::default()
    };
    let made = of.apply(&Stored::nothing(), &config, plan).await;
    assert_eq!(made, expected);

    let known = Stored {
        identity: identity(of),
        ..Stored::of(stored(of, "identity"), MADE)
    };
    let seen = of.read(&known).await;
    assert_eq!(seen.diagnostics, [said]);
    assert_eq!(of.taken(seen.new_state.as_ref()), known.state);
    assert_eq!(seen.new_identity, known.identity);
}

#[tokio::test]
async fn a_panic_is_one_error_line_of_the_log_although_logging_is_off() {
    let mut trial = trial().await;
    let of = trial.of_type("trial_fault");
    for at in ["read", "read"] {
        of.read(&Stored::of(stored(of, at), b"")).await;
    }
    assert_eq!(trial.host.shutdown().await.code(), Some(0));
    let lines = trial.host.stderr_lines();
    assert_eq!(lines.len(), 2);
    for line in lines {
        let message = message_of(&line).expect("a line of the log");
        assert!(
            message.starts_with(
                "the plugin panicked at crates/tf-plugin-testing/tests/trial/fault.rs:"
            ),
            "{message}"
        );
        let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(
            (&line["@level"], &line["@module"]),
            (&"error".into(), &"trial".into())
        );
    }
}
