//! `cen_transit_router_available_resources`: the zones of a region that transit routers can have interfaces in.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::region_argument;
use crate::written::{Written, meaning};
use crate::{Cen, wait};
use cen::Region;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct AvailableResources;

/// The zones of a region in which transit routers can be attached to VPCs.
#[derive(Clone, Model)]
pub(super) struct Zones {
    /// The region, such as `cn-hangzhou`; that of the provider where it is not set.
    #[attribute(optional, computed)]
    region: Attr<Written<Region>>,
    /// Whether transit routers there take part in multicast. Set, only zones of those that do, or do not.
    #[attribute(optional, computed)]
    support_multicast: Attr<bool>,
    /// All zones.
    #[attribute(computed)]
    available_zones: Attr<Vec<String>>,
    /// The zones of which one should be the first of an attached VPC.
    #[attribute(computed)]
    master_zones: Attr<Vec<String>>,
    /// The zones of which one should be the second.
    #[attribute(computed)]
    slave_zones: Attr<Vec<String>>,
}

#[async_trait]
impl DataSource<Cen> for AvailableResources {
    type Model = Zones;

    fn type_name(&self) -> &'static str {
        "cen_transit_router_available_resources"
    }

    async fn read(&self, request: DataSourceRead<Zones, Cen>) -> Result<Zones, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let region = region_argument::of_data_source(&request.config.region, &client)?;
        let multicast = request.config.support_multicast.known().copied();
        let zones = match meaning(&region) {
            Some(region) => client.api.available_zones(region, multicast, &deadline),
            None => return Ok(request.config),
        };
        let zones = zones.await.explained()?;
        Ok(Zones {
            region,
            support_multicast: zones.multicast.or(multicast).into(),
            available_zones: Attr::Known(zones.all),
            master_zones: Attr::Known(zones.primary),
            slave_zones: Attr::Known(zones.secondary),
        })
    }
}
