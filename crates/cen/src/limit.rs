//! Bandwidth limits between two regions: how much of a package their connection gets.

use serde::Deserialize;
use serde_json::Value;

use crate::error::{self, Kind};
use crate::id::{CenId, IllegalId};
use crate::listing::{Listed, PAGE_SIZE, Page};
use crate::open_enum::open_enum;
use crate::operation::{self, Operation};
use crate::region::{Region, RegionPair};
use crate::wire;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;

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

impl LimitId {
    /// Reads an id in any letter case and with the regions in either order.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let example = "cen-abcdefgh0123456789:ap-southeast-1:cn-hangzhou, a CEN instance and two different regions";
        Self::read(text).ok_or_else(|| IllegalId::new(text, "a bandwidth limit", example))
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

/// A bandwidth limit as the API lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What it is about.
    pub id: LimitId,
    /// In Mbit/s; 0 while a new one settles or a removed one goes.
    pub mbps: u64,
    /// Whether it is in force.
    pub status: LimitStatus,
    /// The API's name of the pair of areas; empty when not given.
    pub geographic_span_id: String,
    /// The package that it draws on; empty when not given.
    pub package_id: String,
}

impl Limit {
    /// Whether it is there: the API lists limits of 0 that are gone.
    pub fn exists(&self) -> bool {
        self.mbps > 0 || self.status == LimitStatus::Modifying
    }
}

open_enum! {
    /// Whether a limit is in force.
    LimitStatus {
        /// It is.
        Active = "Active",
        /// It is being set, changed or removed.
        Modifying = "Modifying",
    }
}

/// What tells the entries of the list apart. It shows connections of transit routers too, of which there can be
/// several between the same two regions; those have an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct EntryId {
    pub(crate) limit: LimitId,
    /// Empty for a limit.
    pub(crate) attachment: String,
}

impl From<&LimitId> for EntryId {
    fn from(limit: &LimitId) -> Self {
        Self {
            limit: limit.clone(),
            attachment: String::new(),
        }
    }
}

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.limit.fmt(f)
    }
}

/// One entry of the list: a limit, or the connection of transit routers that looks like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: EntryId,
    pub(crate) limit: Limit,
}

impl Listed for Entry {
    type Id = EntryId;

    const ACTION: &'static str = "DescribeCenInterRegionBandwidthLimits";

    const PLURAL: &'static str = "bandwidth limits";

    // The list is narrowed by CEN instance, not by ids, so one call is sure to answer for one limit only.
    const MOST_IDS: usize = 1;

    fn id(&self) -> &EntryId {
        &self.id
    }
}

/// One page of limits, of one CEN instance or of all.
pub(crate) struct DescribeLimits<'a> {
    pub(crate) cen: Option<&'a CenId>,
    /// From 1.
    pub(crate) page: u64,
}

impl Operation for DescribeLimits<'_> {
    type Answer = Page<Entry>;

    fn call(&self) -> Call {
        let mut parameters = operation::parameters([
            ("PageNumber", &self.page.to_string()),
            ("PageSize", &PAGE_SIZE.to_string()),
        ]);
        if let Some(cen) = self.cen {
            parameters.insert("CenId".to_owned(), cen.to_string());
        }
        Call::read(Entry::ACTION, parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<Page<Entry>, String> {
        let list = RawList::deserialize(answer).map_err(|error| error.to_string())?;
        let entries = list.limits.into_iter().map(RawLimit::into_entry);
        Page::answered(entries.collect::<Result<_, _>>()?, list.total)
    }
}

#[derive(Deserialize)]
struct RawList {
    #[serde(rename = "TotalCount", default, deserialize_with = "wire::number")]
    total: Option<u64>,
    #[serde(
        rename = "CenInterRegionBandwidthLimits",
        default,
        deserialize_with = "wire::list"
    )]
    limits: Vec<RawLimit>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawLimit {
    #[serde(default, deserialize_with = "wire::text")]
    cen_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    local_region_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    opposite_region_id: String,
    #[serde(default, deserialize_with = "wire::number")]
    bandwidth_limit: Option<u64>,
    #[serde(default, deserialize_with = "wire::text")]
    status: String,
    #[serde(default, deserialize_with = "wire::text")]
    geographic_span_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    bandwidth_package_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    transit_router_attachment_id: String,
}

impl RawLimit {
    fn into_entry(self) -> Result<Entry, String> {
        let cen = CenId::from_answer(&self.cen_id).ok_or("a limit in it has no CEN instance")?;
        let region = |text: &str| Region::from_answer(text);
        let regions = region(&self.local_region_id)
            .zip(region(&self.opposite_region_id))
            .and_then(|(local, opposite)| RegionPair::new(local, opposite))
            .ok_or_else(|| format!("a limit of {cen} in it lacks one of two regions"))?;
        let id = LimitId { cen, regions };
        let mbps = self
            .bandwidth_limit
            .ok_or_else(|| format!("limit {id} in it has no bandwidth"))?;
        Ok(Entry {
            id: EntryId {
                limit: id.clone(),
                attachment: self.transit_router_attachment_id,
            },
            limit: Limit {
                id,
                mbps,
                status: LimitStatus::from_answer(&self.status),
                geographic_span_id: self.geographic_span_id,
                package_id: self.bandwidth_package_id,
            },
        })
    }
}

/// Sets a limit, or removes it with 0 (API page SetCenInterRegionBandwidthLimit says "not limited" of 0; what it means
/// is that the connection gets nothing of the package).
pub(crate) struct SetLimit<'a> {
    pub(crate) id: &'a LimitId,
    pub(crate) mbps: u64,
}

impl SetLimit<'_> {
    /// Bandwidth that another limit has just given up, and a package that has just been bound, show a little later.
    fn class(code: &str) -> Option<Class> {
        match Kind::of_code(code) {
            Kind::BandwidthExceeded | Kind::NoPackage => Some(Class::Settling),
            _ => error::class(code),
        }
    }
}

impl Operation for SetLimit<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let all = operation::parameters([
            ("CenId", self.id.cen.as_str()),
            ("LocalRegionId", self.id.regions.first().as_str()),
            ("OppositeRegionId", self.id.regions.second().as_str()),
            ("BandwidthLimit", &self.mbps.to_string()),
        ]);
        Call::absolute("SetCenInterRegionBandwidthLimit", all, Self::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

#[cfg(test)]
mod tests;
