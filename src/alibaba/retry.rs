//! Whether a call is sent again, and when: one table, one loop.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::alibaba::error::{CallError, NoAnswer, NotSent, Stopped, Trouble};
use crate::alibaba::outcome::Class;

/// The caller's bounds on a call, pauses included. Nothing else ends a wait.
#[derive(Clone, Debug)]
pub struct Limits {
    /// When the caller stops waiting.
    pub deadline: Instant,
    /// Ends the call at once, in the middle of an attempt too.
    pub cancel: CancellationToken,
}

/// What sending a call twice would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Nothing: it only reads.
    Safe,
    /// The same as sending it once, because it sets absolute values or names what shall be gone.
    Absolute,
    /// The same as sending it once, because its token makes the server answer with the first result.
    WithToken,
    /// It once more: an order without a token. Sent again only when it is certain that nothing was done.
    Twice,
}

/// Attempts that may end in trouble before a call is given up, unless it is a purchase.
const MOST_TROUBLES: u32 = 5;

/// What to do after an attempt that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Repeat(Pace),
    Stop,
}

/// How pauses grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    Immediately,
    Trouble,
    Throttled,
    Busy,
}

/// How often each kind of trouble was met in one call, the current one included.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    troubles: u32,
    throttles: u32,
    busy: u32,
    settling: u32,
    clock: u32,
    renewals: u32,
}

impl Tally {
    fn count(&mut self, class: Class) {
        match class {
            Class::Unreachable | Class::Unanswered | Class::ServerTrouble | Class::NonceUsed => {
                self.troubles += 1
            }
            Class::Throttled => self.throttles += 1,
            Class::Busy | Class::StillRunning => self.busy += 1,
            Class::Settling => self.settling += 1,
            Class::ClockSkewed => self.clock += 1,
            Class::KeyRenewed => self.renewals += 1,
            Class::Refused => {}
        }
    }
}

/// The table: what an outcome means for a call of this kind.
///
/// A purchase goes on until its caller's deadline, because the alternative is not knowing whether it was made.
fn step(repeat: Repeat, class: Class, tally: Tally) -> Step {
    match (class, repeat) {
        (Class::Refused, _) => Step::Stop,
        (class, Repeat::Twice) if class.may_have_been_executed() => Step::Stop,
        (Class::Throttled, _) => Step::Repeat(Pace::Throttled),
        (Class::Busy | Class::StillRunning, _) => Step::Repeat(Pace::Busy),
        (Class::Settling, _) if tally.settling < MOST_TROUBLES => Step::Repeat(Pace::Busy),
        (Class::Settling, _) => Step::Stop,
        (Class::ClockSkewed, _) if tally.clock < 2 => Step::Repeat(Pace::Immediately),
        (Class::ClockSkewed, _) => Step::Stop,
        (Class::KeyRenewed, _) if tally.renewals < 2 => Step::Repeat(Pace::Immediately),
        (Class::KeyRenewed, _) => Step::Stop,
        (
            Class::Unreachable | Class::Unanswered | Class::ServerTrouble | Class::NonceUsed,
            Repeat::WithToken,
        ) => Step::Repeat(Pace::Trouble),
        (
            Class::Unreachable | Class::Unanswered | Class::ServerTrouble | Class::NonceUsed,
            Repeat::Safe | Repeat::Absolute | Repeat::Twice,
        ) if tally.troubles < MOST_TROUBLES => Step::Repeat(Pace::Trouble),
        (
            Class::Unreachable | Class::Unanswered | Class::ServerTrouble | Class::NonceUsed,
            Repeat::Safe | Repeat::Absolute | Repeat::Twice,
        ) => Step::Stop,
    }
}

/// Length of a pause: full jitter, `share` (0 to 1) of a ceiling that doubles up to a cap. A server's hint replaces
/// it, stretched by up to a tenth so that many callers do not come back in the same moment.
fn pause(pace: Pace, tally: Tally, hint: Option<Duration>, share: f64) -> Duration {
    let (base, cap, count) = match pace {
        Pace::Immediately => return Duration::ZERO,
        Pace::Trouble => (200, 5_000, tally.troubles),
        Pace::Throttled => (500, 20_000, tally.throttles),
        Pace::Busy => (1_000, 5_000, tally.busy + tally.settling),
    };
    if let Some(hint) = hint {
        return hint.mul_f64(1.0 + share / 10.0);
    }
    let doublings = count.saturating_sub(1).min(16);
    let ceiling = (base << doublings).min(cap);
    Duration::from_millis(ceiling).mul_f64(share)
}

/// How one attempt ended.
pub(crate) enum Attempted<T> {
    /// With the answer.
    Answered {
        answer: T,
        request_id: Option<String>,
    },
    /// With something that may pass, or with a refusal.
    Troubled {
        class: Class,
        trouble: Trouble,
        /// How long the server wants to be left alone.
        hint: Option<Duration>,
    },
    /// It could not be made.
    NotSent(NotSent),
}

/// Makes attempts until one is answered, the table says stop, or the caller's limits are reached.
pub(crate) async fn run<T, F, Fut>(
    action: &'static str,
    repeat: Repeat,
    limits: &Limits,
    mut attempt: F,
) -> Result<T, CallError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Attempted<T>>,
{
    let mut course = Course::new(action, repeat);
    loop {
        if limits.cancel.is_cancelled() {
            return Err(course.give_up(Stopped::Cancelled));
        }
        if Instant::now() >= limits.deadline {
            return Err(course.give_up(Stopped::Deadline));
        }
        course.attempts += 1;
        let attempted = tokio::select! {
            // An answer that is there counts, even if the caller has just stopped waiting for it.
            biased;
            attempted = attempt() => attempted,
            () = limits.cancel.cancelled() => {
                return Err(course.abandon(Stopped::Cancelled));
            }
            () = tokio::time::sleep_until(limits.deadline) => {
                return Err(course.abandon(Stopped::Deadline));
            }
        };
        let pause = match attempted {
            Attempted::Answered { answer, request_id } => {
                tracing::debug!(action, attempt = course.attempts, request_id, "answered");
                return Ok(answer);
            }
            Attempted::NotSent(reason) => return Err(course.not_sent(reason)),
            Attempted::Troubled {
                class,
                trouble,
                hint,
            } => course.next_pause(class, trouble, hint)?,
        };
        let wake = Instant::now() + pause;
        if wake >= limits.deadline {
            return Err(course.give_up(Stopped::Deadline));
        }
        tokio::select! {
            biased;
            () = limits.cancel.cancelled() => return Err(course.give_up(Stopped::Cancelled)),
            () = tokio::time::sleep_until(wake) => {}
        }
    }
}

/// What has happened to one call so far.
struct Course {
    action: &'static str,
    repeat: Repeat,
    attempts: u32,
    tally: Tally,
    last: Option<Trouble>,
    may_have_been_executed: bool,
}

impl Course {
    fn new(action: &'static str, repeat: Repeat) -> Self {
        Self {
            action,
            repeat,
            attempts: 0,
            tally: Tally::default(),
            last: None,
            may_have_been_executed: false,
        }
    }

    /// Notes a failed attempt and gives the pause before the next, or how the call ends.
    fn next_pause(
        &mut self,
        class: Class,
        trouble: Trouble,
        hint: Option<Duration>,
    ) -> Result<Duration, CallError> {
        self.tally.count(class);
        let step = step(self.repeat, class, self.tally);
        let pause = match step {
            Step::Repeat(pace) => pause(pace, self.tally, hint, fastrand::f64()),
            Step::Stop => Duration::ZERO,
        };
        self.log(class, &trouble, step, pause);
        if step == Step::Stop {
            return Err(self.stop(class, trouble));
        }
        self.may_have_been_executed |= self.has_effect() && class.may_have_been_executed();
        self.last = Some(trouble);
        Ok(pause)
    }

    fn stop(&mut self, class: Class, trouble: Trouble) -> CallError {
        let unknown = class.may_have_been_executed();
        // Being refused now does not undo an earlier copy that may have been executed. Other changes can be looked
        // up by the object they name; a purchase names none, so this must not pass for a definite no.
        let doubtful = self.may_have_been_executed && self.repeat == Repeat::WithToken;
        match trouble {
            Trouble::Answered(refusal) if !unknown && !doubtful => CallError::Refused(refusal),
            trouble => {
                self.last = Some(trouble);
                self.may_have_been_executed |= self.has_effect() && unknown;
                self.give_up(if unknown || class == Class::Unreachable {
                    Stopped::AttemptsUsedUp
                } else {
                    Stopped::Refused
                })
            }
        }
    }

    fn not_sent(&mut self, reason: NotSent) -> CallError {
        tracing::debug!(action = self.action, attempt = self.attempts, %reason, "not sent");
        if self.may_have_been_executed {
            self.last = Some(Trouble::NotSent(reason));
            return self.give_up(Stopped::Refused);
        }
        CallError::NotSent(reason)
    }

    /// Ends the call in the middle of an attempt, which may arrive all the same.
    fn abandon(&mut self, stopped: Stopped) -> CallError {
        self.may_have_been_executed |= self.has_effect();
        let last = Trouble::Unanswered("the last attempt was still under way".to_owned());
        self.last = Some(last);
        self.give_up(stopped)
    }

    fn give_up(&mut self, stopped: Stopped) -> CallError {
        tracing::debug!(
            action = self.action,
            attempts = self.attempts,
            ?stopped,
            may_have_been_executed = self.may_have_been_executed,
            "no definite answer"
        );
        CallError::NoAnswer(Box::new(NoAnswer {
            action: self.action,
            attempts: self.attempts,
            stopped,
            last: self.last.take(),
            may_have_been_executed: self.may_have_been_executed,
        }))
    }

    fn has_effect(&self) -> bool {
        self.repeat != Repeat::Safe
    }

    fn log(&self, class: Class, trouble: &Trouble, step: Step, pause: Duration) {
        let refusal = match trouble {
            Trouble::Answered(refusal) => Some(refusal),
            Trouble::Unreachable(_) | Trouble::Unanswered(_) | Trouble::NotSent(_) => None,
        };
        tracing::debug!(
            action = self.action,
            attempt = self.attempts,
            ?class,
            code = refusal.map(|refusal| refusal.code.as_str()),
            request_id = refusal.and_then(|refusal| refusal.request_id.as_deref()),
            again = step != Step::Stop,
            pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
            "attempt failed"
        );
    }
}

#[cfg(test)]
mod tests;
