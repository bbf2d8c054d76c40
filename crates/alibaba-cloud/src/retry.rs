//! Whether a call is sent again, and when: one table, one loop.

mod budget;
mod state;
mod table;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::MutexGuard;
use tokio::time::Instant;

use crate::call::Queue;
use crate::deadline::Deadline;
use crate::error::{AttemptError, CallError, NotSent, Stopped};
use crate::idempotency::Idempotency;
use crate::outcome::Class;
use crate::policy::Policy;
use crate::rate::{Limiter, Signal};

use budget::RetryBudget;
use state::{RetryState, Wait};

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
    Failed {
        class: Class,
        error: AttemptError,
        /// How long the server wants to be left alone.
        hint: Option<Duration>,
    },
    /// It could not be made.
    NotSent(NotSent),
}

/// What an attempt says of itself while it is under way.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<AtomicBool>);

impl Progress {
    /// From here on the server may hear of the attempt; until then it has only been prepared.
    pub(crate) fn sends(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has_sent(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What all calls of one client share: their policy, and what was learnt of the server's state.
pub(crate) struct Pacing {
    policy: Policy,
    limiter: Limiter,
    budget: RetryBudget,
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
            budget: RetryBudget::default(),
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
            Attempted::Failed {
                class: Class::Throttled,
                hint: rest,
                ..
            } => Signal::Throttled { rest: *rest },
            Attempted::Failed {
                error: AttemptError::Answered(_),
                ..
            } => Signal::Accepted { rest: None },
            Attempted::Failed { .. } | Attempted::NotSent(_) => return,
        };
        self.limiter.learn(action, sent, signal);
    }
}

/// Makes attempts until one is answered, the table says stop, or the limits of the caller or the policy are reached. Each
/// waits for its turn in `queue`, and gives it away before the pause that follows.
pub(crate) async fn run<T, F, Fut>(
    action: &'static str,
    idempotency: Idempotency,
    queue: Option<&Queue>,
    deadline: &Deadline,
    pacing: &Pacing,
    mut attempt: F,
) -> Result<T, CallError>
where
    F: FnMut(Progress) -> Fut,
    Fut: Future<Output = Attempted<T>>,
{
    let mut state = RetryState::new(action, idempotency, deadline.at, &pacing.policy);
    let mut wait = Wait::default();
    loop {
        let (horizon, stopped) = state.horizon();
        let wake = Instant::now() + wait.pause;
        if pacing
            .limiter
            .opening(action)
            .map_or(wake, |opening| opening.max(wake))
            >= horizon
        {
            return Err(state.give_up(stopped));
        }
        let (sent, turn) = tokio::select! {
            biased;
            () = deadline.cancel.cancelled() => return Err(state.give_up(Stopped::Cancelled)),
            () = tokio::time::sleep_until(horizon) => return Err(state.give_up(stopped)),
            begun = async { (pacing.ready(action, wait).await, turn(queue).await) } => begun,
        };
        state.attempts += 1;
        let progress = Progress::default();
        let attempted = tokio::select! {
            // An answer that is there counts, even if the caller has just stopped waiting for it.
            biased;
            attempted = attempt(progress.clone()) => attempted,
            () = deadline.cancel.cancelled() => {
                return Err(state.abandon(Stopped::Cancelled, progress.has_sent()));
            }
            () = tokio::time::sleep_until(deadline.at) => {
                return Err(state.abandon(Stopped::Deadline, progress.has_sent()));
            }
        };
        drop(turn);
        pacing.learn(action, sent, &attempted);
        wait = match attempted {
            Attempted::Answered {
                answer, request_id, ..
            } => {
                tracing::debug!(action, attempt = state.attempts, request_id, "answered");
                return Ok(answer);
            }
            Attempted::NotSent(reason) => return Err(state.not_sent(reason)),
            Attempted::Failed { class, error, hint } => state.wait_after(class, error, hint)?,
        };
    }
}

async fn turn(queue: Option<&Queue>) -> Option<MutexGuard<'_, ()>> {
    match queue {
        Some(queue) => Some(queue.lock().await),
        None => None,
    }
}

#[cfg(test)]
mod tests;
