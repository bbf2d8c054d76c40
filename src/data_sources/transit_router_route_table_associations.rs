//! `cen_transit_router_route_table_associations`: which attachments are associated with which route tables.

use async_trait::async_trait;

use super::router_relation::{self, Relation};
use crate::api_errors::Explain as _;
use crate::written::{Written, meaning};
use crate::{Cen, wait};
use cen::{AttachmentId, RouteTableId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct Associations;

/// The associations with a route table, or those of an attachment: none or one, of a connection of two transit routers one with a
/// table of each. With both, whether the one is associated with the other. None is an empty list, and no error.
#[derive(Clone, Model)]
pub(super) struct Found {
    /// Only associations with this route table.
    #[attribute(optional, at_least_one_of("transit_router_attachment_id"))]
    transit_router_route_table_id: Attr<Written<RouteTableId>>,
    /// Only associations of this attachment.
    #[attribute(optional)]
    transit_router_attachment_id: Attr<Written<AttachmentId>>,
    /// The ids of the associations, `ATTACHMENT:TABLE`, in order.
    #[attribute(computed)]
    ids: Attr<Vec<String>>,
    /// The associations, in the order of their ids.
    #[attribute(computed)]
    associations: Attr<Vec<Relation>>,
}

#[async_trait]
impl DataSource<Cen> for Associations {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_transit_router_route_table_associations"
    }

    async fn read(&self, request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let api = &request.access.client()?.api;
        let deadline = wait::read_deadline(&request.operation);
        let config = request.config;
        let table = meaning(&config.transit_router_route_table_id);
        let attachment = meaning(&config.transit_router_attachment_id);
        let mut all = match (attachment, table) {
            (Some(attachment), _) => api.associations_of(attachment, &deadline).await,
            (None, Some(table)) => api.associations_with(table, &deadline).await,
            (None, None) => Ok(Vec::new()),
        }
        .explained()?;
        all.retain(|one| table.is_none_or(|table| *table == one.key.table));
        let found: Vec<Relation> = all.iter().map(Relation::from).collect();
        Ok(Found {
            ids: router_relation::ids(&found),
            associations: Attr::Known(found),
            ..config
        })
    }
}
