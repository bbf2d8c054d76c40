//! The account as tests and people see it: plain data, everything observable.

mod network;
mod routers;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clock::Moment;
use super::rules::{ChargeType, Term, is_cross_border};
use super::state::{BusinessStatus, Departure, Limit, Package, State};

pub use network::{ChildView, InstanceChange, InstanceView};
pub use routers::{
    AttachmentChange, AttachmentView, PeerAttachmentView, RouterChange, RouterView,
    VpcAttachmentView,
};

/// A bandwidth package, or an order for one that is not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackageView {
    /// `cenbwp-…`.
    pub id: String,
    /// The order that bought it.
    pub order: String,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// In Mbit/s, in force now.
    pub bandwidth: u32,
    /// The first area of the purchase, in lower case.
    pub area_a: String,
    /// The second area of the purchase, in lower case.
    pub area_b: String,
    /// The pair of areas in one fixed order.
    pub geographic_span_id: String,
    /// Whether exactly one area is China.
    pub is_cross_border: bool,
    /// How it is paid.
    pub charge_type: ChargeType,
    /// What a prepaid package was bought for.
    pub term: Option<Term>,
    /// Months that are added at the end of the term.
    pub auto_renew_months: Option<u32>,
    /// Whether the order is paid; an unpaid one is not shown by the API.
    pub paid: bool,
    /// Whether the API shows it: it is paid and has settled.
    pub visible: bool,
    /// `Idle` or `InUse`.
    pub status: String,
    /// Whether the account may use it.
    pub business_status: BusinessStatus,
    /// The CEN it is bound to.
    pub cen_id: Option<String>,
    /// Empty for the account's default group.
    pub resource_group_id: String,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// In UTC, to the minute.
    pub creation_time: String,
    /// In UTC, to the minute.
    pub expired_time: String,
}

impl PackageView {
    pub(super) fn of(package: &Package, now: Moment) -> Self {
        Self {
            id: package.id.clone(),
            order: package.order.clone(),
            name: package.name.clone(),
            description: package.description.clone(),
            bandwidth: package.bandwidth,
            area_a: package.area_a.clone(),
            area_b: package.area_b.clone(),
            geographic_span_id: package.span_id(),
            is_cross_border: is_cross_border(&package.area_a, &package.area_b),
            charge_type: package.charge_type,
            term: package.term,
            auto_renew_months: package.auto_renew_months,
            paid: package.paid,
            visible: package.shows(now),
            status: package.status().to_owned(),
            business_status: package.business_status(now),
            cen_id: package.instance.clone(),
            resource_group_id: package.resource_group.clone(),
            tags: package.tags.clone(),
            creation_time: package.created_at.to_minutes(),
            expired_time: package.expired_time(),
        }
    }
}

/// A bandwidth limit between two regions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitView {
    /// The CEN instance.
    pub cen_id: String,
    /// In lower case and alphabetical order.
    pub regions: [String; 2],
    /// In Mbit/s, in force now; 0 while a new limit settles.
    pub bandwidth: u32,
    /// `Active` or `Modifying`.
    pub status: String,
    /// The package that it draws on.
    pub package_id: String,
}

impl LimitView {
    pub(super) fn of(limit: &Limit) -> Self {
        Self {
            cen_id: limit.instance.clone(),
            regions: [limit.regions.first(), limit.regions.second()].map(str::to_owned),
            bandwidth: limit.mbps,
            status: limit.status().to_owned(),
            package_id: limit.package.clone(),
        }
    }
}

/// A change made behind Terraform's back. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PackageChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// A new bandwidth in Mbit/s, without regard to the rules of a purchase.
    pub bandwidth: Option<u32>,
    /// All tags, replacing those that were.
    pub tags: Option<BTreeMap<String, String>>,
    /// The CEN to bind to; an empty text unbinds.
    pub cen_id: Option<String>,
    /// A new resource group.
    pub resource_group_id: Option<String>,
    /// `FinancialLocked` or `SecurityLocked` locks it, `Normal` lifts such a lock.
    pub business_status: Option<BusinessStatus>,
    /// Months added to the term of a prepaid package, as a renewal in the console does.
    pub renew_months: Option<u32>,
}

impl PackageChange {
    pub(super) fn apply(self, package: &mut Package, now: Moment) {
        set(&mut package.name, self.name);
        set(&mut package.description, self.description);
        set(&mut package.resource_group, self.resource_group_id);
        set(&mut package.bandwidth, self.bandwidth);
        set(&mut package.tags, self.tags);
        if let Some(instance) = self.cen_id {
            package.instance = Some(instance).filter(|id| !id.is_empty());
        }
        if let Some(status) = self.business_status {
            package.lock = Some(status).filter(|status| *status != BusinessStatus::Normal);
        }
        if let Some(months) = self.renew_months {
            package.renew(now, months);
        }
    }
}

/// Writes a value that is given.
fn set<T>(slot: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *slot = value;
    }
}

/// What has become of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Purchase {
    /// The package as it is, or as it last was.
    pub package: PackageView,
    /// Why it is no longer there; nothing while it is.
    pub departed: Option<Departure>,
}

/// What was called and what was bought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How often each action was called; calls of unknown actions are counted under `(unknown)`.
    pub calls: BTreeMap<String, usize>,
    /// Every purchase, those still there first.
    pub purchases: Vec<Purchase>,
}

impl Summary {
    pub(super) fn of(state: &State, calls: BTreeMap<String, usize>, now: Moment) -> Self {
        let here = state.packages.iter().map(|package| (package, None));
        let gone = state
            .departed
            .iter()
            .map(|departed| (&departed.package, Some(departed.how)));
        let purchases = here.chain(gone).map(|(package, departed)| Purchase {
            package: PackageView::of(package, now),
            departed,
        });
        Self {
            calls,
            purchases: purchases.collect(),
        }
    }
}
