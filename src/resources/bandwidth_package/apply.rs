//! What a change of a package sends, step by step.

use crate::lifecycle::Change;
use crate::scope::Scope;
use crate::wait::Failure;
use crate::{package_binding, resource_group};
use cen::{CallError, Grouped};

use super::{Package, renewal};

/// Updates a package to what is planned, step by step.
pub(super) async fn update(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    rename(change).await?;
    resource_group::change(change, |id| Grouped::package(id), |this| &mut this.group).await?;
    set_bandwidth(change).await?;
    renewal::apply(change).await?;
    change.tags().await?;
    bind(change).await
}

async fn rename(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let (name, description) = change.texts();
    if name.is_some() || description.is_some() {
        let Scope { client, deadline } = change.scope();
        let (name, description) = (name.as_deref(), description.as_deref());
        let api = &client.api;
        api.rename(&change.key, name, description, deadline).await?;
    }
    change.advance_texts(|_, _| {});
    Ok(())
}

async fn set_bandwidth(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let planned = &change.planned.bandwidth;
    let wanted = planned.known().copied();
    let Some(wanted) = wanted.filter(|_| *planned != change.state.bandwidth) else {
        return Ok(());
    };
    let Scope { client, deadline } = change.scope();
    let api = &client.api;
    api.set_bandwidth(&change.key, wanted, deadline).await?;
    // The status says nothing here: a package that is in use stays InUse while its bandwidth changes.
    change
        .become_ready(|package| package.bought_mbps() == wanted)
        .await?;
    Ok(())
}

/// Changes the binding to what is planned, if it is ours to change. Where the argument is not set and the plan leaves the binding as
/// it was, whoever made it may have changed it since.
pub(super) async fn bind(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let (state, planned) = (&change.state, &change.planned);
    let mut prior = change.prior.iter();
    let is_ours =
        !change.config.cen_id.is_null() || prior.any(|prior| prior.cen_id != planned.cen_id);
    if !is_ours || planned.cen_id == state.cen_id || planned.cen_id.is_unknown() {
        return Ok(());
    }
    let (old, new) = (state.cen().cloned(), planned.cen().cloned());
    if let Some(old) = old {
        let free = package_binding::unbind(&change.key, &old, change.scope()).await?;
        if let Some(free) = free {
            change.refresh(&free);
        }
    }
    if let Some(new) = new {
        change.doing = format!("binding it to {new}");
        let Scope { client, deadline } = change.scope();
        let sent = client.api.associate(&change.key, &new, deadline).await;
        let came_to_nothing = |error: &CallError| !error.may_have_been_executed();
        change.has_taken = !sent.as_ref().is_err_and(came_to_nothing);
        sent?;
        let bound = package_binding::until_bound(&change.key, &new, change.scope()).await?;
        change.refresh(&bound);
    }
    Ok(())
}
