//! When a prepaid package may end.

use std::time::{Duration, SystemTime};

use crate::cen::Moment;
use crate::framework::Diagnostics;
use crate::provider::config::Client;
use crate::value::{Attr, Number};

use super::model::Package;

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// The business status of a package that has expired or is overdue.
const LOCKED: &str = "FinancialLocked";

/// Whether a prepaid package is still paid for at `now`. An expiry that cannot be read counts as not reached.
///
/// A package that CEN itself has locked for money is past its term, whatever the clock of this machine says.
pub(super) fn is_running(package: &Package, now: SystemTime) -> bool {
    let locked = package
        .business_status
        .known()
        .is_some_and(|status| status == LOCKED);
    package.is_prepaid() && !locked && expiry(package).is_none_or(|expired| now < expired)
}

/// Says that a package ends soon, or has ended, and is not going to renew itself.
///
/// CEN does not tell whether a package renews itself, so the configuration's word counts.
pub(super) fn warn_of_end(package: &Package, client: &Client, diagnostics: &mut Diagnostics) {
    let days = package
        .expiry_warning_days
        .known()
        .and_then(Number::as_u64)
        .unwrap_or(client.expiry_warning_days);
    let renews = package.auto_renew != Attr::Null && package.auto_renew != Attr::Known(false);
    let Some(expired) = expiry(package).filter(|_| package.is_prepaid() && !renews && days > 0)
    else {
        return;
    };
    let (id, until) = (name(package), until(package));
    let left = expired.duration_since(client.api.now());
    let (summary, what) = match left {
        Err(_) => (
            "A prepaid package has expired",
            format!(
                "The package {id} was paid for until {until}. CEN stops it, and releases it with its configuration some \
                 days later."
            ),
        ),
        Ok(left) if left.as_secs() < days.saturating_mul(SECONDS_PER_DAY) => (
            "A prepaid package expires soon",
            format!(
                "The package {id} is paid for until {until}: {}. After that CEN stops it, and releases it with its \
                 configuration some days later.",
                days_left(left)
            ),
        ),
        Ok(_) => return,
    };
    diagnostics.warn(
        summary,
        format!(
            "{what} There is no API to renew it: renew it in the console, or replace it in time. If it renews itself \
             because somebody has set that in the console, set expiry_warning_days = 0."
        ),
    );
}

fn days_left(left: Duration) -> String {
    match left.as_secs() / SECONDS_PER_DAY {
        0 => "less than a day is left".to_owned(),
        1 => "one day is left".to_owned(),
        days => format!("{days} days are left"),
    }
}

/// The moment of the expiry, as far as it can be read.
fn expiry(package: &Package) -> Option<SystemTime> {
    let text = package.expired_time.known()?;
    Moment::from_answer(text)?.instant()
}

/// Says at plan time what `verb`ing the package (`destroy`, `replace`) will come to.
pub(super) fn plan_end(
    prior: &Package,
    client: Option<&Client>,
    verb: &str,
    diagnostics: &mut Diagnostics,
) {
    // Without a client there is no clock; the API refuses in time.
    let Some(client) = client else { return };
    // Whether a package that has never been seen exists at all, apply finds out.
    if prior.is_pending() || !is_running(prior, client.api.now()) {
        return;
    }
    let (id, until) = (name(prior), until(prior));
    if prior.may_be_abandoned() {
        diagnostics.warn(
            "A prepaid package will be left billing",
            format!(
                "To {verb} it, the package {id} is dropped from the state as abandon_on_destroy says. It is paid for \
                 until {until}, stays in the account, and renews itself if it was bought that way."
            ),
        );
    } else {
        diagnostics.error(summary(), refusal(&id, &until));
    }
}

/// The headline of a refusal.
pub(super) fn summary() -> &'static str {
    "A prepaid package cannot be destroyed before it expires"
}

/// Why a package that is paid for until `until` stays, and the two ways out.
pub(super) fn refusal(id: &str, until: &str) -> String {
    format!(
        "The package {id} is prepaid until {until}, and CEN does not take it back. Nothing has been changed. There are \
         two ways out:\n\n  - wait until {until}, then destroy it;\n  - set abandon_on_destroy = true, apply that, and \
         destroy again: the package is then dropped from the state and goes on billing outside of Terraform."
    )
}

/// The expiry for a message.
pub(super) fn until(package: &Package) -> String {
    package
        .expired_time
        .known()
        .cloned()
        .unwrap_or_else(|| "an unknown date".to_owned())
}

/// The id for a message.
pub(super) fn name(package: &Package) -> String {
    package.id.known().cloned().unwrap_or_default()
}
