//! Searching for objects that exist, for `terraform query` and generated imports.

use std::ops::ControlFlow;
use std::time::SystemTime;

use async_trait::async_trait;

use tf_plugin::framework::{Diagnostic, Diagnostics, ListResults, Operation};

use crate::api_errors::Explain as _;
use crate::client::Client;
use crate::filters::Filter;
use crate::scope::Scope;
use crate::wait;

use super::Managed;
use super::common::{Remote as _, refreshed};

/// A managed model whose objects can be searched for.
#[async_trait]
pub(crate) trait Searchable: Managed {
    /// What a search is for.
    type Filter: Filter<Self::Remote>;

    /// Whether an object that a search finds is one of these; others of its list may not be.
    fn is_managed(_remote: &Self::Remote) -> bool {
        true
    }

    /// What people know an object by that was found at `now`: its name; its id where it has none.
    fn title(remote: &Self::Remote, _now: SystemTime) -> String {
        let basics = remote.basics();
        let name = Some(basics.name).filter(|name| !name.is_empty());
        name.unwrap_or(basics.id).to_owned()
    }

    /// Completes what was found by what the search asks for and the list of objects does not tell. Answers what has kept it from
    /// that, which fails nothing.
    async fn complete(
        _found: &mut [Self],
        _filter: &Self::Filter,
        _scope: Scope<'_>,
    ) -> Option<Diagnostic> {
        None
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
    let remotes = filter.found(scope).await.explained()?;
    let managed = remotes.iter().filter(|remote| M::is_managed(remote));
    let (titles, mut states): (Vec<String>, Vec<M>) = managed
        .map(|remote| {
            let title = M::title(remote, client.api.now());
            (title, refreshed(&M::default(), remote, &client))
        })
        .unzip();
    let trouble = M::complete(&mut states, &filter, scope).await;
    for (title, state) in titles.into_iter().zip(&states) {
        if let ControlFlow::Break(()) = found.push(title, state).await {
            return Ok(());
        }
    }
    if let Some(trouble) = trouble {
        // The last word, whether anybody still listens or not.
        let _ = found.warn(trouble).await;
    }
    Ok(())
}
