//! What an ephemeral resource is: a value that exists during one run and is never stored (protocol 6.7).

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use super::declared::Declared;
use super::diagnostics::Diagnostics;
use super::model::Model;
use super::operation::Operation;
use super::private::Private;
use super::provider::Provider;
use crate::value::Value;

/// An ephemeral resource of the provider `P`.
#[async_trait]
pub trait EphemeralResource<P: Provider>: Send + Sync + 'static {
    /// The struct whose fields are the attributes and blocks of the schema.
    type Model: Model;

    /// The full type name, such as `example_thing`.
    fn type_name(&self) -> &'static str;

    /// Checks that go beyond single attributes. Silent about unknown values.
    fn validate(&self, _config: &Self::Model, _facts: &P::Facts, _diagnostics: &mut Diagnostics) {}

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
pub struct Opened<M> {
    /// The value; what is configured is in it as it was.
    pub result: M,
    /// How long it lives.
    pub lease: Lease,
}

/// How long an open value lives.
#[derive(Default)]
pub struct Lease {
    /// When to ask for more time; hosts ask at that very moment, so leave a margin. `None` when it need not be renewed.
    pub renew_at: Option<SystemTime>,
    /// What renewals and the end of the value work with.
    pub private: Private,
}

/// An ephemeral resource without its model: values in, values out.
#[async_trait]
pub trait AnyEphemeralResource<P: Provider>: Send + Sync {
    /// Its name and schema.
    fn declared(&self) -> &Declared;

    /// Everything wrong with `config` that can be told without the world.
    fn validate(&self, config: &Value, facts: &P::Facts) -> Diagnostics;

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
    fn faults(&self) -> Vec<String>;
}

/// Puts an ephemeral resource behind [`AnyEphemeralResource`].
pub fn erase_ephemeral_resource<P: Provider, E: EphemeralResource<P>>(
    resource: E,
) -> Arc<dyn AnyEphemeralResource<P>> {
    let declared = Declared::of::<E::Model>(resource.type_name());
    Arc::new(Erased { resource, declared })
}

struct Erased<E> {
    resource: E,
    declared: Declared,
}

#[async_trait]
impl<P: Provider, E: EphemeralResource<P>> AnyEphemeralResource<P> for Erased<E> {
    fn declared(&self) -> &Declared {
        &self.declared
    }

    fn validate(&self, config: &Value, facts: &P::Facts) -> Diagnostics {
        self.declared.validate(config, |config, diagnostics| {
            self.resource.validate(config, facts, diagnostics);
        })
    }

    async fn open(
        &self,
        config: Value,
        client: P::Client,
        operation: Operation,
    ) -> Result<(Value, Lease), Diagnostics> {
        let config = self.declared.read_config(&config)?;
        let Opened { result, lease } = self.resource.open(config, client, operation).await?;
        let result = self.declared.written(&result).unknown_as_null();
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

    fn faults(&self) -> Vec<String> {
        self.declared.schema().faults()
    }
}
