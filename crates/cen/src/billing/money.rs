//! Amounts of money.

use std::cmp::Ordering;
use std::fmt;

use crate::answer::Answer;

/// Parts of a unit of a currency that are told apart.
const PARTS: i64 = 10_000;

/// An amount in a currency, to the ten-thousandth.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    parts: i64,
    currency: String,
}

impl Money {
    /// Reads an amount as the API or a person writes it: decimal digits, maybe with a sign, separators of thousands and an
    /// exponent. What is smaller than a ten-thousandth is rounded away from zero.
    pub fn parse(amount: &str, currency: &str) -> Option<Self> {
        let currency = currency.trim().to_ascii_uppercase();
        Some(Self {
            parts: parts(&without_separators(amount.trim())?)?,
            currency,
        })
    }

    /// Three letters, such as `CNY`.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The sum, in one currency; `None` for two, and for more than there is.
    pub fn plus(&self, other: &Self) -> Option<Self> {
        let parts = self.parts.checked_add(other.parts);
        self.in_same_currency(other, parts?)
    }

    /// The difference, in one currency; `None` for two, and for more than there is.
    pub fn minus(&self, other: &Self) -> Option<Self> {
        let parts = self.parts.checked_sub(other.parts);
        self.in_same_currency(other, parts?)
    }

    fn in_same_currency(&self, other: &Self, parts: i64) -> Option<Self> {
        (self.currency == other.currency).then(|| Self {
            parts,
            currency: self.currency.clone(),
        })
    }

    /// Whether it is nothing at all.
    pub fn is_zero(&self) -> bool {
        self.parts == 0
    }

    /// Whether it is more than nothing.
    pub fn is_positive(&self) -> bool {
        self.parts > 0
    }

    /// The amount without its currency, with two digits after the point, or as many as it takes.
    pub fn amount(&self) -> String {
        let (whole, rest) = (
            self.parts.unsigned_abs() / 10_000,
            self.parts.unsigned_abs() % 10_000,
        );
        let sign = if self.parts < 0 { "-" } else { "" };
        let digits = format!("{rest:04}");
        let significant = digits.trim_end_matches('0').len().max(2);
        format!("{sign}{whole}.{}", &digits[..significant])
    }
}

/// By amount; none between currencies.
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.parts.cmp(&other.parts))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.amount())
    }
}

impl Answer<'_> {
    /// An amount in the currency that stands beside it.
    pub(super) fn money(self, name: &str) -> Result<Money, String> {
        let (amount, currency) = (self.text(name)?, self.text("Currency")?);
        match Money::parse(&amount, &currency) {
            Some(money) if !currency.is_empty() => Ok(money),
            Some(_) => Err("it has no Currency".to_owned()),
            None => Err(format!("its {name} is no amount")),
        }
    }
}

/// The digits without the commas that set thousands apart; nothing where they do something else.
fn without_separators(text: &str) -> Option<String> {
    let (whole, rest) = text.split_at(text.find(['.', 'e', 'E']).unwrap_or(text.len()));
    let mut groups = whole.split(',').rev();
    let first = groups.next_back()?;
    let are_thousands = groups.all(|group| group.len() == 3) && !rest.contains(',');
    let is_head = !whole.contains(',') || (1..=3).contains(&first.trim_start_matches('-').len());
    (are_thousands && is_head).then(|| whole.replace(',', "") + rest)
}

/// Reads decimal text without a detour over floating point, which has no cents.
fn parts(text: &str) -> Option<i64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, unsigned) = match mantissa.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, mantissa),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || digits.len() > 30 || !digits.bytes().all(|digit| digit.is_ascii_digit())
    {
        return None;
    }
    let value: i128 = digits.parse().ok()?;
    let scale = i32::try_from(fraction.len()).ok()?;
    // So many places are to be put behind what has been read, or taken off.
    let places = exponent
        .checked_sub(scale)?
        .checked_add(PARTS.ilog10().try_into().ok()?)?;
    let scaled = match u32::try_from(places) {
        Ok(places) => value.checked_mul(10_i128.checked_pow(places)?)?,
        Err(_) => {
            let divisor = 10_i128.checked_pow(places.unsigned_abs())?;
            (value + divisor / 2) / divisor
        }
    };
    i64::try_from(sign * scaled).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: &str) -> Option<String> {
        Money::parse(amount, "cny").map(|money| money.to_string())
    }

    #[test]
    fn amounts_are_read_as_decimals_and_written_with_cents() {
        for (text, shown) in [
            ("0", "CNY 0.00"),
            ("1360", "CNY 1360.00"),
            ("1360.5", "CNY 1360.50"),
            ("0.1234", "CNY 0.1234"),
            ("0.12345", "CNY 0.1235"),
            ("1,234,567.89", "CNY 1234567.89"),
            ("-12.30", "CNY -12.30"),
            ("1.5E3", "CNY 1500.00"),
            ("15e-1", "CNY 1.50"),
            (" 7 ", "CNY 7.00"),
        ] {
            assert_eq!(money(text).as_deref(), Some(shown), "{text}");
        }
        for text in [
            "",
            ".",
            "-",
            "free",
            "1.2.3",
            "1e99",
            "NaN",
            "99999999999999999999",
        ] {
            assert_eq!(money(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_in_two_currencies_are_neither_added_nor_compared() {
        let money = |amount, currency| Money::parse(amount, currency).unwrap();
        let (yuan, dollars) = (money("0.1", "CNY"), money("0.2", "USD"));
        assert_eq!(yuan.plus(&dollars), None);
        assert_eq!(yuan.partial_cmp(&dollars), None);
        let three = yuan.plus(&money("0.2", "CNY")).unwrap();
        assert_eq!(three.to_string(), "CNY 0.30");
        assert!(three > yuan);
        assert_eq!(three.minus(&yuan).unwrap().to_string(), "CNY 0.20");
    }
}
