//! Binding packages to CEN instances, by whichever resource.

use cen::{self, CenId, Freshness, PackageId, Status};

use super::scope::Scope;
use super::wait::{self, Failure, Poll};

/// Waits until the package shows as bound to a CEN instance.
pub(super) async fn until_bound(
    id: &PackageId,
    cen_id: &CenId,
    Scope { client, deadline }: Scope<'_>,
) -> Result<cen::Package, Failure> {
    let find = || client.api.package(id, Freshness::Latest, deadline);
    wait::until_seen(deadline, find, |package| {
        let is_bound = package.cen_ids.contains(cen_id).then_some(());
        is_bound.ok_or_else(|| format!("its status is {}", package.status.as_str()))
    })
    .await
}

/// Unbinds the package from a CEN instance and waits until that shows; `None` when the package itself is gone.
pub(super) async fn unbind(
    id: &PackageId,
    cen_id: &CenId,
    Scope { client, deadline }: Scope<'_>,
) -> Result<Option<cen::Package>, Failure> {
    client.api.unassociate(id, cen_id, deadline).await?;
    wait::until(deadline, || async {
        let seen = client.api.package(id, Freshness::Latest, deadline).await?;
        Ok(match seen {
            Some(package) if !package.cen_ids.is_empty() || package.status == Status::InUse => {
                Poll::NotYet(format!("its status is {}", package.status.as_str()))
            }
            free_or_gone => Poll::Done(free_or_gone),
        })
    })
    .await
}
