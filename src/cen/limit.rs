//! Bandwidth limits between two regions: how much of a package their connection gets.

use serde::Deserialize;
use serde_json::Value;

use crate::alibaba::call::Call;
use crate::cen::area::AreaPair;
use crate::cen::id::CenId;
use crate::cen::operation::{self, Operation};
use crate::cen::package::{PAGE_SIZE, open_enum};
use crate::cen::region::{Region, RegionPair};
use crate::cen::wire;

/// What a limit can be, in Mbit/s (API page SetCenInterRegionBandwidthLimit; 0 removes it, and no package has more).
pub const LIMIT_MBPS: std::ops::RangeInclusive<u64> = 1..=10_000;

/// What tells a limit from all others. Written as `CEN:REGION:REGION` with the regions in the order of their bytes, the
/// form that the official provider stores too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LimitId {
    /// The CEN instance.
    pub cen: CenId,
    /// The two regions.
    pub regions: RegionPair,
}

/// A text that is not the id of a bandwidth limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not the id of a bandwidth limit; such an id looks like cen-abcdefgh0123456789:ap-southeast-1:cn-hangzhou, \
     a CEN instance and two different regions"
)]
pub struct IllegalLimitId {
    text: String,
}

impl LimitId {
    /// Reads an id in any letter case and with the regions in either order.
    ///
    /// # Errors
    ///
    /// [`IllegalLimitId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalLimitId> {
        Self::read(text).ok_or_else(|| IllegalLimitId {
            text: text.to_owned(),
        })
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let cen = CenId::parse(parts.next()?).ok()?;
        let regions = RegionPair::new(
            Region::from_answer(parts.next()?)?,
            Region::from_answer(parts.next()?)?,
        )?;
        parts.next().is_none().then_some(Self { cen, regions })
    }
}

impl std::fmt::Display for LimitId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { cen, regions } = self;
        write!(f, "{cen}:{}:{}", regions.first(), regions.second())
    }
}

/// A bandwidth limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What it is about.
    pub id: LimitId,
    /// In Mbit/s, never 0: the API lists such a limit for a while after it was removed.
    pub mbps: u64,
    /// Whether it is in force.
    pub status: LimitStatus,
    /// The API's name of the pair of areas; empty when not given.
    pub geographic_span_id: String,
    /// The package that it draws on; empty when not given.
    pub package_id: String,
}

open_enum! {
    /// Whether a limit is in force.
    LimitStatus {
        /// It is.
        Active = "Active",
        /// It is being changed or removed.
        Modifying = "Modifying",
    }
}
