//! Packages that a walk has read and not planned yet.
//!
//! A host reads an object and plans it right after, in one go. There is one exception: an object that is marked as tainted is
//! read, and then only its replacement is planned, as if it were the create of something new (resource instance nodes of
//! Terraform 1.3 to 1.15; the protocol has no word for it).

use std::collections::BTreeMap;

use cen::{AreaPair, PackageId};

/// What a package that must not be replaced is told by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Likeness {
    pub(crate) areas: AreaPair,
    /// May be empty.
    pub(crate) name: String,
}

/// Packages that have been read, and whose plan is still to come, with the words for the end of their terms.
#[derive(Debug, Default)]
pub(crate) struct Unplanned(BTreeMap<PackageId, (Likeness, String)>);

impl Unplanned {
    /// Notes that `package`, which is paid for until then, has been read.
    pub(crate) fn read(&mut self, package: &PackageId, likeness: Likeness, until: String) {
        self.0.insert(package.clone(), (likeness, until));
    }

    /// Notes that `package` has been planned, whatever is to become of it.
    pub(crate) fn planned(&mut self, package: &PackageId) {
        self.0.remove(package);
    }

    /// One that looks like this, and until when it is paid for.
    pub(crate) fn like(&self, likeness: &Likeness) -> Option<(PackageId, String)> {
        let mut all = self.0.iter();
        let found = all.find(|(_, (other, _))| other == likeness);
        found.map(|(package, (_, until))| (package.clone(), until.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cen::Area;

    #[test]
    fn what_was_read_is_open_until_it_is_planned() {
        let package = PackageId::parse("cenbwp-a").unwrap();
        let likeness = |name: &str| Likeness {
            areas: AreaPair::new(Area::China, Area::Europe),
            name: name.to_owned(),
        };
        let mut unplanned = Unplanned::default();
        assert_eq!(unplanned.like(&likeness("a")), None);
        unplanned.read(&package, likeness("a"), "then".to_owned());
        let found = Some((package.clone(), "then".to_owned()));
        assert_eq!(unplanned.like(&likeness("a")), found);
        assert_eq!(unplanned.like(&likeness("b")), None);
        unplanned.planned(&package);
        assert_eq!(unplanned.like(&likeness("a")), None);
    }
}
