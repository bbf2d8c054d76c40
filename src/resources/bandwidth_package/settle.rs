//! What follows once a package has its id.
//!
//! Nothing here may be an error: the package exists and is paid for, and an error in a create makes Terraform buy it
//! again. What goes wrong is a warning, and the next plan repairs it.

use crate::client::Client;
use crate::wait::{self, Failure, Look};
use crate::{association, report};
use cen::{self, Deadline, Freshness, PackageId, Status};
use tf_plugin::framework::Record;

use super::model::Package;
use super::{change, observe, purchase};

/// Waits for the new package, binds it to its CEN instance and notes what the API says of it.
pub(super) async fn after_purchase(
    id: &PackageId,
    bought: Package,
    client: &Client,
    limits: &Deadline,
    record: &Record<Package>,
) {
    // Nothing appears before somebody has paid.
    if bought.awaits_payment() {
        return;
    }
    let seen = match appear(id, client, limits).await {
        Ok(seen) => seen,
        Err(failure) => return warn(id, "waiting for it to appear", &failure, record),
    };
    record.private(purchase::forget_note);
    record.save(&observe::observe(&seen, &bought, client));

    let Some(cen_id) = change::cen_id(&bought) else {
        return;
    };
    match association::bind(id, &cen_id, client, limits).await {
        Ok(bound) => record.save(&observe::observe(&bound, &bought, client)),
        Err(failure) => warn(id, &format!("binding it to {cen_id}"), &failure, record),
    }
}

/// Waits until the package is listed and ready.
pub(super) async fn appear(
    id: &PackageId,
    client: &Client,
    limits: &Deadline,
) -> Result<cen::Package, Failure> {
    wait::until(limits, || async {
        Ok(
            match client.api.package(id, Freshness::Latest, limits).await? {
                Some(package) if is_ready(&package) => Look::Done(package),
                Some(package) => Look::NotYet(format!("its status is {}", package.status.as_str())),
                None => Look::NotYet("it is not listed yet".to_owned()),
            },
        )
    })
    .await
}

/// A package that is listed is ready once it has one of the two statuses that it keeps.
fn is_ready(package: &cen::Package) -> bool {
    matches!(package.status, Status::Idle | Status::InUse)
}

pub(super) fn warn(id: &PackageId, doing: &str, failure: &Failure, record: &Record<Package>) {
    let reason = report::unfinished(failure, doing);
    record.warn(
        "The package has been bought but is not set up completely",
        format!(
            "The package {id} exists and is in the state; nothing is lost and nothing will be bought twice. Run \
             terraform apply again: it finishes what is left.\n\n{reason}"
        ),
    );
}
