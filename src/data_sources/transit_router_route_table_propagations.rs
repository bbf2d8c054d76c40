//! `cen_transit_router_route_table_propagations`: which attachments a route table learns the routes of.

use async_trait::async_trait;

use super::router_relation::{self, Relation};
use crate::api_errors::Explain as _;
use crate::written::{Written, meaning};
use crate::{Cen, wait};
use cen::{AttachmentId, RouteTableId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct Propagations;

/// The propagations into a route table. None is an empty list, and no error.
#[derive(Clone, Model)]
pub(super) struct Found {
    /// The route table.
    #[attribute(required)]
    transit_router_route_table_id: Attr<Written<RouteTableId>>,
    /// Only propagations of this attachment.
    #[attribute(optional)]
    transit_router_attachment_id: Attr<Written<AttachmentId>>,
    /// The ids of the propagations, `ATTACHMENT:TABLE`, in order.
    #[attribute(computed)]
    ids: Attr<Vec<String>>,
    /// The propagations, in the order of their ids.
    #[attribute(computed)]
    propagations: Attr<Vec<Relation>>,
}

#[async_trait]
impl DataSource<Cen> for Propagations {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_transit_router_route_table_propagations"
    }

    async fn read(&self, request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let config = request.config;
        let mut all = match meaning(&config.transit_router_route_table_id) {
            Some(table) => client
                .api
                .propagations_into(table, &deadline)
                .await
                .explained()?,
            None => Vec::new(),
        };
        let attachment = meaning(&config.transit_router_attachment_id);
        all.retain(|one| attachment.is_none_or(|wanted| *wanted == one.key.attachment));
        let found: Vec<Relation> = all.iter().map(Relation::from).collect();
        Ok(Found {
            ids: router_relation::ids(&found),
            propagations: Attr::Known(found),
            ..config
        })
    }
}
