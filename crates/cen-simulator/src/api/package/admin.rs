//! What can be done to bandwidth packages from outside the API.

use std::io;

use serde::Deserialize;
use serde_json::Value;

use crate::action::Context;
use crate::admin::{self, AdminRequest, Route, absent, done, set};
use crate::api::instance::Instance;
use crate::clock::Moment;
use crate::family::Family;
use crate::object::Object as _;
use crate::state::{Kind as _, State};
use crate::tags::Tags;

use super::status::BusinessStatus;
use super::{Departure, Package, Purchase};

pub(crate) const FAMILY: Family = Family::of_actions(&[]).routes(&[
    Route::new("GET", "/packages", admin::list::<Package>),
    Route::new("PATCH", "/packages/{id}", |context, request| {
        show(change(context, request.id, request.read()?)?)
    }),
    Route::new("DELETE", "/packages/{id}", |context, request| {
        remove(context, request.id)?;
        Ok(done())
    }),
    Route::new("POST", "/packages/{id}/lock", |context, request| {
        let status = request.read_or_default::<Lock>()?.status;
        show(lock(context, request, status)?)
    }),
    Route::new("POST", "/packages/{id}/unlock", |context, request| {
        show(lock(context, request, BusinessStatus::Normal)?)
    }),
    Route::new("POST", "/orders/{id}/pay", |context, request| {
        show(pay(context, request.id)?)
    }),
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
}

impl PackageChange {
    fn apply(self, package: &mut Package, now: Moment) {
        set(&mut package.name, self.name);
        set(&mut package.description, self.description);
        set(&mut package.resource_group_id, self.resource_group_id);
        set(&mut package.bandwidth, self.bandwidth);
        set(&mut package.tags, self.tags);
        if let Some(instance) = self.cen_id {
            package.cen_id = Some(instance).filter(|id| !id.is_empty());
        }
        if let Some(status) = self.business_status {
            package.lock = Some(status).filter(|status| *status != BusinessStatus::Normal);
        }
        if let Some(months) = self.renew_months {
            package.renew(now, months);
        }
        package.refresh(now);
    }
}

/// Changes a package outside of Terraform.
pub(crate) fn change(
    context: &mut Context<'_>,
    id: &str,
    change: PackageChange,
) -> io::Result<Package> {
    if let Some(instance) = change.cen_id.as_deref().filter(|id| !id.is_empty()) {
        let found = context.state.get::<Instance>(instance);
        found.map_err(|_| absent(Instance::NAME, instance))?;
    }
    let package = context.state.find_mut(|one: &Package| one.is_called(id));
    let package = package.ok_or_else(|| absent(Package::NAME, id))?;
    change.apply(package, context.now);
    Ok(package.clone())
}

/// Removes a package outside of Terraform.
pub(crate) fn remove(context: &mut Context<'_>, id: &str) -> io::Result<()> {
    let package: Package = admin::remove(context, id)?;
    context.state.push(package.departed(Departure::Removed));
    Ok(())
}

/// Pays an order, as its owner would in the console.
pub(crate) fn pay(context: &mut Context<'_>, order: &str) -> io::Result<Package> {
    let shows_from = context.settled_at();
    let package = context.state.find_mut(|one: &Package| one.order == order);
    let package = package.ok_or_else(|| absent("order", order))?;
    if package.paid {
        let message = format!("the order {order} is paid already");
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    package.pay(context.now, shows_from);
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
    change(context, request.id, locked)
}

fn show(package: Package) -> io::Result<Value> {
    Ok(serde_json::to_value(package)?)
}
