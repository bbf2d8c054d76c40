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
//!   creations           what creates are about to take, so that no two take the same
//!   departures          packages that leave their CEN instance
//!   expiry_warnings     packages whose expiry a read has spoken of
//! ```
//!
//! Nothing here talks to anybody: [`plan_checks`](crate::plan_checks) notes and asks, and makes messages of the answers.

mod bandwidth_budget;
mod bandwidth_limits;
mod claims;
mod creations;
mod package_bindings;
mod packages;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use bandwidth_budget::{BandwidthBudget, Party, Place};
pub(crate) use bandwidth_limits::{BandwidthLimits, Words};
pub(crate) use creations::Creations;
pub(crate) use package_bindings::{Binder, Binding, PackageBindings};
use packages::Packages;

/// What the plans of one walk know of each other. Grows with the objects of one configuration.
#[derive(Debug, Default)]
pub struct Walk(Mutex<Memory>);

/// What is remembered.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) package_bindings: PackageBindings,
    pub(crate) bandwidth_limits: BandwidthLimits,
    pub(crate) bandwidth_budget: BandwidthBudget,
    pub(crate) creations: Creations,
    /// Whether an object that others refer to is going to be created, which makes their arguments unknown.
    pub(crate) creates_objects: bool,
    /// Packages that are going to be unbound, replaced or destroyed, as far as that is planned.
    pub(crate) departures: Packages,
    /// Packages of whose expiry a read has said what there is to say, be it nothing, so that the plan after it need not.
    pub(crate) expiry_warnings: Packages,
}

impl Walk {
    /// The memory, for as long as the guard lives. A panic of somebody else leaves nothing half-noted: every note is one
    /// insertion.
    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
