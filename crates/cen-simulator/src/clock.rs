//! The simulator's clock: real time plus an offset that can be moved.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, offset};
use jiff::{Span, Timestamp, Unit};
use serde::{Deserialize, Serialize};

/// Ten centuries after 1970: far beyond any term that is sold, far inside what the calendar can express.
const LATEST_MILLIS: i64 = 1_000 * 365 * 24 * 3_600 * 1_000;

/// A point in time of the simulated cloud, in milliseconds since 1970, from 1970 to about 2970.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(from = "i64", into = "i64")]
pub struct Moment(i64);

impl From<i64> for Moment {
    fn from(millis: i64) -> Self {
        Self(millis.clamp(0, LATEST_MILLIS))
    }
}

impl From<Moment> for i64 {
    fn from(moment: Moment) -> Self {
        moment.0
    }
}

impl Moment {
    /// This moment and `span` more; stops at the end of the calendar.
    pub(crate) fn plus(self, span: Duration) -> Self {
        let millis = i64::try_from(span.as_millis()).unwrap_or(LATEST_MILLIS);
        Self::from(self.0.saturating_add(millis))
    }

    /// This moment and `span` less; stops at 1970.
    pub(crate) fn minus(self, span: Duration) -> Self {
        let millis = i64::try_from(span.as_millis()).unwrap_or(LATEST_MILLIS);
        Self::from(self.0.saturating_sub(millis))
    }

    /// How far the two moments lie apart, whichever is the earlier.
    pub(crate) fn distance(self, other: Self) -> Duration {
        Duration::from_millis(self.0.abs_diff(other.0))
    }

    /// Reads the `Timestamp` of a request: `2026-01-15T02:19:00Z`, in UTC with whole seconds and a literal `Z`.
    pub(crate) fn parse_request(text: &str) -> Option<Self> {
        let time = DateTime::strptime("%Y-%m-%dT%H:%M:%SZ", text).ok()?;
        let stamp = Offset::UTC.to_timestamp(time).ok()?;
        Some(Self::from(stamp.as_millisecond()))
    }

    /// `2026-01-15T02:19Z`, as the package and instance pages print times: minutes, no seconds.
    pub(crate) fn to_minutes(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%MZ").to_string()
    }

    /// `2026-01-15T02:19:00Z`.
    pub(crate) fn to_seconds(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Its day, in UTC.
    pub(crate) fn date(self) -> Date {
        Offset::UTC.to_datetime(self.timestamp()).date()
    }

    /// The form of the HTTP `Date` header (RFC 9110, section 5.6.7).
    pub(crate) fn to_http_date(self) -> String {
        self.timestamp()
            .strftime("%a, %d %b %Y %H:%M:%S GMT")
            .to_string()
    }

    /// The end of the day, in UTC+8, that lies `months` calendar months after this moment.
    ///
    /// A package bought on 2018-02-07 for one month is documented to expire at 2018-03-07T16:00Z (API page
    /// DescribeCenBandwidthPackages), which is that midnight.
    pub(crate) fn end_of_day_after(self, months: u32) -> Self {
        let end = self
            .beijing()
            .date()
            .checked_add(Span::new().months(i64::from(months.min(12_000))))
            .and_then(|day| day.tomorrow())
            .and_then(|day| offset(8).to_timestamp(day.to_datetime(jiff::civil::Time::midnight())));
        match end {
            Ok(end) => Self::from(end.as_millisecond()),
            Err(_) => Self(LATEST_MILLIS),
        }
    }

    /// Whole hours from here to a later moment, the last one begun counted in full.
    pub(crate) fn hours_until(self, later: Self) -> u64 {
        let millis = u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0);
        millis.div_ceil(3_600_000)
    }

    /// Whole calendar months, and the days beyond them, from the day of this moment to the day of a later one, both in
    /// UTC+8.
    pub(crate) fn months_and_days_until(self, later: Self) -> (u32, u32) {
        let (from, to) = (self.beijing(), later.beijing());
        let between = from.date().until((Unit::Month, to.date()));
        let (months, days) = between.map_or((0, 0), |span| (span.get_months(), span.get_days()));
        let whole = |count: i32| u32::try_from(count).unwrap_or(0);
        (whole(months), whole(days))
    }

    /// How many days the calendar month has, in UTC+8.
    pub(crate) fn days_in_month(self) -> u64 {
        u64::try_from(self.beijing().date().days_in_month()).unwrap_or(30)
    }

    fn beijing(self) -> DateTime {
        offset(8).to_datetime(self.timestamp())
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Why a clock is not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock goes from {} to {}, and that would be beyond",
    Moment(0).to_seconds(),
    Moment(LATEST_MILLIS).to_seconds()
)]
pub(crate) struct BeyondCalendar;

/// Real time plus an offset. Settling, expiry, the memory of tokens and nonces, flow control and the HTTP `Date` header all
/// follow it, so moving it moves the whole cloud; only timestamps of requests may be of real time as well.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_millis: AtomicI64,
}

impl Clock {
    /// A clock that is `offset_millis` ahead of real time, or behind it when negative.
    pub(crate) fn with_offset(offset_millis: i64) -> Self {
        Self {
            offset_millis: AtomicI64::new(offset_millis),
        }
    }

    /// The time in the simulated cloud.
    pub(crate) fn now(&self) -> Moment {
        let real = i64::from(Self::real());
        Moment::from(real.saturating_add(self.offset_millis()))
    }

    /// The time outside of the simulated cloud.
    #[expect(
        clippy::disallowed_methods,
        reason = "the simulator shares no clock with the client it tests; this is its one source of time"
    )]
    pub(crate) fn real() -> Moment {
        let real = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Moment::from(i64::try_from(real.as_millis()).unwrap_or(LATEST_MILLIS))
    }

    /// Moves the clock forward, or back when `millis` is negative. Gives by how much its offset is another then, which is more
    /// or less where it was beyond the calendar.
    ///
    /// # Errors
    ///
    /// It would leave the calendar; it stays where it is.
    pub(crate) fn advance(&self, millis: i64) -> Result<i64, BeyondCalendar> {
        let (real, before) = (i64::from(Self::real()), self.offset_millis());
        let now = Moment::from(real.saturating_add(before));
        let then = i64::from(now).saturating_add(millis);
        if i64::from(Moment::from(then)) != then {
            return Err(BeyondCalendar);
        }
        let after = then - real;
        self.set_offset(after);
        Ok(after.saturating_sub(before))
    }

    /// Takes back what [`advance`](Self::advance) has moved.
    pub(crate) fn take_back(&self, moved: i64) {
        self.set_offset(self.offset_millis().saturating_sub(moved));
    }

    /// Sets how far the clock is ahead of real time, or behind it when negative.
    pub(crate) fn set_offset(&self, offset_millis: i64) {
        self.offset_millis.store(offset_millis, Ordering::SeqCst);
    }

    /// How far the clock is ahead of real time.
    pub(crate) fn offset_millis(&self) -> i64 {
        self.offset_millis.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse_request(text).unwrap()
    }

    #[test]
    fn the_documented_package_expires_at_midnight_in_beijing() {
        let bought = at("2018-02-07T02:19:00Z");
        assert_eq!(bought.to_minutes(), "2018-02-07T02:19Z");
        assert_eq!(bought.end_of_day_after(1).to_minutes(), "2018-03-07T16:00Z");
    }

    #[test]
    fn a_term_that_starts_late_in_the_utc_day_counts_from_the_next_day_in_beijing() {
        let bought = at("2026-01-30T20:00:00Z");
        assert_eq!(bought.end_of_day_after(1).to_minutes(), "2026-02-28T16:00Z");
        assert_eq!(
            bought.end_of_day_after(12).to_minutes(),
            "2027-01-31T16:00Z"
        );
    }

    #[test]
    fn what_is_left_of_a_term_is_counted_in_months_and_days_of_beijing() {
        let bought = at("2026-01-31T02:00:00Z");
        let end = at("2026-03-02T15:59:59Z");
        assert_eq!(bought.months_and_days_until(end), (1, 2));
        assert_eq!(end.months_and_days_until(bought), (0, 0));
        assert_eq!(bought.hours_until(at("2026-01-31T04:00:01Z")), 3);
        assert_eq!(at("2026-01-31T20:00:00Z").days_in_month(), 28);
    }

    #[test]
    fn only_whole_seconds_in_utc_are_a_request_timestamp() {
        for text in [
            "",
            "2018-02-07",
            "2018-02-07T02:19Z",
            "2018-02-07T02:19:00+08:00",
            "2018-02-07T02:19:00.5Z",
            "2018-02-30T02:19:00Z",
            "-9999-01-01T00:00:00Zx",
        ] {
            assert_eq!(Moment::parse_request(text), None, "{text}");
        }
    }

    #[test]
    fn time_stays_inside_the_calendar() {
        let end = Moment::from(i64::MAX);
        assert_eq!(end, end.plus(Duration::MAX));
        assert_eq!(end.end_of_day_after(u32::MAX).to_minutes().len(), 17);
        let clock = Clock::with_offset(i64::MAX);
        assert_eq!(clock.now(), end);
        assert_eq!(clock.advance(1), Err(BeyondCalendar));
        assert_eq!(
            BeyondCalendar.to_string(),
            "the clock goes from 1970-01-01T00:00:00Z to 2969-05-03T00:00:00Z, and that would be beyond"
        );
        // Whatever its offset was, it is moved from the time that it shows.
        let moved = clock.advance(-60_000).unwrap();
        assert!(clock.now() < end && clock.now().plus(Duration::from_secs(61)) == end);
        assert_eq!(clock.advance(120_000), Err(BeyondCalendar));
        clock.take_back(moved);
        assert_eq!(clock.now(), end);
        for beyond in [i64::MAX, i64::MIN] {
            let clock = Clock::default();
            assert_eq!(clock.advance(beyond), Err(BeyondCalendar));
            assert_eq!(clock.offset_millis(), 0);
        }
        assert_eq!(Clock::with_offset(i64::MIN).now(), Moment::from(0));
    }

    #[test]
    fn the_date_header_has_the_form_of_http() {
        assert_eq!(
            at("2018-02-07T02:19:05Z").to_http_date(),
            "Wed, 07 Feb 2018 02:19:05 GMT"
        );
    }
}
