//! Searching for packages that exist, for `terraform query` and generated imports.

use std::ops::ControlFlow;

use crate::client::Client;
use crate::selection::packages::{self as selection, Packages as Selection};
use crate::{report, wait};
use tf_plugin::framework::schema::Schema;
use tf_plugin::framework::{Diagnostics, Found, Operation};

use super::model::Package;
use super::observe;

pub(super) fn schema() -> Schema {
    Schema::new(
        "The bandwidth packages of the account that meet every condition; without a condition, all of them.",
        selection::attributes(),
    )
}

/// Tells `found` of every package that `wanted` admits, in the order of their ids.
pub(super) async fn list(
    wanted: Selection,
    client: Client,
    operation: Operation,
    found: &Found<'_, Package>,
) -> Result<(), Diagnostics> {
    let all = client.api.packages(&wait::search_limits(&operation)).await;
    for package in all.map_err(|error| report::failed(&error))? {
        if !wanted.admits(&package) {
            continue;
        }
        let name = if package.name.is_empty() {
            package.id.to_string()
        } else {
            package.name.clone()
        };
        let state = observe::observe(&package, &Package::default(), &client);
        if let ControlFlow::Break(()) = found.push(name, &state).await {
            break;
        }
    }
    Ok(())
}
