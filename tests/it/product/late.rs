//! What tests of objects have in common that CEN does not answer for, or that take their time: the steps that are the same
//! whatever is created.

use std::time::Duration;

use cen_simulator::{Fault, Simulator, Stage};

use super::warning;
use crate::support::terraform::Workspace;

/// How long nothing settles where an apply must not wait until it does.
pub(super) const HOUR: Duration = Duration::from_secs(3600);

/// An argument with which a create gives up soon.
pub(super) const IMPATIENT: &str = "  timeouts = { create = \"1s\" }";

/// Applies while `action` is carried out and nobody answers it, which stores a `what` as unconfirmed. From then on everybody
/// is answered.
pub(super) async fn apply_unanswered(
    cloud: &Simulator,
    workspace: &Workspace,
    action: &str,
    (address, what): (&str, &str),
) {
    cloud.fault(Fault::hold(action, Stage::After));
    let (code, said) = workspace.apply().await;
    let said = said.iter();
    let said: Vec<_> = said
        .map(|one| (one.severity.as_str(), one.summary.as_str()))
        .collect();
    let summary = format!("The {what} is unconfirmed");
    assert_eq!((code, said), (0, vec![("warning", summary.as_str())]));
    let state = workspace.state(address).await;
    assert_eq!(state["status"], "Unconfirmed");
    assert!(state["id"].as_str().unwrap().starts_with("unconfirmed:"));
    cloud.clear_faults();
    cloud.release();
}

/// Applies again, which confirms what is unconfirmed: it is the object with this id.
pub(super) async fn confirm(workspace: &Workspace, address: &str, id: &str) {
    let plan = workspace.plan().await;
    let (actions, said) = (plan.actions(), plan.said.clone());
    assert_eq!((actions, said), (vec!["update"], vec![]));
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(address).await["id"], id);
    workspace.assert_clean().await;
}

/// Applies where nothing settles for an [`HOUR`], which keeps the new `what`, whose id `id` tells then; and takes it up after
/// that hour.
pub(super) async fn keep_until_ready(
    cloud: &Simulator,
    workspace: &Workspace,
    (address, what): (&str, &str),
    id: impl FnOnce() -> String,
) {
    let outcome = workspace.apply().await;
    let id = id();
    let detail = format!(
        "The {what} {id} exists and is in the state; nothing is lost and nothing will be created twice. Run terraform apply \
         again: it finishes what is left.\n\nTime was up while waiting for it to become ready; its status is Creating."
    );
    let summary = format!("The {what} has been created but is not ready yet");
    assert_eq!(outcome, (0, vec![warning("", &summary, &detail)]));
    let state = workspace.state(address).await;
    assert_eq!(
        (&state["id"], &state["status"]),
        (&id.into(), &"Pending".into())
    );
    cloud.advance_clock(HOUR).unwrap();
    workspace.assert_clean().await;
}
