//! Durations as a person writes them: `250ms`, `3s`, `15m`, `36h`, `40d`.

use std::time::Duration;

/// A text that is no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a duration; write a whole number and a unit, one of ms, s, m, h or d, for example 250ms, 3s or 40d"
)]
pub struct BadDuration {
    text: String,
}

/// Reads a whole number with a unit; a bare `0` needs none.
pub fn parse_duration(text: &str) -> Result<Duration, BadDuration> {
    let bad = || BadDuration {
        text: text.to_owned(),
    };
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits).ok_or_else(bad)?;
    let number: u64 = number.parse().map_err(|_| bad())?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(bad()),
    };
    number
        .checked_mul(millis)
        .map(Duration::from_millis)
        .ok_or_else(bad)
}

/// A text that is no latency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLatency {
    /// It is no duration.
    #[error(transparent)]
    NoDuration(#[from] BadDuration),
    /// It is longer than a day.
    #[error("`{0}` is too long for a latency, which is one of 0 to 1d")]
    TooLong(String),
}

/// Reads a latency, a duration of a day at most: no client waits longer.
pub fn parse_latency(text: &str) -> Result<Duration, BadLatency> {
    let span = parse_duration(text)?;
    if span > Duration::from_secs(24 * 3_600) {
        return Err(BadLatency::TooLong(text.to_owned()));
    }
    Ok(span)
}

/// The shortest text that [`parse_duration`] reads as `span`, which is cut to whole milliseconds.
pub(crate) fn format_duration(span: Duration) -> String {
    let millis = span.as_millis();
    if millis == 0 {
        return "0".to_owned();
    }
    let units = [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1_000, "s"),
    ];
    for (size, unit) in units {
        if millis.is_multiple_of(size) {
            return format!("{}{unit}", millis / size);
        }
    }
    format!("{millis}ms")
}

/// For fields that hold a duration as a person writes it.
pub(crate) mod as_text {
    use std::time::Duration;

    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(span: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::format_duration(*span))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        let text = String::deserialize(from)?;
        super::parse_duration(&text).map_err(D::Error::custom)
    }

    /// Reads one that is a latency.
    pub(crate) fn latency<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        let text = String::deserialize(from)?;
        super::parse_latency(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read_and_written() {
        for (text, millis) in [
            ("0", 0),
            ("250ms", 250),
            ("3s", 3_000),
            ("15m", 900_000),
            ("36h", 129_600_000),
            ("40d", 3_456_000_000),
        ] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(millis)));
            assert_eq!(format_duration(Duration::from_millis(millis)), text);
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_units() {
        for text in [
            "",
            "5",
            "s",
            "-1s",
            "1.5s",
            "1 s",
            "1w",
            "99999999999999999999s",
            "é",
        ] {
            assert_eq!(
                parse_duration(text).unwrap_err().to_string(),
                format!(
                    "`{text}` is not a duration; write a whole number and a unit, one of ms, s, m, h or d, for example 250ms, 3s or 40d"
                )
            );
        }
    }
}
