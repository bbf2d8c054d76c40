//! What bandwidth packages cost.

use std::io;
use std::ops::Neg;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::site::Site;

/// What the invented prices say of themselves.
const INVENTED: &str = "invented by the simulator; no real prices";

/// Prices of packages, from a JSON file or invented.
///
/// A package costs its bandwidth times the price of 1 Mbit/s for a month, for each month; of a whole year fewer months
/// may count than it has. From that goes the discount.
///
/// ```
/// let list: cen_simulator::PriceList = r#"{
///     "source": "copied from our contract of 2026",
///     "currency": "CNY",
///     "mbps_month": "90.00",
///     "pairs": [{ "areas": ["china", "europe"], "mbps_month": "640.00" }],
///     "discount_percent": 15,
///     "months_in_year": 10
/// }"#.parse()?;
/// assert_eq!(list.pairs.len(), 1);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// Where the prices come from, in words; shown wherever the prices are described.
    pub source: String,
    /// `CNY`, `USD` or `JPY`.
    pub currency: String,
    /// The price of 1 Mbit/s for a month between areas that `pairs` does not name.
    pub mbps_month: Money,
    /// Pairs of areas with prices of their own.
    #[serde(default)]
    pub pairs: Vec<PairPrice>,
    /// How much of every price is left off, 0 to 100.
    #[serde(default)]
    pub discount_percent: u8,
    /// How many months of a whole year are charged.
    #[serde(default = "whole_year")]
    pub months_in_year: u32,
}

/// The price between two areas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairPrice {
    /// Their names in any letter case, in either order.
    pub areas: [String; 2],
    /// The price of 1 Mbit/s for a month.
    pub mbps_month: Money,
}

fn whole_year() -> u32 {
    12
}

/// A price before and after its discount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Quote {
    pub(crate) original: Money,
    /// What is paid.
    pub(crate) trade: Money,
}

impl Quote {
    pub(crate) fn discount(self) -> Money {
        self.original - self.trade
    }

    pub(crate) fn times(self, factor: u64) -> Self {
        Self {
            original: self.original.times(factor),
            trade: self.trade.times(factor),
        }
    }
}

impl Neg for Quote {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            original: -self.original,
            trade: -self.trade,
        }
    }
}

impl PriceList {
    /// The prices of a simulator that was given none.
    pub fn invented(site: Site) -> Self {
        let pair = |a: &str, b: &str, units| PairPrice {
            areas: [a.to_owned(), b.to_owned()],
            mbps_month: Money::whole(units),
        };
        Self {
            source: INVENTED.to_owned(),
            currency: site.currency().to_owned(),
            mbps_month: Money::whole(200),
            pairs: vec![
                pair("china", "china", 100),
                pair("china", "asia-pacific", 500),
                pair("china", "europe", 600),
                pair("china", "north-america", 600),
            ],
            discount_percent: 10,
            months_in_year: 10,
        }
    }

    /// Reads a list from a file.
    ///
    /// # Errors
    ///
    /// It cannot be read or is no price list; the message names it.
    pub fn read(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let explain = |error: io::Error| {
            let message = format!("the price list {}: {error}", path.display());
            io::Error::new(error.kind(), message)
        };
        let text = std::fs::read_to_string(path).map_err(explain)?;
        text.parse().map_err(explain)
    }

    /// The price of 1 Mbit/s for a month, before the discount.
    pub(crate) fn mbps_month(&self, a: &str, b: &str) -> Money {
        let mut pairs = self.pairs.iter();
        let found = pairs.find(|pair| {
            let [x, y] = &pair.areas;
            let is = |x: &str, y: &str| x.eq_ignore_ascii_case(a) && y.eq_ignore_ascii_case(b);
            is(x, y) || is(y, x)
        });
        found.map_or(self.mbps_month, |pair| pair.mbps_month)
    }

    /// What whole months of so much bandwidth cost.
    pub(crate) fn months(&self, month: Money, months: u32) -> Quote {
        let charged = u64::from(months / 12) * u64::from(self.months_in_year);
        self.discounted(month.times(charged + u64::from(months % 12)))
    }

    /// What the part `numerator` of `denominator` of a month costs.
    pub(crate) fn part(&self, month: Money, numerator: u64, denominator: u64) -> Quote {
        self.discounted(month.part(numerator, denominator))
    }

    fn discounted(&self, original: Money) -> Quote {
        let paid = 100u64.saturating_sub(self.discount_percent.into());
        Quote {
            original,
            trade: original.part(paid, 100),
        }
    }
}

impl FromStr for PriceList {
    type Err = io::Error;

    fn from_str(text: &str) -> io::Result<Self> {
        let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidData, message);
        let list: Self = serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
        if list.discount_percent > 100 || list.source.is_empty() {
            let message = "it needs a source, and a discount of 0 to 100 percent";
            return Err(invalid(message.to_owned()));
        }
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn a_pair_is_found_in_either_order_and_a_year_counts_fewer_months() {
        let list = PriceList::invented(Site::Domestic);
        assert_eq!(list.mbps_month("europe", "china"), money("600"));
        assert_eq!(list.mbps_month("europe", "europe"), money("200"));
        let quote = list.months(money("500"), 14);
        assert_eq!(quote.original, money("6000"));
        assert_eq!(quote.trade, money("5400"));
        assert_eq!(quote.discount(), money("600"));
    }

    #[test]
    fn the_invented_prices_call_themselves_invented() {
        for (site, currency) in [(Site::Domestic, "CNY"), (Site::International, "USD")] {
            let list = PriceList::invented(site);
            assert_eq!(list.source, "invented by the simulator; no real prices");
            assert_eq!(list.currency, currency);
        }
    }

    #[test]
    fn a_file_that_is_no_price_list_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prices.json");
        let text =
            r#"{"source": "x", "currency": "CNY", "mbps_month": "1", "discount_percent": 101}"#;
        std::fs::write(&path, text).unwrap();
        let error = PriceList::read(&path).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the price list {}: it needs a source, and a discount of 0 to 100 percent",
                path.display()
            )
        );
        let error = r#"{"source": "x", "currency": "CNY", "mbps_month": 1.005}"#;
        assert!(error.parse::<PriceList>().is_err());
    }
}
