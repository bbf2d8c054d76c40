//! What the plans of one walk cost together, as it grows.
//!
//! A host has no last moment of a plan at which a provider could speak, so every price is told with the sum so far, and the last
//! one that is told is the sum. It also keeps hosts from folding warnings of one summary into one.

use std::collections::{BTreeMap, BTreeSet};

use cen::billing::Money;

/// The sums, and what has been said of what is not in them.
#[derive(Debug, Default)]
pub(crate) struct Bill {
    /// By currency. One, as a rule: that of the account.
    sums: BTreeMap<String, Money>,
    /// Why something that costs money is not in the sums.
    lacks: BTreeSet<String>,
}

impl Bill {
    /// Adds what something costs, and says what all comes to so far.
    pub(crate) fn add(&mut self, price: &Money) -> String {
        self.sums
            .entry(price.currency().to_owned())
            // More money than there is stays out of the sum.
            .and_modify(|sum| *sum = sum.plus(price).unwrap_or_else(|| sum.clone()))
            .or_insert_with(|| price.clone());
        let sums: Vec<String> = self.sums.values().map(Money::to_string).collect();
        let lacks = match self.lacks.is_empty() {
            true => "",
            false => ", without what has no price",
        };
        format!("{} in this run so far{lacks}", sums.join(" and "))
    }

    /// Notes why something costs money and has no price. Whether that is new.
    pub(crate) fn leave_out(&mut self, reason: &str) -> bool {
        self.lacks.insert(reason.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_grows_by_currency_and_says_what_it_lacks() {
        let money = |amount, currency| Money::parse(amount, currency).unwrap();
        let mut bill = Bill::default();
        assert_eq!(
            bill.add(&money("0.1", "CNY")),
            "CNY 0.10 in this run so far"
        );
        assert_eq!(
            bill.add(&money("0.2", "CNY")),
            "CNY 0.30 in this run so far"
        );
        assert!(bill.leave_out("no permission"));
        assert!(!bill.leave_out("no permission"));
        assert!(bill.leave_out("another"));
        assert_eq!(
            bill.add(&money("7", "USD")),
            "CNY 0.30 and USD 7.00 in this run so far, without what has no price"
        );
        let most = money("900000000000000", "CNY");
        bill.add(&most);
        assert!(bill.add(&most).starts_with("CNY 900000000000000.30 and"));
    }
}
