//! `cen_transit_router_service`: whether the account can have transit routers.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::{Cen, wait};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct Service;

/// Whether the service of transit routers has been opened for the account, without which none can be created. It is only looked
/// at: opening it, which is free and done once, is for somebody to do in the console.
#[derive(Clone, Model)]
pub(super) struct Status {
    /// Whether it has been opened.
    #[attribute(computed)]
    is_open: Attr<bool>,
}

#[async_trait]
impl DataSource<Cen> for Service {
    type Model = Status;

    fn type_name(&self) -> &'static str {
        "cen_transit_router_service"
    }

    async fn read(&self, request: DataSourceRead<Status, Cen>) -> Result<Status, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let is_open = client.api.router_service_is_open(&deadline).await;
        Ok(Status {
            is_open: Attr::Known(is_open.explained()?),
        })
    }
}
