//! Which resources of a configuration say what a package is bound to.
//!
//! A package has one CEN instance. Its resource and a resource of its own for the binding can both name one, and neither
//! sees the other; where they meet is here, in the provider that plans both.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::cen::{CenId, PackageId};
use crate::framework::Diagnostics;
use crate::value::Path;

/// Who names a CEN instance for a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claimant {
    /// The resource of the package itself.
    Package,
    /// A resource for the binding.
    Attachment,
}

impl Claimant {
    fn other(self) -> Self {
        match self {
            Self::Package => Self::Attachment,
            Self::Attachment => Self::Package,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Package => "the argument cen_id of the package",
            Self::Attachment => "a cen_bandwidth_package_attachment",
        }
    }
}

/// The CEN instance of each package, by who names it, as last planned with this client. Grows with the packages of one
/// configuration.
#[derive(Debug, Default)]
pub(super) struct Claims(Mutex<BTreeMap<(PackageId, Claimant), CenId>>);

impl Claims {
    /// Notes that the resource at hand binds `package` to `cen`, and says so if one of the other kind binds it elsewhere.
    pub(super) fn note(
        &self,
        by: Claimant,
        package: &PackageId,
        cen: &CenId,
        diagnostics: &mut Diagnostics,
    ) {
        let mut claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        claims.insert((package.clone(), by), cen.clone());
        let other = by.other();
        let Some(elsewhere) = claims.get(&(package.clone(), other)) else {
            return;
        };
        if elsewhere == cen {
            return;
        }
        diagnostics.error_at(
            Path::root("cen_id"),
            "Two resources bind the package to different CEN instances",
            format!(
                "A package is bound to one CEN instance. For {package} that is {cen} here, by {}, and {elsewhere} by {} \
                 elsewhere in the configuration: each apply would undo what the last one has done. Keep one of the two.",
                by.as_str(),
                other.as_str(),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_of_one_package_must_agree_whoever_makes_them() {
        let claims = Claims::default();
        let said = |by, package: &str, cen: &str| {
            let (package, cen) = (PackageId::parse(package), CenId::parse(cen));
            let mut diagnostics = Diagnostics::default();
            claims.note(by, &package.unwrap(), &cen.unwrap(), &mut diagnostics);
            let details = diagnostics.into_iter().map(|one| one.detail);
            details.collect::<Vec<_>>()
        };
        assert_eq!(said(Claimant::Package, "cenbwp-a", "cen-x"), [""; 0]);
        assert_eq!(said(Claimant::Attachment, "cenbwp-a", "cen-x"), [""; 0]);
        assert_eq!(said(Claimant::Attachment, "cenbwp-b", "cen-y"), [""; 0]);
        assert_eq!(
            said(Claimant::Attachment, "cenbwp-a", "cen-y"),
            [
                "A package is bound to one CEN instance. For cenbwp-a that is cen-y here, by a \
                 cen_bandwidth_package_attachment, and cen-x by the argument cen_id of the package elsewhere in the \
                 configuration: each apply would undo what the last one has done. Keep one of the two."
            ]
        );
    }
}
