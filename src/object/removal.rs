//! Ending an object.

use crate::client::Client;
use crate::report;
use crate::wait::{self, Failure, Look};
use cen::{Deadline, Freshness};
use tf_plugin::framework::{Delete, Record};

use super::{Object, creation, look, timeouts};

/// Ends the object of `request`.
pub(crate) async fn delete<M: Object>(request: Delete<M, Client>, record: &Record<M>) {
    let Delete {
        prior,
        private,
        client,
        operation,
    } = request;
    let limits = wait::limits(&operation, &timeouts(&prior).delete, M::LIMITS.delete);
    let key = if prior.is_unconfirmed() {
        // Whether there is an object to end, only the same creation again can tell.
        let confirmed = creation::confirm(&prior, &private, &client, &limits, record).await;
        confirmed.map(|(key, _)| key)
    } else {
        look::key(&prior, record)
    };
    let Some(key) = key else { return };
    let is_new = creation::is_noted(&private);
    match run(&prior, is_new, &key, &client, &limits).await {
        Ok(never_seen) => {
            record.remove();
            if never_seen {
                let (what, id) = (M::WHAT, M::id_in(&key));
                record.warn(
                    format!("A {what} that never appeared has been dropped"),
                    format!(
                        "CEN gave out the id {id}, has never listed it, and takes its end for done. If it appears after \
                         all, it may be billed: look for it in the console."
                    ),
                );
            }
        }
        Err(failure) => report::destroy(&failure, M::WHAT, record),
    }
}

/// Ends the object, and waits until it is not listed any more. Whether it has never been.
async fn run<M: Object>(
    prior: &M,
    is_new: bool,
    key: &M::Key,
    client: &Client,
    limits: &Deadline,
) -> Result<bool, Failure> {
    let find = || M::find(key, Freshness::Latest, client, limits);
    let never_seen = is_new && find().await.map_err(Failure::Call)?.is_none();
    // What is not listed may be about to be.
    prior
        .end(key, client, limits)
        .await
        .map_err(Failure::Call)?;
    wait::until(limits, || async {
        Ok(match find().await? {
            None => Look::Done(never_seen),
            Some(seen) => {
                let status = M::is_ready(&seen).err().unwrap_or("ready");
                Look::NotYet(format!("it is still listed as {status}"))
            }
        })
    })
    .await
}
