//! Whether the binding to a CEN instance is ours to change.
//!
//! A package without `cen_id` may be bound by somebody else, another resource or a person, and stays as it is. One
//! that has had `cen_id` and has it no more is to be unbound. The configuration alone cannot tell the two apart, so a
//! private note does.

use crate::Cen;
use crate::plan_checks::package_binding;
use crate::walk::{Binder, Binding};
use cen::CenId;
use tf_plugin::framework::{Plan, PlanRequest, Private};
use tf_plugin::value::Attr;

use super::model::Package;

/// The private note: the argument was set when the package was last applied.
const MANAGED: &str = "manages_binding";

/// Plans to unbind a package whose `cen_id` was removed.
pub(super) fn plan(prior: &Package, config: &Package, plan: &mut Plan<Package>) {
    let managed = plan.private.get::<bool>(MANAGED).unwrap_or(false);
    if config.cen_id.is_null() && managed {
        plan.state.cen_id = Attr::Null;
    }
    if plan.state.cen_id != prior.cen_id {
        plan.state.status = Attr::Unknown;
    }
}

/// Says so if another resource binds the package elsewhere.
pub(super) fn claim(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    let package = request.prior.and_then(Package::package_id);
    let cen = request.config.cen_id.known();
    let cen = cen.and_then(|id| CenId::from_answer(id));
    if let (Some(package), Some(cen)) = (package, cen) {
        let binding = Binding {
            by: Binder::Package,
            cen,
            before: None,
        };
        package_binding::check(request.walk, &package, &binding, &mut plan.diagnostics);
    }
}

/// Whether an update makes the binding as planned. Where the argument is not set and the plan leaves the binding as it
/// was, whoever made it may have changed it since.
pub(super) fn is_ours(prior: &Package, config: &Package, planned: &Package) -> bool {
    !config.cen_id.is_null() || planned.cen_id != prior.cen_id
}

/// Notes whether the argument is set.
pub(super) fn note(config: &Package, private: &mut Private) {
    if config.cen_id.is_null() {
        private.remove(MANAGED);
    } else {
        private.set(MANAGED, &true);
    }
}
