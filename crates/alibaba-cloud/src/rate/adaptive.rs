//! The rate that is right for a server which only says when it was too much.

use std::time::Duration;

use tokio::time::Instant;

/// What is left of the rate after a cut.
const KEPT: f64 = 0.7;

/// How fast the rate grows again: the share of the old rate that is added, by the cube of the seconds since that rate
/// was reached. With this and [`KEPT`] it is reached after two seconds, whatever it is.
const GROWTH: f64 = 0.04;

/// No rate is lower, in calls a second, so that the end of a shortage is noticed.
const LOWEST: f64 = 0.5;

/// Accepted calls are counted over this span.
const WINDOW: Duration = Duration::from_secs(1);

/// No bound until the first throttled answer, then one that is cut at each further one and grows in between: slowly
/// near the rate that was too much, fast far from it (the curve of TCP CUBIC, RFC 9438).
#[derive(Debug, Default)]
pub(super) struct Adaptive {
    cut: Option<Cut>,
    accepted: Counter,
    accepted_since_cut: bool,
}

#[derive(Clone, Copy, Debug)]
struct Cut {
    at: Instant,
    /// The rate that was too much.
    before: f64,
}

impl Cut {
    fn rate(self, now: Instant) -> f64 {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        let recovery = ((1.0 - KEPT) / GROWTH).cbrt();
        self.before * (GROWTH * (since - recovery).powi(3) + 1.0)
    }
}

impl Adaptive {
    /// Calls a second; `None` for no bound.
    pub(super) fn rate(&self, now: Instant) -> Option<f64> {
        self.cut.map(|cut| cut.rate(now).max(LOWEST))
    }

    /// Notes an accepted call.
    pub(super) fn accepted(&mut self, now: Instant) {
        self.accepted.count(now);
        self.accepted_since_cut = true;
    }

    /// Cuts the rate after a throttled answer to a call that was sent at `sent`, and says whether it did: calls that
    /// were already on their way at the last cut say nothing new.
    pub(super) fn throttled(&mut self, sent: Instant, now: Instant) -> bool {
        if self.cut.is_some_and(|cut| sent < cut.at) {
            return false;
        }
        let seen = self.accepted.per_second(now);
        let before = match self.cut {
            None => seen,
            // The server has been closed since the last cut, which says nothing about the rate.
            Some(cut) if !self.accepted_since_cut => cut.before,
            // An idle client has a rate that it does not use.
            Some(cut) => cut.rate(now).min(2.0 * seen),
        };
        self.accepted_since_cut = false;
        self.cut = Some(Cut {
            at: now,
            before: before.max(LOWEST / KEPT),
        });
        true
    }
}

/// Counts events in the current window, and remembers the count of the one before.
#[derive(Debug, Default)]
struct Counter {
    begin: Option<Instant>,
    current: u32,
    last: u32,
}

impl Counter {
    fn count(&mut self, now: Instant) {
        self.turn(now);
        self.current = self.current.saturating_add(1);
    }

    fn per_second(&mut self, now: Instant) -> f64 {
        self.turn(now);
        f64::from(self.current.max(self.last)) / WINDOW.as_secs_f64()
    }

    fn turn(&mut self, now: Instant) {
        let age = self.begin.map(|begin| now.saturating_duration_since(begin));
        match age {
            Some(age) if age < WINDOW => {}
            Some(age) if age < 2 * WINDOW => {
                self.begin = self.begin.map(|begin| begin + WINDOW);
                self.last = std::mem::take(&mut self.current);
            }
            _ => {
                self.begin = Some(now);
                (self.current, self.last) = (0, 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    /// Ten calls are accepted at `begin`, and one more is not.
    fn cut_from_ten(begin: Instant) -> Adaptive {
        let mut adaptive = Adaptive::default();
        for _ in 0..10 {
            adaptive.accepted(begin);
        }
        assert!(adaptive.throttled(begin, begin));
        adaptive
    }

    #[tokio::test(start_paused = true)]
    async fn there_is_no_bound_before_the_first_throttled_answer() {
        let mut adaptive = Adaptive::default();
        adaptive.accepted(Instant::now());
        assert_eq!(adaptive.rate(Instant::now()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_cut_takes_three_tenths_of_what_was_accepted_and_two_seconds_give_them_back() {
        let begin = Instant::now();
        let adaptive = cut_from_ten(begin);
        let rates: Vec<f64> = [0.0, 1.0, 2.0, 4.0, 10.0]
            .map(|after| adaptive.rate(begin + seconds(after)).unwrap())
            .map(|rate| (rate * 10.0).round() / 10.0)
            .into();
        assert_eq!(rates, [7.0, 9.6, 10.0, 13.4, 218.1]);
    }

    #[tokio::test(start_paused = true)]
    async fn calls_already_on_their_way_do_not_cut_again() {
        let begin = Instant::now();
        let mut adaptive = cut_from_ten(begin);
        let later = begin + seconds(0.5);
        assert!(!adaptive.throttled(begin - seconds(0.1), later));
        assert!(adaptive.throttled(begin, later));
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_never_falls_to_nothing() {
        let begin = Instant::now();
        let mut adaptive = Adaptive::default();
        for second in 0..100 {
            let now = begin + seconds(f64::from(second) * 0.01);
            adaptive.throttled(now, now);
            assert!(adaptive.rate(now).unwrap() >= LOWEST);
        }
    }
}
