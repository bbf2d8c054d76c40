//! What an outcome means for the next attempt, and how long to wait before it.

use std::time::Duration;

use crate::outcome::Class;

use crate::idempotency::Idempotency;

/// Attempts that may be refused by a state that should pass soon before that counts as a refusal.
const MOST_SETTLING: u32 = 5;

/// What to do after an attempt that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Repeat(Pace),
    Stop,
}

/// How pauses grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    Immediately,
    Failure,
    /// The limiter decides.
    Throttled,
    Busy,
}

/// How often each kind of failure was met in one call, the current one included.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Failures {
    pub(super) errors: u32,
    pub(super) busy: u32,
    pub(super) settling: u32,
    pub(super) clock: u32,
    pub(super) renewals: u32,
}

impl Failures {
    pub(super) fn count(&mut self, class: Class) {
        match class {
            Class::Unreachable
            | Class::Unanswered
            | Class::ServerError
            | Class::Foreign
            | Class::NonceUsed => self.errors += 1,
            Class::Busy | Class::OrderOpen | Class::StillRunning => self.busy += 1,
            Class::Settling => self.settling += 1,
            Class::ClockSkewed => self.clock += 1,
            Class::KeyRenewed => self.renewals += 1,
            Class::Throttled | Class::Refused => {}
        }
    }
}

/// The table: what an outcome means for a call of this kind.
///
/// A purchase goes on until its caller's deadline, because the alternative is not knowing whether it was made.
pub(super) fn step(
    idempotency: Idempotency,
    class: Class,
    failures: Failures,
    max_retries: u32,
) -> Step {
    let after_trouble = if failures.errors <= max_retries {
        Step::Repeat(Pace::Failure)
    } else {
        Step::Stop
    };
    match (class, idempotency) {
        (Class::Refused, _) => Step::Stop,
        (class, Idempotency::NotIdempotent) if class.may_have_been_executed() => Step::Stop,
        (Class::Throttled, _) => Step::Repeat(Pace::Throttled),
        (Class::Busy | Class::OrderOpen | Class::StillRunning, _) => Step::Repeat(Pace::Busy),
        (Class::Settling, _) if failures.settling < MOST_SETTLING => Step::Repeat(Pace::Busy),
        (Class::Settling, _) => Step::Stop,
        (Class::ClockSkewed, _) if failures.clock < 2 => Step::Repeat(Pace::Immediately),
        (Class::ClockSkewed, _) => Step::Stop,
        (Class::KeyRenewed, _) if failures.renewals < 2 => Step::Repeat(Pace::Immediately),
        (Class::KeyRenewed, _) => Step::Stop,
        (
            Class::Unreachable | Class::Unanswered | Class::ServerError | Class::NonceUsed,
            Idempotency::ByToken,
        ) => Step::Repeat(Pace::Failure),
        (
            Class::Unreachable | Class::Unanswered | Class::ServerError | Class::NonceUsed,
            Idempotency::ReadOnly | Idempotency::Idempotent | Idempotency::NotIdempotent,
        )
        // A page in the way is there to stay more often than not, and somebody waits to be told of it.
        | (Class::Foreign, _) => after_trouble,
    }
}

/// Length of a pause: full jitter, `share` (0 to 1) of a ceiling that doubles up to a cap. A server's hint replaces
/// it, stretched by up to a tenth so that many callers do not come back in the same moment.
pub(super) fn pause(
    pace: Pace,
    failures: Failures,
    hint: Option<Duration>,
    share: f64,
) -> Duration {
    let (base, cap, count) = match pace {
        Pace::Immediately | Pace::Throttled => return Duration::ZERO,
        Pace::Failure => (200, 5_000, failures.errors),
        Pace::Busy => (1_000, 5_000, failures.busy + failures.settling),
    };
    if let Some(hint) = hint {
        return hint.mul_f64(1.0 + share / 10.0);
    }
    let doublings = count.saturating_sub(1).min(16);
    let ceiling = (base << doublings).min(cap);
    Duration::from_millis(ceiling).mul_f64(share)
}
