//! The resource group of an object.

use cen::{Deadline, Grouped};
use tf_plugin::value::Attr;

use super::client::Client;
use super::wait::Failure;

/// Moves `object` from one group to another. It stays where it is when no other group is known.
pub(super) async fn change(
    object: Grouped<'_>,
    before: &Attr<String>,
    after: &Attr<String>,
    client: &Client,
    limits: &Deadline,
) -> Result<(), Failure> {
    match after.known() {
        Some(group) if before.known() != Some(group) => client
            .api
            .move_to_resource_group(object, group, limits)
            .await
            .map_err(Failure::Call),
        _ => Ok(()),
    }
}
