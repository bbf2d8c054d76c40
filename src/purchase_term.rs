//! The term that a prepaid package is bought for, as it is written: `period` and `pricing_cycle`.

use cen::{Cycle, Term};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::validate::listed;
use tf_plugin::value::{Attr, Number, Path};

/// The words for a cycle.
pub(super) const CYCLES: [&str; 2] = ["Month", "Year"];

/// The term, of one month where nothing is written; nothing while it is unknown, and for one that is not sold.
pub(super) fn term(period: &Attr<Number>, cycle: &Attr<String>) -> Option<Term> {
    let cycle = match cycle.known().map(String::as_str) {
        Some("Year") => Cycle::Year,
        _ => Cycle::Month,
    };
    let period = match period {
        Attr::Null => 1,
        period => period.known()?.as_u64()?.try_into().ok()?,
    };
    Term::new(period, cycle).ok()
}

/// Refuses a term that is not sold.
pub(super) fn check(period: &Attr<Number>, cycle: &Attr<String>, diagnostics: &mut Diagnostics) {
    let Some(period) = period.known() else {
        return;
    };
    let cycle = match cycle {
        Attr::Unknown => return,
        Attr::Known(cycle) if cycle == Cycle::Year.as_str() => Cycle::Year,
        Attr::Null | Attr::Known(_) => Cycle::Month,
    };
    let months = period
        .as_u64()
        .and_then(|period| u32::try_from(period).ok());
    if months.is_some_and(|period| Term::new(period, cycle).is_ok()) {
        return;
    }
    let advice = match months {
        Some(months @ (12 | 24 | 36)) if cycle == Cycle::Month => {
            format!(
                " For {months} months set period = {} and pricing_cycle = \"Year\".",
                months / 12
            )
        }
        _ if cycle == Cycle::Month => format!(
            " By the year, with pricing_cycle = \"Year\", it sells {}.",
            sold(Cycle::Year)
        ),
        _ => String::new(),
    };
    let unit = cycle.as_str().to_lowercase();
    diagnostics.error_at(
        Path::root("period"),
        "Period is not sold",
        format!(
            "CEN does not sell bandwidth packages for {period} {unit}s. By the {unit} it sells {}.{advice}",
            sold(cycle)
        ),
    );
}

fn sold(cycle: Cycle) -> String {
    listed(Term::periods(cycle)).replace('"', "")
}
