//! Which routes of a route table a search is for.

use async_trait::async_trait;

use cen::transit_router::RouteEntry;
use cen::{AttachmentId, CallError, Cidr, RouteTableId};
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use crate::scope::Scope;
use crate::written::{Written, meaning};

use super::Filter;

/// The routes that somebody has set in a route table and that meet every further condition.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct RouteEntries {
    /// The route table.
    #[attribute(required)]
    transit_router_route_table_id: Attr<Written<RouteTableId>>,
    /// Only routes with this status, such as `Active` for those in use.
    #[attribute(optional)]
    status: Attr<String>,
    /// Only routes to this very destination.
    #[attribute(optional)]
    destination_cidr_block: Attr<Written<Cidr>>,
    /// Only routes that lead to this attachment.
    #[attribute(optional)]
    next_hop_id: Attr<Written<AttachmentId>>,
}

#[async_trait]
impl Filter<RouteEntry> for RouteEntries {
    fn matches(&self, route: &RouteEntry) -> bool {
        let status = route.status.as_str();
        let is_status = |wanted: &String| wanted.eq_ignore_ascii_case(status);
        self.status.known().is_none_or(is_status)
            && meaning(&self.destination_cidr_block).is_none_or(|one| *one == route.destination)
            && meaning(&self.next_hop_id).is_none_or(|one| Some(one) == route.next_hop.as_ref())
    }

    async fn all(
        &self,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Vec<RouteEntry>, CallError> {
        match meaning(&self.transit_router_route_table_id) {
            Some(table) => client.api.route_entries(table, deadline).await,
            None => Ok(Vec::new()),
        }
    }
}
