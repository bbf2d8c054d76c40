//! Reading an object. That an object is not listed means that it is gone, unless it has never been seen.

use cen::Freshness;
use tf_plugin::framework::{Diagnostics, Read, StateWriter};

use crate::Cen;
use crate::api_errors::explain;
use crate::scope::Scope;
use crate::unconfirmed::PENDING;
use crate::wait;

use super::common::refreshed;
use super::import::{self, id};
use super::{Managed, note};

/// Reads the object of `request`.
pub(super) async fn read<M: Managed>(request: Read<M, Cen>, writer: &StateWriter<M>) {
    let Read {
        state,
        private,
        client,
        walk,
        operation,
        ..
    } = request;
    // Only an apply can confirm a create: there is no way to look for an object by its token.
    if state.common().is_unconfirmed() {
        return;
    }
    let Some(key) = import::key(&state, writer) else {
        return;
    };
    let deadline = wait::read_deadline(&operation);
    let scope = Scope {
        client: &client,
        deadline: &deadline,
    };
    match M::find(&key, Freshness::Recent, scope).await {
        Ok(Some(remote)) => {
            writer.private(note::forget);
            let seen = refreshed(&state, &remote, &client);
            writer.save(&seen);
            let mut remarks = Diagnostics::default();
            seen.remark(&client, &walk, &mut remarks);
            remarks.into_iter().for_each(|remark| writer.push(remark));
        }
        // Created, and never seen yet: to call it gone would have the next apply create another.
        Ok(None) if note::is_noted::<M>(&private) => {
            let advice = state.while_pending();
            let (summary, detail) = M::WORDS.not_visible(&id(&key), PENDING, &advice);
            writer.warn(summary, detail);
        }
        Ok(None) => writer.remove(),
        Err(error) => writer.push(explain(&error).error()),
    }
}
