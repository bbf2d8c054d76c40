//! Packages of which a walk has noted something.

use std::collections::BTreeSet;

use cen::PackageId;

/// Which packages something has been noted of.
#[derive(Debug, Default)]
pub(crate) struct Packages(BTreeSet<PackageId>);

impl Packages {
    /// Notes it of `package`.
    pub(crate) fn note(&mut self, package: &PackageId) {
        self.0.insert(package.clone());
    }

    /// Whether it has been noted of `package`.
    pub(crate) fn hold(&self, package: &PackageId) -> bool {
        self.0.contains(package)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_of_one_package_holds_for_no_other() {
        let package = |id| PackageId::parse(id).unwrap();
        let mut packages = Packages::default();
        packages.note(&package("cenbwp-a"));
        assert!(packages.hold(&package("cenbwp-a")));
        assert!(!packages.hold(&package("cenbwp-b")));
    }
}
