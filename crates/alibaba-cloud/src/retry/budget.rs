//! A bound on all repeated attempts of one client together, so that many calls in trouble do not multiply the load on a
//! server that is in trouble itself.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Repeats that may be made at once.
const MOST: f64 = 50.0;

/// Repeats that are given back with each second. Each answered call gives back one more, so that a recovered server
/// meets a growing number of repeats.
const PER_SECOND: f64 = 5.0;

/// A bucket of repeats. Taking one from an empty bucket waits, first come, first served: how long a call is worth
/// waiting for is for its caller to say.
pub(crate) struct RetryBudget {
    /// Held by the call that is next; this kind of lock queues.
    head: tokio::sync::Mutex<()>,
    level: Mutex<Level>,
    refilled: Notify,
}

struct Level {
    repeats: f64,
    at: Option<Instant>,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self {
            head: tokio::sync::Mutex::default(),
            level: Mutex::new(Level {
                repeats: MOST,
                at: None,
            }),
            refilled: Notify::new(),
        }
    }
}

impl RetryBudget {
    /// Takes one repeat, or waits until there is one.
    pub(crate) async fn take(&self) {
        let _head = self.head.lock().await;
        while let Err(missing) = self.try_take() {
            tokio::select! {
                () = self.refilled.notified() => {}
                () = tokio::time::sleep(missing) => {}
            }
        }
    }

    /// Gives one back, for a call that was answered.
    pub(crate) fn refill(&self) {
        let mut level = self.level();
        level.repeats = (level.repeats + 1.0).min(MOST);
        drop(level);
        self.refilled.notify_one();
    }

    /// Takes one repeat, or says how long it takes until there is one.
    fn try_take(&self) -> Result<(), Duration> {
        let now = Instant::now();
        let mut level = self.level();
        if let Some(at) = level.at.replace(now) {
            let given_back = now.saturating_duration_since(at).as_secs_f64() * PER_SECOND;
            level.repeats = (level.repeats + given_back).min(MOST);
        }
        if level.repeats < 1.0 {
            // Rounded up, as a wait that ends a moment early would have to be begun again.
            let missing = (1.0 - level.repeats) / PER_SECOND;
            return Err(Duration::from_secs_f64(missing) + Duration::from_millis(1));
        }
        level.repeats -= 1.0;
        Ok(())
    }

    fn level(&self) -> MutexGuard<'_, Level> {
        self.level.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many can be taken within `span`.
    async fn taken_within(budget: &RetryBudget, span: Duration) -> u32 {
        let end = Instant::now() + span;
        let mut taken = 0;
        while tokio::time::timeout_at(end, budget.take()).await.is_ok() {
            taken += 1;
        }
        taken
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_free_and_the_rest_is_spread_over_time() {
        let budget = RetryBudget::default();
        assert_eq!(taken_within(&budget, Duration::ZERO).await, 50);
        assert_eq!(taken_within(&budget, Duration::from_secs(10)).await, 49);
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!(taken_within(&budget, Duration::ZERO).await, 50);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answered_call_lets_a_waiting_one_go_on_at_once() {
        let budget = RetryBudget::default();
        taken_within(&budget, Duration::ZERO).await;
        let begin = Instant::now();
        budget.refill();
        budget.take().await;
        assert_eq!(begin.elapsed(), Duration::ZERO);
        let (_, ()) = tokio::join!(budget.take(), async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            budget.refill();
        });
        assert_eq!(begin.elapsed(), Duration::from_millis(10));
    }
}
