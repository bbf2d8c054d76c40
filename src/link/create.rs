//! Making a connection, without ever leaving in doubt whether it is in the state.

use cen::{CallError, Freshness};
use tf_plugin::framework::{Create, StateWriter};

use crate::api_errors::explain;
use crate::client::Client;
use crate::scope::Scope;
use crate::unfinished;
use crate::wait::{self, Failure};

use super::{Link, refreshed, timeouts};

/// Creates what `request` plans.
///
/// Once CEN may have taken it, nothing is an error any more: an error would have the host remove it and make it anew.
pub(super) async fn create<L: Link>(request: Create<L, Client>, writer: &StateWriter<L>) {
    let Create {
        planned,
        client,
        operation,
        ..
    } = request;
    let Some(key) = planned.key() else {
        return writer.error(
            format!("The {} is incomplete", L::OBJECT),
            "Something that it is made of is not known. Nothing was sent.",
        );
    };
    writer.private(L::forget_notes);
    let deadline = wait::deadline(&operation, &timeouts(&planned).create, L::TIMEOUT);
    let scope = Scope {
        client: &client,
        deadline: &deadline,
    };
    match planned.find_existing(&key, scope).await {
        Ok(None) => {}
        Ok(Some(existing)) => {
            writer.save(&refreshed(&planned, &existing.remote));
            return writer.push(existing.remark);
        }
        Err(reason) => return writer.push(reason),
    }

    let mut pending = planned;
    pending.enter_pending(&key);
    writer.save(&pending);
    match pending.send(scope).await {
        Ok(()) => {}
        Err(error) if error.may_have_been_executed() => {
            return unanswered(&pending, &error, writer);
        }
        Err(error) => {
            writer.remove();
            return writer.push(pending.refused(None, &error, scope).await);
        }
    }
    match settled(&pending, &key, scope).await {
        Ok(remote) => writer.save(&refreshed(&pending, &remote)),
        Err(failure) => not_shown(&pending, &failure, writer),
    }
}

/// Waits until it shows as it was sent.
pub(super) async fn settled<L: Link>(
    sent: &L,
    key: &L::Key,
    scope: Scope<'_>,
) -> Result<L::Remote, Failure> {
    let find = || L::find(key, Freshness::Latest, scope);
    wait::until_seen(scope.deadline, find, |remote| sent.shows(remote)).await
}

fn unanswered<L: Link>(pending: &L, error: &CallError, writer: &StateWriter<L>) {
    let detail = explain(error).detail;
    writer.warn(
        format!("The {} is unconfirmed", L::OBJECT),
        format!(
            "CEN has not answered, so it is not known whether {}. The next plan finds out, and makes up for it where it is \
             not so.\n\n{detail}",
            pending.statement()
        ),
    );
}

fn not_shown<L: Link>(pending: &L, failure: &Failure, writer: &StateWriter<L>) {
    let doing = format!("waiting until {}", pending.statement());
    writer.warn(
        format!("The {} does not show yet", L::OBJECT),
        format!(
            "CEN has accepted it, and it is in the state. The next plan finds out what has become of it.\n\n{}",
            unfinished::reason(failure, &doing)
        ),
    );
}
