//! What a temporary upgrade of a package stands in the way of.

use crate::Cen;
use crate::{report, wait};
use cen::Freshness;
use tf_plugin::framework::{Diagnostics, Preflight};
use tf_plugin::value::Path;

use super::model::Package;

/// Warns in a plan that changes the bandwidth of a package while a temporary upgrade runs. That CEN refuses such a change
/// is likely and not documented, so this is no error.
pub(super) async fn preflight(request: Preflight<Package, Cen>, diagnostics: &mut Diagnostics) {
    let Preflight {
        prior,
        planned,
        client,
        operation,
        ..
    } = request;
    let Some(prior) = prior.filter(|prior| prior.bandwidth != planned.bandwidth) else {
        return;
    };
    let Some(id) = prior.package_id() else { return };
    let limits = wait::preflight_limits(&operation);
    // Apply says better what a read that fails has to say.
    let Ok(Some(seen)) = client.api.package(&id, Freshness::Recent, &limits).await else {
        return;
    };
    if let Some(runs) = report::running_upgrade(&seen) {
        diagnostics.warn_at(
            Path::root("bandwidth"),
            "A temporary upgrade is running",
            format!(
                "{runs} CEN may take no other change of its bandwidth before, and apply would wait for timeouts.update \
                 and fail. Make this change after the upgrade has ended."
            ),
        );
    }
}
