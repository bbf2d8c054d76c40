//! Removing a connection.

use tf_plugin::framework::{Delete, StateWriter};

use crate::Cen;
use crate::scope::Scope;
use crate::{unfinished, wait};

use super::{Link, import, timeouts};

/// Removes what `request` is about.
pub(super) async fn delete<L: Link>(request: Delete<L, Cen>, writer: &StateWriter<L>) {
    let Delete {
        prior,
        client,
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
    match prior.remove(&key, scope).await {
        Ok(()) => writer.remove(),
        Err(failure) => unfinished::delete(&failure, L::OBJECT, writer),
    }
}
