//! Checks of a package's configuration that look at more than one argument, or at the provider block.

use crate::facts::Facts;
use crate::places;
use cen::{Cycle, Term};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::validate::listed;
use tf_plugin::value::{Attr, Path};

use super::model::{POST_PAID, Package};

pub(super) fn check(config: &Package, facts: &Facts, diagnostics: &mut Diagnostics) {
    for (name, area) in [("area_a", &config.area_a), ("area_b", &config.area_b)] {
        places::check_area(Path::root(name), area, facts, diagnostics);
    }
    prepaid_only(config, diagnostics);
    period(config, diagnostics);
    renewal(config, diagnostics);
}

/// Arguments that mean nothing where nothing is paid in advance.
fn prepaid_only(config: &Package, diagnostics: &mut Diagnostics) {
    if config
        .charge_type
        .known()
        .is_none_or(|charge_type| charge_type != POST_PAID)
    {
        return;
    }
    let arguments = [
        (
            "expiry_warning_days",
            config.expiry_warning_days.known().is_some(),
        ),
        ("period", config.period.known().is_some()),
        ("pricing_cycle", config.pricing_cycle.known().is_some()),
        ("auto_renew", config.auto_renew == Attr::Known(true)),
        (
            "auto_renew_duration",
            config.auto_renew_duration.known().is_some(),
        ),
    ];
    for (name, _) in arguments.into_iter().filter(|(_, is_set)| *is_set) {
        diagnostics.error_at(
            Path::root(name),
            format!("{name} needs a prepaid package"),
            format!(
                "This package is PostPaid: it is billed as long as it exists, for no period. Remove {name}, or set \
                 charge_type = \"PrePaid\"."
            ),
        );
    }
}

fn period(config: &Package, diagnostics: &mut Diagnostics) {
    let Some(period) = config.period.known() else {
        return;
    };
    let cycle = match &config.pricing_cycle {
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
        _ => String::new(),
    };
    let unit = cycle.as_str().to_lowercase();
    diagnostics.error_at(
        Path::root("period"),
        "Period is not sold",
        format!(
            "CEN does not sell bandwidth packages for {period} {unit}s. By the {unit} it sells {}.{advice}",
            listed(Term::periods(cycle)).replace('"', "")
        ),
    );
}

fn renewal(config: &Package, diagnostics: &mut Diagnostics) {
    let renews = match &config.auto_renew {
        Attr::Unknown => return,
        renew => *renew == Attr::Known(true),
    };
    if config.auto_renew_duration.known().is_some() && !renews {
        diagnostics.error_at(
            Path::root("auto_renew_duration"),
            "auto_renew_duration needs auto_renew",
            "Without automatic renewal its duration means nothing. Set auto_renew = true, or remove \
             auto_renew_duration.",
        );
    }
}
