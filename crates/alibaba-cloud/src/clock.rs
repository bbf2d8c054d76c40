//! A clock that learns from the server how wrong it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use crate::world::Clock;

/// Below this the clock is not why a request was called late: a slow proxy or a suspended machine is.
const TOLERATED_MS: u64 = 60_000;

/// The local clock plus what is known of its error.
///
/// Used wherever an absolute time is compared with the server's: signatures, expiry of credentials and of packages.
/// Pauses and deadlines run on the monotonic clock and need none of this. All APIs of one provider share one, so that
/// what one server tells serves the calls to the others.
pub struct CorrectedClock {
    local: Arc<dyn Clock>,
    /// Milliseconds to add to the local clock.
    offset: AtomicI64,
}

impl CorrectedClock {
    /// Trusts `local` until a server tells otherwise.
    pub fn new(local: Arc<dyn Clock>) -> Self {
        Self {
            local,
            offset: AtomicI64::new(0),
        }
    }

    /// What the server's clock showed at the moment for which the local one showed `local`, as far as is known today.
    pub(crate) fn corrected(&self, local: SystemTime) -> SystemTime {
        shifted(local, self.offset.load(Ordering::Relaxed))
    }

    /// Takes over the server's time when the corrected one is off by a minute or more.
    ///
    /// Many calls can meet the same skew at once; only the first of them changes, and tells, anything.
    pub(crate) fn learn(&self, server: SystemTime) {
        let local = self.local.now();
        let known = self.offset.load(Ordering::Relaxed);
        if millis_between(shifted(local, known), server).unsigned_abs() < TOLERATED_MS {
            return;
        }
        let offset = millis_between(local, server);
        let learnt =
            self.offset
                .compare_exchange(known, offset, Ordering::Relaxed, Ordering::Relaxed);
        if learnt.is_ok() {
            tracing::warn!(
                seconds = offset.unsigned_abs() / 1000,
                "the clock of this machine is {} the server's; going on with the server's time",
                if offset < 0 { "ahead of" } else { "behind" }
            );
        }
    }
}

impl Clock for CorrectedClock {
    /// The best estimate of the server's time.
    fn now(&self) -> SystemTime {
        self.corrected(self.local.now())
    }
}

/// From `earlier` to `later`; negative when it is the other way round.
fn millis_between(earlier: SystemTime, later: SystemTime) -> i64 {
    let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    match later.duration_since(earlier) {
        Ok(span) => millis(span),
        Err(error) => -millis(error.duration()),
    }
}

fn shifted(time: SystemTime, milliseconds: i64) -> SystemTime {
    let magnitude = Duration::from_millis(milliseconds.unsigned_abs());
    let moved = if milliseconds < 0 {
        time.checked_sub(magnitude)
    } else {
        time.checked_add(magnitude)
    };
    // A server may claim any date; one that cannot be represented is not believed.
    moved.unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(SystemTime);

    impl Clock for Fixed {
        fn now(&self) -> SystemTime {
            self.0
        }
    }

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_clock_that_is_off_is_corrected_in_both_directions() {
        for server in [10_000, 940, 60] {
            let clock = CorrectedClock::new(Arc::new(Fixed(at(1000))));
            clock.learn(at(server));
            assert_eq!(clock.now(), at(server));
        }
    }

    #[test]
    fn a_correction_that_was_right_stays_and_a_wrong_one_is_replaced() {
        let clock = CorrectedClock::new(Arc::new(Fixed(at(1000))));
        clock.learn(at(10_000));
        // The next answers of the server are a moment later.
        clock.learn(at(10_059));
        assert_eq!(clock.now(), at(10_000));
        // The local clock was set in the meantime.
        clock.learn(at(1000));
        assert_eq!(clock.now(), at(1000));
    }

    #[test]
    fn less_than_a_minute_is_not_kept() {
        let clock = CorrectedClock::new(Arc::new(Fixed(at(1000))));
        clock.learn(at(1059));
        clock.learn(at(941));
        assert_eq!(clock.now(), at(1000));
    }
}
