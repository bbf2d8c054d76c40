//! Amounts of money, exact to the hundredth.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An amount in a currency that is known from elsewhere, in hundredths; negative when it is paid back or owed. It stops at
/// the ends of what 64 bits hold.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Money(i64);

/// A text that is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount of money, which is written like 1234.50")]
pub struct BadMoney(String);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// That many hundredths.
    pub const fn hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// That much of the whole currency, without hundredths.
    pub const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(100))
    }

    /// So many times this much.
    pub(crate) fn times(self, factor: u64) -> Self {
        Self(narrow(i128::from(self.0).saturating_mul(factor.into())))
    }

    /// The part `numerator` of `denominator`, rounded to the hundredth, half away from nothing.
    pub(crate) fn part(self, numerator: u64, denominator: u64) -> Self {
        let denominator = i128::from(denominator.max(1));
        let product = i128::from(self.0).saturating_mul(numerator.into());
        let half = denominator / 2 * product.signum();
        Self(narrow(product.saturating_add(half) / denominator))
    }

    /// A JSON number, as answers about prices have it.
    pub(crate) fn to_number(self) -> Value {
        // Far below 2^53, where every hundredth is told from its neighbours.
        Value::from(self.0 as f64 / 100.0)
    }

    /// With commas between thousands, as the balance of an account is written: `1,234.50`.
    pub(crate) fn grouped(self) -> String {
        let plain = self.to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, "00"));
        let (sign, digits) = match whole.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", whole),
        };
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{sign}{grouped}.{fraction}")
    }
}

fn narrow(hundredths: i128) -> i64 {
    let least = if hundredths < 0 { i64::MIN } else { i64::MAX };
    i64::try_from(hundredths).unwrap_or(least)
}

impl fmt::Display for Money {
    /// With two digits behind the point: `1234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let hundredths = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

impl FromStr for Money {
    type Err = BadMoney;

    /// Digits, with at most two behind a point, and a sign for less than nothing.
    fn from_str(text: &str) -> Result<Self, BadMoney> {
        let bad = || BadMoney(text.to_owned());
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !are_digits(whole) || !are_digits(fraction) {
            return Err(bad());
        }
        if !(1..=2).contains(&fraction.len()) {
            return Err(bad());
        }
        let hundredths: i64 = format!("{whole}{fraction:0<2}")
            .parse()
            .map_err(|_| bad())?;
        Ok(Self(sign * hundredths))
    }
}

impl TryFrom<String> for Money {
    type Error = BadMoney;

    fn try_from(text: String) -> Result<Self, BadMoney> {
        text.parse()
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_with_two_digits() {
        for (text, written) in [
            ("0", "0.00"),
            ("12", "12.00"),
            ("12.5", "12.50"),
            ("-0.05", "-0.05"),
            ("1234567.89", "1234567.89"),
        ] {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), written);
        }
        for text in [
            "",
            "-",
            ".5",
            "1.",
            "1.234",
            "1,000",
            "+1",
            "1e3",
            "99999999999999999999",
        ] {
            assert_eq!(text.parse::<Money>(), Err(BadMoney(text.to_owned())));
        }
    }

    #[test]
    fn parts_are_rounded_half_away_from_nothing() {
        let money = Money::hundredths;
        assert_eq!(money(100).part(1, 3), money(33));
        assert_eq!(money(101).part(1, 2), money(51));
        assert_eq!(money(-101).part(1, 2), money(-51));
        assert_eq!(money(i64::MAX).times(2), money(i64::MAX));
    }

    #[test]
    fn thousands_are_grouped_in_a_balance() {
        let grouped = |hundredths| Money::hundredths(hundredths).grouped();
        assert_eq!(grouped(99_999), "999.99");
        assert_eq!(grouped(100_000), "1,000.00");
        assert_eq!(grouped(-123_456_789), "-1,234,567.89");
        assert_eq!(Money::hundredths(12_345).to_number(), 123.45);
    }
}
