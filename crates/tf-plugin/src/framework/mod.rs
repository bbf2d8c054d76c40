//! What a provider is, without any wire: schemas, resources, plans, diagnostics.
//!
//! A provider implements [`Provider`] and, for each type, [`Resource`]; the `protocol` module serves them. Nothing in
//! here knows a particular provider.

mod action;
mod data_source;
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
mod type_info;
pub mod validate;

pub use async_trait::async_trait;

pub use action::{Action, BoxedAction, Progress};
pub use data_source::{BoxedDataSource, DataSource, Query};
pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use ephemeral::{BoxedEphemeralResource, EphemeralResource, Lease, Opened};
pub use function::{BoxedFunction, Function, FunctionError, Parameter, Parameters, Signature};
pub use host::{Deferral, HostAbilities};
pub use list_resource::{BoxedListResource, Found, ListResource};
pub use operation::Operation;
pub use private::Private;
pub use provider::{Access, Provider};
pub use record::Record;
pub use resource::{
    BoxedResource, Create, Delete, Foreign, Plan, PlanDestroy, PlanRequest, Preflight, Read,
    Resource, StateUpgrader, Update,
};
pub use schema_check::faults;

pub(crate) use action::DynAction;
pub(crate) use data_source::DynDataSource;
pub(crate) use ephemeral::DynEphemeralResource;
pub(crate) use function::DynFunction;
pub(crate) use list_resource::{DynListResource, Listed, Sink};
pub(crate) use record::SharedRecord;
pub(crate) use resource::UNREADABLE_STATE;
pub(crate) use resource::{Change, DynResource, ImportKey, Proposal};
pub(crate) use stop::Stop;
pub(crate) use type_info::TypeInfo;
