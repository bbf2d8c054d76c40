//! Which resources of a configuration say what a package is bound to.
//!
//! A package has one CEN instance. Its resource and a resource of its own for the binding can both name one.

use cen::{CenId, PackageId};
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::Path;

use super::Claims;

/// Who names which CEN instance for each package.
pub(crate) type Bindings = Claims<PackageId, Claim>;

/// What one resource says of a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Claim {
    /// Which resource.
    pub(crate) by: Claimant,
    /// The instance that it is to be bound to.
    pub(crate) cen: CenId,
    /// The instance that this resource has bound it to so far, if that is another one.
    pub(crate) before: Option<CenId>,
}

impl Claim {
    /// Whether `other` is an earlier word of the same resource.
    fn replaces(&self, other: &Self) -> bool {
        let changes = self.before.is_some();
        let same = match self.by {
            // A package has one resource.
            Claimant::Package => true,
            Claimant::Attachment => {
                changes && (other.before.is_some() || self.before.as_ref() == Some(&other.cen))
            }
        };
        same && self.by == other.by
    }
}

/// Who names a CEN instance for a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Claimant {
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

/// Notes what the resource at hand says of `package`, and says so if another one binds it elsewhere.
pub(crate) fn note(
    bindings: &Bindings,
    package: &PackageId,
    claim: &Claim,
    diagnostics: &mut Diagnostics,
) {
    let other = bindings.note(
        package,
        claim,
        |other| claim.replaces(other),
        |other| other.cen != claim.cen,
    );
    let Some(Claim {
        by: other,
        cen: elsewhere,
        ..
    }) = other
    else {
        return;
    };
    let Claim { by, cen, .. } = claim;
    let other = if other == *by {
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

    fn cen(id: &str) -> CenId {
        CenId::parse(id).unwrap()
    }

    fn said(
        bindings: &Bindings,
        package: &str,
        by: Claimant,
        id: &str,
        before: &str,
    ) -> Vec<String> {
        let claim = Claim {
            by,
            cen: cen(id),
            before: (!before.is_empty()).then(|| cen(before)),
        };
        let mut diagnostics = Diagnostics::default();
        let package = PackageId::parse(package).unwrap();
        note(bindings, &package, &claim, &mut diagnostics);
        diagnostics.into_iter().map(|one| one.detail).collect()
    }

    #[test]
    fn claims_of_one_package_must_agree_whoever_makes_them() {
        use Claimant::{Attachment, Package};
        let bindings = Bindings::default();
        let said = |package, by, cen| said(&bindings, package, by, cen, "");
        assert_eq!(said("cenbwp-a", Package, "cen-x"), [""; 0]);
        assert_eq!(said("cenbwp-a", Attachment, "cen-x"), [""; 0]);
        assert_eq!(said("cenbwp-a", Attachment, "cen-x"), [""; 0]);
        assert_eq!(said("cenbwp-b", Attachment, "cen-y"), [""; 0]);
        assert_eq!(
            said("cenbwp-b", Attachment, "cen-z"),
            [
                "A package is bound to one CEN instance. For cenbwp-b that is cen-z here, by a \
                 cen_bandwidth_package_attachment, and cen-y by another cen_bandwidth_package_attachment elsewhere in the \
                 configuration: each apply would undo what the last one has done. Keep one of the two."
            ]
        );
        assert_eq!(
            said("cenbwp-a", Attachment, "cen-y"),
            [
                "A package is bound to one CEN instance. For cenbwp-a that is cen-y here, by a \
                 cen_bandwidth_package_attachment, and cen-x by the argument cen_id of the package elsewhere in the \
                 configuration: each apply would undo what the last one has done. Keep one of the two."
            ]
        );
    }

    #[test]
    fn one_resource_may_change_its_mind() {
        use Claimant::{Attachment, Package};
        let bindings = Bindings::default();
        let said = |by, cen, before| said(&bindings, "cenbwp-a", by, cen, before).len();
        assert_eq!(said(Attachment, "cen-x", ""), 0);
        assert_eq!(said(Attachment, "cen-y", "cen-x"), 0);
        assert_eq!(said(Attachment, "cen-z", "cen-x"), 0);
        bindings.forget(&PackageId::parse("cenbwp-a").unwrap());
        assert_eq!(said(Package, "cen-x", ""), 0);
        assert_eq!(said(Package, "cen-y", ""), 0);
        assert_eq!(said(Package, "cen-z", "cen-y"), 0);
        assert_eq!(said(Attachment, "cen-y", ""), 1);
    }
}
