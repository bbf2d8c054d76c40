//! Binding and unbinding.

use std::time::Duration;

use crate::client::Client;
use crate::{association, link, report, trouble, wait};
use cen::error::Kind;
use cen::{CallError, CenId, Freshness, Limits, PackageId};
use tf_plugin::framework::{Create, Delete, Record};
use tf_plugin::value::Attr;

use super::model::{Attachment, NO_ENDS, NO_ENDS_DETAIL};

/// Limit of either where the user sets none.
const LIMIT: Duration = Duration::from_secs(5 * 60);

pub(super) async fn create(request: Create<Attachment, Client>, record: &Record<Attachment>) {
    let Create {
        planned,
        client,
        operation,
        ..
    } = request;
    let Some((package, cen)) = planned.ends() else {
        return record.error(NO_ENDS, NO_ENDS_DETAIL);
    };
    let limits = wait::limits(&operation, &planned.timeouts().create, LIMIT);
    let what = format!("{package} is bound to {cen}");
    record.save(&Attachment {
        id: Attr::Known(package.to_string()),
        ..planned
    });
    let outcome = client.api.associate(&package, &cen, &limits).await;
    match link::accepted(outcome, &what, record) {
        Ok(true) => {
            if let Err(failure) = association::bound(&package, &cen, &client, &limits).await {
                link::not_shown(&failure, &what, record);
            }
        }
        Ok(false) => {}
        Err(refusal) => refuse(&package, &cen, &refusal, &client, &limits, record).await,
    }
}

/// Explains why a package was not bound. That it is bound already is the reason that most often needs an explanation.
async fn refuse(
    package: &PackageId,
    cen: &CenId,
    error: &CallError,
    client: &Client,
    limits: &Limits,
    record: &Record<Attachment>,
) {
    let (summary, detail) = trouble::explain(error);
    if Kind::of_call(error) == Some(Kind::InUse)
        && let Ok(Some(seen)) = client.api.package(package, Freshness::Latest, limits).await
        && let Some(other) = seen.cen_ids.first()
    {
        return record.error(
            "The package is bound to another CEN instance",
            format!(
                "{package} is bound to {other}, and a package is bound to one instance, so it was not bound to {cen}. If \
                 the argument cen_id of the package binds it, remove that argument or this attachment. If nobody here \
                 does, unbind it first, or import the binding and change it.\n\n{detail}"
            ),
        );
    }
    record.error(summary, detail);
}

pub(super) async fn delete(request: Delete<Attachment, Client>, record: &Record<Attachment>) {
    let Delete {
        prior,
        client,
        operation,
        ..
    } = request;
    let Some((package, cen)) = prior.ends() else {
        return record.error(NO_ENDS, NO_ENDS_DETAIL);
    };
    let limits = wait::limits(&operation, &prior.timeouts().delete, LIMIT);
    match association::unbind(&package, &cen, &client, &limits).await {
        Ok(_) => record.remove(),
        Err(failure) => report::destroy(&failure, "binding", record),
    }
}
