//! Making a connection, without ever leaving in doubt whether it is in the state.

use cen::{CallError, Freshness, Made};
use tf_plugin::framework::{Create, Diagnostic, StateWriter};

use crate::Cen;
use crate::api_errors::explain;
use crate::claim;
use crate::scope::Scope;
use crate::unfinished;
use crate::wait::{self, Failure, Patience};
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

/// Creates what nothing speaks against, when what is in its place has gone, as far as another resource is taking that away.
async fn clear_and_send<L: Link>(
    planned: L,
    key: &L::Key,
    walk: &Walk,
    scope: Scope<'_>,
    writer: &StateWriter<L>,
) -> Result<(), Diagnostic> {
    let succession = walk.memory().successions.of(&claim_of::<L>(key).name);
    let mut patience = Patience::new(scope.deadline);
    let sent = loop {
        let turn = wait::until_turn(scope.deadline, succession.turn(), REMOVED).await;
        let turn = turn.map_err(|failure| not_begun::<L>(&failure))?;
        let outcome = attempt(&planned, key, walk, scope, writer).await?;
        if !matches!(outcome, Outcome::Occupied(_)) {
            succession.make();
        }
        drop(turn);
        match outcome {
            Outcome::Occupied(refusal) => {
                if !patience.lasts(succession.is_departing()).await {
                    return Err(refusal);
                }
            }
            Outcome::Unanswered => return Ok(()),
            Outcome::Accepted(sent) => break sent,
        }
    };
    match settled(&sent, key, scope).await {
        Ok(remote) => save(&sent, &remote, writer),
        Err(failure) => not_shown(&sent, &failure, writer),
    }
    Ok(())
}

/// What has become of one attempt that nothing else speaks against.
enum Outcome<L> {
    /// It is there already, as this says.
    Occupied(Diagnostic),
    /// It is in the state, and what is to be said of that has been said.
    Unanswered,
    /// CEN has taken it, as it is in the state now.
    Accepted(L),
}

/// Looks, takes what is needed besides, and sends it.
///
/// # Errors
///
/// What speaks against it, or why CEN has certainly not done it.
async fn attempt<L: Link>(
    planned: &L,
    key: &L::Key,
    walk: &Walk,
    scope: Scope<'_>,
    writer: &StateWriter<L>,
) -> Result<Outcome<L>, Diagnostic> {
    let nothing_sent = |error| explain(&error).after("Nothing was sent.").error();
    let existing = L::find(key, Freshness::Latest, scope).await;
    let existing = existing.map_err(nothing_sent)?;
    if let Some(refusal) = existing.and_then(|remote| planned.in_the_way(key, &remote)) {
        return Ok(Outcome::Occupied(refusal));
    }
    let besides = planned.before_create(key, scope).await?;
    let taken = claim::begin(besides, walk, scope).await?;
    let sent = send(planned.clone(), key, scope, writer).await;
    if !matches!(sent, Ok(Outcome::Accepted(_) | Outcome::Unanswered)) {
        claim::give_back(taken, walk, scope).await;
    }
    sent
}

/// Sends it.
///
/// # Errors
///
/// When CEN has certainly not done it.
async fn send<L: Link>(
    planned: L,
    key: &L::Key,
    scope: Scope<'_>,
    writer: &StateWriter<L>,
) -> Result<Outcome<L>, Diagnostic> {
    let mut pending = planned;
    pending.enter_pending(key);
    writer.save(&pending);
    match pending.send(scope).await {
        // What an earlier run may have done is in a state, so this is somebody else's, whatever the look before has seen.
        Ok(Made::Before) => {
            writer.remove();
            Ok(Outcome::Occupied(there_already::<L>(key)))
        }
        Ok(Made::Now) => Ok(Outcome::Accepted(pending)),
        Err(error) if error.may_have_been_executed() => {
            unanswered(&pending, &error, writer);
            Ok(Outcome::Unanswered)
        }
        Err(error) => {
            writer.remove();
            Err(pending.refused(None, &error, scope).await)
        }
    }
}

/// What another resource of the same run is doing, for as long as it keeps its turn.
const REMOVED: &str = "another resource was still removing the same";

fn not_begun<L: Link>(failure: &Failure) -> Diagnostic {
    let doing = format!("waiting for the {} to go", L::OBJECT);
    Diagnostic::error(
        format!("The {} was not created", L::OBJECT),
        format!("{} Nothing was sent.", unfinished::reason(failure, &doing)),
    )
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
