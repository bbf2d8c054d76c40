//! Bandwidth that packages are about to gain in the run that is being planned.
//!
//! A limit that is raised together with its package would look too large for it: the API knows the package as it is.
//! Where the two meet is here, in the provider that plans both; hosts plan a limit after the package that it refers to.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::cen::{AreaPair, CenId, PackageId};

/// What each package gains, in Mbit/s, as last planned with this client. Grows with the packages of one configuration.
#[derive(Debug, Default)]
pub(super) struct Growth(Mutex<BTreeMap<PackageId, Gain>>);

#[derive(Debug)]
struct Gain {
    cen: CenId,
    areas: AreaPair,
    mbps: u64,
}

impl Growth {
    /// Notes that `package`, which serves `areas` on `cen`, is planned to gain `mbps`.
    pub(super) fn note(&self, package: PackageId, cen: CenId, areas: AreaPair, mbps: u64) {
        let mut gains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gains.insert(package, Gain { cen, areas, mbps });
    }

    /// What the connections between `areas` on `cen` gain, in Mbit/s.
    pub(super) fn on(&self, cen: &CenId, areas: &AreaPair) -> u64 {
        let gains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = gains
            .values()
            .filter(|gain| gain.cen == *cen && gain.areas == *areas);
        here.fold(0, |sum, gain| sum.saturating_add(gain.mbps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cen::Area;

    #[test]
    fn the_last_plan_of_a_package_counts_for_its_areas_on_its_instance() {
        let growth = Growth::default();
        let cen = |id| CenId::parse(id).unwrap();
        let pair = |a: &str, b: &str| AreaPair::new(Area::from_answer(a), Area::from_answer(b));
        let note = |mbps| {
            let package = PackageId::parse("cenbwp-a").unwrap();
            growth.note(package, cen("cen-x"), pair("China", "Europe"), mbps);
        };
        note(5);
        note(10);
        assert_eq!(growth.on(&cen("cen-x"), &pair("europe", "china")), 10);
        assert_eq!(growth.on(&cen("cen-y"), &pair("China", "Europe")), 0);
        assert_eq!(growth.on(&cen("cen-x"), &pair("China", "China")), 0);
    }
}
