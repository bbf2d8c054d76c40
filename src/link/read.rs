//! Looking at a connection.

use tf_plugin::framework::{Read, StateWriter};

use crate::api_errors::explain;
use crate::scope::Scope;
use crate::{Cen, wait};

use super::{Link, import, save};

/// Reads what `request` is about.
pub(super) async fn read<L: Link>(request: Read<L, Cen>, writer: &StateWriter<L>) {
    let Read {
        state,
        client,
        operation,
        ..
    } = request;
    let Some(key) = import::key(&state, writer) else {
        return;
    };
    let deadline = wait::read_deadline(&operation);
    let scope = Scope {
        client: &client,
        deadline: &deadline,
    };
    match state.look(&key, scope).await {
        Ok(Some(remote)) if state.is_same(&remote) => save(&state, &remote, writer),
        // To put back what somebody has changed would undo that, so another in its place is for the next create to meet.
        Ok(_) => writer.remove(),
        Err(error) => writer.push(explain(&error).error()),
    }
}
