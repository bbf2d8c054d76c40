//! `cen_bandwidth_limits`: all bandwidth limits that meet some conditions.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::from_api::optional;
use crate::written::Written;
use crate::{Cen, wait};
use cen::{CenId, Region};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct BandwidthLimits;

/// All bandwidth limits of the account that meet every condition; without a condition, all of them. None is an empty list,
/// and no error. Connections of transit routers are not among them.
#[derive(Clone, Model)]
pub(super) struct Found {
    /// Only limits of this CEN instance.
    #[attribute(optional)]
    cen_id: Attr<Written<CenId>>,
    /// Only limits with this region at one end, in any letter case.
    #[attribute(optional)]
    region: Attr<Written<Region>>,
    /// The ids of the limits, in order.
    #[attribute(computed)]
    ids: Attr<Vec<String>>,
    /// The limits, in the order of their ids.
    #[attribute(computed)]
    limits: Attr<Vec<Limit>>,
}

/// A limit.
#[derive(Clone, Model)]
#[model(computed)]
struct Limit {
    /// `CEN:REGION:REGION`, with the two regions in alphabetical order.
    id: String,
    /// The CEN instance.
    cen_id: String,
    /// The region that comes first in the alphabet.
    region_a: String,
    /// The other region.
    region_b: String,
    /// Bandwidth in Mbps.
    bandwidth_limit: u64,
    /// `Active`, or `Modifying` while a change settles.
    status: String,
    /// CEN's own id of the pair of areas.
    geographic_span_id: Attr<String>,
    /// The bandwidth package that it draws on.
    bandwidth_package_id: Attr<String>,
}

#[async_trait]
impl DataSource<Cen> for BandwidthLimits {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_bandwidth_limits"
    }

    async fn read(&self, request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = request.access.client()?;
        let all = client
            .api
            .limits(&wait::read_deadline(&request.operation))
            .await;
        let all = all.explained()?;
        let config = request.config;
        let is_wanted = |one: &&cen::Limit| {
            let is_of = |cen: &Written<CenId>| **cen == one.id.cen;
            let ends_in = |region: &Written<Region>| {
                [one.id.regions.first(), one.id.regions.second()].contains(&&**region)
            };
            config.cen_id.known().is_none_or(is_of) && config.region.known().is_none_or(ends_in)
        };
        let limits: Vec<Limit> = all.iter().filter(is_wanted).map(shown).collect();
        Ok(Found {
            ids: Attr::Known(limits.iter().map(|one| one.id.clone()).collect()),
            limits: Attr::Known(limits),
            ..config
        })
    }
}

fn shown(limit: &cen::Limit) -> Limit {
    Limit {
        id: limit.id.to_string(),
        cen_id: limit.id.cen.to_string(),
        region_a: limit.id.regions.first().to_string(),
        region_b: limit.id.regions.second().to_string(),
        bandwidth_limit: limit.mbps,
        status: limit.status.as_str().to_owned(),
        geographic_span_id: optional(&limit.geographic_span_id),
        bandwidth_package_id: optional(&limit.package_id),
    }
}
