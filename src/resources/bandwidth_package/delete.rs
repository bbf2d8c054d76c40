//! When a prepaid package may end, and what must not be destroyed.

use std::time::{Duration, SystemTime};

use crate::api_errors::explain;
use crate::client::Client;
use crate::lifecycle::{Deletion, Managed as _, Note};
use crate::unfinished;
use crate::wait::Failure;
use crate::{package_binding, package_origin};
use cen::{Freshness, PackageId, Purchase};
use tf_plugin::framework::{Diagnostic, Diagnostics};
use tf_plugin::value::Attr;

use super::{OnDestroy, Package, expiry, refund};

/// A package that was bought shows within this time; CEN's own console allows eleven minutes.
const APPEARS_WITHIN: Duration = Duration::from_secs(15 * 60);

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
    package.is_prepaid() && !locked && expiry::moment(package).is_none_or(|expired| now < expired)
}

/// Why a package is to go.
pub(super) enum End<'a> {
    /// It is destroyed.
    Destroyed,
    /// Another takes its place, for this reason, in a sentence.
    Replaced(&'a str),
}

impl End<'_> {
    /// What is done to the package.
    pub(super) fn verb(&self) -> &'static str {
        match self {
            Self::Destroyed => "destroy",
            Self::Replaced(_) => "replace",
        }
    }
}

/// Says at plan time what the end of the package will come to. What a refund brings is asked for later.
pub(super) fn plan_end(
    prior: &Package,
    client: Option<&Client>,
    end: &End<'_>,
    diagnostics: &mut Diagnostics,
) {
    // Without a client there is no clock; the API refuses in time.
    let Some(client) = client else { return };
    // Whether a package that has never been seen exists at all, apply finds out.
    if prior.common().is_pending() || !is_running(prior, client.api.now()) {
        return;
    }
    let (id, until) = (name(prior), until(prior));
    match prior.on_destroy.chosen() {
        OnDestroy::Abandon => diagnostics.warn(
            "A prepaid package will be left billing",
            format!(
                "To {} it, the package {id} is dropped from the state as on_destroy = \"abandon\" says. It is paid for \
                 until {until}, stays in the account, and renews itself if it was bought that way.",
                end.verb()
            ),
        ),
        OnDestroy::Refund if client.billing.is_none() => {
            diagnostics.append(refund::without_billing());
        }
        OnDestroy::Refund => {}
        OnDestroy::Refuse => {
            let because = match end {
                End::Destroyed => String::new(),
                End::Replaced(because) => format!("{because} "),
            };
            diagnostics.error(summary(), format!("{because}{}", refusal(prior)));
        }
    }
}

/// The headline of a refusal.
fn summary() -> &'static str {
    "A prepaid package cannot be destroyed before it expires"
}

/// Why a package that is paid for stays, and the ways out.
fn refusal(package: &Package) -> String {
    let (id, until) = (name(package), until(package));
    let renewal = if package.renewing.is_automatic() == Some(true) {
        "set auto_renew = false and apply that, "
    } else {
        ""
    };
    let refund = match package.is_cross_border {
        Attr::Known(true) => "",
        _ => {
            "\n- give it back, where the billing API takes it back: set on_destroy = \"refund\" and apply that; the plan of the \
             destroy then says what is paid back."
        }
    };
    format!(
        "The package {id} is prepaid until {until}, and CEN does not release it before. Nothing has been changed. The ways \
         out:\n\n- {renewal}wait until {until}, then destroy it (CEN refuses that while it keeps a bound one locked, and \
         releases that by itself some days later);\n- take it out of the state and leave it billing: put \
         a removed block with lifecycle {{ destroy = false }} in the place of its resource block (this works where that block \
         is gone already, too), or run terraform state rm;\n- set on_destroy = \"abandon\", apply that, and destroy \
         again: the package is then dropped from the state and goes on billing outside of Terraform. Under ignore_changes = \
         all the argument has no effect; then take one of the other ways.{refund}"
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

pub(super) fn plan(prior: &Package, client: Option<&Client>, diagnostics: &mut Diagnostics) {
    if prior.common().is_unconfirmed() {
        diagnostics.warn(
            "The purchase is unconfirmed",
            "Nobody has answered this purchase yet. The destroy looks for the package first and drops the resource \
             only if nothing fits it.",
        );
    } else {
        plan_end(prior, client, &End::Destroyed, diagnostics);
    }
}

/// Refuses to drop a purchase that may have been made.
pub(super) fn refuse_to_forget(prior: &Package, diagnostics: &mut Diagnostics) {
    if prior.may_be_abandoned() {
        return;
    }
    diagnostics.error(
        "The purchase is unconfirmed",
        "A package may have been bought and be billing, and nobody has answered for it yet, so it is not dropped \
         without a word.\n\nRun terraform apply with the unchanged configuration first: it confirms the purchase \
         under its token, or asks where that may be forgotten. Then go on. Or, if you accept that a package may be left billing, set \
         on_destroy = \"abandon\" and apply.",
    );
}

/// Says of a package that was paid for, and is gone, what that means.
pub(super) fn obituary(package: &Package, key_source: &str) -> Diagnostic {
    let (id, until) = (name(package), until(package));
    Diagnostic::warning(
        "A package that was paid for is gone",
        format!(
            "The package {id} was paid for until {until}, and CEN does not list it any more: it was looked for several times \
             over some seconds, by its id and among all packages, with the key from {key_source}. It leaves the state, and a \
             configuration that still has it plans to buy another one.\n\nIf that surprises you, do not apply. Check first that \
             this key belongs to the account that bought the package, and look for it in the console; `terraform import` takes it back."
        ),
    )
}

/// What comes before the release of a package: it is unbound. Whether to go on; the state writer says why not.
pub(super) async fn before(
    deletion: &Deletion<'_, Package>,
    id: &PackageId,
) -> Result<bool, Failure> {
    let scope = deletion.scope;
    let Some(actual) = Package::find(id, Freshness::Latest, scope).await? else {
        match deletion.note() {
            Some(note) => never_seen(deletion, &note),
            // An empty answer proves nothing. To leave it be takes no proof, and for all else the release itself is asked.
            None if is_running(deletion.prior, scope.client.api.now())
                && deletion.prior.may_be_abandoned() =>
            {
                refuse_or_abandon(deletion, deletion.prior);
            }
            None => return Ok(true),
        }
        return Ok(false);
    };
    let mut seen = deletion.prior.clone();
    seen.refresh(&actual);
    if is_running(&seen, scope.client.api.now()) {
        match deletion.prior.on_destroy.chosen() {
            OnDestroy::Refund => refund::give_back(deletion, id, &actual).await?,
            OnDestroy::Refuse | OnDestroy::Abandon => refuse_or_abandon(deletion, &seen),
        }
        return Ok(false);
    }
    for cen in &actual.cen_ids {
        package_binding::unbind(id, cen, scope).await?;
    }
    Ok(true)
}

fn refuse_or_abandon(deletion: &Deletion<'_, Package>, seen: &Package) {
    let (id, until, writer) = (name(seen), until(seen), deletion.writer);
    if !deletion.prior.may_be_abandoned() {
        return writer.error(summary(), refusal(seen));
    }
    writer.remove();
    writer.warn(
        "A prepaid package has been left billing",
        format!(
            "The package {id} is no longer in the state, as on_destroy = \"abandon\" says. It still exists, is paid for until \
             {until}, and renews itself if it was bought that way. Manage it in the console, or import it again."
        ),
    );
}

/// Drops a package that was bought and has not been seen yet only when it will not come any more, or when it cannot come by
/// itself.
fn never_seen(deletion: &Deletion<'_, Package>, note: &Note<Purchase>) {
    let (prior, writer) = (deletion.prior, deletion.writer);
    let id = name(prior);
    if prior.awaits_payment() {
        writer.remove();
        writer.warn(
            "An unpaid order has been left behind",
            format!(
                "The order of the package {id} was never paid, so there is no package to destroy. Cancel the order in the \
                 console: if somebody pays it, the package exists and bills."
            ),
        );
    } else if prior.may_be_abandoned() || age(deletion, note) >= APPEARS_WITHIN {
        writer.remove();
        writer.warn(
            "A package that never appeared has been dropped",
            format!(
                "CEN gave out the id {id} and does not list it. If it appears after all, it bills: look for it in the \
                 console."
            ),
        );
    } else {
        writer.error(
            "The package is not visible yet",
            format!(
                "CEN gave out the id {id} a short while ago and does not list it yet, so it cannot be destroyed. Wait some \
                 minutes, then destroy it again."
            ),
        );
    }
}

/// How long ago the purchase was first tried.
fn age(deletion: &Deletion<'_, Package>, note: &Note<Purchase>) -> Duration {
    let now = deletion.scope.client.api.now();
    now.duration_since(note.first_attempt()).unwrap_or_default()
}

/// Drops a purchase that nobody has answered only when nothing can have come of it.
pub(super) async fn unconfirmed(deletion: &Deletion<'_, Package>) {
    let Deletion { prior, writer, .. } = deletion;
    if prior.may_be_abandoned() {
        writer.remove();
        return writer.warn(
            "An unconfirmed purchase has been dropped",
            "As on_destroy = \"abandon\" says, the purchase is no longer in the state. If a package was bought, it exists and is \
             billing: look for it in the console.",
        );
    }
    let mut refusal = Diagnostics::default();
    refuse_to_forget(prior, &mut refusal);
    let refuse = || refusal.into_iter().for_each(|one| writer.push(one));
    let Some(note) = deletion.note() else {
        return refuse();
    };
    let candidates = match package_origin::candidates(&note, deletion.scope).await {
        Ok(candidates) => candidates,
        Err(Failure::Call(error)) => {
            let explained = explain(&error);
            let kept = "The purchase is unconfirmed and stays in the state.";
            return writer.push(explained.after(kept).error());
        }
        Err(failure) => return unfinished::delete(&failure, "purchase", writer),
    };
    if !candidates.is_empty() {
        writer.error(
            "The purchase may have become a package",
            format!(
                "This purchase was never confirmed, and the account has a package that fits it: {}. Run terraform apply \
                 with the unchanged configuration to confirm the purchase, then destroy it; or set on_destroy = \
                 \"abandon\", apply, and destroy, if the package is not yours to end.",
                candidates.join(", ")
            ),
        );
    } else if age(deletion, &note) < APPEARS_WITHIN {
        refuse();
    } else {
        writer.remove();
        writer.warn(
            "An unconfirmed purchase came to nothing",
            "No package in the account fits the purchase, long after it was made, so the resource is dropped from the state.",
        );
    }
}
