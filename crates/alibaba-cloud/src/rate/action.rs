//! The limiter of one action: a queue that moves as fast as the server allows.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::adaptive::Adaptive;

/// The ceiling of the first pause after a throttled answer without a hint; it doubles while none is accepted.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// No such pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// What an answer says about the number of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// The call was let through. `rest` is how long the server will not let through another one.
    Accepted { rest: Option<Duration> },
    /// It was one too many. `rest` is how long the server wants to be left alone.
    Throttled { rest: Option<Duration> },
}

/// Lets calls of one action through, in the order of their coming.
#[derive(Default)]
pub(super) struct ActionLimiter {
    /// Held by the call that is next; this kind of lock queues.
    head: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    adaptive: Adaptive,
    closed_until: Option<Instant>,
    last_sent: Option<Instant>,
    /// Cuts since the last accepted call.
    strikes: u32,
    /// Pauses without a hint since then.
    pauses: u32,
}

impl State {
    /// When the next call may be sent; `None` for at once.
    fn opening(&self, now: Instant) -> Option<Instant> {
        let spaced = self.adaptive.rate(now).and_then(|rate| {
            let interval = Duration::try_from_secs_f64(1.0 / rate).ok()?;
            self.last_sent?.checked_add(interval)
        });
        self.closed_until
            .max(spaced)
            .filter(|opening| *opening > now)
    }

    fn close(&mut self, until: Option<Instant>) {
        self.closed_until = self.closed_until.max(until);
    }
}

impl ActionLimiter {
    /// Waits for this call's turn.
    pub(super) async fn enter(&self) {
        let _head = self.head.lock().await;
        while let Err(opening) = self.take() {
            tokio::time::sleep_until(opening).await;
        }
    }

    /// Sends a call now, or says when to ask again.
    fn take(&self) -> Result<(), Instant> {
        let now = Instant::now();
        let mut state = self.state();
        match state.opening(now) {
            Some(opening) => Err(opening),
            None => {
                state.last_sent = Some(now);
                Ok(())
            }
        }
    }

    /// Takes in an answer, and says how low the rate was cut, if it was. `share` (0 to 1) is chance: how much of a
    /// pause without a hint is kept.
    pub(super) fn learn(&self, sent: Instant, signal: Signal, share: f64) -> Option<f64> {
        let now = Instant::now();
        let mut state = self.state();
        match signal {
            Signal::Accepted { rest } => {
                (state.strikes, state.pauses) = (0, 0);
                state.adaptive.accepted(now);
                state.close(rest.and_then(|rest| now.checked_add(rest)));
                None
            }
            Signal::Throttled { rest } => {
                let was_open = state.adaptive.rate(now).is_none();
                let cut = state.adaptive.throttled(sent, now);
                if cut {
                    state.strikes = state.strikes.saturating_add(1);
                }
                match rest {
                    // Stretched, so that several clients do not come back in the same moment.
                    Some(rest) => {
                        let rest = rest.mul_f64(1.0 + share / 10.0);
                        state.close(now.checked_add(rest));
                    }
                    // One refusal of calls that were already spread is answered by the lower rate alone.
                    None if cut && (was_open || state.strikes > 1) => {
                        let ceiling =
                            (FIRST_PAUSE * (1 << state.pauses.min(16))).min(LONGEST_PAUSE);
                        state.pauses = state.pauses.saturating_add(1);
                        state.close(now.checked_add(ceiling.mul_f64(share)));
                    }
                    None => {}
                }
                state.adaptive.rate(now).filter(|_| cut)
            }
        }
    }

    pub(super) fn closed_until(&self) -> Option<Instant> {
        self.state().closed_until
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THROTTLED: Signal = Signal::Throttled { rest: None };

    fn closed_for(limiter: &ActionLimiter) -> Duration {
        let until = limiter.closed_until().unwrap();
        until.saturating_duration_since(Instant::now())
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_double_up_to_their_cap_until_a_call_is_accepted() {
        let limiter = ActionLimiter::default();
        let mut pauses = Vec::new();
        for _ in 0..8 {
            limiter.learn(Instant::now(), THROTTLED, 1.0);
            let pause = closed_for(&limiter);
            pauses.push(pause.as_millis());
            tokio::time::advance(pause).await;
        }
        assert_eq!(
            pauses,
            [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]
        );
        limiter.learn(Instant::now(), Signal::Accepted { rest: None }, 1.0);
        limiter.learn(Instant::now(), THROTTLED, 1.0);
        assert_eq!(closed_for(&limiter), Duration::ZERO);
        limiter.learn(Instant::now(), THROTTLED, 1.0);
        assert_eq!(closed_for(&limiter).as_millis(), 500);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hint_closes_the_lane_and_is_never_undercut() {
        let rest = Some(Duration::from_secs(3));
        for (share, closed) in [(0.0, 3000), (1.0, 3300)] {
            let limiter = ActionLimiter::default();
            limiter.learn(Instant::now(), Signal::Throttled { rest }, share);
            assert_eq!(closed_for(&limiter).as_millis(), closed);
            // A shorter one that comes later changes nothing.
            let rest = Some(Duration::from_secs(1));
            limiter.learn(Instant::now(), Signal::Throttled { rest }, share);
            assert_eq!(closed_for(&limiter).as_millis(), closed);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_call_of_a_quota_closes_the_lane_before_anything_is_refused() {
        let limiter = ActionLimiter::default();
        let begin = Instant::now();
        limiter.enter().await;
        let rest = Some(Duration::from_secs(2));
        limiter.learn(begin, Signal::Accepted { rest }, 1.0);
        limiter.enter().await;
        assert_eq!(begin.elapsed(), Duration::from_secs(2));
        // The quota is new, and there was no refusal, so nothing is spread.
        limiter.enter().await;
        assert_eq!(begin.elapsed(), Duration::from_secs(2));
    }
}
