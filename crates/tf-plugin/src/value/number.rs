//! Exact decimal numbers.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A decimal number of any size, kept exactly.
///
/// Terraform computes with 512-bit binary floats and sends what does not fit a machine number as decimal text. Going
/// through `f64` would corrupt ids and make the answer differ from the plan, so the digits are kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    negative: bool,
    /// Without leading or trailing zeros; empty for zero.
    digits: String,
    /// The value is `digits` × 10^`exponent`.
    exponent: i64,
}

/// Text or a float that is not a finite decimal number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a decimal number")]
pub struct NumberError(String);

/// Plain digits up to this many places; beyond, an exponent is written.
const PLAIN_PLACES: i64 = 40;

impl Number {
    /// The number as `i64`, if it is whole and fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.whole().and_then(|text| text.parse().ok())
    }

    /// The number as `u64`, if it is whole and fits.
    pub fn as_u64(&self) -> Option<u64> {
        self.whole().and_then(|text| text.parse().ok())
    }

    /// Whether it has no fraction.
    pub fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    /// The exact decimal form of a binary float.
    ///
    /// # Errors
    ///
    /// For infinities and NaN, which no configuration can hold.
    pub fn from_f64(float: f64) -> Result<Self, NumberError> {
        if !float.is_finite() {
            return Err(NumberError(float.to_string()));
        }
        // The smallest double needs 1074 decimal places; that many are always exact, never rounded.
        format!("{float:.1074}").parse()
    }

    fn whole(&self) -> Option<String> {
        let places = i64::try_from(self.digits.len())
            .ok()?
            .checked_add(self.exponent)?;
        (self.exponent >= 0 && places <= PLAIN_PLACES).then(|| self.to_string())
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::new(value < 0, &value.unsigned_abs().to_string(), 0)
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        i64::from(value).into()
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        u64::from(value).into()
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::new(false, &value.to_string(), 0)
    }
}

impl Number {
    /// Brings digits into the one form that makes equal numbers equal.
    fn new(negative: bool, digits: &str, exponent: i64) -> Self {
        let kept = digits.trim_end_matches('0');
        let dropped = i64::try_from(digits.len() - kept.len()).unwrap_or(i64::MAX);
        let kept = kept.trim_start_matches('0');
        if kept.is_empty() {
            return Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
            };
        }
        Self {
            negative,
            digits: kept.to_owned(),
            exponent: exponent.saturating_add(dropped),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.sign(), other.sign()) {
            (1, 1) => self.cmp_magnitude(other),
            (-1, -1) => other.cmp_magnitude(self),
            (one, other) => one.cmp(&other),
        }
    }
}

impl Number {
    /// 1, 0 or -1.
    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => -1,
        }
    }

    /// Compares what is left without the signs; neither is zero.
    fn cmp_magnitude(&self, other: &Self) -> Ordering {
        // The power of ten of the first digit. No text that was read has anywhere near 2^63 digits.
        let first = |number: &Self| {
            let digits = i64::try_from(number.digits.len()).unwrap_or(i64::MAX);
            number.exponent.saturating_add(digits)
        };
        // Without trailing zeros, a number that goes on after all digits of another is larger: the order of texts.
        let digits = || self.digits.cmp(&other.digits);
        first(self).cmp(&first(other)).then_with(digits)
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unfit = || NumberError(text.chars().take(64).collect());
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            // An exponent beyond 32 bits is no number anybody means, and would overflow later sums.
            Some((mantissa, exponent)) => (
                mantissa,
                i64::from(exponent.parse::<i32>().map_err(|_| unfit())?),
            ),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(unfit());
        }
        let places = i64::try_from(fraction.len()).map_err(|_| unfit())?;
        Ok(Self::new(negative, &digits, exponent - places))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return f.write_str("0");
        }
        let sign = if self.negative { "-" } else { "" };
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let point = length.saturating_add(self.exponent);
        let text = if self.exponent >= 0 && point <= PLAIN_PLACES {
            format!(
                "{}{}",
                self.digits,
                "0".repeat(usize::try_from(self.exponent).unwrap_or(0))
            )
        } else if self.exponent < 0 && point > 0 {
            let (whole, fraction) = self.digits.split_at(usize::try_from(point).unwrap_or(0));
            format!("{whole}.{fraction}")
        } else if self.exponent < 0 && point > -PLAIN_PLACES {
            format!(
                "0.{}{}",
                "0".repeat(usize::try_from(-point).unwrap_or(0)),
                self.digits
            )
        } else {
            format!("{}e{}", self.digits, self.exponent)
        };
        write!(f, "{sign}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn equal_numbers_are_equal_however_they_are_written() {
        for (a, b) in [
            ("1.50", "1.5"),
            ("0", "-0.00"),
            ("1e3", "1000"),
            ("+7", "07"),
            ("12E-1", "1.2"),
        ] {
            assert_eq!(number(a), number(b));
        }
    }

    #[test]
    fn numbers_are_ordered_by_size() {
        let ordered = [
            "-1e400",
            "-10",
            "-9",
            "-1.5",
            "-0.05",
            "0",
            "1e-400",
            "0.05",
            "0.5",
            "1",
            "1.05",
            "1.5",
            "9",
            "9.99",
            "10",
            "11",
            "100",
            "9007199254740993",
            "1e400",
        ];
        let numbers: Vec<Number> = ordered.iter().map(|text| number(text)).collect();
        for (a, one) in numbers.iter().enumerate() {
            for (b, other) in numbers.iter().enumerate() {
                assert_eq!(one.cmp(other), a.cmp(&b), "{one} {other}");
            }
        }
    }

    #[test]
    fn text_is_plain_where_people_expect_it_and_parses_back() {
        for text in [
            "0",
            "-1",
            "9007199254740993",
            "18446744073709551616",
            "0.1",
            "-12.75",
            "0.0000001",
        ] {
            assert_eq!(number(text).to_string(), text);
        }
        assert_eq!(number("1e400").to_string(), "1e400");
        assert_eq!(number("1.5e-400").to_string(), "15e-401");
        assert_eq!(number("1.5e-400"), number(&number("1.5e-400").to_string()));
    }

    #[test]
    fn machine_integers_come_out_only_when_they_are_exact() {
        assert_eq!(number("-9223372036854775808").as_i64(), Some(i64::MIN));
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(number("18446744073709551616").as_u64(), None);
        assert_eq!(number("1.5").as_i64(), None);
        assert_eq!(number("5.0").as_i64(), Some(5));
        assert_eq!(number("1e400").as_i64(), None);
    }

    #[test]
    fn floats_keep_their_exact_value() {
        assert_eq!(Number::from_f64(1.5), Ok(number("1.5")));
        assert_ne!(Number::from_f64(0.1), Ok(number("0.1")));
        assert!(Number::from_f64(f64::NAN).is_err());
        assert!(Number::from_f64(f64::INFINITY).is_err());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "-",
            ".",
            "e5",
            "1e",
            "0x1",
            "1_000",
            " 1",
            "NaN",
            "1e99999999999",
            "١",
        ] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }
}
