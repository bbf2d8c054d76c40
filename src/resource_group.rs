//! The resource group of an object.

use cen::{CallError, Grouped};
use tf_plugin::value::Attr;

use super::scope::Scope;

/// Moves `object` from one group to another. It stays where it is when no other group is known.
pub(super) async fn change(
    object: Grouped<'_>,
    before: &Attr<String>,
    after: &Attr<String>,
    Scope { client, deadline }: Scope<'_>,
) -> Result<(), CallError> {
    match after.known() {
        Some(group) if before.known() != Some(group) => {
            let api = &client.api;
            api.move_to_resource_group(object, group, deadline).await
        }
        _ => Ok(()),
    }
}
