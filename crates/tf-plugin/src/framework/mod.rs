//! What a provider is, without any wire: schemas, resources, plans, diagnostics.
//!
//! A provider implements [`Provider`] and, for each type, [`Resource`]; the `protocol` module serves them. Nothing in
//! here knows a particular provider.

mod action;

mod data_source;
mod declared;
mod diagnostics;
mod ephemeral;
pub mod function;
mod host;
mod list_resource;
pub mod model;
mod operation;
pub mod plan;
mod private;
mod provider;
mod record;
mod resource;
pub mod schema;
mod schema_check;
mod stop;
pub mod timeouts;
pub mod validate;

pub use async_trait::async_trait;

pub use action::{Action, AnyAction, Progress, erase_action};
pub use data_source::{AnyDataSource, DataSource, Query, erase_data_source};
pub use declared::Declared;
pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use ephemeral::{
    AnyEphemeralResource, EphemeralResource, Lease, Opened, erase_ephemeral_resource,
};
pub use function::{
    AnyFunction, Function, FunctionError, Parameter, Parameters, Signature, erase_function,
};
pub use host::{Deferral, HostAbilities};
pub use list_resource::{AnyListResource, Found, ListResource, Listed, Sink, erase_list_resource};
pub use operation::Operation;
pub use private::Private;
pub use provider::{Access, Provider};
pub use record::{Entry, Record, SharedRecord};
pub use resource::{
    AnyResource, Change, Create, Delete, Foreign, ImportKey, Plan, PlanDestroy, PlanRequest,
    Planned, Preflight, Proposal, Read, Resource, StateUpgrader, Update, erase,
};
pub use schema_check::faults;
pub use stop::Stop;
