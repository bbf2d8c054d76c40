//! When a call may be sent: as soon as it likes, until the server says that there are too many.
//!
//! The API counts calls by action and account, so each action has a limiter of its own. It is open until the first
//! throttled answer. From then on it lets calls through one after another, at a rate that is cut at every further
//! throttled answer and grows in between, so that it ends up near what the server allows.

mod action;
mod adaptive;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use action::ActionLimiter;
pub(crate) use action::Signal;

/// The pace of one client, shared by all its calls.
pub(crate) struct Limiter {
    limiters: Mutex<BTreeMap<&'static str, Arc<ActionLimiter>>>,
    cap: Option<Cap>,
}

impl Limiter {
    /// A limiter that lets everything through, up to `max_per_second` calls of all actions together.
    pub(crate) fn new(max_per_second: Option<f64>) -> Self {
        Self {
            limiters: Mutex::default(),
            cap: max_per_second.map(Cap::new),
        }
    }

    /// Waits until a call of `action` may be sent; first come, first served. Answers with the time of sending, for
    /// [`learn`](Self::learn). Dropping the wait gives up the place in the queue.
    pub(crate) async fn enter(&self, action: &'static str) -> Instant {
        self.action(action).enter().await;
        if let Some(cap) = &self.cap {
            cap.enter().await;
        }
        Instant::now()
    }

    /// Takes in the answer to a call that was sent at `sent`.
    pub(crate) fn learn(&self, action: &'static str, sent: Instant, signal: Signal) {
        if let Some(rate) = self.action(action).learn(sent, signal, fastrand::f64()) {
            tracing::debug!(
                action,
                calls_per_second = rate,
                "too many calls; sending fewer"
            );
        }
    }

    /// When calls of `action` will be let through again, as far as is known; in the past when they are already.
    pub(crate) fn opening(&self, action: &'static str) -> Option<Instant> {
        self.action(action).closed_until()
    }

    fn action(&self, action: &'static str) -> Arc<ActionLimiter> {
        let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(limiters.entry(action).or_default())
    }
}

/// A bound that never moves: calls are spread evenly.
struct Cap {
    interval: Duration,
    /// When the next call may be sent. Asked for in order, since this kind of lock queues.
    next: tokio::sync::Mutex<Option<Instant>>,
}

impl Cap {
    fn new(per_second: f64) -> Self {
        let seconds = 1.0 / per_second;
        Self {
            interval: Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX),
            next: tokio::sync::Mutex::new(None),
        }
    }

    async fn enter(&self) {
        let mut next = self.next.lock().await;
        if let Some(next) = *next {
            tokio::time::sleep_until(next).await;
        }
        *next = Instant::now().checked_add(self.interval);
    }
}

#[cfg(test)]
mod tests;
