//! What the plans of one walk know of each other: the provider's [`Walk`](tf_plugin::framework::Provider::Walk).
//!
//! Each resource is planned by itself, and none sees the others. Where they meet is here: two that want different things
//! of one object would undo each other's work with every apply, and demands that fit one by one may not fit together.
//!
//! ```text
//! Walk                  the lock, and nothing else that changes
//!   package_bindings    who binds which package to which CEN instance
//!   bandwidth_limits    who sets which limit, in which words
//!   bandwidth_budget    what packages are about to gain, and what is about to be taken of them
//!   associations        which table each attachment is to be associated with
//!   sides               to which transit routers tables and attachments belong
//!   creations           what creates are about to take, so that no two take the same
//!   successions         what is taken away and made anew at the same time
//!   dead_ends           what of transit routers drops traffic
//!   system_tables       the tables that the transit routers of attachments came with
//!   departures          packages that leave their CEN instance
//!   expiry_warnings     packages whose expiry a read has spoken of
//!   unplanned           packages that have been read and not planned yet
//!   billing_trouble     what kept reads from the billing API
//!   bill                what all of it costs, so far
//! ```
//!
//! Nothing here talks to anybody: [`plan_checks`](crate::plan_checks) notes and asks, and makes messages of the answers.

mod associations;
mod bandwidth_budget;
mod bandwidth_limits;
mod bill;
mod claims;
mod creations;
mod dead_ends;
mod package_bindings;
mod packages;
mod sides;
mod successions;
mod unplanned;

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cen::{AttachmentId, RouteTableId};
use std::time::Duration;

use cen::{CallError, PackageId};
use tf_plugin::framework::Diagnostics;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use crate::billing::Trouble;

use associations::Associations;
pub(crate) use bandwidth_budget::{BandwidthBudget, Party, Place};
pub(crate) use bandwidth_limits::{BandwidthLimits, Words};
use bill::Bill;
pub(crate) use creations::Creations;
use dead_ends::DeadEnds;
pub(crate) use dead_ends::Tables;
pub(crate) use package_bindings::{Binder, Binding, PackageBindings};
use packages::Packages;
use sides::Sides;
pub(crate) use successions::Succession;
use successions::Successions;
pub(crate) use unplanned::Likeness;
use unplanned::Unplanned;

/// What the plans of one walk know of each other. Grows with the objects of one configuration.
#[derive(Debug, Default)]
pub struct Walk {
    memory: Mutex<Memory>,
    /// Told when a package has been planned.
    planned: Notify,
}

/// What is remembered.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) package_bindings: PackageBindings,
    pub(crate) bandwidth_limits: BandwidthLimits,
    pub(crate) bandwidth_budget: BandwidthBudget,
    pub(crate) associations: Associations,
    pub(crate) sides: Sides,
    pub(crate) creations: Creations,
    pub(crate) successions: Successions,
    pub(crate) dead_ends: DeadEnds,
    /// The tables that the transit routers of attachments came with, as far as reads have looked for them.
    pub(crate) system_tables: BTreeMap<AttachmentId, RouteTableId>,
    /// Whether an object that others refer to is going to be created, which makes their arguments unknown.
    pub(crate) creates_objects: bool,
    /// Packages that are going to be unbound, replaced or destroyed, as far as that is planned.
    pub(crate) departures: Packages,
    /// Packages of whose expiry a read has said what there is to say, be it nothing, so that the plan after it need not.
    pub(crate) expiry_warnings: Packages,
    /// Packages that must not be replaced, and whose plan is still to come.
    pub(crate) unplanned: Unplanned,
    /// What the plans cost.
    pub(crate) bill: Bill,
    /// What kept reads from the billing API, until it is told.
    billing_trouble: Telling,
}

/// Something that is told once.
#[derive(Debug, Default)]
enum Telling {
    #[default]
    Nothing,
    ToTell(Trouble),
    Told,
}

impl Walk {
    /// The memory, for as long as the guard lives. A panic of somebody else leaves nothing half-noted: every note is one
    /// insertion.
    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what has kept a read from the billing API.
    pub(crate) fn note_trouble_with_billing(&self, error: &CallError) {
        let telling = &mut self.memory().billing_trouble;
        if matches!(telling, Telling::Nothing) {
            *telling = Telling::ToTell(Trouble::with(error));
        }
    }

    /// Says, once, what has kept reads from the billing API.
    pub(crate) fn tell_trouble_with_billing(&self, diagnostics: &mut Diagnostics) {
        let telling = &mut self.memory().billing_trouble;
        if let Telling::ToTell(trouble) = &*telling {
            let detail = &trouble.detail;
            diagnostics.warn(
                "How packages renew themselves could not be read",
                format!("What is noted of it stays in the state as it is.\n\n{detail}"),
            );
            *telling = Telling::Told;
        }
    }

    /// Notes that a package has been planned, whatever is to become of it.
    pub(crate) fn planned(&self, package: &PackageId) {
        self.memory().unplanned.planned(package);
        self.planned.notify_waiters();
    }

    /// A package that looks like this, which has been read and is not planned for so long, and until when it is paid for.
    pub(crate) async fn left_unplanned(
        &self,
        likeness: &Likeness,
        patience: Duration,
    ) -> Option<(PackageId, String)> {
        let deadline = Instant::now() + patience;
        loop {
            let mut planned = pin!(self.planned.notified());
            // From here on no plan goes unnoticed.
            planned.as_mut().enable();
            let found = self.memory().unplanned.like(likeness)?;
            if timeout_at(deadline, planned).await.is_err() {
                return Some(found);
            }
        }
    }
}
