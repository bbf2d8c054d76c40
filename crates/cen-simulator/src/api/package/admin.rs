//! What can be done to bandwidth packages from outside the API.

use std::io;

use serde::Deserialize;
use serde_json::Value;

use crate::action::Context;
use crate::admin::{self, AdminRequest, Changeable, Route, absent, set};
use crate::api::instance::Instance;
use crate::clock::Moment;
use crate::family::Family;
use crate::settling::Settling;
use crate::state::{Kind as _, State};
use crate::tags::Tags;
use crate::words::Shown;

use super::renewal::Renewal;
use super::status::BusinessStatus;
use super::{Package, Pending, Purchase};

/// A change of a package.
const CHANGED: &str = r#"{"bandwidth": 9, "tags": {"team": "net"}, "business_status": "Normal", "renew_months": 1,
    "renewal": {"AutoRenewal": {"period": 1, "unit": "M"}}}"#;

/// What is shown of a package, among other things.
const SHOWN: &[&str] = &[
    "id",
    "name",
    "bandwidth",
    "status",
    "business_status",
    "order",
];

pub(crate) const FAMILY: Family = Family::of_actions(&[]).routes(&[
    Route::list::<Package>("/packages", SHOWN),
    Route::patch::<Package>("/packages/{id}").takes::<PackageChange>(CHANGED),
    Route::delete::<Package>("/packages/{id}"),
    Route::new(
        "POST",
        "/packages/{id}/lock",
        "Locks a package; without a body for want of money",
        |context, request| {
            let status = request.read_or_default::<Lock>()?.status;
            show(lock(context, request, status)?)
        },
    )
    .may_take::<Lock>(r#"{"status": "SecurityLocked"}"#)
    .answers(Shown::Object(SHOWN)),
    Route::new(
        "POST",
        "/packages/{id}/unlock",
        "Lifts the lock of a package",
        |context, request| show(lock(context, request, BusinessStatus::Normal)?),
    )
    .answers(Shown::Object(SHOWN)),
    Route::new(
        "POST",
        "/orders/{id}/pay",
        "Pays an order, as its owner would in the console",
        |context, request| show(pay(context, request.id)?),
    )
    .answers(Shown::Object(SHOWN)),
]);

/// A change made outside of Terraform. What is absent stays as it is.
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
    pub tags: Option<Tags>,
    /// The CEN to bind to; an empty text unbinds.
    pub cen_id: Option<String>,
    /// A new resource group.
    pub resource_group_id: Option<String>,
    /// `FinancialLocked` or `SecurityLocked` locks it, `Normal` lifts such a lock.
    pub business_status: Option<BusinessStatus>,
    /// Months added to the term of a prepaid package, as a renewal in the console does.
    pub renew_months: Option<u32>,
    /// What happens at the end of the term, as set in the console.
    pub renewal: Option<Renewal>,
    /// Another bandwidth in Mbit/s that is ordered in the console and not paid.
    pub unpaid_bandwidth: Option<u32>,
}

impl Changeable for Package {
    type Change = PackageChange;

    fn check(change: &PackageChange, state: &State) -> io::Result<()> {
        match change.cen_id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) if state.get::<Instance>(id).is_err() => Err(absent(Instance::NAME, id)),
            _ => Ok(()),
        }
    }

    fn change(&mut self, change: PackageChange, now: Moment) {
        set(&mut self.name, change.name);
        set(&mut self.description, change.description);
        set(&mut self.resource_group_id, change.resource_group_id);
        set(&mut self.bandwidth, change.bandwidth);
        set(&mut self.tags, change.tags);
        if let Some(instance) = change.cen_id {
            self.cen_id = Some(instance).filter(|id| !id.is_empty());
        }
        if let Some(status) = change.business_status {
            self.lock = Some(status).filter(|status| *status != BusinessStatus::Normal);
        }
        if let Some(months) = change.renew_months {
            self.renew(now, months);
        }
        set(&mut self.renewal, change.renewal);
        if let Some(wanted) = change.unpaid_bandwidth {
            self.order_unpaid(wanted, now);
        }
        self.refresh(&Settling::at(now));
    }
}

/// Pays an order, as its owner would in the console.
pub(crate) fn pay(context: &mut Context<'_>, order: &str) -> io::Result<Package> {
    let (now, settled) = (context.now, context.settled_at());
    let is_for = |package: &Package| package.orders.iter().any(|one| one.id == order);
    let package = context.state.find_mut(is_for);
    let package = package.ok_or_else(|| absent("order", order))?;
    let mut unpaid = package.orders.iter_mut().filter(|one| one.is_unpaid());
    let Some(found) = unpaid.find(|one| one.id == order) else {
        let message = format!("the order {order} is paid already");
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    };
    found.pay(now);
    let bandwidth = found.bandwidth;
    match package.order == order {
        true => package.pay(now, settled),
        false => package.pending = Some((Pending::Bandwidth(bandwidth), settled)),
    }
    Ok(package.clone())
}

/// Every purchase, those still there first.
pub(crate) fn purchases(state: &State) -> Vec<Purchase> {
    let here = state.all::<Package>().iter().map(|package| Purchase {
        package: package.clone(),
        departed: None,
    });
    here.chain(state.all().iter().cloned()).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    status: BusinessStatus,
}

impl Default for Lock {
    fn default() -> Self {
        Self {
            status: BusinessStatus::FinancialLocked,
        }
    }
}

fn lock(
    context: &mut Context<'_>,
    request: &AdminRequest<'_>,
    status: BusinessStatus,
) -> io::Result<Package> {
    let locked = PackageChange {
        business_status: Some(status),
        ..PackageChange::default()
    };
    admin::change(context, request.id, locked)
}

fn show(package: Package) -> io::Result<Value> {
    Ok(serde_json::to_value(package)?)
}
