//! Searching for objects that exist, for `terraform query` and generated imports.

use std::ops::ControlFlow;

use tf_plugin::framework::{Diagnostics, ListResults, Operation};

use crate::api_errors::Explain as _;
use crate::client::Client;
use crate::filters::Filter;
use crate::scope::Scope;
use crate::wait;

use super::Managed;
use super::common::{Remote as _, refreshed};

/// A managed model whose objects can be searched for.
pub(crate) trait Searchable: Managed {
    /// What a search is for.
    type Filter: Filter<Self::Remote>;

    /// Whether an object that a search finds is one of these; others of its list may not be.
    fn is_managed(_remote: &Self::Remote) -> bool {
        true
    }
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
    for remote in filter.found(scope).await.explained()? {
        if !M::is_managed(&remote) {
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
