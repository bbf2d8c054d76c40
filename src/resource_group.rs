//! The resource group of an object.

use cen::{CallError, Grouped};
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use super::lifecycle::{Change, Managed};
use super::scope::Scope;
use super::{from_api, rules};

/// The group that an object is in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct ResourceGroup {
    /// The resource group. Changed in place; the account's default group where this is not set.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        validate = rules::resource_group_id()
    )]
    pub(super) resource_group_id: Attr<String>,
}

/// Moves an object to the group that is planned. It stays where it is when no other group is known.
pub(super) async fn change<M: Managed>(
    change: &mut Change<'_, M>,
    object: fn(&M::Key) -> Grouped<'_>,
    group: fn(&mut M) -> &mut ResourceGroup,
) -> Result<(), CallError> {
    let before = group(&mut change.state).resource_group_id.clone();
    let after = group(&mut change.planned).resource_group_id.clone();
    if let Some(id) = after.known()
        && before.known() != Some(id)
    {
        let Scope { client, deadline } = change.scope();
        let (api, object) = (&client.api, object(&change.key));
        api.move_to_resource_group(object, id, deadline).await?;
    }
    change.advance(|state, _| {
        from_api::keep_known(&mut group(state).resource_group_id, &after);
    });
    Ok(())
}
