//! The arguments about what becomes of a prepaid package at the end of its term, and what they mean.

use std::ops::RangeInclusive;

use cen::AutoRenew;
use cen::billing::{AutomaticMonths, Renewal};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::{one_of, whole_number_between};
use tf_plugin::value::{Attr, Path};

/// Months by which a package can be bought to renew itself (API page CreateCenBandwidthPackage).
const MONTHS: RangeInclusive<u64> = 1..=2_147_483_647;

pub(super) const AUTOMATIC: &str = "AutoRenewal";
pub(super) const MANUAL: &str = "ManualRenewal";
const NEVER: &str = "NotRenewal";

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
pub(super) enum Wanted {
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
    pub(super) fn is_met(self, renewal: &Renewal) -> bool {
        match (self, renewal) {
            (Self::Automatic(None), Renewal::Automatic(_))
            | (Self::Manual | Self::NotAutomatic, Renewal::Manual)
            | (Self::Never | Self::NotAutomatic, Renewal::Never) => true,
            (Self::Automatic(months), Renewal::Automatic(found)) => found.months() == months,
            _ => false,
        }
    }

    /// What to ask for; nothing where the months are not sold.
    pub(super) fn renewal(self) -> Option<Renewal> {
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
    pub(super) fn wanted(&self) -> Option<Wanted> {
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
    pub(super) fn is_managed(&self) -> bool {
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
    pub(super) fn tell(&mut self, renewal: &Renewal) {
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
    pub(super) fn take_over(&mut self, renewal: &Renewal) {
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
