//! A clock that learns from the server how wrong it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use crate::alibaba::world::Clock;

/// Below this the clock is not why a request was called late: a slow proxy or a suspended machine is.
const TOLERATED: Duration = Duration::from_secs(60);

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

    /// Takes over the server's time when the clock is off by a minute or more.
    pub(crate) fn learn(&self, server: SystemTime) {
        let local = self.local.now();
        let (ahead, skew) = match server.duration_since(local) {
            Ok(behind) => (false, behind),
            Err(error) => (true, error.duration()),
        };
        if skew < TOLERATED {
            return;
        }
        let magnitude = i64::try_from(skew.as_millis()).unwrap_or(i64::MAX);
        let offset = if ahead { -magnitude } else { magnitude };
        if self.offset.swap(offset, Ordering::Relaxed) != offset {
            tracing::warn!(
                seconds = skew.as_secs(),
                "the clock of this machine is {} of the server's; going on with the server's time",
                if ahead { "ahead" } else { "behind" }
            );
        }
    }
}

impl Clock for CorrectedClock {
    /// The best estimate of the server's time.
    fn now(&self) -> SystemTime {
        let offset = self.offset.load(Ordering::Relaxed);
        shifted(self.local.now(), offset)
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
    fn less_than_a_minute_is_not_kept() {
        let clock = CorrectedClock::new(Arc::new(Fixed(at(1000))));
        clock.learn(at(1059));
        clock.learn(at(941));
        assert_eq!(clock.now(), at(1000));
    }
}
