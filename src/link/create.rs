//! Making a connection, without ever leaving in doubt whether it is in the state.

use cen::{CallError, Freshness, Made};
use tf_plugin::framework::{Create, Diagnostic, StateWriter};

use crate::Cen;
use crate::api_errors::explain;
use crate::claim::{self, Claim};
use crate::scope::Scope;
use crate::unfinished;
use crate::wait::{self, Failure};
use crate::walk::Walk;

use super::{Link, claim_of, save, there_already, timeouts};

/// Creates what `request` plans.
///
/// Once CEN may have taken it, nothing is an error any more: an error would have the host remove it and make it anew.
pub(super) async fn create<L: Link>(request: Create<L, Cen>, writer: &StateWriter<L>) {
    let Create {
        planned,
        client,
        walk,
        operation,
        ..
    } = request;
    let Some(key) = planned.key() else {
        return writer.error(
            format!("The {} is incomplete", L::OBJECT),
            "Something that it is made of is not known. Nothing was sent.",
        );
    };
    let deadline = wait::deadline(&operation, &timeouts(&planned).create, L::TIMEOUT);
    let scope = Scope {
        client: &client,
        deadline: &deadline,
    };
    let taken = match claim::begin(vec![claim_of::<L>(&key)], &walk, scope).await {
        Ok(taken) => taken,
        Err(refusal) => return writer.push(refusal),
    };
    writer.private(L::forget_notes);
    if let Err(refusal) = clear_and_send(planned, &key, &walk, scope, writer).await {
        claim::give_back(taken, &walk, scope).await;
        writer.push(refusal);
    }
}

/// Creates what nothing speaks against, after it has taken what it needs besides.
async fn clear_and_send<L: Link>(
    planned: L,
    key: &L::Key,
    walk: &Walk,
    scope: Scope<'_>,
    writer: &StateWriter<L>,
) -> Result<(), Diagnostic> {
    let besides = clear(&planned, key, scope).await?;
    let taken = claim::begin(besides, walk, scope).await?;
    let sent = send(planned, key, scope, writer).await;
    if sent.is_err() {
        claim::give_back(taken, walk, scope).await;
    }
    sent
}

/// Makes sure that nothing is in the way; what is to be taken besides the connection itself.
async fn clear<L: Link>(
    planned: &L,
    key: &L::Key,
    scope: Scope<'_>,
) -> Result<Vec<Claim>, Diagnostic> {
    let nothing_sent = |error| explain(&error).after("Nothing was sent.").error();
    let existing = L::find(key, Freshness::Latest, scope).await;
    let existing = existing.map_err(nothing_sent)?;
    match existing.and_then(|remote| planned.in_the_way(key, &remote)) {
        Some(refusal) => Err(refusal),
        None => planned.before_create(key, scope).await,
    }
}

/// Sends it and waits for it.
///
/// # Errors
///
/// When CEN has certainly not done it, or it was there before.
async fn send<L: Link>(
    planned: L,
    key: &L::Key,
    scope: Scope<'_>,
    writer: &StateWriter<L>,
) -> Result<(), Diagnostic> {
    let mut pending = planned;
    pending.enter_pending(key);
    writer.save(&pending);
    match pending.send(scope).await {
        // What an earlier run may have done is in a state, so this is somebody else's, whatever the look before has seen.
        Ok(Made::Before) => {
            writer.remove();
            return Err(there_already::<L>(key));
        }
        Ok(Made::Now) => match settled(&pending, key, scope).await {
            Ok(remote) => save(&pending, &remote, writer),
            Err(failure) => not_shown(&pending, &failure, writer),
        },
        Err(error) if error.may_have_been_executed() => unanswered(&pending, &error, writer),
        Err(error) => {
            writer.remove();
            return Err(pending.refused(None, &error, scope).await);
        }
    }
    Ok(())
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
