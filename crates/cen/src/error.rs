//! What the API's codes mean. Codes are compared exactly: two of them share a prefix and mean opposite things.

mod advice;
mod codes;
mod kind;

use alibaba_cloud::error::{ApiError, CallError};
use alibaba_cloud::outcome::Class;

pub use advice::Advice;
pub use kind::Kind;

impl Kind {
    /// The kind of a refusal.
    pub fn of(refusal: &ApiError) -> Self {
        Self::of_code(&refusal.code)
    }

    /// The kind of a failed call, if the API refused it.
    pub fn of_call(error: &CallError) -> Option<Self> {
        error.api_error().map(Self::of)
    }

    pub(crate) fn of_code(code: &str) -> Self {
        codes::find(code).map_or(Self::Other, |row| row.kind)
    }
}

/// What to tell the user of a code, if it is a known one.
pub fn advice(code: &str) -> Option<&'static Advice> {
    Some(codes::find(code)?.advice)
}

/// Every code that is known, and what to tell the user of it. One with a `*` stands for all that begin and end as it does and
/// are not there themselves.
pub fn known_codes() -> impl Iterator<Item = (&'static str, &'static Advice)> {
    codes::CODES.iter().map(|row| (row.code, row.advice))
}

/// Whether a call was refused in one of these ways.
pub(crate) fn is(error: &CallError, kinds: &[Kind]) -> bool {
    Kind::of_call(error).is_some_and(|kind| kinds.contains(&kind))
}

/// Takes a refusal of one of these kinds for a success, since it says that what the call was to bring about is so.
pub(crate) fn accept(outcome: Result<(), CallError>, kinds: &[Kind]) -> Result<(), CallError> {
    set_aside(outcome, kinds).map(drop)
}

/// Takes a refusal for a success that says that what the call was to delete, or what that belongs to, does not exist.
pub(crate) fn accept_gone(outcome: Result<(), CallError>) -> Result<(), CallError> {
    match outcome {
        Err(error) if Kind::of_call(&error).is_some_and(Kind::is_gone) => Ok(()),
        outcome => outcome,
    }
}

/// Sets a refusal of one of these kinds aside, since it takes a look to tell what it means.
pub(crate) fn set_aside(
    outcome: Result<(), CallError>,
    kinds: &[Kind],
) -> Result<Option<CallError>, CallError> {
    match outcome {
        Err(error) if is(&error, kinds) => Ok(Some(error)),
        Err(error) => Err(error),
        Ok(()) => Ok(None),
    }
}

/// What a code of this product says about repeating a call; `None` leaves it to the gateway's table.
pub(crate) fn class(code: &str) -> Option<Class> {
    match Kind::of_code(code) {
        // It comes with HTTP status 500 but is a refusal: another task is running, and nothing was done.
        Kind::Busy => Some(Class::Busy),
        Kind::Other => None,
        _ => Some(Class::Refused),
    }
}

/// Like [`class`], for a change that usually follows one that has just freed the package.
pub(crate) fn class_while_freeing(code: &str) -> Option<Class> {
    match Kind::of_code(code) {
        Kind::InUse => Some(Class::Settling),
        _ => class(code),
    }
}

/// Like [`class`], for a change that takes bandwidth of a package: what another has just given up, and a package that has
/// just been bound, show a little later.
pub(crate) fn class_while_bandwidth_moves(code: &str) -> Option<Class> {
    match Kind::of_code(code) {
        Kind::BandwidthExceeded | Kind::NoPackage => Some(Class::Settling),
        _ => class(code),
    }
}

#[cfg(test)]
mod tests;
