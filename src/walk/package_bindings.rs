//! Which resources of a configuration say what a package is bound to.
//!
//! A package has one CEN instance. Its resource and a resource of its own for the binding can both name one.

use cen::{CenId, PackageId};

use super::claims::Claims;

/// Who binds each package to which CEN instance.
#[derive(Debug, Default)]
pub(crate) struct PackageBindings(Claims<PackageId, Binding>);

/// What one resource says of a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Binding {
    /// Which resource.
    pub(crate) by: Binder,
    /// The instance that it is to be bound to.
    pub(crate) cen: CenId,
    /// The instance that this resource has bound it to so far, if that is another one.
    pub(crate) before: Option<CenId>,
}

/// Who names a CEN instance for a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Binder {
    /// The resource of the package itself.
    Package,
    /// A resource for the binding.
    Attachment,
}

impl Binding {
    /// Whether `other` is an earlier word of the same resource.
    fn replaces(&self, other: &Self) -> bool {
        let changes = self.before.is_some();
        let same = match self.by {
            // A package has one resource.
            Binder::Package => true,
            Binder::Attachment => {
                changes && (other.before.is_some() || self.before.as_ref() == Some(&other.cen))
            }
        };
        same && self.by == other.by
    }
}

impl PackageBindings {
    /// Notes what a resource says of `package`; what another one says that binds it elsewhere.
    pub(crate) fn note(&mut self, package: &PackageId, binding: &Binding) -> Option<Binding> {
        self.0.note(
            package,
            binding,
            |other| binding.replaces(other),
            |other| other.cen != binding.cen,
        )
    }

    /// Drops what is said of a package that is about to be unbound.
    pub(crate) fn forget(&mut self, package: &PackageId) {
        self.0.forget(package);
    }
}

#[cfg(test)]
mod tests {
    use super::Binder::{Attachment, Package};
    use super::*;

    fn cen(id: &str) -> CenId {
        CenId::parse(id).unwrap()
    }

    /// Who else binds the package elsewhere, and where.
    fn other(
        bindings: &mut PackageBindings,
        package: &str,
        (by, id): (Binder, &str),
        before: Option<&str>,
    ) -> Option<(Binder, CenId)> {
        let binding = Binding {
            by,
            cen: cen(id),
            before: before.map(cen),
        };
        let package = PackageId::parse(package).unwrap();
        bindings
            .note(&package, &binding)
            .map(|other| (other.by, other.cen))
    }

    #[test]
    fn bindings_of_one_package_must_agree_whoever_makes_them() {
        let mut bindings = PackageBindings::default();
        let mut other = |package, by, cen| other(&mut bindings, package, (by, cen), None);
        assert_eq!(other("cenbwp-a", Package, "cen-x"), None);
        assert_eq!(other("cenbwp-a", Attachment, "cen-x"), None);
        assert_eq!(other("cenbwp-a", Attachment, "cen-x"), None);
        assert_eq!(other("cenbwp-b", Attachment, "cen-y"), None);
        assert_eq!(
            other("cenbwp-b", Attachment, "cen-z"),
            Some((Attachment, cen("cen-y")))
        );
        assert_eq!(
            other("cenbwp-a", Attachment, "cen-y"),
            Some((Package, cen("cen-x")))
        );
    }

    #[test]
    fn one_resource_may_change_its_mind() {
        let mut bindings = PackageBindings::default();
        let mut said =
            |by, cen, before| other(&mut bindings, "cenbwp-a", (by, cen), before).is_some();
        assert!(!said(Attachment, "cen-x", None));
        assert!(!said(Attachment, "cen-y", Some("cen-x")));
        assert!(!said(Attachment, "cen-z", Some("cen-x")));
        assert!(said(Package, "cen-x", None));
    }

    #[test]
    fn an_unbound_package_may_be_bound_by_its_own_resource_anew() {
        let mut bindings = PackageBindings::default();
        other(&mut bindings, "cenbwp-a", (Attachment, "cen-z"), None);
        bindings.forget(&PackageId::parse("cenbwp-a").unwrap());
        let mut said =
            |by, cen, before| other(&mut bindings, "cenbwp-a", (by, cen), before).is_some();
        assert!(!said(Package, "cen-x", None));
        assert!(!said(Package, "cen-y", None));
        assert!(!said(Package, "cen-z", Some("cen-y")));
        assert!(said(Attachment, "cen-y", None));
    }
}
