//! `cen_transit_router_route_tables`: the route tables of a transit router that meet some conditions.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::filters::Filter as _;
use crate::filters::route_tables::RouteTables as Wanted;
use crate::from_api::{optional, time};
use crate::scope::Scope;
use crate::tags::{self, Tags};
use crate::{Cen, wait};
use cen::transit_router::RouteTable;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct RouteTables;

/// The route tables of a transit router that meet every condition. None is an empty list, and no error, and so are the tables of
/// a transit router that does not exist.
#[derive(Clone, Model)]
pub(super) struct Found {
    #[attribute(flatten)]
    wanted: Wanted,
    /// The ids of the tables, in order.
    #[attribute(computed)]
    ids: Attr<Vec<String>>,
    /// The tables, in the order of their ids.
    #[attribute(computed)]
    tables: Attr<Vec<Table>>,
}

/// A route table.
#[derive(Clone, Model)]
#[model(computed)]
struct Table {
    /// Its id, `vtb-...`.
    id: String,
    /// Its name.
    name: Attr<String>,
    /// Its description.
    description: Attr<String>,
    /// `Custom`, or `System` for the one that the transit router came with.
    r#type: Attr<String>,
    /// `Active` when it can be changed; `Creating`, `Updating` or `Deleting` for a while.
    status: String,
    /// Whether equal routes that border routers of several regions bring share the traffic.
    multi_region_ecmp: Attr<bool>,
    /// All of its tags.
    tags: Attr<Tags>,
    /// The region of the transit router.
    region: Attr<String>,
    /// When it was created, in UTC.
    creation_time: Attr<String>,
}

#[async_trait]
impl DataSource<Cen> for RouteTables {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_transit_router_route_tables"
    }

    async fn read(&self, request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let wanted = request.config.wanted;
        let scope = Scope {
            client: &client,
            deadline: &deadline,
        };
        let found = wanted.found(scope).await.explained()?;
        let tables: Vec<Table> = found.iter().map(shown).collect();
        Ok(Found {
            wanted,
            ids: Attr::Known(tables.iter().map(|one| one.id.clone()).collect()),
            tables: Attr::Known(tables),
        })
    }
}

fn shown(table: &RouteTable) -> Table {
    Table {
        id: table.key.id.to_string(),
        name: optional(&table.name),
        description: optional(&table.description),
        r#type: optional(&table.kind),
        status: table.status.as_str().to_owned(),
        multi_region_ecmp: table.multi_region_ecmp.into(),
        tags: tags::attr(table.tags.clone()),
        region: table.region.as_ref().map(ToString::to_string).into(),
        creation_time: time(table.creation_time.as_ref()),
    }
}
