//! Bandwidth that packages gain, and that limits and connections take of them, in the run that is being planned.
//!
//! Each is planned by itself, and the API knows only what is there already: a limit that is raised together with its
//! package would look too large for it, and limits that fit one by one may not fit all together. Where they meet is here,
//! in the provider that plans them all; hosts plan a limit after the package that it refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use cen::{AreaPair, CenId, LimitId, PackageId, RegionPair};
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::Path;

/// Who gives bandwidth or takes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    /// The package of this place, which gives.
    Package(Place),
    /// A bandwidth limit.
    Limit(LimitId),
    /// The connection between two regions that draws on a package.
    Connection(PackageId, RegionPair),
}

/// Where bandwidth is given and taken: between two areas on an instance, which one package serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) cen: CenId,
    pub(super) areas: AreaPair,
}

/// What is planned with this client. Grows with the objects of one configuration.
#[derive(Debug, Default)]
pub(super) struct Budget(Mutex<Plans>);

#[derive(Debug, Default)]
struct Plans {
    /// What each gives or takes besides what it does already, in Mbit/s, and where.
    shifts: BTreeMap<Party, (Place, i64)>,
    /// Instances that a package is about to be bound to, by a resource that knows nothing of the package but its id.
    bindings: BTreeSet<CenId>,
}

impl Budget {
    fn plans(&self) -> MutexGuard<'_, Plans> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a package is planned to be bound to `cen`.
    pub(super) fn expect_binding(&self, cen: CenId) {
        self.plans().bindings.insert(cen);
    }

    /// Notes that a package is about to be bound to `cen`: from now on the API counts it.
    pub(super) fn forget_binding(&self, cen: &CenId) {
        self.plans().bindings.remove(cen);
    }

    /// Notes that `party` is planned to have `after` at `place`, and has `before`.
    pub(super) fn note(&self, party: Party, place: &Place, before: u64, after: u64) {
        let number = |mbps: u64| i64::try_from(mbps).unwrap_or(i64::MAX);
        let more = number(after).saturating_sub(number(before));
        self.plans().shifts.insert(party, (place.clone(), more));
    }

    /// Notes that the plan of `party` is about to be carried out: from now on the API counts it.
    pub(super) fn forget(&self, party: &Party) {
        self.plans().shifts.remove(party);
    }

    /// What packages gain at `place`. One that is planned to lose is no help to anybody, and no trouble before it has.
    pub(super) fn gain(&self, place: &Place) -> u64 {
        self.sum(place, |party, more| {
            matches!(party, Party::Package(_)) && more > 0
        })
    }

    /// Whether the `left` that the API tells of, with what packages gain, is enough for what all limits and connections
    /// together take at `place` besides what they have; some may give back. Where nothing is left, and a package is about to
    /// be bound, that is taken for enough. To be asked after the API was, so that nothing is counted twice.
    pub(super) fn fits(&self, place: &Place, left: u64) -> bool {
        self.demand(place) <= left || left == 0 && self.plans().bindings.contains(&place.cen)
    }

    fn demand(&self, place: &Place) -> u64 {
        self.sum(place, |party, _| !matches!(party, Party::Package(_)))
    }

    fn sum(&self, place: &Place, counts: impl Fn(&Party, i64) -> bool) -> u64 {
        let plans = self.plans();
        let here = plans
            .shifts
            .iter()
            .filter(|(party, (there, more))| there == place && counts(party, *more));
        let sum = here.fold(0, |sum: i64, (_, (_, more))| sum.saturating_add(*more));
        u64::try_from(sum).unwrap_or(0)
    }

    /// Warns under `argument`, which takes `own` at `place`, that this fits into what is `left`, and all together do not.
    pub(super) fn warn_of_all(
        &self,
        argument: &str,
        own: u64,
        place: &Place,
        left: u64,
        diagnostics: &mut Diagnostics,
    ) {
        let demand = self.demand(place);
        diagnostics.warn_at(
            Path::root(argument),
            "Not enough bandwidth is left for all",
            format!(
                "All limits and connections of this run together ask for {demand} Mbps more {}, of which {own} are asked for \
                 here, and {left} Mbps are left on {}. Unless this run makes room first, by a package that is bound or made \
                 larger, apply will be refused for some of them.",
                between(&place.areas),
                place.cen
            ),
        );
    }
}

/// The two areas for a message, as `between China and Europe`.
pub(super) fn between(areas: &AreaPair) -> String {
    if areas.first() == areas.second() {
        format!("between regions of {}", areas.first())
    } else {
        format!("between {} and {}", areas.first(), areas.second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cen::Area;

    fn place(cen: &str, a: &str, b: &str) -> Place {
        Place {
            cen: CenId::parse(cen).unwrap(),
            areas: AreaPair::new(Area::from_answer(a), Area::from_answer(b)),
        }
    }

    fn limit(id: &str) -> Party {
        Party::Limit(LimitId::parse(id).unwrap())
    }

    fn said(budget: &Budget, place: &Place, left: u64) -> Vec<String> {
        let mut diagnostics = Diagnostics::default();
        if !budget.fits(place, left) {
            budget.warn_of_all("bandwidth_limit", 3, place, left, &mut diagnostics);
        }
        diagnostics.into_iter().map(|one| one.detail).collect()
    }

    #[test]
    fn the_last_plan_of_a_package_counts_for_its_areas_on_its_instance() {
        let budget = Budget::default();
        let here = place("cen-x", "China", "Europe");
        let package = || Party::Package(here.clone());
        budget.note(package(), &here, 5, 10);
        budget.note(package(), &here, 5, 15);
        assert_eq!(budget.gain(&place("cen-x", "europe", "china")), 10);
        assert_eq!(budget.gain(&place("cen-y", "China", "Europe")), 0);
        assert_eq!(budget.gain(&place("cen-x", "China", "China")), 0);
        assert_eq!(budget.demand(&here), 0);
        budget.note(package(), &here, 15, 5);
        assert_eq!(budget.gain(&here), 0);
    }

    #[test]
    fn a_package_that_is_about_to_be_bound_is_taken_for_enough() {
        let budget = Budget::default();
        let here = place("cen-x", "China", "Europe");
        budget.note(limit("cen-x:cn-hangzhou:eu-central-1"), &here, 0, 3);
        budget.expect_binding(CenId::parse("cen-y").unwrap());
        assert!(!budget.fits(&here, 0));
        budget.expect_binding(here.cen.clone());
        assert!(budget.fits(&here, 0) && !budget.fits(&here, 2));
        budget.forget_binding(&here.cen);
        assert!(!budget.fits(&here, 0));
    }

    #[test]
    fn what_all_take_is_held_against_what_is_left() {
        let budget = Budget::default();
        let here = place("cen-x", "China", "Europe");
        let (first, second) = (
            limit("cen-x:cn-hangzhou:eu-central-1"),
            limit("cen-x:cn-beijing:eu-central-1"),
        );
        budget.note(first.clone(), &here, 0, 3);
        assert_eq!(said(&budget, &here, 3), [""; 0]);
        budget.note(second.clone(), &here, 2, 6);
        assert_eq!(said(&budget, &here, 7), [""; 0]);
        assert_eq!(
            said(&budget, &here, 6),
            [
                "All limits and connections of this run together ask for 7 Mbps more between China and Europe, of which 3 are \
                 asked for here, and 6 Mbps are left on cen-x. Unless this run makes room first, by a package that is bound \
                 or made larger, apply will be refused for some of them."
            ]
        );
        // One that gives back makes room, and one that is carried out is the API's to count.
        budget.note(second, &here, 6, 2);
        assert_eq!(budget.demand(&here), 0);
        budget.forget(&first);
        assert_eq!(budget.demand(&here), 0);
        budget.note(
            limit("cen-y:cn-beijing:eu-central-1"),
            &place("cen-y", "China", "Europe"),
            0,
            9,
        );
        assert_eq!(budget.demand(&here), 0);
    }
}
