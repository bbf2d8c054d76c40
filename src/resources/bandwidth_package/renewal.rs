//! What becomes of a prepaid package at the end of its term: bought with it, then read and changed through the billing API.
//!
//! Only what is configured is read and changed: a package without these arguments costs no call. Where the billing API cannot be
//! used, the arguments count at the purchase and are only noted afterwards, with a warning.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::Cen;
use crate::billing::Trouble;
use crate::lifecycle::{Change, Managed as _};
use crate::scope::Scope;
use crate::wait::{self, Failure, Poll};
use crate::walk::Walk;
use cen::billing::{AutomaticMonths, Renewal, Subscription};
use cen::{AutoRenew, Freshness};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::{listed, one_of, whole_number_between};
use tf_plugin::framework::{Diagnostic, Diagnostics, Plan, PlanRequest};
use tf_plugin::value::{Attr, Path};

use super::Package;

/// Months by which a package can be bought to renew itself (API page CreateCenBandwidthPackage).
const MONTHS: RangeInclusive<u64> = 1..=2_147_483_647;

const AUTOMATIC: &str = "AutoRenewal";
const MANUAL: &str = "ManualRenewal";
const NEVER: &str = "NotRenewal";

/// How long the billing API may take to show a change; the official provider's reads tolerate seconds.
const SHOWS_WITHIN: Duration = Duration::from_secs(60);

/// What becomes of a prepaid package at the end of its term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct Renewing {
    /// Whether a prepaid package renews itself. Read and changed in place through the billing API; see `renewal_status` for the
    /// three things that can become of a package. Not read where neither this nor `renewal_status` is set.
    #[attribute(optional)]
    pub(super) auto_renew: Attr<bool>,
    /// By how many months an automatic renewal extends the package; 1 where a package is bought and this is not set. A package
    /// that is there renews itself by 1, 2, 3, 6, 12, 24 or 36 months.
    #[attribute(optional, validate = whole_number_between(MONTHS, "months"))]
    pub(super) auto_renew_duration: Attr<u32>,
    /// What becomes of a prepaid package at the end of its term: `AutoRenewal`, `ManualRenewal` (somebody has to renew it, and is
    /// reminded of that) or `NotRenewal` (it ends, and nobody is reminded). May be set in place of `auto_renew`; where that is set,
    /// this is what the billing API says. Changed in place.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        validate = one_of(&[AUTOMATIC, MANUAL, NEVER])
    )]
    pub(super) renewal_status: Attr<String>,
}

/// What is wanted of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// That it renews itself, by so many months where that is said.
    Automatic(Option<u32>),
    /// That it does not, in either way.
    NotAutomatic,
    /// That somebody renews it.
    Manual,
    /// That it ends.
    Never,
}

impl Wanted {
    /// Whether this is so.
    fn is_met(self, renewal: &Renewal) -> bool {
        match (self, renewal) {
            (Self::Automatic(None), Renewal::Automatic(_))
            | (Self::Manual | Self::NotAutomatic, Renewal::Manual)
            | (Self::Never | Self::NotAutomatic, Renewal::Never) => true,
            (Self::Automatic(months), Renewal::Automatic(found)) => found.months() == months,
            _ => false,
        }
    }

    /// What to ask for; nothing where the months are not sold.
    fn renewal(self) -> Option<Renewal> {
        match self {
            Self::Automatic(months) => {
                AutomaticMonths::new(months.unwrap_or(1)).map(Renewal::Automatic)
            }
            Self::NotAutomatic | Self::Manual => Some(Renewal::Manual),
            Self::Never => Some(Renewal::Never),
        }
    }
}

impl Renewing {
    /// What is wanted; nothing where that is left open, or is not known yet.
    fn wanted(&self) -> Option<Wanted> {
        let automatic = Wanted::Automatic(self.auto_renew_duration.known().copied());
        match (
            self.renewal_status.known().map(String::as_str),
            &self.auto_renew,
        ) {
            (Some(AUTOMATIC), _) | (None, Attr::Known(true)) => Some(automatic),
            (Some(MANUAL), _) => Some(Wanted::Manual),
            (Some(NEVER), _) => Some(Wanted::Never),
            (None, Attr::Known(false)) => Some(Wanted::NotAutomatic),
            _ => None,
        }
    }

    /// Whether the package renews itself, as far as that is known: read where it was read, else as it was set.
    pub(super) fn is_automatic(&self) -> Option<bool> {
        match self.renewal_status.known() {
            Some(status) => Some(status == AUTOMATIC),
            None => self.auto_renew.known().copied(),
        }
    }

    /// Whether the package is to renew itself, by what is set.
    pub(super) fn will_renew(&self) -> bool {
        matches!(self.wanted(), Some(Wanted::Automatic(_)))
    }

    /// By how many months it is to renew itself, where that is said.
    pub(super) fn months(&self) -> Option<u32> {
        self.auto_renew_duration.known().copied()
    }

    /// Whether it was read whether the package renews itself.
    pub(super) fn was_read(&self) -> Option<bool> {
        self.renewal_status
            .known()
            .map(|status| status == AUTOMATIC)
    }

    /// Whether anybody wants to know.
    fn is_managed(&self) -> bool {
        !self.auto_renew.is_null() || !self.renewal_status.is_null()
    }

    /// What to tell of it when the package is bought.
    pub(super) fn at_purchase(&self) -> Option<AutoRenew> {
        let enabled = self.is_automatic()?;
        Some(AutoRenew {
            enabled,
            months: self.auto_renew_duration.known().copied(),
        })
    }

    /// The arguments that need a prepaid package, and whether they are set.
    pub(super) fn prepaid_only(&self) -> [(&'static str, bool); 3] {
        [
            ("auto_renew", self.auto_renew == Attr::Known(true)),
            (
                "auto_renew_duration",
                self.auto_renew_duration.known().is_some(),
            ),
            ("renewal_status", self.renewal_status.known().is_some()),
        ]
    }

    /// Says which arguments contradict each other.
    pub(super) fn check(&self, diagnostics: &mut Diagnostics) {
        let status = self.renewal_status.known().map(String::as_str);
        if let (Some(status), Some(renews)) = (status, self.auto_renew.known())
            && *renews != (status == AUTOMATIC)
        {
            diagnostics.error_at(
                Path::root("renewal_status"),
                "renewal_status and auto_renew contradict each other",
                format!(
                    "auto_renew = {renews} and renewal_status = \"{status}\" say different things of the end of the term. Keep \
                     one of the two: renewal_status says all that auto_renew says."
                ),
            );
        }
        let may_renew = self.auto_renew.is_unknown()
            || self.renewal_status.is_unknown()
            || self.is_automatic() == Some(true);
        if self.auto_renew_duration.known().is_some() && !may_renew {
            diagnostics.error_at(
                Path::root("auto_renew_duration"),
                "auto_renew_duration needs auto_renew",
                "Without automatic renewal its duration means nothing. Set auto_renew = true, or remove \
                 auto_renew_duration.",
            );
        }
    }

    /// Says what was read, in as few arguments as it takes, and only what may stand in a configuration.
    fn tell(&mut self, renewal: &Renewal) {
        match renewal {
            Renewal::Other(_) => return,
            Renewal::Manual | Renewal::Never => {}
            Renewal::Automatic(months) => {
                let sold = months.months().and_then(AutomaticMonths::new);
                self.auto_renew_duration = sold.and_then(AutomaticMonths::months).into();
            }
        }
        self.renewal_status = renewal.as_str().into();
    }

    /// Takes over what was read, as far as somebody wants to know.
    fn take_over(&mut self, renewal: &Renewal) {
        self.renewal_status = renewal.as_str().into();
        if self.auto_renew.known().is_some() {
            self.auto_renew = Attr::Known(matches!(renewal, Renewal::Automatic(_)));
        }
        if let Renewal::Automatic(months) = renewal
            && self.auto_renew_duration.known().is_some()
            && let Some(months) = months.months()
        {
            self.auto_renew_duration = Attr::Known(months);
        }
    }
}

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
    let is_so = match change.prior {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn renewing(auto_renew: Option<bool>, months: Option<u32>, status: Option<&str>) -> Renewing {
        Renewing {
            auto_renew: auto_renew.map_or(Attr::Null, Attr::Known),
            auto_renew_duration: months.map_or(Attr::Null, Attr::Known),
            renewal_status: status.map_or(Attr::Null, Attr::from),
        }
    }

    fn automatic(months: u32) -> Renewal {
        Renewal::Automatic(AutomaticMonths::new(months).unwrap())
    }

    #[test]
    fn the_arguments_say_one_of_three_things_or_nothing() {
        for (auto_renew, months, status, wanted) in [
            (None, None, None, None),
            (Some(true), None, None, Some(Wanted::Automatic(None))),
            (Some(true), Some(3), None, Some(Wanted::Automatic(Some(3)))),
            (Some(false), None, None, Some(Wanted::NotAutomatic)),
            (
                None,
                Some(6),
                Some(AUTOMATIC),
                Some(Wanted::Automatic(Some(6))),
            ),
            (None, None, Some(MANUAL), Some(Wanted::Manual)),
            (Some(false), None, Some(NEVER), Some(Wanted::Never)),
        ] {
            assert_eq!(renewing(auto_renew, months, status).wanted(), wanted);
        }
    }

    #[test]
    fn what_is_not_automatic_may_be_either_unless_one_is_named() {
        for (wanted, met, unmet) in [
            (
                Wanted::Automatic(None),
                vec![automatic(1), automatic(3)],
                vec![Renewal::Manual],
            ),
            (
                Wanted::Automatic(Some(3)),
                vec![automatic(3)],
                vec![automatic(1), Renewal::Never],
            ),
            (
                Wanted::NotAutomatic,
                vec![Renewal::Manual, Renewal::Never],
                vec![automatic(1)],
            ),
            (
                Wanted::Manual,
                vec![Renewal::Manual],
                vec![Renewal::Never, automatic(1)],
            ),
            (Wanted::Never, vec![Renewal::Never], vec![Renewal::Manual]),
        ] {
            assert!(
                met.iter().all(|renewal| wanted.is_met(renewal)),
                "{wanted:?}"
            );
            assert!(
                !unmet.iter().any(|renewal| wanted.is_met(renewal)),
                "{wanted:?}"
            );
        }
    }

    #[test]
    fn what_a_search_has_found_is_told_as_a_configuration_may_say_it() {
        for (read, told) in [
            (automatic(6), renewing(None, Some(6), Some(AUTOMATIC))),
            (Renewal::Manual, renewing(None, None, Some(MANUAL))),
            (Renewal::Never, renewing(None, None, Some(NEVER))),
            (Renewal::Other("Later".to_owned()), Renewing::default()),
        ] {
            let mut found = Renewing::default();
            found.tell(&read);
            assert_eq!(found, told);
            let mut diagnostics = Diagnostics::default();
            found.check(&mut diagnostics);
            assert!(diagnostics.is_empty());
        }
    }

    #[test]
    fn what_was_read_is_taken_over_where_somebody_wants_to_know() {
        let mut all = renewing(Some(true), Some(1), None);
        all.take_over(&automatic(6));
        assert_eq!(all, renewing(Some(true), Some(6), Some(AUTOMATIC)));
        all.take_over(&Renewal::Never);
        assert_eq!(all, renewing(Some(false), Some(6), Some(NEVER)));
        let mut some = renewing(None, None, Some(MANUAL));
        some.take_over(&automatic(6));
        assert_eq!(some, renewing(None, None, Some(AUTOMATIC)));
    }
}
