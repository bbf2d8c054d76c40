//! A bandwidth package as the API describes it, and the call that lists them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::area::{Area, AreaPair};
use crate::id::{CenId, PackageId};
use crate::listing::{self, Listed, Page};
use crate::moment::Moment;
use crate::open_enum::open_enum;
use crate::operation::{self, Operation};
use crate::tags::{self, RawTag};
use crate::wire;
use alibaba_cloud::call::Call;

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
    pub creation_time: Option<Moment>,
    /// When a prepaid one ends; far in the future for others.
    pub expired_time: Option<Moment>,
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
    pub ends: Option<Moment>,
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

/// One page of packages, of all or of those with the ids of a filter.
pub(crate) struct DescribePackages<'a> {
    /// At most [`Listed::MOST_IDS`]; empty for all.
    pub(crate) ids: &'a [PackageId],
    /// From 1.
    pub(crate) page: u64,
}

impl Listed for Package {
    type Id = PackageId;

    const ACTION: &'static str = "DescribeCenBandwidthPackages";

    const PLURAL: &'static str = "packages";

    // API page DescribeCenBandwidthPackages, parameter Filter.N.Value.M.
    const MOST_IDS: usize = 5;

    fn id(&self) -> &PackageId {
        &self.id
    }
}

impl Operation for DescribePackages<'_> {
    type Answer = Page<Package>;

    fn call(&self) -> Call {
        let mut parameters = listing::parameters("CenBandwidthPackageId", self.ids, self.page);
        // Without it a temporary upgrade could not be told from a change of what was bought.
        parameters.insert("IncludeReservationData".to_owned(), "true".to_owned());
        Call::read(Package::ACTION, parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<Page<Package>, String> {
        let list = RawList::deserialize(answer).map_err(|error| error.to_string())?;
        let packages: Vec<Package> = list
            .packages
            .into_iter()
            .map(RawPackage::into_package)
            .collect::<Result<_, _>>()?;
        Page::answered(packages, list.total)
    }
}

#[derive(Deserialize)]
struct RawList {
    #[serde(rename = "TotalCount", default, deserialize_with = "wire::number")]
    total: Option<u64>,
    #[serde(
        rename = "CenBandwidthPackages",
        default,
        deserialize_with = "wire::list"
    )]
    packages: Vec<RawPackage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawPackage {
    #[serde(default, deserialize_with = "wire::text")]
    cen_bandwidth_package_id: String,
    #[serde(default, deserialize_with = "wire::verbatim")]
    name: String,
    #[serde(default, deserialize_with = "wire::verbatim")]
    description: String,
    #[serde(default, deserialize_with = "wire::number")]
    bandwidth: Option<u64>,
    #[serde(default, deserialize_with = "wire::text")]
    geographic_region_a_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    geographic_region_b_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    bandwidth_package_charge_type: String,
    #[serde(default, deserialize_with = "wire::text")]
    status: String,
    #[serde(default, deserialize_with = "wire::text")]
    business_status: String,
    #[serde(default, deserialize_with = "wire::list")]
    cen_ids: Vec<String>,
    #[serde(default, deserialize_with = "wire::list")]
    tags: Vec<RawTag>,
    #[serde(default, deserialize_with = "wire::text")]
    creation_time: String,
    #[serde(default, deserialize_with = "wire::text")]
    expired_time: String,
    #[serde(default, deserialize_with = "wire::text")]
    geographic_span_id: String,
    #[serde(default, deserialize_with = "wire::flag")]
    is_cross_border: Option<bool>,
    #[serde(default, deserialize_with = "wire::text")]
    resource_group_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    reservation_order_type: String,
    #[serde(default, deserialize_with = "wire::text")]
    reservation_bandwidth: String,
    #[serde(default, deserialize_with = "wire::text")]
    reservation_active_time: String,
}

impl RawPackage {
    /// What makes a package this package must be there: read as empty, it would look changed, and a change of area
    /// means buying another one.
    fn into_package(self) -> Result<Package, String> {
        let id = PackageId::from_answer(&self.cen_bandwidth_package_id)
            .ok_or("a package in it has no id")?;
        let area = |text: &str| match text {
            "" => Err(format!("package {id} in it lacks an area")),
            text => Ok(Area::from_answer(text)),
        };
        let areas = AreaPair::new(
            area(&self.geographic_region_a_id)?,
            area(&self.geographic_region_b_id)?,
        );
        let bandwidth_mbps = self
            .bandwidth
            .ok_or_else(|| format!("package {id} in it has no bandwidth"))?;
        // Other orders that are reserved, renewals for example, say nothing of the bandwidth in force.
        let upgrade = self
            .reservation_bandwidth
            .parse()
            .ok()
            .filter(|_| self.reservation_order_type == "TEMP_UPGRADE")
            .map(|returns_to_mbps| RunningUpgrade {
                returns_to_mbps,
                ends: Moment::from_answer(&self.reservation_active_time),
            });
        Ok(Package {
            name: self.name,
            description: self.description,
            bandwidth_mbps,
            areas,
            charge_type: ChargeType::from_answer(&self.bandwidth_package_charge_type),
            status: Status::from_answer(&self.status),
            business_status: BusinessStatus::from_answer(&self.business_status),
            cen_ids: self
                .cen_ids
                .iter()
                .filter_map(|id| CenId::from_answer(id))
                .collect(),
            tags: tags::read(self.tags),
            creation_time: Moment::from_answer(&self.creation_time),
            expired_time: Moment::from_answer(&self.expired_time),
            geographic_span_id: self.geographic_span_id,
            is_cross_border: self.is_cross_border,
            resource_group_id: self.resource_group_id,
            upgrade,
            id,
        })
    }
}

#[cfg(test)]
mod tests;
