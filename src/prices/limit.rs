//! The most that a purchase may cost.

use cen::billing::{Money, Price};
use tf_plugin::framework::Diagnostic;
use tf_plugin::value::Attr;

use crate::billing::Trouble;

use super::{Prices, paid};

impl Prices {
    /// Lets a price pass that is not above the limit, where there is one that is known. `costs` says what has the price, and
    /// `undone` what does not happen.
    ///
    /// # Errors
    ///
    /// It is above the limit, or cannot be compared with it.
    pub(crate) fn admit(&self, price: &Price, costs: &str, undone: &str) -> Result<(), Diagnostic> {
        let Attr::Known(most) = &self.most else {
            return Ok(());
        };
        let most = most.to_string();
        let limit = Money::parse(&most, price.to_pay.currency());
        if limit.is_some_and(|limit| price.to_pay <= limit) {
            return Ok(());
        }
        Err(Diagnostic::error(
            format!("{costs} costs more than max_price"),
            format!(
                "{undone} The price is {}. The provider block has max_price = {most}. Order less, or for a shorter time, or raise \
                 max_price.",
                paid(price, "")
            ),
        ))
    }

    /// That a limit that is known stands against a purchase of which nobody knows what it costs.
    pub(crate) fn refuse_unknown(&self, trouble: &Trouble, undone: &str) -> Option<Diagnostic> {
        let most = self.most.known()?;
        Some(Diagnostic::error(
            "It is not known what the package costs, and max_price limits that",
            format!(
                "{undone} The provider block has max_price = {most}, and there is no price to compare it with. To buy without a \
                 limit, remove max_price.\n\n{}",
                trouble.detail
            ),
        ))
    }

    /// Whether anything is to be held against a limit.
    ///
    /// # Errors
    ///
    /// There is one, and nobody knows yet which.
    pub(crate) fn are_limited(&self, undone: &str) -> Result<bool, Diagnostic> {
        match self.most {
            Attr::Null => Ok(false),
            Attr::Known(_) => Ok(true),
            Attr::Unknown => Err(Diagnostic::error(
                "max_price is not known yet",
                format!(
                    "{undone} max_price in the provider block depends on a value that is not known yet. Apply what it comes from \
                     first (terraform apply -target=...), or write a number."
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(amount: &str, currency: &str) -> Price {
        Price {
            to_pay: Money::parse(amount, currency).unwrap(),
            original: None,
        }
    }

    fn at_most(most: &str) -> Prices {
        Prices {
            most: Attr::Known(most.parse().unwrap()),
            ..Prices::default()
        }
    }

    #[test]
    fn a_price_passes_up_to_the_limit_to_the_cent_whatever_the_currency() {
        let admits = |most: &str, amount: &str, currency: &str| {
            let admitted = at_most(most).admit(&price(amount, currency), "It", "No.");
            admitted.is_ok()
        };
        assert!(admits("1350", "1350.00", "CNY"));
        assert!(!admits("1350", "1350.01", "CNY"));
        assert!(admits("0.3", "0.30", "USD"));
        assert!(admits("1e6", "999999.99", "JPY"));
        assert!(!admits("0.00001", "0.0001", "CNY"));
        // A limit that cannot be compared admits nothing.
        assert!(!admits("1e30", "1", "CNY"));
        let free = Prices::default();
        assert!(free.admit(&price("1e9", "CNY"), "It", "No.").is_ok());
    }

    #[test]
    fn a_refusal_says_what_it_costs_and_the_limit() {
        let refusal = at_most("1000").admit(&price("1350", "CNY"), "The package", "Nothing.");
        let expected = Diagnostic::error(
            "The package costs more than max_price",
            "Nothing. The price is CNY 1350.00; tax may be added. The provider block has max_price = 1000. Order less, or for a \
             shorter time, or raise max_price.",
        );
        assert_eq!(refusal, Err(expected));
    }

    #[test]
    fn without_a_price_only_a_known_limit_refuses_and_an_unknown_one_lets_nothing_be_sent() {
        let trouble = Trouble::switched_off();
        let unknown = Prices {
            most: Attr::Unknown,
            ..Prices::default()
        };
        for unlimited in [Prices::default(), unknown.clone()] {
            assert_eq!(unlimited.refuse_unknown(&trouble, "No."), None);
        }
        assert!(at_most("5").refuse_unknown(&trouble, "No.").is_some());
        assert_eq!(Prices::default().are_limited("No."), Ok(false));
        assert_eq!(at_most("5").are_limited("No."), Ok(true));
        assert!(unknown.are_limited("No.").is_err());
    }
}
