//! When an object that cost money counts as gone: after several looks, in two ways, with time between them, by one caller.
//!
//! A single empty answer may come from a server that is being set up anew, from a page in between, or from a list that lags.
//! Taken at its word, it would have the next apply buy another object while the first goes on billing.

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
    /// It is gone, as far as the owner of the key from this source can see.
    Proven { key_source: String },
}

/// Looks for an object that one look has not found: among all there are, by its key some time later, and among all once more.
///
/// # Errors
///
/// When that does not settle it.
pub(super) async fn look_again<M: Managed>(
    key: &M::Key,
    scope: Scope<'_>,
) -> Result<Absence<M::Remote>, Diagnostic> {
    let looked = looks::<M>(key, scope).await;
    looked.map_err(|failure| {
        let object = M::WORDS.object;
        let id = id(key);
        let kept = format!(
            "One answer did not list the {object} {id} any more, which does not prove that it is gone. It stays in the state."
        );
        match &failure {
            Failure::Call(error) => explain(error).after(kept).error(),
            Failure::TimedOut(_) | Failure::Stopped(_) => {
                let reason = unfinished::reason(&failure, "looking for it again");
                let summary = format!("Whether the {object} exists is not known");
                Diagnostic::error(summary, format!("{kept}\n\n{reason}"))
            }
        }
    })
}

async fn looks<M: Managed>(key: &M::Key, scope: Scope<'_>) -> Result<Absence<M::Remote>, Failure> {
    let pause = || {
        let found = || "it was not listed so far".to_owned();
        wait::pause(scope.deadline, scope.client.absence_wait, found)
    };
    let caller = scope.caller().await?;
    if let Some(seen) = M::find_among_all(key, scope).await? {
        return Ok(Absence::Seen(seen));
    }
    pause().await?;
    if let Some(seen) = M::find(key, Freshness::Latest, scope).await? {
        return Ok(Absence::Seen(seen));
    }
    pause().await?;
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
