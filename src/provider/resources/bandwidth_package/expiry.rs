//! When a prepaid package may end.

use std::time::SystemTime;

use crate::cen::Moment;
use crate::framework::Diagnostics;
use crate::provider::config::Client;

use super::model::Package;

/// The business status of a package that has expired or is overdue.
const LOCKED: &str = "FinancialLocked";

/// Whether a prepaid package is still paid for at `now`. An expiry that cannot be read counts as not reached.
///
/// A package that CEN itself has locked for money is past its term, whatever the clock of this machine says.
pub(super) fn is_running(package: &Package, now: SystemTime) -> bool {
    let expired = package
        .expired_time
        .known()
        .and_then(|text| Moment::from_answer(text));
    let expired = expired.and_then(|moment| moment.instant());
    let locked = package
        .business_status
        .known()
        .is_some_and(|status| status == LOCKED);
    package.is_prepaid() && !locked && expired.is_none_or(|expired| now < expired)
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
