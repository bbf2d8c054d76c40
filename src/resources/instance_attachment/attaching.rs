//! Attaching and detaching.

use std::time::Duration;

use crate::client::Client;
use crate::wait::{self, Failure, Look};
use crate::{link, report, trouble};
use cen::{CenId, Child, ChildKey, ChildStatus, Freshness, Limits, Network};
use tf_plugin::framework::{Create, Delete, Record};
use tf_plugin::value::Attr;

use super::model::{Attachment, NO_ENDS, NO_ENDS_DETAIL};
use super::{handle, look};

/// Limit of either where the user sets none.
const LIMIT: Duration = Duration::from_secs(10 * 60);

pub(super) async fn create(request: Create<Attachment, Client>, record: &Record<Attachment>) {
    let Create {
        planned,
        client,
        operation,
        ..
    } = request;
    let (Some(cen), Some(network)) = (planned.cen(), planned.network()) else {
        return record.error(NO_ENDS, NO_ENDS_DETAIL);
    };
    let limits = wait::limits(&operation, &planned.timeouts().create, LIMIT);
    let what = format!("{} is attached to {cen}", network.id);
    let id = handle::print(&cen, &network.id, &network.kind, &network.region);
    let attachment = Attachment {
        id: Attr::Known(id),
        child_instance_type: network.kind.as_str().into(),
        status: ChildStatus::Attaching.as_str().into(),
        ..planned
    };
    record.save(&attachment);
    let outcome = client.api.attach(&cen, &network, &limits).await;
    match link::accepted(outcome, &what, record) {
        Ok(true) => {}
        Ok(false) => return,
        Err(refusal) => {
            let (summary, detail) = trouble::explain(&refusal);
            return record.error(summary, detail);
        }
    }
    match attached(&cen, &network, &client, &limits).await {
        Ok(child) => record.save(&look::observe(&child, &cen, &attachment)),
        Err(failure) => link::not_shown(&failure, &what, record),
    }
}

async fn attached(
    cen: &CenId,
    network: &Network,
    client: &Client,
    limits: &Limits,
) -> Result<Child, Failure> {
    let key = ChildKey::new(&network.id, Some(&network.region));
    wait::until(limits, || async {
        let seen = client
            .api
            .child(cen, &key, Freshness::Latest, limits)
            .await?;
        Ok(match seen {
            Some(child) if child.status == ChildStatus::Attached => Look::Done(child),
            Some(child) => Look::NotYet(format!("its status is {}", child.status.as_str())),
            None => Look::NotYet("it is not listed".to_owned()),
        })
    })
    .await
}

pub(super) async fn delete(request: Delete<Attachment, Client>, record: &Record<Attachment>) {
    let Delete {
        prior,
        client,
        operation,
        ..
    } = request;
    let (Some(cen), Some(network)) = (prior.cen(), prior.network()) else {
        return record.error(NO_ENDS, NO_ENDS_DETAIL);
    };
    let limits = wait::limits(&operation, &prior.timeouts().delete, LIMIT);
    match detach(&cen, &network, prior.cen_owner(), &client, &limits).await {
        Ok(()) => record.remove(),
        Err(failure) => report::destroy(&failure, "attachment", record),
    }
}

async fn detach(
    cen: &CenId,
    network: &Network,
    cen_owner: Option<u64>,
    client: &Client,
    limits: &Limits,
) -> Result<(), Failure> {
    let api = &client.api;
    api.detach(cen, network, cen_owner, limits)
        .await
        .map_err(Failure::Call)?;
    let key = ChildKey::new(&network.id, Some(&network.region));
    wait::until(limits, || async {
        let seen = api.child(cen, &key, Freshness::Latest, limits).await?;
        Ok(seen.map_or(Look::Done(()), |child| {
            Look::NotYet(format!("it is still listed as {}", child.status.as_str()))
        }))
    })
    .await
}
