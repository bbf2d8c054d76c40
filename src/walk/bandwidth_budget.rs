//! Bandwidth that packages gain, and that limits and connections take of them, in the walk that is being planned.
//!
//! The API knows only what is there already: a limit that is raised together with its package would look too large for it,
//! and limits that fit one by one may not fit all together. Hosts plan a limit after the package that it refers to.

use std::collections::{BTreeMap, BTreeSet};

use cen::{AreaPair, CenId, LimitId, PackageId, RegionPair};

/// Who gives bandwidth or takes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Party {
    /// The package of this place, which gives.
    Package(Place),
    /// A bandwidth limit.
    Limit(LimitId),
    /// The connection between two regions that draws on a package.
    Connection(PackageId, RegionPair),
}

/// Where bandwidth is given and taken: between two areas on an instance, which one package serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) cen: CenId,
    pub(crate) areas: AreaPair,
}

/// What is planned.
#[derive(Debug, Default)]
pub(crate) struct BandwidthBudget {
    /// What each gives or takes besides what it does already, in Mbit/s, and where.
    shifts: BTreeMap<Party, (Place, i64)>,
    /// Instances that a package is about to be bound to, by a resource that knows nothing of the package but its id.
    bindings: BTreeSet<CenId>,
}

impl BandwidthBudget {
    /// Notes that a package is planned to be bound to `cen`.
    pub(crate) fn expect_binding(&mut self, cen: CenId) {
        self.bindings.insert(cen);
    }

    /// Notes that a package is about to be bound to `cen`: from now on the API counts it.
    pub(crate) fn forget_binding(&mut self, cen: &CenId) {
        self.bindings.remove(cen);
    }

    /// Notes that `party` is planned to have `after` Mbit/s at `place`, and has `before`.
    pub(crate) fn note(&mut self, party: Party, place: &Place, before: u64, after: u64) {
        let number = |mbps: u64| i64::try_from(mbps).unwrap_or(i64::MAX);
        let more = number(after).saturating_sub(number(before));
        self.shifts.insert(party, (place.clone(), more));
    }

    /// Notes that the plan of `party` is about to be carried out: from now on the API counts it.
    pub(crate) fn forget(&mut self, party: &Party) {
        self.shifts.remove(party);
    }

    /// What packages gain at `place`, in Mbit/s. One that is planned to lose is no help to anybody, and no trouble before it
    /// has.
    pub(crate) fn gain(&self, place: &Place) -> u64 {
        self.sum(place, |party, more| {
            matches!(party, Party::Package(_)) && more > 0
        })
    }

    /// What all limits and connections together take at `place` besides what they have, in Mbit/s; some may give back.
    pub(crate) fn demand(&self, place: &Place) -> u64 {
        self.sum(place, |party, _| !matches!(party, Party::Package(_)))
    }

    /// Whether `left` Mbit/s, which is what the API tells of with what packages gain, is enough for the demand at `place`.
    /// Where nothing is left, and a package is about to be bound, that is taken for enough. To be asked after the API was,
    /// so that nothing is counted twice.
    pub(crate) fn fits(&self, place: &Place, left: u64) -> bool {
        self.demand(place) <= left || left == 0 && self.bindings.contains(&place.cen)
    }

    fn sum(&self, place: &Place, counts: impl Fn(&Party, i64) -> bool) -> u64 {
        let here = self
            .shifts
            .iter()
            .filter(|(party, (there, more))| there == place && counts(party, *more));
        let sum = here.fold(0, |sum: i64, (_, (_, more))| sum.saturating_add(*more));
        u64::try_from(sum).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cen::Area;

    fn place(cen: &str, a: &str, b: &str) -> Place {
        Place {
            cen: CenId::parse(cen).unwrap(),
            areas: AreaPair::new(Area::named(a), Area::named(b)),
        }
    }

    fn limit(id: &str) -> Party {
        Party::Limit(LimitId::parse(id).unwrap())
    }

    #[test]
    fn the_last_plan_of_a_package_counts_for_its_areas_on_its_instance() {
        let mut budget = BandwidthBudget::default();
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
        let mut budget = BandwidthBudget::default();
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
        let mut budget = BandwidthBudget::default();
        let here = place("cen-x", "China", "Europe");
        let (first, second) = (
            limit("cen-x:cn-hangzhou:eu-central-1"),
            limit("cen-x:cn-beijing:eu-central-1"),
        );
        budget.note(first.clone(), &here, 0, 3);
        assert!(budget.fits(&here, 3));
        budget.note(second.clone(), &here, 2, 6);
        assert_eq!(budget.demand(&here), 7);
        assert!(budget.fits(&here, 7) && !budget.fits(&here, 6));
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
