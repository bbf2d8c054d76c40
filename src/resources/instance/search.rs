//! Searching for CEN instances that exist, for `terraform query` and generated imports.

use std::ops::ControlFlow;

use crate::client::Client;
use crate::selection::instances::{self as selection, Instances as Selection};
use crate::{report, wait};
use tf_plugin::framework::schema::Schema;
use tf_plugin::framework::{Diagnostics, Found, Operation};

use super::model::Instance;
use super::observe;

pub(super) fn schema() -> Schema {
    Schema::new(
        "The CEN instances of the account that meet every condition; without a condition, all of them.",
        selection::attributes(),
    )
}

/// Tells `found` of every instance that `wanted` admits, in the order of their ids.
pub(super) async fn list(
    wanted: Selection,
    client: Client,
    operation: Operation,
    found: &Found<'_, Instance>,
) -> Result<(), Diagnostics> {
    let all = client.api.instances(&wait::search_limits(&operation)).await;
    for instance in all.map_err(|error| report::failed(&error))? {
        if !wanted.admits(&instance) {
            continue;
        }
        let name = if instance.name.is_empty() {
            instance.id.to_string()
        } else {
            instance.name.clone()
        };
        let state = observe::observe(&instance, &Instance::default(), &client);
        if let ControlFlow::Break(()) = found.push(name, &state).await {
            break;
        }
    }
    Ok(())
}
