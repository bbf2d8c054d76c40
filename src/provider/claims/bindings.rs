//! Which resources of a configuration say what a package is bound to.
//!
//! A package has one CEN instance. Its resource and a resource of its own for the binding can both name one.

use crate::cen::{CenId, PackageId};
use crate::framework::Diagnostics;
use crate::value::Path;

use super::Claims;

/// Who names which CEN instance for each package.
pub(in crate::provider) type Bindings = Claims<PackageId, (Claimant, CenId)>;

/// Who names a CEN instance for a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::provider) enum Claimant {
    /// The resource of the package itself.
    Package,
    /// A resource for the binding.
    Attachment,
}

impl Claimant {
    fn as_str(self) -> &'static str {
        match self {
            Self::Package => "the argument cen_id of the package",
            Self::Attachment => "a cen_bandwidth_package_attachment",
        }
    }

    /// As [`Self::as_str`], of a second resource of the same kind.
    fn another(self) -> &'static str {
        match self {
            Self::Package => "the argument cen_id of a second resource for the package",
            Self::Attachment => "another cen_bandwidth_package_attachment",
        }
    }
}

/// Notes that the resource at hand binds `package` to `cen`, and says so if another one binds it elsewhere.
pub(in crate::provider) fn note(
    bindings: &Bindings,
    by: Claimant,
    package: &PackageId,
    cen: &CenId,
    diagnostics: &mut Diagnostics,
) {
    let elsewhere = bindings.note(package, &(by, cen.clone()), |(_, other)| other != cen);
    let Some((other, elsewhere)) = elsewhere else {
        return;
    };
    let other = if other == by {
        other.another()
    } else {
        other.as_str()
    };
    diagnostics.error_at(
        Path::root("cen_id"),
        "Two resources bind the package to different CEN instances",
        format!(
            "A package is bound to one CEN instance. For {package} that is {cen} here, by {}, and {elsewhere} by {other} \
             elsewhere in the configuration: each apply would undo what the last one has done. Keep one of the two.",
            by.as_str(),
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_of_one_package_must_agree_whoever_makes_them() {
        let bindings = Bindings::default();
        let said = |by, package: &str, cen: &str| {
            let (package, cen) = (PackageId::parse(package), CenId::parse(cen));
            let mut diagnostics = Diagnostics::default();
            note(
                &bindings,
                by,
                &package.unwrap(),
                &cen.unwrap(),
                &mut diagnostics,
            );
            let details = diagnostics.into_iter().map(|one| one.detail);
            details.collect::<Vec<_>>()
        };
        assert_eq!(said(Claimant::Package, "cenbwp-a", "cen-x"), [""; 0]);
        assert_eq!(said(Claimant::Attachment, "cenbwp-a", "cen-x"), [""; 0]);
        assert_eq!(said(Claimant::Attachment, "cenbwp-a", "cen-x"), [""; 0]);
        assert_eq!(said(Claimant::Attachment, "cenbwp-b", "cen-y"), [""; 0]);
        assert_eq!(
            said(Claimant::Attachment, "cenbwp-b", "cen-z"),
            [
                "A package is bound to one CEN instance. For cenbwp-b that is cen-z here, by a \
                 cen_bandwidth_package_attachment, and cen-y by another cen_bandwidth_package_attachment elsewhere in the \
                 configuration: each apply would undo what the last one has done. Keep one of the two."
            ]
        );
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
