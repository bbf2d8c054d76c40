//! Resources as a provider lists them.

use std::sync::Arc;

use super::Resource;
use super::dynamic::DynResource;
use super::typed::Typed;
use crate::framework::provider_data::ProviderData;
use crate::framework::schema::{IdentitySchema, Schema};

/// A resource of any model, as a provider has it in its list.
pub struct BoxedResource<P: ProviderData>(pub(crate) Arc<dyn DynResource<P>>);

impl<P: ProviderData> BoxedResource<P> {
    /// Makes the schemas of `resource`, once.
    pub fn new<R: Resource<P>>(resource: R) -> Self {
        Self(Arc::new(Typed::new(resource)))
    }

    /// The full type name.
    pub fn type_name(&self) -> &'static str {
        self.0.type_info().type_name()
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        self.0.type_info().schema()
    }

    /// What tells its objects apart, if hosts may know that.
    pub fn identity_schema(&self) -> Option<&IdentitySchema> {
        self.0.identity_schema().map(|(schema, _)| schema)
    }
}
