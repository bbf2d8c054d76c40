//! Removing a connection.

use cen::Freshness;
use tf_plugin::framework::{Delete, StateWriter};

use crate::Cen;
use crate::scope::Scope;
use crate::wait::Failure;
use crate::walk::Succession;
use crate::{unfinished, wait};

use super::{Link, claim_of, import, timeouts};

/// Removes what `request` is about.
pub(super) async fn delete<L: Link>(request: Delete<L, Cen>, writer: &StateWriter<L>) {
    let Delete {
        prior,
        client,
        walk,
        operation,
        ..
    } = request;
    let Some(key) = import::key(&prior, writer) else {
        return;
    };
    let deadline = wait::deadline(&operation, &timeouts(&prior).delete, L::TIMEOUT);
    let scope = Scope {
        client: &client,
        deadline: &deadline,
    };
    let succession = walk.memory().successions.of(&claim_of::<L>(&key).name);
    let _departure = succession.depart();
    match leave(&prior, &key, &succession, scope).await {
        Ok(()) => writer.remove(),
        Err(failure) => unfinished::delete(&failure, L::OBJECT, writer),
    }
}

/// Has CEN remove it and waits until it is gone. What another resource has made anew meanwhile is that one's: the two look alike,
/// so it is not touched, and not waited for.
async fn leave<L: Link>(
    prior: &L,
    key: &L::Key,
    succession: &Succession,
    scope: Scope<'_>,
) -> Result<(), Failure> {
    const CREATED: &str = "another resource was still creating the same";
    let turn = wait::until_turn(scope.deadline, succession.turn(), CREATED).await?;
    if succession.is_made() {
        return Ok(());
    }
    prior.remove(key, scope).await?;
    drop(turn);
    let remains = || async {
        if succession.is_made() {
            return Ok(None);
        }
        let found = L::find(key, Freshness::Latest, scope).await?;
        Ok(found.and_then(|remote| L::remains(&remote).map(str::to_owned)))
    };
    wait::until_gone(scope.deadline, remains, String::clone).await
}
