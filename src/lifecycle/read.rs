//! Reading an object. That an object is not listed twice means that it is gone, unless it has never been seen, or costs money:
//! then that is not enough.

use cen::Freshness;
use tf_plugin::framework::{Diagnostics, Read, StateWriter};

use crate::Cen;
use crate::api_errors::explain;
use crate::scope::Scope;
use crate::unconfirmed::PENDING;
use crate::wait;

use super::absence::{self, Absence};
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
    // An import starts from the key alone.
    let is_import = state.common().status.known().is_none();
    let take_over = async |remote: &M::Remote| {
        writer.private(note::forget);
        if is_import {
            writer.private(M::note_import);
        }
        let mut seen = refreshed(&state, remote, &client);
        let further = seen.look_further(&walk, scope).await;
        writer.save(&seen);
        if let Err(error) = further {
            return writer.push(explain(&error).error());
        }
        let mut remarks = Diagnostics::default();
        seen.remark(&private, &client, &walk, &mut remarks);
        remarks.into_iter().for_each(|remark| writer.push(remark));
    };
    match M::find(&key, Freshness::Recent, scope).await {
        Ok(Some(remote)) => match state.is_not_meant(&remote).filter(|_| is_import) {
            Some(refusal) => writer.push(refusal),
            None => take_over(&remote).await,
        },
        // Created, and never seen yet: to call it gone would have the next apply create another.
        Ok(None) if note::is_noted::<M>(&private) => {
            let advice = state.while_pending();
            let (summary, detail) = M::WORDS.not_visible(&id(&key), PENDING, &advice);
            writer.warn(summary, detail);
        }
        // Of an import, what was never seen is missed by nobody.
        Ok(None) if !is_import => match absence::look_again(&state, &key, scope).await {
            Ok(Absence::Seen(remote)) => take_over(&remote).await,
            Ok(Absence::Believed) => writer.remove(),
            Ok(Absence::Proven { key_source }) => {
                writer.remove();
                let words = state.obituary(&key_source);
                words.into_iter().for_each(|words| writer.push(words));
            }
            Err(doubt) => writer.push(doubt),
        },
        Ok(None) => writer.remove(),
        Err(error) => writer.push(explain(&error).error()),
    }
}
