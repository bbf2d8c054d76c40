//! What users are told of operations that did not come to their end.

use tf_plugin::framework::StateWriter;
use tf_plugin::framework::model::Model;

use super::api_errors::explain;
use super::wait::Failure;

/// Why something that was being done (`waiting for it to appear`) was not finished.
pub(super) fn reason(failure: &Failure, doing: &str) -> String {
    match failure {
        Failure::TimedOut(found) => format!("Time was up while {doing}; {found}."),
        Failure::Stopped(found) => format!("The run was interrupted while {doing}; {found}."),
        Failure::Call(error) => {
            format!("Something failed while {doing}. {}", explain(error).detail)
        }
        Failure::Told(said) => format!("{}. {}", said.summary, said.detail),
    }
}

/// Reports a change of the `what` (`package`) that did not come to its end.
pub(super) fn update<M: Model>(failure: &Failure, what: &str, writer: &StateWriter<M>) {
    const REST: &str =
        "What has been changed so far is in the state; the next plan shows what is left.";
    match failure {
        Failure::TimedOut(found) => writer.error(
            "The change took too long",
            format!(
                "CEN accepted the change, but when time was up {found}. Raise timeouts.update if it needs longer. {REST}"
            ),
        ),
        Failure::Stopped(found) => writer.error(
            "The change was interrupted",
            format!("The run was stopped while waiting for the {what}; {found}. {REST}"),
        ),
        Failure::Call(error) => writer.push(explain(error).before(REST).error()),
        Failure::Told(said) => writer.push((**said).clone()),
    }
}

/// Reports a destroy of the `what` (`package`) that did not come to its end.
pub(super) fn delete<M: Model>(failure: &Failure, what: &str, writer: &StateWriter<M>) {
    let kept = format!("The {what} stays in the state; destroy it again.");
    match failure {
        Failure::TimedOut(found) => writer.error(
            "The destroy took too long",
            format!("When time was up, {found}. Raise timeouts.delete if it needs longer. {kept}"),
        ),
        Failure::Stopped(found) => writer.error(
            "The destroy was interrupted",
            format!("The run was stopped while waiting for the {what}; {found}. {kept}"),
        ),
        Failure::Call(error) => writer.push(explain(error).before(kept).error()),
        Failure::Told(said) => writer.push((**said).clone()),
    }
}
