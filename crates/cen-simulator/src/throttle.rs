//! Flow control: how many calls of a second the API lets through.
//!
//! A token bucket for each access key, and for each of its actions when a rule is about one. It fills by the simulator's
//! clock, so that a test moves the clock instead of waiting. A call without a token is refused with `Throttling.User` and
//! `x-acs-retry-after`, the milliseconds until there is one.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// How fast calls may come: so many a second for long, and so many at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Throttle {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    /// Of one action; of any when absent, and then of all together.
    action: Option<String>,
    rate: u32,
    burst: u32,
}

impl Throttle {
    /// The actions that have a rule of their own.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().filter_map(|rule| rule.action.as_deref())
    }
}

/// A text that is no throttle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no throttle; write calls a second, with a burst if it is another: 10 or 10:20, or for one action CreateCen=1:3, \
     several with commas between them"
)]
pub struct BadThrottle(String);

impl FromStr for Throttle {
    type Err = BadThrottle;

    fn from_str(text: &str) -> Result<Self, BadThrottle> {
        let rules = text.split(',').map(Rule::read).collect::<Option<_>>();
        let rules = rules.ok_or_else(|| BadThrottle(text.to_owned()))?;
        Ok(Self { rules })
    }
}

impl TryFrom<String> for Throttle {
    type Error = BadThrottle;

    fn try_from(text: String) -> Result<Self, BadThrottle> {
        text.parse()
    }
}

impl From<Throttle> for String {
    fn from(throttle: Throttle) -> Self {
        let rules: Vec<String> = throttle.rules.iter().map(Rule::write).collect();
        rules.join(",")
    }
}

impl Rule {
    fn read(text: &str) -> Option<Self> {
        let (action, pace) = match text.split_once('=') {
            Some((action, pace)) => (Some(action), pace),
            None => (None, text),
        };
        let (rate, burst) = pace.split_once(':').unwrap_or((pace, pace));
        let whole = |text: &str| {
            let number: u32 = text.parse().ok()?;
            (number > 0 && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
        };
        if action.is_some_and(|name| name.is_empty() || !name.bytes().all(is_of_a_name)) {
            return None;
        }
        Some(Self {
            action: action.map(str::to_owned),
            rate: whole(rate)?,
            burst: whole(burst)?,
        })
    }

    fn write(&self) -> String {
        let Self {
            action,
            rate,
            burst,
        } = self;
        match action {
            Some(action) => format!("{action}={rate}:{burst}"),
            None => format!("{rate}:{burst}"),
        }
    }
}

fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// The buckets, by access key and by the action whose rule they follow.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    by_key: Mutex<HashMap<(String, Option<String>), Bucket>>,
}

/// What is in a bucket, in thousandths of a call.
#[derive(Debug)]
struct Bucket {
    level: u64,
    at: Moment,
}

impl Buckets {
    /// Takes a token for a call, or says how long it takes until there is one. A call that one rule refuses takes no token
    /// from another.
    pub(crate) fn take(
        &self,
        throttle: &Throttle,
        key: &str,
        action: &str,
        now: Moment,
    ) -> Result<(), Duration> {
        let mut buckets = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let concerned = || {
            let rules = throttle.rules.iter();
            rules.filter(|rule| rule.action.as_deref().is_none_or(|name| name == action))
        };
        let mut wait = Duration::ZERO;
        for rule in concerned() {
            let name = (key.to_owned(), rule.action.clone());
            let bucket = buckets
                .entry(name)
                .or_insert_with(|| Bucket::full(rule, now));
            bucket.fill(rule, now);
            wait = wait.max(bucket.wait(rule));
        }
        if !wait.is_zero() {
            return Err(wait);
        }
        for rule in concerned() {
            if let Some(bucket) = buckets.get_mut(&(key.to_owned(), rule.action.clone())) {
                bucket.level = bucket.level.saturating_sub(CALL);
            }
        }
        Ok(())
    }

    /// Fills all buckets.
    pub(crate) fn clear(&self) {
        let mut buckets = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.clear();
    }
}

/// A call, in what buckets count.
const CALL: u64 = 1_000;

impl Bucket {
    fn full(rule: &Rule, now: Moment) -> Self {
        Self {
            level: u64::from(rule.burst) * CALL,
            at: now,
        }
    }

    /// Adds what has come since it was last looked at: of a call, a thousandth a millisecond for each call a second. A clock
    /// that was set back brings nothing, and time counts from there.
    fn fill(&mut self, rule: &Rule, now: Moment) {
        let millis = i64::from(now).saturating_sub(i64::from(self.at));
        let come = u64::try_from(millis).unwrap_or(0) * u64::from(rule.rate);
        self.level = (self.level + come).min(u64::from(rule.burst) * CALL);
        self.at = now;
    }

    /// How long until it holds a call.
    fn wait(&self, rule: &Rule) -> Duration {
        let lacking = CALL.saturating_sub(self.level);
        Duration::from_millis(lacking.div_ceil(u64::from(rule.rate)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(millis: i64) -> Moment {
        Moment::from(millis)
    }

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let (buckets, throttle) = (Buckets::default(), "2:3".parse().unwrap());
        let take = |at| buckets.take(&throttle, "key", "A", after(at));
        assert_eq!([take(0), take(0), take(0)], [Ok(()); 3]);
        assert_eq!(take(0), Err(Duration::from_millis(500)));
        assert_eq!(take(499), Err(Duration::from_millis(1)));
        assert_eq!(take(500), Ok(()));
        // However long nobody calls, no more than a burst is saved.
        assert_eq!([take(60_000), take(60_000), take(60_000)], [Ok(()); 3]);
        assert_eq!(take(60_000), Err(Duration::from_millis(500)));
        // A clock that is set back lets nobody wait longer than one that stands.
        assert_eq!(take(0), Err(Duration::from_millis(500)));
        assert_eq!(take(500), Ok(()));
    }

    #[test]
    fn keys_have_buckets_of_their_own_and_so_have_actions_with_a_rule() {
        let (buckets, throttle) = (Buckets::default(), "10:3,A=1".parse().unwrap());
        let take = |key, action| buckets.take(&throttle, key, action, after(0));
        assert_eq!(take("k", "A"), Ok(()));
        assert_eq!(take("k", "A"), Err(Duration::from_secs(1)));
        assert_eq!(take("l", "A"), Ok(()));
        // What was refused has taken nothing from what is for all actions.
        assert_eq!([take("k", "B"), take("k", "B")], [Ok(()); 2]);
        assert_eq!(take("k", "B"), Err(Duration::from_millis(100)));
        buckets.clear();
        assert_eq!(take("k", "A"), Ok(()));
    }

    #[test]
    fn throttles_are_read_as_they_are_written() {
        for (text, written) in [
            ("10", "10:10"),
            ("10:20", "10:20"),
            ("CreateCen=1:3,5", "CreateCen=1:3,5:5"),
        ] {
            let throttle: Throttle = text.parse().unwrap();
            assert_eq!(String::from(throttle), written);
        }
        for text in [
            "", "0", "1:0", "-1", "+1", "1:2:3", "A=", "=1", "A B=1", "1,",
        ] {
            let bad = text.parse::<Throttle>().unwrap_err();
            assert_eq!(bad, BadThrottle(text.to_owned()));
        }
    }
}
