//! Points in time as the API writes them.

use std::time::SystemTime;

use jiff::Timestamp;

/// A time from an answer. Most have no seconds (`2018-02-07T02:19Z`), some do; the text is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time(String);

impl Time {
    /// `None` for blank text. A text that is no time is kept too, since users may want to see it.
    pub fn from_api(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The text as the API wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instant it means, if it can be read.
    pub fn instant(&self) -> Option<SystemTime> {
        self.0.parse::<Timestamp>().ok().map(SystemTime::from)
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn times_are_read_with_and_without_seconds() {
        for (text, seconds) in [
            ("2018-05-04T08:00Z", 1_525_420_800),
            ("2018-05-04T08:00:07Z", 1_525_420_807),
            ("2999-09-08T16:00Z", 32_493_801_600),
        ] {
            let time = Time::from_api(text).unwrap();
            assert_eq!(
                time.instant(),
                Some(UNIX_EPOCH + Duration::from_secs(seconds)),
                "{text}"
            );
            assert_eq!(time.as_str(), text);
        }
    }

    #[test]
    fn what_is_no_time_is_kept_as_text() {
        let time = Time::from_api("soon").unwrap();
        assert_eq!((time.as_str(), time.instant()), ("soon", None));
        assert_eq!(Time::from_api(" "), None);
    }
}
