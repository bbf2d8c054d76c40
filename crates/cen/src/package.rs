//! Bandwidth packages: what the API says of them, and what can be done with one that exists.

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::area::{Area, AreaPair};
use crate::client::Client;
use crate::error::{self, Kind};
use crate::id::{CenId, PackageId};
use crate::listed::{self, Listed};
use crate::made::Made;
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use crate::resource_group::Grouped;
use crate::tags::Tagged;
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::outcome::Class;

/// A bandwidth package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its id.
    pub id: PackageId,
    /// Empty when it has none.
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// Mbit/s in force, a temporary upgrade included.
    pub bandwidth_mbps: u64,
    /// The two ends.
    pub areas: AreaPair,
    /// How it is paid for.
    pub charge_type: ChargeType,
    /// Whether it is bound.
    pub status: Status,
    /// Whether it works.
    pub business_status: BusinessStatus,
    /// The CEN instances it is bound to; the API binds it to one at most.
    pub cen_ids: Vec<CenId>,
    /// Tags by key.
    pub tags: BTreeMap<String, String>,
    /// When it was created.
    pub creation_time: Option<Time>,
    /// When a prepaid one ends; far in the future for others.
    pub expired_time: Option<Time>,
    /// The API's name of the pair of areas, in an order that cannot be derived; empty when not given.
    pub geographic_span_id: String,
    /// Whether exactly one end is in the Chinese mainland; such packages cannot be made smaller.
    pub is_cross_border: Option<bool>,
    /// Empty when not given.
    pub resource_group_id: String,
    /// The temporary upgrade that is running.
    pub upgrade: Option<RunningUpgrade>,
}

/// More bandwidth than was bought, until an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningUpgrade {
    /// Mbit/s that the package goes back to.
    pub returns_to_mbps: u64,
    /// When it goes back, to the minute.
    pub ends: Option<Time>,
}

impl Package {
    /// Mbit/s that were bought: those in force, but for a temporary upgrade.
    pub fn bought_mbps(&self) -> u64 {
        let upgrade = self.upgrade.as_ref();
        upgrade.map_or(self.bandwidth_mbps, |upgrade| upgrade.returns_to_mbps)
    }
}

open_enum! {
    /// How a package is paid for.
    ChargeType {
        /// In advance, for a term.
        PrePaid = "PREPAY",
        /// By the started day.
        PostPaid = "POSTPAY",
    }
}

open_enum! {
    /// Whether a package is bound to a CEN instance.
    Status {
        /// It is not.
        Idle = "Idle",
        /// It is.
        InUse = "InUse",
    }
}

open_enum! {
    /// Whether a package works.
    BusinessStatus {
        /// It does.
        Normal = "Normal",
        /// It is stopped because it is overdue or expired; its configuration is kept for some days.
        FinancialLocked = "FinancialLocked",
        /// It is stopped for security.
        SecurityLocked = "SecurityLocked",
    }
}

impl Listed for Package {
    type Parent = ();

    type Id = PackageId;

    const ACTION: &'static str = "DescribeCenBandwidthPackages";

    const MEMBER: &'static str = "CenBandwidthPackages";

    const PLURAL: &'static str = "packages";

    // API page DescribeCenBandwidthPackages, parameter Filter.N.Value.M.
    const MOST_IDS: usize = 5;

    fn id(&self) -> &PackageId {
        &self.id
    }

    fn narrow(call: Call, _: &(), ids: &[PackageId]) -> Call {
        listed::filtered(call, "CenBandwidthPackageId", ids)
            // Without it a temporary upgrade could not be told from a change of what was bought.
            .with("IncludeReservationData", true)
    }

    /// What makes a package this package must be there: read as empty, it would look changed, and a change of area
    /// means buying another one.
    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id: PackageId = entry
            .id("CenBandwidthPackageId")?
            .ok_or("a package in it has no id")?;
        let area = |name: &str| match entry.text(name)?.as_str() {
            "" => Err(format!("package {id} in it lacks an area")),
            text => Ok(Area::named(text)),
        };
        let areas = AreaPair::new(area("GeographicRegionAId")?, area("GeographicRegionBId")?);
        let bandwidth_mbps = entry
            .number("Bandwidth")?
            .ok_or_else(|| format!("package {id} in it has no bandwidth"))?;
        // Other orders that are reserved, renewals for example, say nothing of the bandwidth in force.
        let upgrade = match entry.text("ReservationOrderType")?.as_str() {
            "TEMP_UPGRADE" => entry.number("ReservationBandwidth").ok().flatten(),
            _ => None,
        };
        let ends = entry.time("ReservationActiveTime")?;
        Ok(Self {
            name: entry.verbatim("Name")?,
            description: entry.verbatim("Description")?,
            bandwidth_mbps,
            areas,
            charge_type: entry.text("BandwidthPackageChargeType")?.into(),
            status: entry.text("Status")?.into(),
            business_status: entry.text("BusinessStatus")?.into(),
            cen_ids: entry.ids("CenIds")?,
            tags: entry.tags()?,
            creation_time: entry.time("CreationTime")?,
            expired_time: entry.time("ExpiredTime")?,
            geographic_span_id: entry.text("GeographicSpanId")?,
            is_cross_border: entry.flag("IsCrossBorder")?,
            resource_group_id: entry.text("ResourceGroupId")?,
            upgrade: upgrade.map(|returns_to_mbps| RunningUpgrade {
                returns_to_mbps,
                ends,
            }),
            id,
        })
    }

    /// An unknown id gives an empty list as a rule; where it is refused instead, that means the same.
    fn is_none(refusal: Kind, ids: &[PackageId]) -> bool {
        ids.len() == 1 && refusal == Kind::Gone
    }
}

impl<'a> Tagged<'a> {
    /// A bandwidth package.
    pub fn package(id: &'a PackageId) -> Self {
        Self::new("BandwidthPackage", id.as_str(), None)
    }
}

impl<'a> Grouped<'a> {
    /// A bandwidth package.
    pub fn package(id: &'a PackageId) -> Self {
        Self::new("bandwidthpackage", id.as_str())
    }
}

/// A change of the package with this id.
fn change(action: &'static str, id: &PackageId) -> Call {
    Call::idempotent(action).with("CenBandwidthPackageId", id)
}

/// The status of the package being wrong means most often that it is not bound, which one look at it tells.
fn class_of_unbinding(code: &str) -> Option<Class> {
    match code {
        "InvalidOperation.BwpInstanceStatus" => Some(Class::Refused),
        code => error::class_while_freeing(code),
    }
}

impl Client {
    /// The package, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves the package's existence open is an error.
    pub async fn package(
        &self,
        id: &PackageId,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Package>, CallError> {
        self.read(&(), id, freshness, deadline).await
    }

    /// All packages of the account, in the order of their ids. One that is bought or deleted meanwhile may or may
    /// not be among them.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn packages(&self, deadline: &Deadline) -> Result<Vec<Package>, CallError> {
        self.all(&(), deadline).await
    }

    /// Sets name and description; what is `None` stays, an empty text clears.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn rename(
        &self,
        id: &PackageId,
        name: Option<&str>,
        description: Option<&str>,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = change("ModifyCenBandwidthPackageAttribute", id)
            .with_some("Name", name)
            .with_some("Description", description);
        self.write(&[id], &call, deadline).await
    }

    /// Sets the bandwidth in Mbit/s. It may show a little later; the package's status does not change meanwhile.
    ///
    /// It makes an order, but a second one for the value in force is refused, so it may be repeated.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That the package has this bandwidth already is a success.
    pub async fn set_bandwidth(
        &self,
        id: &PackageId,
        mbps: u64,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = change("ModifyCenBandwidthPackageSpec", id).with("Bandwidth", mbps);
        let outcome = self.write(&[id], &call, deadline).await;
        let Some(refused) = error::set_aside(outcome, &[Kind::Unchanged])? else {
            return Ok(());
        };
        match self.package(id, Freshness::Latest, deadline).await? {
            Some(package) if package.bandwidth_mbps == mbps => Ok(()),
            _ => Err(refused),
        }
    }

    /// Deletes the package. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; a prepaid package inside its term is refused with [`Kind::NotReleasable`]. That the package
    /// does not exist is a success.
    pub async fn release(&self, id: &PackageId, deadline: &Deadline) -> Result<(), CallError> {
        let call = change("DeleteCenBandwidthPackage", id).classified(error::class_while_freeing);
        error::accept(self.write(&[id], &call, deadline).await, &[Kind::Gone])
    }

    /// Binds the package to a CEN instance. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That the package is bound to this very instance already is a success.
    pub async fn associate(
        &self,
        id: &PackageId,
        cen: &CenId,
        deadline: &Deadline,
    ) -> Result<Made, CallError> {
        let call = change("AssociateCenBandwidthPackage", id)
            .with("CenId", cen)
            .classified(error::class_while_freeing);
        let outcome = self.write(&[id, cen], &call, deadline).await;
        let Some(refused) = error::set_aside(outcome, &[Kind::AlreadyBound, Kind::InUse])? else {
            return Ok(Made::Now);
        };
        match self.package(id, Freshness::Latest, deadline).await? {
            Some(package) if package.cen_ids.contains(cen) => Ok(Made::of_refusal(&refused)),
            _ => Err(refused),
        }
    }

    /// Unbinds the package from a CEN instance. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That the package is not bound to this instance, or that either of them does not exist, is a
    /// success.
    pub async fn unassociate(
        &self,
        id: &PackageId,
        cen: &CenId,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = change("UnassociateCenBandwidthPackage", id)
            .with("CenId", cen)
            .classified(class_of_unbinding);
        let outcome = self.write(&[id, cen], &call, deadline).await;
        let unbound = [Kind::InUse, Kind::Gone, Kind::CenGone];
        let Some(refused) = error::set_aside(outcome, &unbound)? else {
            return Ok(());
        };
        match self.package(id, Freshness::Latest, deadline).await? {
            Some(package) if package.cen_ids.contains(cen) => Err(refused),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
