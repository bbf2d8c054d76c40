//! Whether a call is sent again, and when: one table, one loop.

mod budget;
mod course;
mod table;

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use crate::call::Idempotency;
use crate::deadline::Deadline;
use crate::error::{CallError, NotSent, Stopped, Trouble};
use crate::outcome::Class;
use crate::policy::Policy;
use crate::rate::{Limiter, Signal};

use budget::Budget;
use course::{Course, Wait};

/// How one attempt ended.
pub(crate) enum Attempted<T> {
    /// With the answer.
    Answered {
        answer: T,
        request_id: Option<String>,
        /// How long the server will not let through another call like this one.
        rest: Option<Duration>,
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

/// What all calls of one client share: their policy, and what was learnt of the server's state.
pub(crate) struct Pacing {
    policy: Policy,
    limiter: Limiter,
    budget: Budget,
}

impl Default for Pacing {
    fn default() -> Self {
        Self::new(Policy::default())
    }
}

impl Pacing {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            policy,
            limiter: Limiter::new(policy.max_requests_per_second),
            budget: Budget::default(),
        }
    }

    /// Waits for `pause`, for a place among the repeats, and for the turn of `action`. Gives the time of sending.
    async fn ready(&self, action: &'static str, wait: Wait) -> Instant {
        tokio::time::sleep(wait.pause).await;
        if wait.is_repeat_after_trouble {
            self.budget.take().await;
        }
        self.limiter.enter(action).await
    }

    /// Learns from an answer of the server that the call was let through, or was one too many.
    fn learn<T>(&self, action: &'static str, sent: Instant, attempted: &Attempted<T>) {
        let signal = match attempted {
            Attempted::Answered { rest, .. } => {
                self.budget.refill();
                Signal::Accepted { rest: *rest }
            }
            Attempted::Troubled {
                class: Class::Throttled,
                hint: rest,
                ..
            } => Signal::Throttled { rest: *rest },
            Attempted::Troubled {
                trouble: Trouble::Answered(_),
                ..
            } => Signal::Accepted { rest: None },
            Attempted::Troubled { .. } | Attempted::NotSent(_) => return,
        };
        self.limiter.learn(action, sent, signal);
    }
}

/// Makes attempts until one is answered, the table says stop, or the limits of the caller or the policy are reached.
pub(crate) async fn run<T, F, Fut>(
    action: &'static str,
    idempotency: Idempotency,
    deadline: &Deadline,
    pacing: &Pacing,
    mut attempt: F,
) -> Result<T, CallError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Attempted<T>>,
{
    let mut course = Course::new(action, idempotency, deadline.at, &pacing.policy);
    let mut wait = Wait::default();
    loop {
        let (horizon, stopped) = course.horizon();
        let wake = Instant::now() + wait.pause;
        if pacing
            .limiter
            .opening(action)
            .map_or(wake, |opening| opening.max(wake))
            >= horizon
        {
            return Err(course.give_up(stopped));
        }
        let sent = tokio::select! {
            biased;
            () = deadline.cancel.cancelled() => return Err(course.give_up(Stopped::Cancelled)),
            () = tokio::time::sleep_until(horizon) => return Err(course.give_up(stopped)),
            sent = pacing.ready(action, wait) => sent,
        };
        course.attempts += 1;
        let attempted = tokio::select! {
            // An answer that is there counts, even if the caller has just stopped waiting for it.
            biased;
            attempted = attempt() => attempted,
            () = deadline.cancel.cancelled() => {
                return Err(course.abandon(Stopped::Cancelled));
            }
            () = tokio::time::sleep_until(deadline.at) => {
                return Err(course.abandon(Stopped::Deadline));
            }
        };
        pacing.learn(action, sent, &attempted);
        wait = match attempted {
            Attempted::Answered {
                answer, request_id, ..
            } => {
                tracing::debug!(action, attempt = course.attempts, request_id, "answered");
                return Ok(answer);
            }
            Attempted::NotSent(reason) => return Err(course.not_sent(reason)),
            Attempted::Troubled {
                class,
                trouble,
                hint,
            } => course.wait_after(class, trouble, hint)?,
        };
    }
}

#[cfg(test)]
mod tests;
