//! The error that an action is answered with.

use std::borrow::Cow;

use crate::life::Status;

/// Why a request is refused: the HTTP status, the code that clients branch on, and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
}

impl ApiError {
    pub(crate) fn new(
        status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
        }
    }

    /// `InvalidParameter`: a value of `parameter` that the API does not take.
    pub(crate) fn invalid(parameter: &str, rule: &str) -> Self {
        Self::new(
            400,
            "InvalidParameter",
            format!("The parameter {parameter} is not valid: {rule}."),
        )
    }

    /// `Missing…`: a call without the mandatory parameter `name`.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new(
            400,
            format!("Missing{name}"),
            format!("{name} is mandatory for this action."),
        )
    }

    /// `IncorrectStatus.Status`: something is under way with the object `name`.
    pub(crate) fn busy(name: &str, status: Status) -> Self {
        let message = format!("The {name} is {}.", status.as_str());
        Self::new(400, "IncorrectStatus.Status", message)
    }

    /// `AssociationExist.…`: `what` uses the object `id`, which is to be deleted. The members of this family for route tables
    /// and attachments are not documented.
    pub(crate) fn in_use(code: &str, id: &str, what: &str) -> Self {
        let message = format!("{id} is in use by {what}.");
        Self::new(400, format!("AssociationExist.{code}"), message)
    }

    /// The answer to a dry run that would have succeeded, where the API gives it as an error.
    pub(crate) fn dry_run() -> Self {
        Self::new(400, "DryRunOperation", "The request would have succeeded.")
    }

    /// `Throttling.User`: too many calls (API guide, "Common errors").
    pub(crate) fn throttled() -> Self {
        Self::new(
            400,
            "Throttling.User",
            "The request was denied because of flow control.",
        )
    }

    /// The error about deleting `to` while `id` is attached to it (API pages DeleteCen and DeleteTransitRouter).
    pub(crate) fn attached(id: &str, to: &str) -> Self {
        Self::new(
            409,
            "InvalidOperation.AttachedChildInstanceExist",
            format!("{id} is attached to {to}."),
        )
    }
}
