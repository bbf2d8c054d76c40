//! Searching for objects that exist, for `terraform query` and generated imports.

use std::ops::ControlFlow;

use async_trait::async_trait;

use cen::CallError;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{Diagnostics, ListResults, Operation};

use crate::api_errors::Explain as _;
use crate::client::Client;
use crate::scope::Scope;
use crate::wait;

use super::Managed;
use super::common::{Remote as _, refreshed};

/// A managed model whose objects can be searched for.
#[async_trait]
pub(crate) trait Searchable: Managed {
    /// The conditions of a search.
    type Filter: Model;

    /// Whether an object meets every condition.
    fn matches(filter: &Self::Filter, remote: &Self::Remote) -> bool;

    /// All objects among which `filter` chooses, in the order of their ids: those of the account, or of what it names.
    async fn all(filter: &Self::Filter, scope: Scope<'_>) -> Result<Vec<Self::Remote>, CallError>;
}

/// Tells `found` of every object that `filter` admits.
pub(super) async fn list<M: Searchable>(
    filter: M::Filter,
    client: Client,
    operation: Operation,
    found: &ListResults<'_, M>,
) -> Result<(), Diagnostics> {
    let deadline = wait::search_deadline(&operation);
    let scope = Scope {
        client: &client,
        deadline: &deadline,
    };
    for remote in M::all(&filter, scope).await.explained()? {
        if !M::matches(&filter, &remote) {
            continue;
        }
        let basics = remote.basics();
        let name = Some(basics.name).filter(|name| !name.is_empty());
        let state = refreshed(&M::default(), &remote, &client);
        let pushed = found.push(name.unwrap_or(basics.id), &state).await;
        if let ControlFlow::Break(()) = pushed {
            break;
        }
    }
    Ok(())
}
