//! Bandwidth limits between two regions: how much of a package their connection gets.

use crate::answer::Answer;
use crate::client::Client;
use crate::error::{self, Kind};
use crate::id::{CenId, IllegalId, parsed};
use crate::listed::Listed;
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use crate::region::{Region, RegionPair};
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

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
            Region::parse(parts.next()?).ok()?,
            Region::parse(parts.next()?).ok()?,
        )?;
        parts.next().is_none().then_some(Self { cen, regions })
    }
}

parsed!(LimitId, IllegalId);

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
    type Parent = ();

    type Id = EntryId;

    const ACTION: &'static str = "DescribeCenInterRegionBandwidthLimits";

    const MEMBER: &'static str = "CenInterRegionBandwidthLimits";

    const PLURAL: &'static str = "bandwidth limits";

    fn id(&self) -> &EntryId {
        &self.id
    }

    /// The list is narrowed by CEN instance, not by ids, so one call is sure to answer for one limit only.
    fn narrow(call: Call, _: &(), ids: &[EntryId]) -> Call {
        call.with_some("CenId", ids.first().map(|id| &id.limit.cen))
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let cen: CenId = entry
            .id("CenId")?
            .ok_or("a limit in it has no CEN instance")?;
        let [local, opposite] = ["LocalRegionId", "OppositeRegionId"];
        let regions = entry
            .id(local)?
            .zip(entry.id(opposite)?)
            .and_then(|(local, opposite)| RegionPair::new(local, opposite))
            .ok_or_else(|| format!("a limit of {cen} in it lacks one of two regions"))?;
        let id = LimitId { cen, regions };
        let mbps = entry
            .number("BandwidthLimit")?
            .ok_or_else(|| format!("limit {id} in it has no bandwidth"))?;
        Ok(Self {
            id: EntryId {
                limit: id.clone(),
                attachment: entry.text("TransitRouterAttachmentId")?,
            },
            limit: Limit {
                id,
                mbps,
                status: entry.text("Status")?.into(),
                geographic_span_id: entry.text("GeographicSpanId")?,
                package_id: entry.text("BandwidthPackageId")?,
            },
        })
    }

    /// A CEN instance that does not exist has no limits.
    fn is_none(refusal: Kind, _: &[EntryId]) -> bool {
        refusal == Kind::CenGone
    }
}

/// Sets a limit, or removes it with 0 (API page SetCenInterRegionBandwidthLimit says "not limited" of 0; what it means
/// is that the connection gets nothing of the package).
fn set(id: &LimitId, mbps: u64) -> Call {
    Call::idempotent("SetCenInterRegionBandwidthLimit")
        .with("CenId", &id.cen)
        .with("LocalRegionId", id.regions.first())
        .with("OppositeRegionId", id.regions.second())
        .with("BandwidthLimit", mbps)
        .classified(error::class_while_bandwidth_moves)
}

impl Client {
    /// The limit, or `None` when there is none. One that is about to come or to go may be among them with a bandwidth
    /// of 0; see [`Limit::exists`].
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves the limit's existence open is an error.
    pub async fn limit(
        &self,
        id: &LimitId,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Limit>, CallError> {
        let entry: Option<Entry> = self.read(&(), &id.into(), freshness, deadline).await?;
        Ok(entry.map(|entry| entry.limit))
    }

    /// The limits of the account that exist, in the order of their ids. Connections of transit routers, which the API
    /// lists with them, are left out.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn limits(&self, deadline: &Deadline) -> Result<Vec<Limit>, CallError> {
        let entries: Vec<Entry> = self.all(&(), deadline).await?;
        let own = entries
            .into_iter()
            .filter(|entry| entry.id.attachment.is_empty());
        Ok(own.map(|entry| entry.limit).filter(Limit::exists).collect())
    }

    /// Sets a limit in Mbit/s, whether there is one already or not. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]: [`Kind::NoPackage`] when no package that joins the areas of the two regions is bound to the
    /// CEN instance, [`Kind::BandwidthExceeded`] when its limits together would take more than it has.
    pub async fn set_limit(
        &self,
        id: &LimitId,
        mbps: u64,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        self.write(&[id], &set(id, mbps), deadline).await
    }

    /// Removes a limit. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That the limit, its package or its CEN instance does not exist is a success.
    pub async fn remove_limit(&self, id: &LimitId, deadline: &Deadline) -> Result<(), CallError> {
        let outcome = error::accept(self.set_limit(id, 0, deadline).await, &[Kind::CenGone]);
        let refused = match outcome {
            Err(error) if error.api_error().is_some() => error,
            settled => return settled,
        };
        match self.limit(id, Freshness::Latest, deadline).await? {
            Some(limit) if limit.exists() => Err(refused),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
