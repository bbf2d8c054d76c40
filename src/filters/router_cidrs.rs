//! Which address blocks of a transit router a search is for.

use async_trait::async_trait;

use cen::transit_router::RouterCidr;
use cen::{CallError, RouterId};
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use crate::scope::Scope;
use crate::written::{Written, meaning};

use super::Filter;

/// The address blocks of a transit router that meet every further condition.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct RouterCidrs {
    /// The transit router.
    #[attribute(required)]
    transit_router_id: Attr<Written<RouterId>>,
    /// Only blocks with this very name.
    #[attribute(optional)]
    name: Attr<String>,
}

#[async_trait]
impl Filter<RouterCidr> for RouterCidrs {
    fn matches(&self, block: &RouterCidr) -> bool {
        self.name.known().is_none_or(|name| *name == block.name)
    }

    async fn all(
        &self,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Vec<RouterCidr>, CallError> {
        match meaning(&self.transit_router_id) {
            Some(router) => client.api.router_cidrs(router, deadline).await,
            None => Ok(Vec::new()),
        }
    }
}
