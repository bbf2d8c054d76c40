//! Which route tables of a transit router a search is for.

use async_trait::async_trait;

use cen::transit_router::RouteTable;
use cen::{CallError, RouterId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::one_of;
use tf_plugin::value::Attr;

use crate::scope::Scope;
use crate::tags::Tags;
use crate::written::{Written, meaning};

use super::{Filter, has_tags};

/// The route tables of a transit router that meet every further condition.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct RouteTables {
    /// The transit router.
    #[attribute(required)]
    transit_router_id: Attr<Written<RouterId>>,
    /// Only tables with this very name.
    #[attribute(optional)]
    name: Attr<String>,
    /// Only tables of this type: the one of the system that the transit router came with, or the others.
    #[attribute(optional, validate = one_of(&["System", "Custom"]))]
    r#type: Attr<String>,
    /// Only tables with these tags, whatever other tags they have.
    #[attribute(optional)]
    tags: Attr<Tags>,
}

#[async_trait]
impl Filter<RouteTable> for RouteTables {
    fn matches(&self, table: &RouteTable) -> bool {
        let is = |wanted: &Attr<String>, actual: &str| {
            wanted.known().is_none_or(|wanted| wanted == actual)
        };
        is(&self.name, &table.name)
            && is(&self.r#type, &table.kind)
            && has_tags(&self.tags, &table.tags)
    }

    async fn all(
        &self,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Vec<RouteTable>, CallError> {
        match meaning(&self.transit_router_id) {
            Some(router) => client.api.route_tables(router, deadline).await,
            None => Ok(Vec::new()),
        }
    }
}
