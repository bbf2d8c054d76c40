//! What an ephemeral resource is: a value that exists during one run and is never stored (protocol 6.7).

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use super::conclude::refuse_unknown;
use super::diagnostics::Diagnostics;
use super::model::Model;
use super::operation::Operation;
use super::private::Private;
use super::provider_data::ProviderData;
use super::schema::{Role, Schema};
use super::type_info::TypeInfo;
use crate::value::Value;

/// An ephemeral resource of the provider `P`.
#[async_trait]
pub trait EphemeralResource<P: ProviderData>: Send + Sync + 'static {
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

    /// Makes the value. Hosts open every ephemeral resource in each plan and again in each apply.
    ///
    /// # Errors
    ///
    /// When there is no value; nothing is closed then.
    async fn open(
        &self,
        config: Self::Model,
        client: P::Client,
        operation: Operation,
    ) -> Result<Opened<Self::Model>, Diagnostics>;

    /// Lengthens the life of an open value; called at the time that the answer before this named.
    ///
    /// # Errors
    ///
    /// When the value cannot live longer; it is not renewed again, and closed in the end all the same.
    async fn renew(
        &self,
        _private: Private,
        _client: P::Client,
        _operation: Operation,
    ) -> Result<Lease, Diagnostics> {
        Ok(Lease::default())
    }

    /// Ends a value, with the private data of its opening. It may have expired already, and be closed twice.
    ///
    /// # Errors
    ///
    /// When the value lives on although nobody needs it.
    async fn close(
        &self,
        _private: Private,
        _client: P::Client,
        _operation: Operation,
    ) -> Result<(), Diagnostics> {
        Ok(())
    }
}

/// An open value.
#[non_exhaustive]
pub struct Opened<M> {
    /// The value; what is configured is in it as it was, and nothing is unknown.
    pub result: M,
    /// How long it lives.
    pub lease: Lease,
}

impl<M> Opened<M> {
    /// A value, and how long it lives.
    pub fn new(result: M, lease: Lease) -> Self {
        Self { result, lease }
    }
}

/// How long an open value lives; without end by default.
#[derive(Default)]
#[non_exhaustive]
pub struct Lease {
    /// When to ask for more time; hosts ask at that very moment, so leave a margin. `None` when it need not be renewed.
    pub renew_at: Option<SystemTime>,
    /// What renewals and the end of the value work with.
    pub private: Private,
}

impl Lease {
    /// A lease that is renewed at this moment; hosts ask at that very moment, so leave a margin.
    pub fn renewed_at(moment: SystemTime) -> Self {
        Self {
            renew_at: Some(moment),
            ..Self::default()
        }
    }

    /// With what renewals and the end of the value work with.
    pub fn with_private(self, private: Private) -> Self {
        Self { private, ..self }
    }
}

/// An ephemeral resource without its model: values in, values out.
#[async_trait]
pub(crate) trait DynEphemeralResource<P: ProviderData>: Send + Sync {
    /// Its name and schema.
    fn type_info(&self) -> &TypeInfo;

    /// Everything wrong with `config` that can be told without the world.
    fn validate(&self, config: &Value, known_config: &P::KnownConfig) -> Diagnostics;

    /// See [`EphemeralResource::open`].
    ///
    /// # Errors
    ///
    /// As there.
    async fn open(
        &self,
        config: Value,
        client: P::Client,
        operation: Operation,
    ) -> Result<(Value, Lease), Diagnostics>;

    /// See [`EphemeralResource::renew`].
    ///
    /// # Errors
    ///
    /// As there.
    async fn renew(
        &self,
        private: Private,
        client: P::Client,
        operation: Operation,
    ) -> Result<Lease, Diagnostics>;

    /// See [`EphemeralResource::close`].
    ///
    /// # Errors
    ///
    /// As there.
    async fn close(
        &self,
        private: Private,
        client: P::Client,
        operation: Operation,
    ) -> Result<(), Diagnostics>;

    /// What hosts would refuse about the schema.
    fn validate_implementation(&self) -> Vec<String>;
}

/// An ephemeral resource of any model, as a provider has it in its list.
pub struct BoxedEphemeralResource<P: ProviderData>(pub(crate) Arc<dyn DynEphemeralResource<P>>);

impl<P: ProviderData> BoxedEphemeralResource<P> {
    /// Makes the schema of `resource`, once.
    pub fn new<E: EphemeralResource<P>>(resource: E) -> Self {
        let type_info = TypeInfo::of::<E::Model>(resource.type_name());
        Self(Arc::new(Typed {
            resource,
            type_info,
        }))
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

struct Typed<E> {
    resource: E,
    type_info: TypeInfo,
}

#[async_trait]
impl<P: ProviderData, E: EphemeralResource<P>> DynEphemeralResource<P> for Typed<E> {
    fn type_info(&self) -> &TypeInfo {
        &self.type_info
    }

    fn validate(&self, config: &Value, known_config: &P::KnownConfig) -> Diagnostics {
        self.type_info.validate(config, |config, diagnostics| {
            self.resource.validate(config, known_config, diagnostics);
        })
    }

    async fn open(
        &self,
        config: Value,
        client: P::Client,
        operation: Operation,
    ) -> Result<(Value, Lease), Diagnostics> {
        let config = self.type_info.read_config(&config)?;
        let opened = self
            .resource
            .open(config, client.clone(), operation.clone());
        let Opened { result, lease } = opened.await?;
        let result = self.type_info.written(&result);
        let mut problems = Diagnostics::default();
        refuse_unknown(&result, "", &mut problems);
        if problems.has_errors() {
            // The host does not close what was refused to it.
            let closed = self.resource.close(lease.private, client, operation).await;
            if let Err(more) = closed {
                problems.append(more);
            }
            return Err(problems);
        }
        Ok((result, lease))
    }

    async fn renew(
        &self,
        private: Private,
        client: P::Client,
        operation: Operation,
    ) -> Result<Lease, Diagnostics> {
        self.resource.renew(private, client, operation).await
    }

    async fn close(
        &self,
        private: Private,
        client: P::Client,
        operation: Operation,
    ) -> Result<(), Diagnostics> {
        self.resource.close(private, client, operation).await
    }

    fn validate_implementation(&self) -> Vec<String> {
        self.type_info.schema().faults(Role::Answered)
    }
}
