//! Setting a limit and changing it.
//!
//! A limit costs nothing, but removing it stops traffic. So a new one is in the state before it is sent, and once CEN may
//! have taken it, nothing is an error any more: an error would have the host remove the limit and set it anew.

use std::time::Duration;

use crate::client::Client;
use crate::wait::{self, Failure, Look};
use crate::{report, trouble};
use cen::{self, CallError, Freshness, LimitId, LimitStatus, Limits};
use tf_plugin::framework::{Create, Diagnostic, Diagnostics, Record, Update};
use tf_plugin::value::{Attr, Path};

use super::look::{self, NO_ID, NO_ID_DETAIL};
use super::model::{Limit, PENDING};
use super::shortage;

/// Limit of a create or update where the user sets none.
const SETTING_LIMIT: Duration = Duration::from_secs(5 * 60);

pub(super) async fn create(request: Create<Limit, Client>, record: &Record<Limit>) {
    let Create {
        planned,
        client,
        operation,
        ..
    } = request;
    let (Some(id), Some(mbps)) = (planned.limit_id(), planned.mbps()) else {
        return record.error(
            "The limit is incomplete",
            "The CEN instance, the two regions or the bandwidth are not known. Nothing was set.",
        );
    };
    record.private(shortage::forget_replaced);
    let limits = wait::limits(&operation, &planned.timeouts().create, SETTING_LIMIT);
    match client.api.limit(&id, Freshness::Latest, &limits).await {
        Ok(Some(there)) if there.mbps == mbps => {
            record.save(&look::observe(&there, &planned));
            return warn_of_adoption(&id, record);
        }
        Ok(Some(there)) if there.mbps > 0 => return refuse_to_overwrite(&there, record),
        Ok(_) => {}
        Err(error) => {
            let (summary, detail) = trouble::explain(&error);
            return record.error(summary, format!("Nothing was set.\n\n{detail}"));
        }
    }

    let sent = Limit {
        id: Attr::Known(id.to_string()),
        status: PENDING.into(),
        ..planned
    };
    record.save(&sent);
    match client.api.set_limit(&id, mbps, &limits).await {
        Ok(()) => {}
        Err(error @ CallError::NoAnswer(_)) if error.may_have_been_executed() => {
            return warn(&id, "setting it", &Failure::Call(error), record);
        }
        Err(error) => {
            record.remove();
            return refused(&id, mbps, 0, &error, &client, &limits, record).await;
        }
    }
    match settled(&id, mbps, &client, &limits).await {
        Ok(seen) => record.save(&look::observe(&seen, &sent)),
        Err(failure) => warn(&id, "waiting for it to be in force", &failure, record),
    }
}

pub(super) async fn update(request: Update<Limit, Client>, record: &Record<Limit>) {
    let Update {
        prior,
        planned,
        client,
        operation,
        ..
    } = request;
    let (Some(id), Some(mbps)) = (prior.limit_id(), planned.mbps()) else {
        return record.error(NO_ID, NO_ID_DETAIL);
    };
    // What only Terraform notes changes at once.
    let noted = Limit {
        bandwidth_limit: prior.bandwidth_limit.clone(),
        status: prior.status.clone(),
        ..planned.clone()
    };
    record.save(&noted);
    if prior.mbps() == Some(mbps) {
        return;
    }
    let limits = wait::limits(&operation, &planned.timeouts().update, SETTING_LIMIT);
    if let Err(error) = client.api.set_limit(&id, mbps, &limits).await {
        let held = prior.mbps().unwrap_or(0);
        return refused(&id, mbps, held, &error, &client, &limits, record).await;
    }
    match settled(&id, mbps, &client, &limits).await {
        Ok(seen) => record.save(&look::observe(&seen, &noted)),
        Err(failure) => report::change(&failure, "limit", record),
    }
}

/// Waits until the limit is in force with this bandwidth.
async fn settled(
    id: &LimitId,
    mbps: u64,
    client: &Client,
    limits: &Limits,
) -> Result<cen::Limit, Failure> {
    wait::until(limits, || async {
        Ok(
            match client.api.limit(id, Freshness::Latest, limits).await? {
                Some(limit) if limit.mbps == mbps && limit.status != LimitStatus::Modifying => {
                    Look::Done(limit)
                }
                Some(limit) => Look::NotYet(format!(
                    "its bandwidth is {} Mbps and its status is {}",
                    limit.mbps,
                    limit.status.as_str()
                )),
                None => Look::NotYet("it is not listed yet".to_owned()),
            },
        )
    })
    .await
}

/// Reports a limit that CEN has not set; what is there stays as it was.
async fn refused(
    id: &LimitId,
    wanted: u64,
    held: u64,
    error: &CallError,
    client: &Client,
    limits: &Limits,
    record: &Record<Limit>,
) {
    let (summary, mut detail) = trouble::explain(error);
    if let Some(more) = shortage::explain(id, wanted, held, error, client, limits).await {
        detail = format!("{more}\n\n{detail}");
    }
    let mut diagnostics = Diagnostics::default();
    diagnostics.error_at(Path::root("bandwidth_limit"), summary, detail);
    diagnostics
        .into_iter()
        .for_each(|diagnostic: Diagnostic| record.push(diagnostic));
}

fn refuse_to_overwrite(there: &cen::Limit, record: &Record<Limit>) {
    record.error(
        "There is a limit already",
        format!(
            "Somebody else has set {} Mbps between these two regions, and this resource would overwrite that. To manage the \
             limit here, import it first: terraform import ADDRESS {}",
            there.mbps, there.id
        ),
    );
}

fn warn_of_adoption(id: &LimitId, record: &Record<Limit>) {
    record.warn(
        "The limit was there already",
        format!(
            "CEN has had {id} with this very bandwidth before this resource was created. It is managed here from now on; \
             if another configuration manages it too, they will fight over it."
        ),
    );
}

fn warn(id: &LimitId, doing: &str, failure: &Failure, record: &Record<Limit>) {
    record.warn(
        "The limit is not known to be in force",
        format!(
            "The limit {id} was sent and is in the state. Run terraform apply again: it looks at the limit, and sets it \
             again if it must.\n\n{}",
            report::unfinished(failure, doing)
        ),
    );
}
