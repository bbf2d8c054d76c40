//! When an object counts as gone: after a second look some time later; one that costs money after several, in two ways, by one
//! caller.
//!
//! A single empty answer may come from a server that is being set up anew, from a page in between, or from a list that lags.
//! Taken at its word, it would have the next apply create another object, and move to that what belongs to the first, or buy
//! another while the first goes on billing.

use cen::Freshness;
use tf_plugin::framework::Diagnostic;

use crate::api_errors::explain;
use crate::scope::Scope;
use crate::unfinished;
use crate::wait::{self, Failure};

use super::Managed;
use super::import::id;

/// What has come of further looks for an object that one look has not found.
pub(super) enum Absence<R> {
    /// It is there.
    Seen(R),
    /// A second look has not found it either, which is enough for what costs nothing.
    Believed,
    /// It is gone, as far as the owner of the key from this source can see.
    Proven { key_source: String },
}

/// Looks for `known`, which one look has not found: once more some time later, and where it costs money among all there are, by
/// its key some time later, and among all once more.
///
/// # Errors
///
/// When that does not settle it.
pub(super) async fn look_again<M: Managed>(
    known: &M,
    key: &M::Key,
    scope: Scope<'_>,
) -> Result<Absence<M::Remote>, Diagnostic> {
    let looked = match known.is_costly(scope.client) {
        true => proof::<M>(key, scope).await,
        false => second_look::<M>(key, scope).await,
    };
    looked.map_err(|failure| {
        let object = M::WORDS.object;
        let id = id(key);
        let kept = format!(
            "One answer did not list the {object} {id} any more, which does not prove that it is gone. It stays in the state."
        );
        match &failure {
            Failure::Call(error) => explain(error).after(kept).error(),
            Failure::TimedOut(_) | Failure::Stopped(_) | Failure::Told(_) => {
                let reason = unfinished::reason(&failure, "looking for it again");
                let summary = format!("Whether the {object} exists is not known");
                Diagnostic::error(summary, format!("{kept}\n\n{reason}"))
            }
        }
    })
}

async fn second_look<M: Managed>(
    key: &M::Key,
    scope: Scope<'_>,
) -> Result<Absence<M::Remote>, Failure> {
    pause(scope).await?;
    let seen = M::find_among_all(key, scope).await?;
    Ok(seen.map_or(Absence::Believed, Absence::Seen))
}

async fn proof<M: Managed>(key: &M::Key, scope: Scope<'_>) -> Result<Absence<M::Remote>, Failure> {
    let caller = scope.caller().await?;
    if let Some(seen) = M::find_among_all(key, scope).await? {
        return Ok(Absence::Seen(seen));
    }
    pause(scope).await?;
    if let Some(seen) = M::find(key, Freshness::Latest, scope).await? {
        return Ok(Absence::Seen(seen));
    }
    pause(scope).await?;
    if let Some(seen) = M::find_among_all(key, scope).await? {
        return Ok(Absence::Seen(seen));
    }
    if scope.caller().await?.access_key_id != caller.access_key_id {
        let found = "the access key was renewed meanwhile, so not all looks were by one caller";
        return Err(Failure::Stopped(found.to_owned()));
    }
    Ok(Absence::Proven {
        key_source: caller.source,
    })
}

async fn pause(scope: Scope<'_>) -> Result<(), Failure> {
    let found = || "it was not listed so far".to_owned();
    wait::pause(scope.deadline, scope.client.absence_wait, found).await
}
