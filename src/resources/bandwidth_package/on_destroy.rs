//! What becomes of a prepaid package that is destroyed before it expires.

use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::one_of;
use tf_plugin::value::{Attr, Path};

use super::Package;

const REFUSE: &str = "refuse";
const ABANDON: &str = "abandon";
const REFUND: &str = "refund";

/// The arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct Ending {
    /// What a destroy does with a prepaid package that has not expired: `refuse` (an error, and so where this is not set), `abandon`
    /// (drops it from the state and leaves it **billing**, with a warning) or `refund`: gives it back through the billing API, **which
    /// ends it at once and for good**. The plan says what would be paid back; vouchers are not, and packages across the border of the
    /// Chinese mainland are not taken back. It must have been applied before the destroy.
    #[attribute(optional, validate = one_of(&[REFUSE, ABANDON, REFUND]))]
    pub(super) on_destroy: Attr<String>,
    /// `true` is `on_destroy = "abandon"`.
    #[attribute(optional, deprecated = "Use on_destroy = \"abandon\" in its place.")]
    abandon_on_destroy: Attr<bool>,
}

/// What a destroy does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnDestroy {
    /// It is refused.
    Refuse,
    /// The package goes on billing, outside of the state.
    Abandon,
    /// The package is given back.
    Refund,
}

impl Ending {
    /// What is noted of a package that is to be replaced.
    pub(super) fn noted(on_destroy: Option<String>, is_abandoned: bool) -> Self {
        Self {
            on_destroy: on_destroy.into(),
            abandon_on_destroy: Attr::Known(is_abandoned),
        }
    }

    /// What is chosen.
    pub(super) fn chosen(&self) -> OnDestroy {
        match self.on_destroy.known().map(String::as_str) {
            Some(ABANDON) => OnDestroy::Abandon,
            Some(REFUND) => OnDestroy::Refund,
            Some(_) => OnDestroy::Refuse,
            None if self.abandon_on_destroy == Attr::Known(true) => OnDestroy::Abandon,
            None => OnDestroy::Refuse,
        }
    }

    /// Says where the two arguments contradict each other.
    pub(super) fn check(&self, diagnostics: &mut Diagnostics) {
        let (Some(chosen), Some(abandons)) =
            (self.on_destroy.known(), self.abandon_on_destroy.known())
        else {
            return;
        };
        if *abandons != (chosen == ABANDON) && (*abandons || chosen == ABANDON) {
            diagnostics.error_at(
                Path::root("on_destroy"),
                "on_destroy and abandon_on_destroy contradict each other",
                format!(
                    "on_destroy = \"{chosen}\" and abandon_on_destroy = {abandons} say different things of a destroy. Keep \
                     on_destroy alone: it says all that abandon_on_destroy says."
                ),
            );
        }
    }
}

/// Refuses to promise a refund that there is not (CEN's page on packages).
pub(super) fn check_border(planned: &Package, diagnostics: &mut Diagnostics) {
    let crosses = planned.areas().is_some_and(|areas| areas.is_cross_border());
    if crosses && planned.is_prepaid() && planned.on_destroy.chosen() == OnDestroy::Refund {
        diagnostics.error_at(
            Path::root("on_destroy"),
            "Packages across the border are not taken back",
            "This package crosses the border of the Chinese mainland, and Alibaba Cloud does not pay such packages back before they \
             expire. With on_destroy = \"refuse\" a destroy waits for the end of the term; set auto_renew = false, so that there is \
             one. With on_destroy = \"abandon\" the package leaves the state and goes on billing.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(on_destroy: Option<&str>, abandon: Option<bool>) -> Ending {
        Ending {
            on_destroy: on_destroy.map_or(Attr::Null, Attr::from),
            abandon_on_destroy: abandon.map_or(Attr::Null, Attr::Known),
        }
    }

    #[test]
    fn the_new_argument_comes_first_and_the_old_one_works_as_before() {
        use OnDestroy::{Abandon, Refund, Refuse};
        for (on_destroy, abandon, chosen) in [
            (None, None, Refuse),
            (None, Some(false), Refuse),
            (None, Some(true), Abandon),
            (Some(REFUSE), None, Refuse),
            (Some(ABANDON), None, Abandon),
            (Some(ABANDON), Some(true), Abandon),
            (Some(REFUND), None, Refund),
            (Some(REFUND), Some(false), Refund),
        ] {
            let ending = ending(on_destroy, abandon);
            assert_eq!(ending.chosen(), chosen);
            let mut diagnostics = Diagnostics::default();
            ending.check(&mut diagnostics);
            assert!(diagnostics.is_empty(), "{on_destroy:?} {abandon:?}");
        }
        for (on_destroy, abandon) in [(REFUSE, true), (REFUND, true), (ABANDON, false)] {
            let mut diagnostics = Diagnostics::default();
            ending(Some(on_destroy), Some(abandon)).check(&mut diagnostics);
            let said: Vec<_> = diagnostics.iter().collect();
            assert_eq!(said.len(), 1);
            assert_eq!(said[0].path, Path::root("on_destroy"));
        }
    }
}
