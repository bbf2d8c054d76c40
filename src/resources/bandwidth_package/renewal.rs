//! What becomes of a prepaid package at the end of its term: bought with it, then read and changed through the billing API.
//!
//! Only what is configured is read and changed: a package without these arguments costs no call. Where the billing API cannot be
//! used, the arguments count at the purchase and are only noted afterwards, with a warning.

use std::time::Duration;

use crate::Cen;
use crate::billing::Trouble;
use crate::lifecycle::{Change, Managed as _};
use crate::scope::Scope;
use crate::wait::{self, Failure, Poll};
use crate::walk::Walk;
use cen::Freshness;
use cen::billing::{AutomaticMonths, Renewal, Subscription};
use tf_plugin::framework::validate::listed;
use tf_plugin::framework::{Diagnostic, Plan, PlanRequest};
use tf_plugin::value::{Attr, Path};

use super::Package;
use super::renewing::{AUTOMATIC, MANUAL, Wanted};

/// How long the billing API may take to show a change; the official provider's reads tolerate seconds.
const SHOWS_WITHIN: Duration = Duration::from_secs(60);

/// Plans what a new package is bought with.
pub(super) fn plan_purchase(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    let (config, planned) = (&request.config.renewing, &mut plan.state.renewing);
    if config.renewal_status.is_null() {
        planned.renewal_status = match &config.auto_renew {
            Attr::Known(true) => AUTOMATIC.into(),
            Attr::Known(false) => MANUAL.into(),
            Attr::Null => Attr::Null,
            Attr::Unknown => Attr::Unknown,
        };
    }
}

/// Plans a change of what becomes of a package that is there.
pub(super) fn plan_change(
    prior: &Package,
    request: &PlanRequest<'_, Package, Cen>,
    plan: &mut Plan<Package>,
) {
    if prior.common().is_unconfirmed() {
        return plan_purchase(request, plan);
    }
    let (config, before) = (&request.config.renewing, &prior.renewing);
    let planned = &mut plan.state.renewing;
    if config.renewal_status.is_null() {
        let is_same = planned.auto_renew == before.auto_renew
            && planned.auto_renew_duration == before.auto_renew_duration;
        planned.renewal_status = match config.auto_renew.is_null() {
            true => Attr::Null,
            false if is_same => before.renewal_status.clone(),
            false => Attr::Unknown,
        };
    }
    let changes = planned != before;
    if !changes || config.wanted().is_none() {
        return;
    }
    let wanted = config.wanted();
    if wanted.is_some_and(|wanted| wanted.renewal().is_none()) {
        plan.diagnostics.error_at(
            Path::root("auto_renew_duration"),
            "Automatic renewal is not sold for so many months",
            format!(
                "A package that is there renews itself by {} months.",
                listed(&AutomaticMonths::SOLD).replace('"', "")
            ),
        );
    }
    if let Some(client) = request.client
        && client.billing.is_none()
    {
        plan.diagnostics.warn_at(
            Path::root("auto_renew"),
            "Automatic renewal does not change with this argument",
            "CEN takes it at purchase only; afterwards it is changed through the billing API, which use_billing_api = false in the \
             provider block keeps this provider from. Change the renewal of this package in the console; the provider only notes \
             the new value.",
        );
    }
}

/// Reads what becomes of a package, if that is configured.
pub(super) async fn read(package: &mut Package, walk: &Walk, scope: Scope<'_>) {
    let Some((billing, id)) = scope.client.billing.as_ref().zip(package.key()) else {
        return;
    };
    if !package.is_prepaid() || !package.renewing.is_managed() {
        return;
    }
    let deadline = wait::brief(scope.deadline);
    match billing
        .subscription(&id, Freshness::Recent, &deadline)
        .await
    {
        Ok(Some(subscription)) => package.renewing.take_over(&subscription.renewal),
        // Bought moments ago, perhaps. What is noted stays.
        Ok(None) => {}
        Err(error) => walk.note_trouble_with_billing(&error),
    }
}

/// Tells of packages that a search has found what becomes of them. Answers why that is not known of some.
pub(super) async fn complete(found: &mut [Package], scope: Scope<'_>) -> Option<Diagnostic> {
    if !found.iter().any(Package::is_prepaid) {
        return None;
    }
    let unread = |detail: String| {
        let summary = "What becomes of packages at the end of their terms was not read";
        Some(Diagnostic::warning(summary, detail))
    };
    let Some(billing) = &scope.client.billing else {
        let detail = "use_billing_api = false in the provider block keeps this provider from asking for it, as with_renewal does.";
        return unread(detail.to_owned());
    };
    let deadline = wait::brief(scope.deadline);
    let subscriptions = match billing.subscriptions(&deadline).await {
        Ok(subscriptions) => subscriptions,
        Err(error) => return unread(Trouble::with(&error).detail),
    };
    let mut unlisted = None;
    for package in found.iter_mut().filter(|package| package.is_prepaid()) {
        let Some(id) = package.key() else { continue };
        match subscriptions.iter().find(|one| one.id == id) {
            Some(subscription) => package.renewing.tell(&subscription.renewal),
            None => unlisted = Some(id),
        }
    }
    unread(Trouble::unlisted(&unlisted?).detail)
}

/// Changes what becomes of a package to what is planned.
pub(super) async fn apply(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let wanted = change.config.renewing.wanted();
    let is_there = |prior: &&Package| !prior.common().is_unconfirmed();
    let is_so = match change.prior.as_ref().filter(is_there) {
        Some(_) => change.planned.renewing == change.state.renewing,
        // A purchase brings all that it can say; that a package ends without a reminder it cannot.
        None => wanted != Some(Wanted::Never),
    };
    let Some(wanted) = wanted.filter(|_| !is_so) else {
        change.advance(|state, planned| state.renewing.clone_from(&planned.renewing));
        return Ok(());
    };
    "changing what becomes of it at the end of its term".clone_into(&mut change.doing);
    let outcome = match &change.scope().client.billing {
        Some(_) => set(change, wanted).await,
        None => Ok(None),
    };
    let (renewal, trouble) = match outcome {
        Ok(renewal) => (renewal, None),
        Err(Unset::Trouble(trouble)) => (None, Some(trouble)),
        Err(Unset::Failure(failure)) => return Err(failure),
    };
    change.advance(|state, planned| {
        state.renewing.clone_from(&planned.renewing);
        match &renewal {
            Some(renewal) => state.renewing.take_over(renewal),
            None if state.renewing.renewal_status.is_unknown() => {
                state.renewing.renewal_status = Attr::Null;
            }
            None => {}
        }
    });
    if let Some(trouble) = trouble {
        change.warn(
            "What becomes of the package at the end of its term was not changed",
            format!(
                "{}\n\nThe new value is only noted. Change it in the console.",
                trouble.detail
            ),
        );
    }
    Ok(())
}

/// Why it was not set.
enum Unset {
    /// The billing API cannot be used, which is no reason to fail.
    Trouble(Trouble),
    /// It was used, and the change did not come to its end.
    Failure(Failure),
}

/// Sets what is wanted, unless it is so already, and tells what becomes of the package then.
async fn set(change: &Change<'_, Package>, wanted: Wanted) -> Result<Option<Renewal>, Unset> {
    let Scope { client, deadline } = change.scope();
    let (Some(billing), Some(renewal)) = (&client.billing, wanted.renewal()) else {
        return Ok(None);
    };
    let trouble = |error| Unset::Trouble(Trouble::with(&error));
    let read = async || {
        billing
            .subscription(&change.key, Freshness::Latest, deadline)
            .await
    };
    let Some(subscription) = read().await.map_err(trouble)? else {
        return Err(Unset::Trouble(Trouble::unlisted(&change.key)));
    };
    if wanted.is_met(&subscription.renewal) {
        return Ok(Some(subscription.renewal));
    }
    let sent = billing.set_renewal(&subscription, &renewal, deadline);
    sent.await.map_err(trouble)?;
    let limit = wait::at_most(SHOWS_WITHIN, deadline);
    let shown = wait::until(&limit, || async {
        Ok(match read().await? {
            Some(Subscription { renewal, .. }) if wanted.is_met(&renewal) => Poll::Done(renewal),
            Some(Subscription { renewal, .. }) => Poll::NotYet(format!("it is {renewal}")),
            None => Poll::NotYet("the billing API does not list the package".to_owned()),
        })
    });
    match shown.await {
        Ok(shown) => Ok(Some(shown)),
        Err(Failure::TimedOut(found)) => {
            Err(Unset::Failure(Failure::Told(Box::new(Diagnostic::error(
                "What becomes of the package at the end of its term has not changed",
                format!(
                    "The billing API has accepted {renewal} for {}, and a minute later {found}. Nothing else has been undone; the next plan \
                     shows what is left.",
                    change.key
                ),
            )))))
        }
        Err(failure) => Err(Unset::Failure(failure)),
    }
}
