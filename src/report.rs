//! What users are told of operations that did not come to their end.

use cen::{CallError, Package};
use tf_plugin::framework::{Diagnostics, Record};
use tf_plugin::value::Model;

use super::trouble::explain;
use super::wait::Failure;

/// Questions that the API did not answer, as messages.
pub(super) trait Explain<T> {
    /// The answer.
    ///
    /// # Errors
    ///
    /// The explanation of the call that failed.
    fn explained(self) -> Result<T, Diagnostics>;
}

impl<T> Explain<T> for Result<T, CallError> {
    fn explained(self) -> Result<T, Diagnostics> {
        self.map_err(|error| explain(&error).into())
    }
}

/// What of a package is upgraded for a while; `None` where nothing is.
pub(super) fn running_upgrade(package: &Package) -> Option<String> {
    let running = package.upgrade.as_ref()?;
    let ends = running.ends.as_ref();
    Some(format!(
        "{} has {} Mbps until {} and goes back to {} Mbps then.",
        package.id,
        package.bandwidth_mbps,
        ends.map_or("a later time", |ends| ends.as_str()),
        running.returns_to_mbps
    ))
}

/// Why something that was being done (`waiting for it to appear`) was not finished.
pub(super) fn unfinished(failure: &Failure, doing: &str) -> String {
    match failure {
        Failure::TimedOut(found) => format!("Time was up while {doing}; {found}."),
        Failure::Stopped(found) => format!("The run was interrupted while {doing}; {found}."),
        Failure::Call(error) => {
            format!("Something failed while {doing}. {}", explain(error).detail)
        }
    }
}

/// Reports a change of the `what` (`package`) that did not come to its end.
pub(super) fn change<M: Model>(failure: &Failure, what: &str, record: &Record<M>) {
    const REST: &str =
        "What has been changed so far is in the state; the next plan shows what is left.";
    match failure {
        Failure::TimedOut(found) => record.error(
            "The change took too long",
            format!(
                "CEN accepted the change, but when time was up {found}. Raise timeouts.update if it needs longer. {REST}"
            ),
        ),
        Failure::Stopped(found) => record.error(
            "The change was interrupted",
            format!("The run was stopped while waiting for the {what}; {found}. {REST}"),
        ),
        Failure::Call(error) => record.push(explain(error).before(REST).error()),
    }
}

/// Reports a destroy of the `what` (`package`) that did not come to its end.
pub(super) fn destroy<M: Model>(failure: &Failure, what: &str, record: &Record<M>) {
    let kept = format!("The {what} stays in the state; destroy it again.");
    match failure {
        Failure::TimedOut(found) => record.error(
            "The destroy took too long",
            format!("When time was up, {found}. Raise timeouts.delete if it needs longer. {kept}"),
        ),
        Failure::Stopped(found) => record.error(
            "The destroy was interrupted",
            format!("The run was stopped while waiting for the {what}; {found}. {kept}"),
        ),
        Failure::Call(error) => record.push(explain(error).before(kept).error()),
    }
}
