//! What a provider is, without any wire: schemas, resources, plans, diagnostics.
//!
//! A provider implements [`Provider`] and, for each type, [`Resource`]; the `protocol` module serves them. Nothing in
//! here knows a particular provider.

mod action;
mod conclude;
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
mod provider_data;
mod resource;
pub mod schema;
mod schema_check;
mod state_writer;
mod stop;
pub mod timeouts;
mod type_info;
pub mod validate;

pub use async_trait::async_trait;

pub use action::{Action, BoxedAction, Progress};
pub use data_source::{BoxedDataSource, DataSource, DataSourceRead};
pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use ephemeral::{BoxedEphemeralResource, EphemeralResource, Lease, Opened};
pub use function::{BoxedFunction, Function, FunctionError, Parameter, Parameters, Signature};
pub use host::{DeferredReason, HostCapabilities};
pub use list_resource::{BoxedListResource, ListResource, ListResults};
pub use operation::Operation;
pub use private::Private;
pub use provider::Provider;
pub use provider_data::{Access, ProviderData};
pub use resource::{
    BoxedResource, Create, Delete, Plan, PlanDestroy, PlanRequest, Preflight, PreflightDestroy,
    Read, Resource, SourceState, StateUpgrader, Update,
};
pub use schema_check::validate_implementation;
pub use state_writer::StateWriter;

pub(crate) use action::DynAction;
pub(crate) use data_source::DynDataSource;
pub(crate) use ephemeral::DynEphemeralResource;
pub(crate) use function::DynFunction;
pub(crate) use list_resource::{DynListResource, Listed, Sink};
pub(crate) use resource::UNREADABLE_STATE;
pub(crate) use resource::{Change, DynResource, ImportKey, Proposal};
pub(crate) use state_writer::SharedState;
pub(crate) use stop::Stop;
pub(crate) use type_info::TypeInfo;
