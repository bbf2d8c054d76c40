//! Waiting until the API shows what was asked for.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use cen::{CallError, Deadline, NotSent, Stopped};
use tf_plugin::framework::timeouts::limit;
use tf_plugin::framework::{Diagnostic, Operation};
use tf_plugin::value::Attr;

/// The pause after the first look; each pause is longer than the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Limits of a read: a few retries, not a wait.
const READ_LIMIT: Duration = Duration::from_secs(2 * 60);

/// Limit of a search: a few retries for each page, not a wait.
const SEARCH_LIMIT: Duration = Duration::from_secs(5 * 60);

/// How long a plan waits for what it asks only in order to warn.
const PREFLIGHT_LIMIT: Duration = Duration::from_secs(10);

/// The deadline of what a plan asks only in order to warn.
pub(super) fn preflight_deadline(operation: &Operation) -> Deadline {
    deadline(operation, &Attr::Null, PREFLIGHT_LIMIT)
}

/// The deadline of what another operation asks without needing an answer.
pub(super) fn brief(deadline: &Deadline) -> Deadline {
    at_most(PREFLIGHT_LIMIT, deadline)
}

/// The deadline of a search.
pub(super) fn search_deadline(operation: &Operation) -> Deadline {
    deadline(operation, &Attr::Null, SEARCH_LIMIT)
}

/// The deadline of an operation that may take as long as is configured, or else `default`.
pub(super) fn deadline(
    operation: &Operation,
    configured: &Attr<String>,
    default: Duration,
) -> Deadline {
    Deadline {
        at: Instant::from_std(operation.deadline(limit(Some(configured), default))),
        cancel: operation.cancellation_token(),
    }
}

/// A deadline that is no farther away than this.
pub(super) fn at_most(limit: Duration, deadline: &Deadline) -> Deadline {
    Deadline {
        at: deadline.at.min(Instant::now() + limit),
        cancel: deadline.cancel.clone(),
    }
}

/// The deadline of a read.
pub(super) fn read_deadline(operation: &Operation) -> Deadline {
    deadline(operation, &Attr::Null, READ_LIMIT)
}

/// How long what another resource of the same run may be about to take away is given to go.
const PATIENCE: Duration = Duration::from_secs(5);

/// The time that what is in the way is given to go: a host that removes one resource and makes another does both at once, where
/// neither refers to the other.
pub(super) struct Patience<'l> {
    until: Instant,
    pace: Pace<'l>,
}

impl<'l> Patience<'l> {
    /// Begins now, and ends with `deadline` at the latest.
    pub(super) fn new(deadline: &'l Deadline) -> Self {
        Self {
            until: Instant::now() + PATIENCE,
            pace: Pace::new(deadline),
        }
    }

    /// Waits for the next try, and answers whether there is one. What is known to be going (`is_going`) is waited for as long
    /// as it takes.
    pub(super) async fn lasts(&mut self, is_going: bool) -> bool {
        let has_time = is_going || Instant::now() < self.until;
        has_time && self.pace.pause(String::new()).await.is_ok()
    }
}

/// Sends what was refused because something else has its place for a while longer. `may_pass` tells whether a refusal is of
/// that kind.
///
/// # Errors
///
/// As those of `send`.
pub(super) async fn past_predecessor<T, F>(
    deadline: &Deadline,
    mut send: impl FnMut() -> F,
    may_pass: impl Fn(&CallError) -> bool,
) -> Result<T, CallError>
where
    F: Future<Output = Result<T, CallError>>,
{
    let mut patience = Patience::new(deadline);
    loop {
        match send().await {
            Err(refused) if may_pass(&refused) => {
                if !patience.lasts(false).await {
                    return Err(refused);
                }
            }
            outcome => return outcome,
        }
    }
}

/// Waits for `turn`, unless `deadline` ends it.
///
/// # Errors
///
/// When `deadline` ends the wait; `found` says what was in the way.
pub(super) async fn until_turn<T>(
    deadline: &Deadline,
    turn: impl Future<Output = T>,
    found: &str,
) -> Result<T, Failure> {
    tokio::select! {
        biased;
        turn = turn => Ok(turn),
        () = deadline.cancel.cancelled() => Err(Failure::Stopped(found.to_owned())),
        () = sleep_until(deadline.at) => Err(Failure::TimedOut(found.to_owned())),
    }
}

/// What one look has found.
pub(super) enum Poll<T> {
    /// What was waited for.
    Done(T),
    /// Something else; this is how far things are, for the message when time is up.
    NotYet(String),
}

/// Waits that long, unless `deadline` ends it.
///
/// # Errors
///
/// When `deadline` ends the wait, with what was `found` last.
pub(super) async fn pause(
    deadline: &Deadline,
    length: Duration,
    found: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let next = Instant::now() + length;
    if next >= deadline.at {
        return Err(Failure::TimedOut(found()));
    }
    tokio::select! {
        () = deadline.cancel.cancelled() => Err(Failure::Stopped(found())),
        () = sleep_until(next) => Ok(()),
    }
}

/// Why a wait ended without what was waited for.
pub(super) enum Failure {
    /// Time was up. How far things were.
    TimedOut(String),
    /// The host was interrupted. How far things were.
    Stopped(String),
    /// A look failed for good.
    Call(CallError),
    /// Something stands in the way that was looked at, as this says.
    Told(Box<Diagnostic>),
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

/// The pauses between looks, which grow.
pub(super) struct Pace<'l> {
    deadline: &'l Deadline,
    pause: Duration,
    /// What the last look has found.
    found: Option<String>,
}

impl<'l> Pace<'l> {
    /// From the first pause on, within `deadline`.
    pub(super) fn new(deadline: &'l Deadline) -> Self {
        Self {
            deadline,
            pause: FIRST_PAUSE,
            found: None,
        }
    }

    /// What a look that failed means: where the end of the wait came before it was sent, the wait has ended with what was
    /// found before.
    fn failed(&self, error: CallError) -> Failure {
        match (&error, self.found.clone()) {
            (CallError::NotSent(NotSent::Ended(Stopped::Cancelled)), Some(found)) => {
                Failure::Stopped(found)
            }
            (CallError::NotSent(NotSent::Ended(_)), Some(found)) => Failure::TimedOut(found),
            _ => Failure::Call(error),
        }
    }

    /// Waits for the time of the next look.
    ///
    /// # Errors
    ///
    /// When `deadline` end the wait, with what was `found` last.
    pub(super) async fn pause(&mut self, found: String) -> Result<(), Failure> {
        // A last look at the deadline itself would only repeat this one.
        pause(self.deadline, self.pause, || found.clone()).await?;
        self.found = Some(found);
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}

/// Looks at once and then at growing intervals, until `look` is done, fails, or `deadline` end it.
pub(super) async fn until<T, F>(
    deadline: &Deadline,
    mut look: impl FnMut() -> F,
) -> Result<T, Failure>
where
    F: Future<Output = Result<Poll<T>, CallError>>,
{
    let mut pace = Pace::new(deadline);
    loop {
        match look().await.map_err(|error| pace.failed(error))? {
            Poll::Done(result) => return Ok(result),
            Poll::NotYet(found) => pace.pause(found).await?,
        }
    }
}

/// Waits until what `find` looks for is listed and `shows` what was asked for; else that tells how far it is.
pub(super) async fn until_seen<T, F>(
    deadline: &Deadline,
    mut find: impl FnMut() -> F,
    shows: impl Fn(&T) -> Result<(), String>,
) -> Result<T, Failure>
where
    F: Future<Output = Result<Option<T>, CallError>>,
{
    let mut pace = Pace::new(deadline);
    loop {
        let found = match find().await.map_err(|error| pace.failed(error))? {
            None => "it is not listed".to_owned(),
            Some(seen) => match shows(&seen) {
                Ok(()) => return Ok(seen),
                Err(found) => found,
            },
        };
        pace.pause(found).await?;
    }
}

/// Waits until what `find` looks for is not listed any more; `status` is what it is listed as.
pub(super) async fn until_gone<T, F>(
    deadline: &Deadline,
    mut find: impl FnMut() -> F,
    status: impl Fn(&T) -> String,
) -> Result<(), Failure>
where
    F: Future<Output = Result<Option<T>, CallError>>,
{
    let mut pace = Pace::new(deadline);
    while let Some(seen) = find().await.map_err(|error| pace.failed(error))? {
        let found = format!("it is still listed as {}", status(&seen));
        pace.pause(found).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;

    /// The failure of a wait whose first look finds something and whose second ends like this.
    async fn after_a_look(second: CallError) -> Failure {
        let deadline = Deadline {
            at: Instant::now() + Duration::from_secs(3_600),
            cancel: CancellationToken::new(),
        };
        let mut looks = vec![Err(second), Ok(Some(()))];
        let find = || {
            let look = looks.pop();
            async move { look.unwrap() }
        };
        let waited = until_seen(&deadline, find, |()| Err("it is Pending".to_owned()));
        waited.await.err().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_comes_too_late_ends_the_wait_with_what_was_found_before() {
        let ended = |stopped| CallError::NotSent(NotSent::Ended(stopped));
        let late = after_a_look(ended(Stopped::Deadline)).await;
        assert!(matches!(late, Failure::TimedOut(found) if found == "it is Pending"));
        let stopped = after_a_look(ended(Stopped::Cancelled)).await;
        assert!(matches!(stopped, Failure::Stopped(found) if found == "it is Pending"));
        let untrusted = CallError::NotSent(NotSent::Untrusted(String::new()));
        let failed = after_a_look(untrusted.clone()).await;
        assert!(matches!(failed, Failure::Call(error) if error == untrusted));
    }
}
