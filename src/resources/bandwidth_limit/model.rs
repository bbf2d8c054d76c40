//! A bandwidth limit as Terraform sees it.

use serde::{Deserialize, Serialize};

use cen::{CenId, LimitId, Region, RegionPair};
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::{Attr, Number};

/// The attributes of `cen_bandwidth_limit`; see [`super::schema`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Limit {
    pub(super) id: Attr<String>,
    pub(super) cen_id: Attr<String>,
    pub(super) region_a: Attr<String>,
    pub(super) region_b: Attr<String>,
    pub(super) bandwidth_limit: Attr<Number>,
    pub(super) status: Attr<String>,
    pub(super) geographic_span_id: Attr<String>,
    pub(super) bandwidth_package_id: Attr<String>,
    pub(super) timeouts: Attr<Timeouts>,
}

/// The status of a limit that has been sent and not been seen yet. The API has no such status.
pub(super) const PENDING: &str = "Pending";

impl Limit {
    /// What the limit is about, as soon as that is known.
    pub(super) fn limit_id(&self) -> Option<LimitId> {
        let region = |attr: &Attr<String>| Region::from_answer(attr.known()?);
        Some(LimitId {
            cen: CenId::from_answer(self.cen_id.known()?)?,
            regions: RegionPair::new(region(&self.region_a)?, region(&self.region_b)?)?,
        })
    }

    /// The bandwidth in Mbit/s, as soon as it is known.
    pub(super) fn mbps(&self) -> Option<u64> {
        self.bandwidth_limit.known().and_then(Number::as_u64)
    }

    /// The limits of its operations.
    pub(super) fn timeouts(&self) -> Timeouts {
        self.timeouts.known().cloned().unwrap_or_default()
    }
}

impl From<&LimitId> for Limit {
    /// A limit of which only that is known what it is about.
    fn from(id: &LimitId) -> Self {
        Self {
            id: Attr::Known(id.to_string()),
            cen_id: id.cen.as_str().into(),
            region_a: id.regions.first().as_str().into(),
            region_b: id.regions.second().as_str().into(),
            ..Self::default()
        }
    }
}
