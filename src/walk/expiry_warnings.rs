//! Of which packages a read has said what there is to say about their expiry, so that the plan after it need not.

use std::collections::BTreeSet;

use cen::PackageId;

/// Packages of whose expiry this walk has spoken.
#[derive(Debug, Default)]
pub(crate) struct ExpiryWarnings(BTreeSet<PackageId>);

impl ExpiryWarnings {
    /// Notes that a read has said what there is to say about the expiry of `package`, be it nothing.
    pub(crate) fn note(&mut self, package: &PackageId) {
        self.0.insert(package.clone());
    }

    /// Whether a read has done so.
    pub(crate) fn are_given(&self, package: &PackageId) -> bool {
        self.0.contains(package)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_spoken_of_once() {
        let package = |id| PackageId::parse(id).unwrap();
        let mut warnings = ExpiryWarnings::default();
        warnings.note(&package("cenbwp-a"));
        assert!(warnings.are_given(&package("cenbwp-a")));
        assert!(!warnings.are_given(&package("cenbwp-b")));
    }
}
