//! Removing a limit.

use std::time::Duration;

use crate::client::Client;
use crate::report;
use crate::wait::{self, Failure, Look};
use cen::{Freshness, LimitId, Limits};
use tf_plugin::framework::{Delete, Record};

use super::look::{NO_ID, NO_ID_DETAIL};
use super::model::Limit;

/// Limit of a delete where the user sets none.
const DELETE_LIMIT: Duration = Duration::from_secs(5 * 60);

pub(super) async fn delete(request: Delete<Limit, Client>, record: &Record<Limit>) {
    let Delete {
        prior,
        client,
        operation,
        ..
    } = request;
    let Some(id) = prior.limit_id() else {
        return record.error(NO_ID, NO_ID_DETAIL);
    };
    let limits = wait::limits(&operation, &prior.timeouts().delete, DELETE_LIMIT);
    match remove(&id, &client, &limits).await {
        Ok(()) => record.remove(),
        Err(failure) => report::destroy(&failure, "limit", record),
    }
}

async fn remove(id: &LimitId, client: &Client, limits: &Limits) -> Result<(), Failure> {
    client
        .api
        .remove_limit(id, limits)
        .await
        .map_err(Failure::Call)?;
    wait::until(limits, || async {
        Ok(
            match client.api.limit(id, Freshness::Latest, limits).await? {
                Some(limit) if limit.exists() => {
                    Look::NotYet(format!("it is still listed as {}", limit.status.as_str()))
                }
                _ => Look::Done(()),
            },
        )
    })
    .await
}
