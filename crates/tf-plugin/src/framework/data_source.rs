//! What a data source is: a question to the world, asked anew in every plan.

use std::sync::Arc;

use async_trait::async_trait;

use super::conclude::refuse_unknown;
use super::diagnostics::Diagnostics;
use super::model::Model;
use super::operation::Operation;
use super::provider_data::{Access, ProviderData};
use super::schema::{Role, Schema};
use super::type_info::TypeInfo;
use crate::value::Value;

/// A data source of the provider `P`.
#[async_trait]
pub trait DataSource<P: ProviderData>: Send + Sync + 'static {
    /// The struct whose fields are the attributes and blocks of the schema.
    type Model: Model;

    /// The full type name, such as `example_thing`.
    fn type_name(&self) -> &'static str;

    /// Checks that go beyond single attributes. Silent about unknown values.
    fn validate(
        &self,
        _config: &Self::Model,
        _known_config: &P::KnownConfig,
        _diagnostics: &mut Diagnostics,
    ) {
    }

    /// Whether it answers without the world. Such a data source works in a plan for which the provider block is not
    /// known yet.
    fn is_offline(&self) -> bool {
        false
    }

    /// Answers the question: what is configured comes back as it was, the rest is filled in; to leave something unknown
    /// is a mistake. Lists are in an order that does not change from run to run.
    ///
    /// # Errors
    ///
    /// When the question has no answer. A data source for one object says so when there is none, or several; one for
    /// many objects answers with an empty list.
    async fn read(
        &self,
        request: DataSourceRead<Self::Model, P>,
    ) -> Result<Self::Model, Diagnostics>;
}

/// What a data source is asked.
#[non_exhaustive]
pub struct DataSourceRead<M, P: ProviderData> {
    /// The configuration, wholly known.
    pub config: M,
    /// The provider block, and the client made from it.
    pub access: Access<P>,
    /// The operation.
    pub operation: Operation,
}

/// A data source without its model: values in, values out.
#[async_trait]
pub(crate) trait DynDataSource<P: ProviderData>: Send + Sync {
    /// Its name and schema.
    fn type_info(&self) -> &TypeInfo;

    /// Everything wrong with `config` that can be told without the world.
    fn validate(&self, config: &Value, known_config: &P::KnownConfig) -> Diagnostics;

    /// See [`DataSource::is_offline`].
    fn is_offline(&self) -> bool;

    /// Answers the question in `config`.
    ///
    /// # Errors
    ///
    /// As [`DataSource::read`].
    async fn read(
        &self,
        config: Value,
        access: Access<P>,
        operation: Operation,
    ) -> Result<Value, Diagnostics>;

    /// What hosts would refuse about the schema.
    fn validate_implementation(&self) -> Vec<String>;
}

/// A data source of any model, as a provider has it in its list.
pub struct BoxedDataSource<P: ProviderData>(pub(crate) Arc<dyn DynDataSource<P>>);

impl<P: ProviderData> BoxedDataSource<P> {
    /// Makes the schema of `source`, once.
    pub fn new<D: DataSource<P>>(source: D) -> Self {
        let type_info = TypeInfo::of::<D::Model>(source.type_name());
        Self(Arc::new(Typed { source, type_info }))
    }

    /// The full type name.
    pub fn type_name(&self) -> &'static str {
        self.0.type_info().type_name()
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        self.0.type_info().schema()
    }
}

struct Typed<D> {
    source: D,
    type_info: TypeInfo,
}

#[async_trait]
impl<P: ProviderData, D: DataSource<P>> DynDataSource<P> for Typed<D> {
    fn type_info(&self) -> &TypeInfo {
        &self.type_info
    }

    fn validate(&self, config: &Value, known_config: &P::KnownConfig) -> Diagnostics {
        self.type_info.validate(config, |config, diagnostics| {
            self.source.validate(config, known_config, diagnostics);
        })
    }

    fn is_offline(&self) -> bool {
        self.source.is_offline()
    }

    async fn read(
        &self,
        config: Value,
        access: Access<P>,
        operation: Operation,
    ) -> Result<Value, Diagnostics> {
        let request = DataSourceRead {
            config: self.type_info.read_config(&config)?,
            access,
            operation,
        };
        let answer = self.source.read(request).await?;
        let mut answer = self.type_info.written(&answer);
        // What was planned from the configuration must not turn out to be a lie.
        if let Value::Object(members) = config {
            for (name, configured) in members {
                if !configured.is_null() {
                    answer.set_attribute(&name, configured);
                }
            }
        }
        let mut unknown = Diagnostics::default();
        refuse_unknown(&answer, "", &mut unknown);
        if unknown.has_errors() {
            return Err(unknown);
        }
        Ok(answer)
    }

    fn validate_implementation(&self) -> Vec<String> {
        self.type_info.schema().faults(Role::Answered)
    }
}
