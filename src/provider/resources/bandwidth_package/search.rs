//! Searching for packages that exist, for `terraform query` and generated imports.

use std::ops::ControlFlow;
use std::time::Duration;

use crate::cen::Limits;
use crate::framework::schema::Schema;
use crate::framework::{Diagnostics, Found, Operation};
use crate::provider::config::Client;
use crate::provider::selection::{self, Selection};
use crate::provider::trouble;

use super::model::Package;
use super::observe;

/// Limit of a search: a few retries for each page, not a wait.
const LIMIT: Duration = Duration::from_secs(5 * 60);

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
    let limits = Limits {
        deadline: operation.deadline(LIMIT),
        cancel: operation.stop,
    };
    let packages = client.api.packages(&limits).await.map_err(|error| {
        let (summary, detail) = trouble::explain(&error);
        Diagnostics::of_error(summary, detail)
    })?;
    for package in packages.iter().filter(|package| wanted.admits(package)) {
        let name = if package.name.is_empty() {
            package.id.to_string()
        } else {
            package.name.clone()
        };
        let state = observe::observe(package, &Package::default(), &client);
        if let ControlFlow::Break(()) = found.push(name, &state).await {
            break;
        }
    }
    Ok(())
}
