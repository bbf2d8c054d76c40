//! Resources that only connect two objects: a binding, an attachment.
//!
//! What they are is known before anything is sent, so they are stored before: should nobody answer, a refresh tells
//! whether there is a connection, and a destroy ends it. Only a definite no takes them back.

use cen::CallError;
use tf_plugin::framework::Record;
use tf_plugin::value::Model;

use super::wait::Failure;
use super::{report, trouble};

/// Whether CEN has accepted to make a connection (`what`: `a is bound to b`). Where nobody has answered it stays in the
/// state with a warning.
///
/// # Errors
///
/// The refusal, after which nothing is in the record any more.
pub(super) fn accepted<M: Model>(
    outcome: Result<(), CallError>,
    what: &str,
    record: &Record<M>,
) -> Result<bool, CallError> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if error.may_have_been_executed() => {
            let (_, detail) = trouble::explain(&error);
            record.warn(
                "The connection is unconfirmed",
                format!(
                    "CEN has not answered, so it is not known whether {what}. The next plan finds out, and makes up for it \
                     where it is not so.\n\n{detail}"
                ),
            );
            Ok(false)
        }
        Err(error) => {
            record.remove();
            Err(error)
        }
    }
}

/// Says that CEN has accepted to make a connection which does not show yet. No error: the host would undo it.
pub(super) fn not_shown<M: Model>(failure: &Failure, what: &str, record: &Record<M>) {
    record.warn(
        "The connection does not show yet",
        format!(
            "CEN has accepted it, and it is in the state. The next plan finds out what has become of it.\n\n{}",
            report::unfinished(failure, &format!("waiting until {what}"))
        ),
    );
}
