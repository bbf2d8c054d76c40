//! The summary at the end: what was called and what would have been bought.

use cen::Area;
use serde_json::{Value as Json, json};

use cen_simulator::{Call, Cycle, Departure, Outcome, Package, Purchase, Summary, Term};

/// Purchases that get a line of their own.
const MOST_LINES: usize = 20;

/// The summary, in lines of text.
pub(super) fn summary(summary: &Summary) -> String {
    let total: usize = summary.calls.values().sum();
    let mut text = format!("\nAPI calls: {total}\n");
    for (action, count) in &summary.calls {
        text.push_str(&format!("{count:>6}  {action}\n"));
    }
    match summary.purchases.len() {
        0 => text.push_str("Nothing was bought.\n"),
        1 => text.push_str("One bandwidth package was bought, in the simulator only:\n"),
        many => text.push_str(&format!(
            "{many} bandwidth packages were bought, in the simulator only:\n"
        )),
    }
    for purchase in summary.purchases.iter().take(MOST_LINES) {
        text.push_str(&format!("  {}\n", line(purchase)));
    }
    text.push_str(&rest(
        summary.purchases.get(MOST_LINES..).unwrap_or_default(),
    ));
    text
}

/// The summary for a program: the calls by action, and each purchase in the words of a configuration.
pub(super) fn json(summary: &Summary) -> String {
    let purchases: Vec<Json> = summary.purchases.iter().map(purchase_in_json).collect();
    let all = json!({ "calls": summary.calls, "purchases": purchases });
    format!("{all:#}\n")
}

fn purchase_in_json(purchase: &Purchase) -> Json {
    let package = &purchase.package;
    json!({
        "id": package.id,
        "name": package.name,
        "bandwidth": package.bandwidth,
        "area_a": Area::named(&package.area_a).as_str(),
        "area_b": Area::named(&package.area_b).as_str(),
        "charge_type": if package.term.is_some() { "PrePaid" } else { "PostPaid" },
        "period": package.term.map(|term| term.period),
        "pricing_cycle": package.term.map(|term| match term.cycle {
            Cycle::Month => "Month",
            Cycle::Year => "Year",
        }),
        "cen_id": package.cen_id,
        "is_there": purchase.departed.is_none(),
        "fate": fate(package, purchase.departed),
    })
}

/// What became of the purchases that get no line of their own.
fn rest(purchases: &[Purchase]) -> String {
    let there = purchases
        .iter()
        .filter(|one| one.departed.is_none())
        .count();
    match (purchases.len(), there) {
        (0, _) => String::new(),
        (more, 0) => format!("  and {more} more, none of them still there\n"),
        (more, there) => format!("  and {more} more, {there} of them still there\n"),
    }
}

fn line(purchase: &Purchase) -> String {
    format!("{}  {}", purchase.package.id, terms(purchase))
}

/// What was bought, in the words of a configuration, and what became of it.
pub(super) fn terms(purchase: &Purchase) -> String {
    let package = &purchase.package;
    let paid = match package.term {
        Some(term) => format!("PrePaid for {}", words(term)),
        None => "PostPaid".to_owned(),
    };
    format!(
        "{} Mbps  {} - {}  {paid}  {}",
        package.bandwidth,
        Area::named(&package.area_a),
        Area::named(&package.area_b),
        fate(package, purchase.departed)
    )
}

fn words(term: Term) -> String {
    let unit = match term.cycle {
        Cycle::Month => "month",
        Cycle::Year => "year",
    };
    let plural = if term.period == 1 { "" } else { "s" };
    format!("{} {unit}{plural}", term.period)
}

fn fate(package: &Package, departed: Option<Departure>) -> String {
    match departed {
        Some(Departure::Deleted) => "deleted".to_owned(),
        Some(Departure::Removed) => "removed outside of Terraform".to_owned(),
        Some(Departure::Released) => "released after its expiry".to_owned(),
        Some(Departure::NeverPaid) => "ordered and never paid".to_owned(),
        Some(Departure::Refunded) => "refunded".to_owned(),
        None if !package.paid => format!("ordered, not paid (order {})", package.order),
        None => match &package.cen_id {
            Some(instance) => format!("still there, in use by {instance}"),
            None => "still there".to_owned(),
        },
    }
}

/// One line about a call, for a log.
pub(super) fn call(call: &Call) -> String {
    let time = call.at.get(11..19).unwrap_or(&call.at);
    let action = if call.action.is_empty() {
        "(no action)"
    } else {
        &call.action
    };
    let outcome = match (&call.outcome, call.status) {
        (Outcome::Refused(code), Some(status)) => format!("{status} {code}"),
        (_, Some(status)) => status.to_string(),
        (_, None) => "no answer".to_owned(),
    };
    let created = call
        .created
        .as_ref()
        .map_or(String::new(), |id| format!("  made {id}"));
    let fault = call
        .fault
        .as_ref()
        .map_or(String::new(), |rule| format!("  fault {rule}"));
    let line = format!(
        "{time}  {action}  {outcome}{created}{fault}  {} ms",
        call.duration.as_millis()
    );
    // What a client sends must not write on the terminal by itself.
    let shown: String = line
        .chars()
        .map(|character| {
            if character.is_control() {
                '?'
            } else {
                character
            }
        })
        .collect();
    format!("{shown}\n")
}
