//! Changing a connection in place.

use tf_plugin::framework::{StateWriter, Update};

use crate::Cen;
use crate::scope::Scope;
use crate::{unfinished, wait};

use super::create::settled;
use super::{Link, import, save, timeouts};

/// Changes what `request` is about.
pub(super) async fn update<L: Link>(request: Update<L, Cen>, writer: &StateWriter<L>) {
    let Update {
        prior,
        planned,
        client,
        operation,
        ..
    } = request;
    // What it connects may be what changes.
    let Some(key) = planned.key().or_else(|| import::key(&prior, writer)) else {
        return;
    };
    let Some(meanwhile) = planned.while_updating(&prior) else {
        return writer.save(&planned);
    };
    writer.save(&meanwhile);
    let deadline = wait::deadline(&operation, &timeouts(&planned).update, L::TIMEOUT);
    let scope = Scope {
        client: &client,
        deadline: &deadline,
    };
    if let Err(error) = planned.change(&prior, scope).await {
        return writer.push(planned.refused(Some(&prior), &error, scope).await);
    }
    match settled(&planned, &key, scope).await {
        Ok(remote) => save(&planned, &remote, writer),
        Err(failure) => unfinished::update(&failure, L::OBJECT, writer),
    }
}
