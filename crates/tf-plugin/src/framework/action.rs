//! What an action is: something to be done now, outside the life of any resource (protocol 6.10).

use std::sync::Arc;

use async_trait::async_trait;

use super::diagnostics::Diagnostics;
use super::model::Model;
use super::operation::Operation;
use super::provider_data::{Access, ProviderData};
use super::schema::{Role, Schema};
use super::type_info::TypeInfo;
use crate::value::Value;

/// An action of the provider `P`. It has no state, and a run that failed is run again: so it does nothing twice.
#[async_trait]
pub trait Action<P: ProviderData>: Send + Sync + 'static {
    /// The struct whose fields are the attributes and blocks of the schema. Nothing in it is computed.
    type Config: Model;

    /// The full type name, such as `example_thing_restart`.
    fn type_name(&self) -> &'static str;

    /// Checks that go beyond single attributes. Silent about unknown values.
    fn validate(
        &self,
        _config: &Self::Config,
        _known_config: &P::KnownConfig,
        _diagnostics: &mut Diagnostics,
    ) {
    }

    /// Says at plan time what invoking it will do, by [`Access::remark`]; parts of the configuration may be unknown.
    ///
    /// # Errors
    ///
    /// What makes an invocation pointless.
    async fn plan(
        &self,
        _config: Self::Config,
        _access: Access<P>,
        _operation: Operation,
    ) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Does it. Goes on when the host is gone; ends early when the operation is stopped.
    ///
    /// # Errors
    ///
    /// What went wrong, and how far it came.
    async fn invoke(
        &self,
        config: Self::Config,
        client: P::Client,
        operation: Operation,
        progress: &dyn Progress,
    ) -> Result<(), Diagnostics>;
}

/// Where an action tells how it goes on.
pub trait Progress: Send + Sync {
    /// Shows one line to the user. A host that reads more slowly than the action talks misses lines, but never the end.
    fn send(&self, line: String);
}

/// An action without its model: values in, messages out.
#[async_trait]
pub(crate) trait DynAction<P: ProviderData>: Send + Sync {
    /// Its name and schema.
    fn type_info(&self) -> &TypeInfo;

    /// Everything wrong with `config` that can be told without the world.
    fn validate(&self, config: &Value, known_config: &P::KnownConfig) -> Diagnostics;

    /// See [`Action::plan`].
    ///
    /// # Errors
    ///
    /// As there.
    async fn plan(
        &self,
        config: Value,
        access: Access<P>,
        operation: Operation,
    ) -> Result<(), Diagnostics>;

    /// See [`Action::invoke`].
    ///
    /// # Errors
    ///
    /// As there.
    async fn invoke(
        &self,
        config: Value,
        client: P::Client,
        operation: Operation,
        progress: &dyn Progress,
    ) -> Result<(), Diagnostics>;

    /// What hosts would refuse about the schema.
    fn validate_implementation(&self) -> Vec<String>;
}

/// An action of any model, as a provider has it in its list.
pub struct BoxedAction<P: ProviderData>(pub(crate) Arc<dyn DynAction<P>>);

impl<P: ProviderData> BoxedAction<P> {
    /// Makes the schema of `action`, once.
    pub fn new<A: Action<P>>(action: A) -> Self {
        let type_info = TypeInfo::of::<A::Config>(action.type_name());
        Self(Arc::new(Typed { action, type_info }))
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

struct Typed<A> {
    action: A,
    type_info: TypeInfo,
}

#[async_trait]
impl<P: ProviderData, A: Action<P>> DynAction<P> for Typed<A> {
    fn type_info(&self) -> &TypeInfo {
        &self.type_info
    }

    fn validate(&self, config: &Value, known_config: &P::KnownConfig) -> Diagnostics {
        self.type_info.validate(config, |config, diagnostics| {
            self.action.validate(config, known_config, diagnostics);
        })
    }

    async fn plan(
        &self,
        config: Value,
        access: Access<P>,
        operation: Operation,
    ) -> Result<(), Diagnostics> {
        let config = self.type_info.read_config(&config)?;
        self.action.plan(config, access, operation).await
    }

    async fn invoke(
        &self,
        config: Value,
        client: P::Client,
        operation: Operation,
        progress: &dyn Progress,
    ) -> Result<(), Diagnostics> {
        let config = self.type_info.read_config(&config)?;
        self.action
            .invoke(config, client, operation, progress)
            .await
    }

    fn validate_implementation(&self) -> Vec<String> {
        self.type_info.schema().faults(Role::Told)
    }
}
