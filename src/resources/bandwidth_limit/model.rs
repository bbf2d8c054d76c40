//! A bandwidth limit as Terraform sees it: every attribute, its rules and its documentation.

use cen::{CenId, LIMIT_MBPS, LimitId, Region, RegionPair};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::whole_number_between;
use tf_plugin::value::Attr;

use crate::written::{Written, written};

/// How much of a bandwidth package the connection between two regions gets. A package of the areas that the two regions
/// lie in must be bound to the CEN instance, and all limits that draw on it together take no more than it has. Two regions
/// of the same area need a package that connects this area with itself. Without a limit, traffic between two regions gets
/// 1 kbit/s, which is enough for a test only. Limits are for the basic edition of CEN: connections of transit routers have
/// a bandwidth of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct Limit {
    /// `CEN:REGION:REGION`, with the two regions in alphabetical order.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) id: Attr<String>,
    /// The CEN instance. A change replaces the limit.
    #[attribute(required, requires_replace)]
    pub(super) cen_id: Attr<Written<CenId>>,
    /// One of the two regions, such as `cn-hangzhou`, in any letter case; that of a cloud connect network with `ccn-`
    /// before it. A network instance must be attached to the CEN instance in each of the two. Their order does not matter;
    /// another *pair* of regions is another limit and replaces this one.
    #[attribute(required)]
    pub(super) region_a: Attr<Written<Region>>,
    /// The other region; see `region_a`.
    #[attribute(required)]
    pub(super) region_b: Attr<Written<Region>>,
    /// Bandwidth in Mbps. Changed in place. To take all bandwidth from the connection, destroy the limit.
    #[attribute(required, validate = whole_number_between(&LIMIT_MBPS, "Mbps"))]
    pub(super) bandwidth_limit: Attr<u64>,
    #[attribute(timeouts(
        create = "Limit of setting it, `5m` where it is not set.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of removing it, `5m` where it is not set.",
    ))]
    pub(super) timeouts: Attr<Timeouts>,
    /// `Active`; `Modifying` while a change settles; `Pending` when it has been sent and is not visible yet.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) status: Attr<String>,
    /// CEN's own id of the pair of areas. It follows no fixed order of the two.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) geographic_span_id: Attr<String>,
    /// The bandwidth package that the limit draws on.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) bandwidth_package_id: Attr<String>,
}

/// The status of a limit that has been sent and not been seen yet. The API has no such status.
pub(super) const PENDING: &str = "Pending";

impl Limit {
    /// What the limit is about, as soon as that is known.
    pub(super) fn limit_id(&self) -> Option<LimitId> {
        let region = |attr: &Attr<Written<Region>>| Some((**attr.known()?).clone());
        Some(LimitId {
            cen: (**self.cen_id.known()?).clone(),
            regions: RegionPair::new(region(&self.region_a)?, region(&self.region_b)?)?,
        })
    }

    /// The bandwidth in Mbit/s, as soon as it is known.
    pub(super) fn mbps(&self) -> Option<u64> {
        self.bandwidth_limit.known().copied()
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
            cen_id: written(&id.cen),
            region_a: written(id.regions.first()),
            region_b: written(id.regions.second()),
            ..Self::default()
        }
    }
}
