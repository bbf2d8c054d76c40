//! Bandwidth packages: the struct, and how changes, terms and unpaid purchases settle.

pub(crate) mod admin;
pub(crate) mod binding;
pub(crate) mod list;
pub(crate) mod order;
pub(crate) mod purchase;
pub(crate) mod renewal;
pub(crate) mod status;
pub(crate) mod term;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::api::instance::Instance;
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::object::Object;
use crate::options::Policy;
use crate::product::Product;
use crate::settling::{Follows, Settling};
use crate::state::{Kind, State, TagType};
use crate::tags::Tags;

use order::Order;
use renewal::Renewal;
use status::{BusinessStatus, PackageStatus};
use term::{ChargeType, Term};

pub(crate) const FAMILY: Family = Family::of::<Package>();

/// The packages that are no longer there.
pub(crate) const DEPARTED: Family = Family::of::<Purchase>();

/// How long an unpaid order stays open. Undocumented; a day.
const ORDER_LIFETIME: Duration = Duration::from_secs(24 * 3_600);

/// What a pay-as-you-go package shows as its `ExpiredTime` (API page DescribeCenBandwidthPackages).
pub(crate) const NEVER_EXPIRES: &str = "2999-09-08T16:00Z";

/// What most actions are answered with while a change of the package settles (API guide, common error set).
const BUSY: (u16, &str) = (500, "Operation.Blocking");

/// A bandwidth package, or an order for one that is not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
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
    /// What happens at the end of the term.
    #[serde(
        default,
        alias = "auto_renew_months",
        deserialize_with = "renewal::read"
    )]
    pub renewal: Renewal,
    /// Whether the order is paid; an unpaid one is not shown by the API.
    pub paid: bool,
    /// Whether the API shows it: it is paid and has settled.
    pub visible: bool,
    /// Whether it is bound.
    pub status: PackageStatus,
    /// Whether the account may use it.
    pub business_status: BusinessStatus,
    /// The CEN it is bound to.
    pub cen_id: Option<String>,
    /// Empty for the account's default group.
    pub resource_group_id: String,
    /// By key.
    pub tags: Tags,
    /// When it was paid, in UTC, to the minute.
    pub creation_time: String,
    /// In UTC, to the minute.
    pub expired_time: String,
    /// A change that is under way, and when it takes effect.
    pending: Option<(Pending, Moment)>,
    /// The temporary upgrade that is in force.
    #[serde(default)]
    upgrade: Option<Upgrade>,
    /// A lock set from outside, besides the one that expiry brings.
    lock: Option<BusinessStatus>,
    ordered_at: Moment,
    pub(super) paid_at: Moment,
    /// From when on the API shows it.
    shows_from: Moment,
    /// Of a prepaid package that is paid.
    pub(crate) expires_at: Option<Moment>,
    /// Another [`renewal`](Self::renewal) that is on its way, and when it takes effect.
    #[serde(default)]
    renewal_next: Option<(Renewal, Moment)>,
    /// Months that have been bought, each with the time when they are added to the term.
    #[serde(default)]
    months_next: Vec<(u32, Moment)>,
    /// What has been ordered for it, the purchase first. A package from a state file that knew no orders begins with the
    /// purchase at the prices of today.
    #[serde(default)]
    pub orders: Vec<Order>,
}

/// A change that takes effect later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Pending {
    Bandwidth(u32),
    /// More bandwidth, and until when.
    Upgrade(u32, Moment),
    /// The instance it will be bound to, or none.
    Binding(Option<String>),
}

/// More bandwidth for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Upgrade {
    /// What the package has afterwards, in Mbit/s.
    returns_to: u32,
    ends_at: Moment,
}

/// Why a package is no longer there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Departure {
    /// Through DeleteCenBandwidthPackage.
    Deleted,
    /// Outside of Terraform, through the simulator's handle or control API.
    Removed,
    /// By the cloud, when the grace period after its expiry was over.
    Released,
    /// It was ordered and never paid.
    NeverPaid,
    /// Through RefundInstance.
    Refunded,
}

/// What has become of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// The package as it is, or as it last was.
    pub package: Package,
    /// Why it is no longer there; nothing while it is.
    pub departed: Option<Departure>,
}

impl Object for Package {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_visible(&self) -> bool {
        self.visible
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.cen_id.as_deref() == Some(id)
    }

    /// An instance is deleted only when no package is bound to it (API page DeleteCen; the code for that is not
    /// documented).
    fn obstacle_to(&self, id: &str) -> Option<ApiError> {
        let message = format!(
            "The bandwidth package {} is bound to {id}; unassociate it first.",
            self.id
        );
        self.is_bound_or_binding_to(id)
            .then(|| ApiError::new(409, "InvalidOperation.CenInstanceStatus", message))
    }

    fn tags(&self) -> Option<&Tags> {
        Some(&self.tags)
    }

    fn tags_mut(&mut self) -> Option<&mut Tags> {
        Some(&mut self.tags)
    }
}

impl Kind for Package {
    const TABLE: &'static str = "packages";
    const NAME: &'static str = "bandwidth package";
    const TAG_TYPE: Option<TagType> = Some(TagType {
        product: Product::Cbn,
        name: "BandwidthPackage",
        regional: false,
    });

    /// It is unbound when its instance is deleted.
    const FOLLOWS: Follows = Follows::Removals(&[Instance::TABLE]);

    /// Of an id that names no package, or one that does not show yet.
    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no bandwidth package {id}.");
        ApiError::new(404, "ParameterBwpInstanceId", message)
    }

    fn settle(&mut self, now: &Settling, state: &State, policy: &Policy) -> bool {
        self.unbind_from_deleted_instances(state);
        self.record_purchase(policy);
        self.take_effect(now);
        self.renew_when_due(now, policy);
        self.refresh(now);
        // It is locked when its term is over, and released after the grace period (billing page).
        let is_released = |end: Moment| now.has_come(end.plus(policy.grace));
        let is_stale = !self.paid && now.has_come(self.ordered_at.plus(ORDER_LIFETIME));
        !self.expires_at.is_some_and(is_released) && !is_stale
    }

    fn record(mut self, state: &mut State) {
        let how = if self.paid {
            Departure::Released
        } else {
            self.cancel_unpaid();
            Departure::NeverPaid
        };
        state.push(self.departed(how));
    }

    fn record_removal(self, state: &mut State) {
        state.push(self.departed(Departure::Removed));
    }
}

impl Object for Purchase {
    fn id(&self) -> &str {
        &self.package.id
    }
}

impl Kind for Purchase {
    const TABLE: &'static str = "departed";
    const NAME: &'static str = "departed bandwidth package";
    const FOLLOWS: Follows = Follows::Nothing;
}

impl Package {
    /// The package that serves a span on an instance and can be used.
    pub(crate) fn serving<'s>(
        state: &'s State,
        cen_id: &str,
        span: &str,
    ) -> Result<&'s Self, ApiError> {
        let package = Self::bound(state, cen_id, span).ok_or_else(|| {
            ApiError::new(
                409,
                "InvalidOperation.BwpForGeoSpanNotAssociated",
                format!("No bandwidth package for {span} is associated with {cen_id}."),
            )
        })?;
        package.is_not_locked()?;
        Ok(package)
    }

    /// The package that is bound to an instance for a span.
    pub(crate) fn bound<'s>(state: &'s State, cen_id: &str, span: &str) -> Option<&'s Self> {
        let mut packages = state.all::<Self>().iter();
        packages.find(|package| package.serves(cen_id) && package.geographic_span_id == span)
    }

    /// Whether it is bound to an instance.
    pub(crate) fn serves(&self, cen_id: &str) -> bool {
        self.is_attached_to(cen_id)
    }

    /// The span of a package; empty when there is no such package.
    pub(crate) fn span_of<'s>(state: &'s State, id: &str) -> &'s str {
        let found = state.with_id::<Self>(id);
        found.map_or("", |package| &package.geographic_span_id)
    }

    /// A locked package takes no operation (billing page, "overdue"; API guide, common error set).
    fn is_not_locked(&self) -> Result<(), ApiError> {
        match self.business_status {
            BusinessStatus::Normal => Ok(()),
            status => Err(ApiError::new(
                409,
                "InvalidOperation.BwpBusinessStatus",
                format!("The package {} is {}.", self.id, status.as_str()),
            )),
        }
    }

    /// A package that is still settling takes no other change. Actions differ in the code that they answer with.
    fn is_settled(&self, (status, code): (u16, &'static str)) -> Result<(), ApiError> {
        match self.pending {
            None => Ok(()),
            Some(_) => Err(ApiError::new(
                status,
                code,
                format!("Another change of {} is under way.", self.id),
            )),
        }
    }

    /// The error about more bandwidth than a package has, or about a package with less than is allotted (API guide, common
    /// error set; the use for a package that becomes smaller is not documented).
    pub(crate) fn exceeded(&self, taken: u64) -> ApiError {
        ApiError::new(
            409,
            "InvalidOperation.BwpBandwidthExceeded",
            format!(
                "The package {} has {} Mbit/s, of which {taken} are taken.",
                self.id, self.bandwidth
            ),
        )
    }

    fn is_bound_or_binding_to(&self, cen_id: &str) -> bool {
        let binding = match &self.pending {
            Some((Pending::Binding(target), _)) => target.as_deref(),
            _ => None,
        };
        self.serves(cen_id) || binding == Some(cen_id)
    }

    /// Whether it is bound, or a change of it is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.cen_id.is_some() || self.pending.is_some()
    }

    /// The record of a package that is no longer there.
    pub(super) fn departed(self, how: Departure) -> Purchase {
        Purchase {
            package: self,
            departed: Some(how),
        }
    }

    /// The order is paid: the package begins to exist, and its term to run.
    fn pay(&mut self, now: Moment, shows_from: Moment) {
        self.paid = true;
        self.paid_at = now;
        self.creation_time = now.to_minutes();
        self.shows_from = shows_from;
        self.expire_at(self.term.map(|term| now.end_of_day_after(term.months())));
        self.purchase_is_paid(now);
        self.refresh(&Settling::at(now));
    }

    fn unbind_from_deleted_instances(&mut self, state: &State) {
        let is_deleted = |id: &str| !state.has::<Instance>(id);
        self.cen_id.take_if(|id| is_deleted(id));
        self.pending.take_if(
            |(change, _)| matches!(change, Pending::Binding(Some(target)) if is_deleted(target)),
        );
    }

    /// Lets a change take effect that is due by now, and ends an upgrade.
    fn take_effect(&mut self, now: &Settling) {
        self.take_renewals(now);
        match self.pending.take_if(|(_, at)| now.has_come(*at)) {
            None => {}
            Some((Pending::Bandwidth(mbps), _)) => self.bandwidth = mbps,
            Some((Pending::Upgrade(mbps, ends_at), _)) => {
                let returns_to = std::mem::replace(&mut self.bandwidth, mbps);
                self.upgrade = Some(Upgrade {
                    returns_to,
                    ends_at,
                });
            }
            Some((Pending::Binding(cen_id), _)) => self.cen_id = cen_id,
        }
        if let Some(over) = self
            .upgrade
            .take_if(|upgrade| now.has_come(upgrade.ends_at))
        {
            self.bandwidth = over.returns_to;
        }
    }

    /// Updates what is derived from the other fields and the time.
    fn refresh(&mut self, now: &Settling) {
        self.visible = self.paid && now.has_come(self.shows_from);
        self.status = match self.cen_id {
            Some(_) => PackageStatus::InUse,
            None => PackageStatus::Idle,
        };
        self.business_status = match self.lock {
            Some(lock) => lock,
            None if self.expires_at.is_some_and(|end| now.has_come(end)) => {
                BusinessStatus::FinancialLocked
            }
            None => BusinessStatus::Normal,
        };
    }
}
