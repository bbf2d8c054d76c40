//! Who has made a connection that is there.

use crate::error;
use alibaba_cloud::error::CallError;

/// How it came that what a call was to connect is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// By this call, or by an attempt of it that was not answered.
    Now,
    /// It was so before: its first attempt that can have had an effect was refused for that.
    Before,
}

impl Made {
    /// What follows from the `refusal` of a call for what is there already.
    pub(crate) fn of_refusal(refusal: &CallError) -> Self {
        match refusal.api_error() {
            Some(refusal) if !refusal.follows_unanswered => Self::Before,
            _ => Self::Now,
        }
    }
}

/// Who has made what a call was to make that ended in this `outcome`: the codes of refusals do not tell, so where it was
/// refused, `look` does.
pub(crate) async fn made<T>(
    outcome: Result<(), CallError>,
    look: impl Future<Output = Result<Option<T>, CallError>>,
) -> Result<Made, CallError> {
    match outcome {
        Ok(()) => Ok(Made::Now),
        Err(refused @ CallError::Refused(_)) => match look.await {
            Ok(Some(_)) => Ok(Made::of_refusal(&refused)),
            _ => Err(refused),
        },
        Err(error) => Err(error),
    }
}

/// Takes the refusal of a call for a success that was to remove what is not there, as the code or else `look` tells.
pub(crate) async fn unmade<T>(
    outcome: Result<(), CallError>,
    look: impl Future<Output = Result<Option<T>, CallError>>,
) -> Result<(), CallError> {
    match error::accept_gone(outcome) {
        Err(refused @ CallError::Refused(_)) => match look.await {
            Ok(None) => Ok(()),
            _ => Err(refused),
        },
        outcome => outcome,
    }
}
