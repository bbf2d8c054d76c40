//! What a provider is, without any wire: schemas, resources, plans, diagnostics.
//!
//! A provider implements [`Provider`] and, for each type, [`Resource`]; the `protocol` module serves them. Nothing in
//! here knows a particular provider.

mod conformity;
mod diagnostics;
mod erased;
pub mod plan;
mod private;
mod provider;
mod record;
mod resource;
pub mod schema;
mod stop;
pub mod timeouts;
pub mod validate;

pub use conformity::faults;
pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use erased::{AnyResource, Change, ImportKey, Planned, Proposal, erase};
pub use private::Private;
pub use provider::Provider;
pub use record::{Entry, Record, SharedRecord};
pub use resource::{
    Create, Delete, Foreign, HostAbilities, Operation, Plan, PlanRequest, Read, Resource, Update,
};
pub use stop::Stop;
