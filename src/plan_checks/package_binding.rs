//! Two resources that bind one package to different CEN instances.

use cen::PackageId;
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::Path;

use crate::walk::{Binder, Binding, Walk};

/// Notes what the resource at hand says of `package`, and says so if another one binds it elsewhere.
pub(crate) fn check(
    walk: &Walk,
    package: &PackageId,
    binding: &Binding,
    diagnostics: &mut Diagnostics,
) {
    let other = walk.memory().package_bindings.note(package, binding);
    if let Some(other) = other {
        let detail = contradiction(package, binding, &other);
        diagnostics.error_at(
            Path::root("cen_id"),
            "Two resources bind the package to different CEN instances",
            detail,
        );
    }
}

fn contradiction(package: &PackageId, here: &Binding, elsewhere: &Binding) -> String {
    let other = if elsewhere.by == here.by {
        another(here.by)
    } else {
        one(elsewhere.by)
    };
    format!(
        "A package is bound to one CEN instance. For {package} that is {} here, by {}, and {} by {other} elsewhere in the \
         configuration: each apply would undo what the last one has done. Keep one of the two.",
        here.cen,
        one(here.by),
        elsewhere.cen,
    )
}

fn one(binder: Binder) -> &'static str {
    match binder {
        Binder::Package => "the argument cen_id of the package",
        Binder::Attachment => "a cen_bandwidth_package_attachment",
    }
}

/// As [`one`], of a second resource of the same kind.
fn another(binder: Binder) -> &'static str {
    match binder {
        Binder::Package => "the argument cen_id of a second resource for the package",
        Binder::Attachment => "another cen_bandwidth_package_attachment",
    }
}

#[cfg(test)]
mod tests {
    use cen::CenId;

    use super::*;

    fn said(walk: &Walk, package: &str, by: Binder, cen: &str) -> Vec<String> {
        let binding = Binding {
            by,
            cen: CenId::parse(cen).unwrap(),
            before: None,
        };
        let mut diagnostics = Diagnostics::default();
        let package = PackageId::parse(package).unwrap();
        check(walk, &package, &binding, &mut diagnostics);
        diagnostics.into_iter().map(|one| one.detail).collect()
    }

    #[test]
    fn a_contradiction_names_both_instances_and_who_names_them() {
        let walk = Walk::default();
        assert_eq!(said(&walk, "cenbwp-a", Binder::Package, "cen-x"), [""; 0]);
        assert_eq!(
            said(&walk, "cenbwp-b", Binder::Attachment, "cen-y"),
            [""; 0]
        );
        assert_eq!(
            said(&walk, "cenbwp-b", Binder::Attachment, "cen-z"),
            [
                "A package is bound to one CEN instance. For cenbwp-b that is cen-z here, by a \
                 cen_bandwidth_package_attachment, and cen-y by another cen_bandwidth_package_attachment elsewhere in the \
                 configuration: each apply would undo what the last one has done. Keep one of the two."
            ]
        );
        assert_eq!(
            said(&walk, "cenbwp-a", Binder::Attachment, "cen-y"),
            [
                "A package is bound to one CEN instance. For cenbwp-a that is cen-y here, by a \
                 cen_bandwidth_package_attachment, and cen-x by the argument cen_id of the package elsewhere in the \
                 configuration: each apply would undo what the last one has done. Keep one of the two."
            ]
        );
    }
}
