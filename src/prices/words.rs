//! Sentences about prices.

use cen::billing::{Price, RenewalMonths};
use cen::{Cycle, EndTime, Package, Term};

/// `CNY 1350.00 for 1 month, after a discount of CNY 150.00; tax may be added`, where it is `for_what`.
pub(crate) fn paid(price: &Price, for_what: &str) -> String {
    let discount = match price.discount() {
        Some(discount) => format!(", after a discount of {discount}"),
        None => String::new(),
    };
    let space = if for_what.is_empty() { "" } else { " " };
    format!(
        "{}{space}{for_what}{discount}; tax may be added",
        price.to_pay
    )
}

fn counted(number: u32, unit: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// `1 month`, `3 months`.
pub(crate) fn months(months: u32) -> String {
    counted(months, "month")
}

/// `3 months`, `1 year`.
pub(crate) fn term(term: Term) -> String {
    let unit = match term.cycle() {
        Cycle::Month => "month",
        Cycle::Year => "year",
    };
    counted(term.period(), unit)
}

/// What a renewal costs.
pub(super) fn renewal(price: &Price, mbps: u64, renewed: RenewalMonths) -> String {
    let renewed = format!("for {} of {mbps} Mbps", months(renewed.months()));
    format!(
        "Now: {}.\n\nAt renewal: the next one costs what it costs then; today that is the same.",
        paid(price, &renewed)
    )
}

/// What is known of the price of an upgrade for a while, by the price of one that lasts.
pub(super) fn temporary_upgrade(
    lasting: &Price,
    package: &Package,
    mbps: u64,
    end: EndTime,
) -> String {
    let until = match &package.expired_time {
        Some(ends) => format!("until the end of the term, {}", ends.as_str()),
        None => "until the end of the term".to_owned(),
    };
    format!(
        "Now: the billing API prices no upgrades for a while. To compare, {mbps} Mbps {until}, cost {}. That is another order, and \
         in no sum.\n\nAt renewal: nothing changes, since {} goes back to {} Mbps at {end}.",
        paid(lasting, ""),
        package.id,
        package.bought_mbps(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use cen::billing::Money;

    #[test]
    fn a_discount_is_named_where_there_is_one() {
        let money = |amount| Money::parse(amount, "CNY").unwrap();
        let price = |original| Price {
            to_pay: money("1223.50"),
            original,
        };
        let plain = "CNY 1223.50; tax may be added";
        assert_eq!(paid(&price(None), ""), plain);
        assert_eq!(paid(&price(Some(money("1223.5"))), ""), plain);
        assert_eq!(
            paid(&price(Some(money("1360"))), "for 1 month"),
            "CNY 1223.50 for 1 month, after a discount of CNY 136.50; tax may be added"
        );
    }

    #[test]
    fn terms_are_counted() {
        assert_eq!(
            (months(1), months(12)),
            ("1 month".into(), "12 months".into())
        );
        assert_eq!(term(Term::new(1, Cycle::Year).unwrap()), "1 year");
        assert_eq!(term(Term::new(3, Cycle::Month).unwrap()), "3 months");
    }
}
