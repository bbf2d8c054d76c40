//! Looking at a connection.

use cen::Freshness;
use tf_plugin::framework::{Read, Record};

use crate::api_errors::explain;
use crate::scope::Scope;
use crate::{Cen, wait};

use super::{Link, import, refreshed};

/// Reads what `request` is about.
pub(super) async fn read<L: Link>(request: Read<L, Cen>, record: &Record<L>) {
    let Read {
        state,
        client,
        operation,
        ..
    } = request;
    let Some(key) = import::key(&state, record) else {
        return;
    };
    let deadline = wait::read_deadline(&operation);
    let scope = Scope {
        client: &client,
        deadline: &deadline,
    };
    match L::find(&key, Freshness::Recent, scope).await {
        Ok(Some(remote)) if state.is_same(&remote) => record.save(&refreshed(&state, &remote)),
        // To put back what somebody has changed would undo that, so another in its place is for the next create to meet.
        Ok(_) => record.remove(),
        Err(error) => record.push(explain(&error).error()),
    }
}
