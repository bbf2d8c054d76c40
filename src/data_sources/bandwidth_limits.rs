//! `cen_bandwidth_limits`: all bandwidth limits that meet some conditions.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::observed::optional;
use crate::report::Explain as _;
use crate::{Cen, rules};
use tf_plugin::framework::schema::{Attribute, Nesting, Schema};
use tf_plugin::framework::{DataSource, Diagnostics, Query};
use tf_plugin::value::{Attr, Kind, Number};

use super::limits;

pub(super) struct BandwidthLimits;

/// Conditions and answer.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Found {
    cen_id: Attr<String>,
    region: Attr<String>,
    ids: Attr<Vec<Attr<String>>>,
    limits: Attr<Vec<Limit>>,
}

/// What is shown of a limit.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Limit {
    id: Attr<String>,
    cen_id: Attr<String>,
    region_a: Attr<String>,
    region_b: Attr<String>,
    bandwidth_limit: Attr<Number>,
    status: Attr<String>,
    geographic_span_id: Attr<String>,
    bandwidth_package_id: Attr<String>,
}

fn limit() -> Vec<Attribute> {
    vec![
        Attribute::computed("id", Kind::String)
            .describe("`CEN:REGION:REGION`, with the two regions in alphabetical order."),
        Attribute::computed("cen_id", Kind::String).describe("The CEN instance."),
        Attribute::computed("region_a", Kind::String)
            .describe("The region that comes first in the alphabet."),
        Attribute::computed("region_b", Kind::String).describe("The other region."),
        Attribute::computed("bandwidth_limit", Kind::Number).describe("Bandwidth in Mbps."),
        Attribute::computed("status", Kind::String)
            .describe("`Active`, or `Modifying` while a change settles."),
        Attribute::computed("geographic_span_id", Kind::String)
            .describe("CEN's own id of the pair of areas."),
        Attribute::computed("bandwidth_package_id", Kind::String)
            .describe("The bandwidth package that it draws on."),
    ]
}

#[async_trait]
impl DataSource<Cen> for BandwidthLimits {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_bandwidth_limits"
    }

    fn schema(&self) -> Schema {
        let attributes = vec![
            Attribute::optional("cen_id", Kind::String)
                .describe("Only limits of this CEN instance.")
                .validate(rules::cen_id()),
            Attribute::optional("region", Kind::String)
                .describe("Only limits with this region at one end, in any letter case."),
            Attribute::computed("ids", Kind::list(Kind::String))
                .describe("The ids of the limits, in order."),
            Attribute::computed_nested("limits", Nesting::List, limit())
                .describe("The limits, in the order of their ids."),
        ];
        Schema::new(
            "All bandwidth limits of the account that meet every condition; without a condition, all of them. None is an \
             empty list, and no error. Connections of transit routers are not among them.",
            attributes,
        )
    }

    async fn read(&self, query: Query<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = query.access.client()?;
        let all = client.api.limits(&limits(&query.operation)).await;
        let all = all.explained()?;
        let config = query.config;
        let is = |wanted: &Attr<String>, actual: &str| {
            wanted
                .known()
                .is_none_or(|wanted| wanted.trim().eq_ignore_ascii_case(actual))
        };
        let is_wanted = |one: &&cen::Limit| {
            let (a, b) = (one.id.regions.first(), one.id.regions.second());
            is(&config.cen_id, one.id.cen.as_str())
                && (is(&config.region, a.as_str()) || is(&config.region, b.as_str()))
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
        id: limit.id.to_string().into(),
        cen_id: limit.id.cen.as_str().into(),
        region_a: limit.id.regions.first().as_str().into(),
        region_b: limit.id.regions.second().as_str().into(),
        bandwidth_limit: Attr::Known(limit.mbps.into()),
        status: limit.status.as_str().into(),
        geographic_span_id: optional(&limit.geographic_span_id),
        bandwidth_package_id: optional(&limit.package_id),
    }
}
