//! What a list resource is: a search for objects of a resource type that exist already (protocol 6.10).

use std::ops::ControlFlow;
use std::sync::Arc;

use async_trait::async_trait;

use super::diagnostics::{Diagnostic, Diagnostics};
use super::model::Model;
use super::operation::Operation;
use super::provider_data::ProviderData;
use super::resource::Resource;
use super::schema::{Role, Schema};
use super::type_info::TypeInfo;
use crate::value::Value;

/// A resource, with an identity, whose objects can be searched for.
#[async_trait]
pub trait ListResource<P: ProviderData>: Resource<P> {
    /// The struct whose fields are the attributes and blocks of a `list` block. Nothing in it is computed.
    type Filter: Model;

    /// Checks that go beyond single attributes. Silent about unknown values.
    fn validate_list(
        &self,
        _filter: &Self::Filter,
        _known_config: &P::KnownConfig,
        _diagnostics: &mut Diagnostics,
    ) {
    }

    /// Tells `results` of every object, in an order that does not change from run to run, as pages arrive. Ends when
    /// `results` has had enough.
    ///
    /// # Errors
    ///
    /// What ended the search early; objects found before stand.
    async fn list(
        &self,
        filter: Self::Filter,
        client: P::Client,
        operation: Operation,
        results: &ListResults<'_, Self::Model>,
    ) -> Result<(), Diagnostics>;
}

/// Where a search tells what it found.
pub struct ListResults<'a, M> {
    sink: &'a dyn Sink,
    identify: &'a (dyn Fn(&M) -> Option<Value> + Send + Sync),
    write: &'a (dyn Fn(&M) -> Value + Send + Sync),
}

impl<M: Model> ListResults<'_, M> {
    /// Adds one object under a short name for people. Waits while the host is busy; breaks when it has had enough.
    pub async fn push(&self, name: impl Into<String> + Send, object: &M) -> ControlFlow<()> {
        let item = match (self.identify)(object) {
            Some(identity) => Ok(Listed {
                identity,
                name: name.into(),
                object: (self.write)(object),
            }),
            None => {
                let mut diagnostics = Diagnostics::default();
                diagnostics.error(
                    "An object that was found has no identity",
                    "This is a mistake in the provider; please report it.",
                );
                Err(diagnostics)
            }
        };
        self.sink.push(item).await
    }

    /// Adds a message without an object.
    pub async fn warn(&self, diagnostic: Diagnostic) -> ControlFlow<()> {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(diagnostic);
        self.sink.push(Err(diagnostics)).await
    }
}

/// One object that was found.
pub(crate) struct Listed {
    /// What tells it apart.
    pub identity: Value,
    /// A short name for people.
    pub name: String,
    /// Its state.
    pub object: Value,
}

/// The way from a search to the host.
#[async_trait]
pub(crate) trait Sink: Send + Sync {
    /// Hands over an object or messages; breaks when the host has had enough.
    async fn push(&self, item: Result<Listed, Diagnostics>) -> ControlFlow<()>;
}

/// A list resource without its models: values in, values out.
#[async_trait]
pub(crate) trait DynListResource<P: ProviderData>: Send + Sync {
    /// Its name, which is that of the resource, and the schema of `list` blocks.
    fn type_info(&self) -> &TypeInfo;

    /// Everything wrong with `filter` that can be told without the world.
    fn validate(&self, filter: &Value, known_config: &P::KnownConfig) -> Diagnostics;

    /// Searches.
    ///
    /// # Errors
    ///
    /// As [`ListResource::list`].
    async fn list(
        &self,
        filter: Value,
        client: P::Client,
        operation: Operation,
        sink: &dyn Sink,
    ) -> Result<(), Diagnostics>;

    /// What hosts would refuse about the schema.
    fn validate_implementation(&self) -> Vec<String>;
}

/// A list resource of any model, as a provider has it in its list.
pub struct BoxedListResource<P: ProviderData>(pub(crate) Arc<dyn DynListResource<P>>);

impl<P: ProviderData> BoxedListResource<P> {
    /// Makes the schema of `resource`, once.
    pub fn new<L: ListResource<P>>(resource: L) -> Self {
        let type_info = TypeInfo::of::<L::Filter>(resource.type_name());
        let of_objects = TypeInfo::of::<L::Model>(resource.type_name());
        Self(Arc::new(Typed {
            resource,
            type_info,
            of_objects,
        }))
    }

    /// The full type name.
    pub fn type_name(&self) -> &'static str {
        self.0.type_info().type_name()
    }

    /// The schema of `list` blocks.
    pub fn schema(&self) -> &Schema {
        self.0.type_info().schema()
    }
}

struct Typed<L> {
    resource: L,
    type_info: TypeInfo,
    of_objects: TypeInfo,
}

#[async_trait]
impl<P: ProviderData, L: ListResource<P>> DynListResource<P> for Typed<L> {
    fn type_info(&self) -> &TypeInfo {
        &self.type_info
    }

    fn validate(&self, filter: &Value, known_config: &P::KnownConfig) -> Diagnostics {
        self.type_info.validate(filter, |filter, diagnostics| {
            self.resource
                .validate_list(filter, known_config, diagnostics);
        })
    }

    async fn list(
        &self,
        filter: Value,
        client: P::Client,
        operation: Operation,
        sink: &dyn Sink,
    ) -> Result<(), Diagnostics> {
        let filter = self.type_info.read_config(&filter)?;
        let results = ListResults {
            sink,
            identify: &|model| self.resource.identity(model),
            write: &|model| self.of_objects.written(model).unknown_as_null(),
        };
        self.resource
            .list(filter, client, operation, &results)
            .await
    }

    fn validate_implementation(&self) -> Vec<String> {
        let mut faults = self.type_info.schema().faults(Role::Told);
        if self.resource.identity_schema().is_none() {
            faults.push("hosts list objects with an identity only".to_owned());
        }
        faults
    }
}
