//! What has happened to one call so far, and how it ends.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{AttemptError, CallError, NoAnswer, NotSent, Stopped};
use crate::outcome::Class;
use crate::policy::Policy;

use super::table::{Failures, Pace, Step, pause, step};
use crate::idempotency::Idempotency;

/// How long a server that was never reached is tried. Nothing was sent, so there is nothing to be found out, and somebody
/// waits to be told that the address is wrong.
const NEVER_REACHED: Duration = Duration::from_secs(30);

/// What to wait for before the next attempt, beside the turn of its action.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wait {
    pub(super) pause: Duration,
    /// Whether the attempt repeats one that failed, of which there may be only so many at a time.
    pub(super) is_repeat_after_trouble: bool,
}

/// What has happened to one call so far.
pub(super) struct RetryState<'a> {
    action: &'static str,
    idempotency: Idempotency,
    policy: &'a Policy,
    deadline: Instant,
    began: Instant,
    pub(super) attempts: u32,
    failures: Failures,
    last: Option<AttemptError>,
    may_have_been_executed: bool,
    /// Whether an attempt of a purchase was one call too many, or met an order under way; only a definite answer shows that it
    /// was not carried out.
    is_put_off: bool,
    /// Whether any attempt has reached the server.
    has_reached: bool,
}

impl<'a> RetryState<'a> {
    pub(super) fn new(
        action: &'static str,
        idempotency: Idempotency,
        deadline: Instant,
        policy: &'a Policy,
    ) -> Self {
        Self {
            action,
            idempotency,
            policy,
            deadline,
            began: Instant::now(),
            attempts: 0,
            failures: Failures::default(),
            last: None,
            may_have_been_executed: false,
            is_put_off: false,
            has_reached: false,
        }
    }

    /// When no attempt may begin any more, and why.
    pub(super) fn horizon(&self) -> (Instant, Stopped) {
        let is_open_purchase =
            self.may_have_been_executed && self.idempotency == Idempotency::ByToken;
        let retry_end = self
            .policy
            .max_retry_time
            .filter(|_| self.attempts > 0 && !is_open_purchase)
            .and_then(|time| self.began.checked_add(time));
        let unreached_end = (self.attempts > 0 && !self.has_reached)
            .then(|| self.began.checked_add(NEVER_REACHED))
            .flatten();
        let ends = [
            retry_end.map(|end| (end, Stopped::RetryTime)),
            unreached_end.map(|end| (end, Stopped::AttemptsUsedUp)),
        ];
        ends.into_iter()
            .flatten()
            .fold((self.deadline, Stopped::Deadline), |first, end| {
                if end.0 < first.0 { end } else { first }
            })
    }

    /// Notes a failed attempt and gives the wait before the next, or how the call ends.
    pub(super) fn wait_after(
        &mut self,
        class: Class,
        error: AttemptError,
        hint: Option<Duration>,
    ) -> Result<Wait, CallError> {
        self.failures.count(class);
        self.has_reached |= class != Class::Unreachable;
        let step = step(
            self.idempotency,
            class,
            self.failures,
            self.policy.max_retries,
        );
        let wait = match step {
            Step::Repeat(pace) => Wait {
                pause: pause(pace, self.failures, hint, fastrand::f64()),
                is_repeat_after_trouble: pace == Pace::Failure,
            },
            Step::Stop => Wait::default(),
        };
        self.log(class, &error, step, wait.pause);
        if step == Step::Stop {
            return Err(self.stop(class, error));
        }
        self.may_have_been_executed |= self.has_effect() && class.may_have_been_executed();
        let may_be_let_through = matches!(class, Class::Throttled | Class::OrderOpen);
        self.is_put_off |= self.idempotency == Idempotency::ByToken && may_be_let_through;
        self.last = Some(error);
        Ok(wait)
    }

    fn stop(&mut self, class: Class, error: AttemptError) -> CallError {
        let unknown = class.may_have_been_executed();
        // Being refused now does not undo an earlier copy that may have been executed. Other changes can be looked
        // up by the object they name; a purchase names none, so this must not pass for a definite no.
        let doubtful = self.may_have_been_executed && self.idempotency == Idempotency::ByToken;
        match error {
            AttemptError::Answered(mut refusal) if !unknown && !doubtful => {
                refusal.follows_unanswered = self.may_have_been_executed;
                CallError::Refused(refusal)
            }
            error => {
                self.last = Some(error);
                self.may_have_been_executed |= self.has_effect() && unknown;
                self.give_up(if unknown || class == Class::Unreachable {
                    Stopped::AttemptsUsedUp
                } else {
                    Stopped::Refused
                })
            }
        }
    }

    pub(super) fn not_sent(&mut self, reason: NotSent) -> CallError {
        tracing::debug!(action = self.action, attempt = self.attempts, %reason, "not sent");
        if self.is_open() {
            self.last = Some(AttemptError::NotSent(reason));
            return self.give_up(Stopped::Refused);
        }
        CallError::NotSent(reason)
    }

    /// Ends the call in the middle of an attempt. One that `has_sent` may arrive all the same.
    pub(super) fn abandon(&mut self, stopped: Stopped, has_sent: bool) -> CallError {
        if !has_sent {
            return self.not_sent(NotSent::NoKeyYet(stopped));
        }
        self.may_have_been_executed |= self.has_effect();
        // A server that no attempt has reached so far is told as that: whoever only asks has lost nothing.
        let is_unreachable = matches!(self.last, Some(AttemptError::Unreachable(_)));
        if self.has_effect() || self.has_reached || !is_unreachable {
            let last = AttemptError::Unanswered("the last attempt was still under way".to_owned());
            self.last = Some(last);
        }
        self.give_up(stopped)
    }

    pub(super) fn give_up(&mut self, stopped: Stopped) -> CallError {
        if self.attempts == 0 {
            return self.not_sent(NotSent::Ended(stopped));
        }
        let may_have_been_executed = self.is_open();
        tracing::debug!(
            action = self.action,
            attempts = self.attempts,
            ?stopped,
            may_have_been_executed,
            "no definite answer"
        );
        CallError::NoAnswer(Box::new(NoAnswer {
            action: self.action,
            attempts: self.attempts,
            stopped,
            last: self.last.take(),
            may_have_been_executed,
        }))
    }

    /// Whether any attempt may have had an effect, now that no definite answer has come. A purchase names nothing that could
    /// be looked at, so neither "too many calls" nor "an order is under way" alone shows that none was let through.
    fn is_open(&self) -> bool {
        self.may_have_been_executed || self.is_put_off
    }

    fn has_effect(&self) -> bool {
        self.idempotency != Idempotency::ReadOnly
    }

    fn log(&self, class: Class, error: &AttemptError, step: Step, pause: Duration) {
        let refusal = match error {
            AttemptError::Answered(refusal) => Some(refusal),
            AttemptError::Unreachable(_)
            | AttemptError::Unanswered(_)
            | AttemptError::NotSent(_) => None,
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
