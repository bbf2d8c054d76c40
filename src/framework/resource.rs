//! What a resource is: its schema, its model and its verbs.

use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::diagnostics::Diagnostics;
use super::private::Private;
use super::provider::Provider;
use super::record::Record;
use super::schema::{IdentitySchema, Schema};
use crate::value::{Model, Number, Path, Value};

/// A managed resource of the provider `P`.
#[async_trait]
pub trait Resource<P: Provider>: Send + Sync + 'static {
    /// The struct whose fields are the attributes of the schema.
    type Model: Model;

    /// The full type name, such as `example_thing`.
    fn type_name(&self) -> &'static str;

    /// The schema. Called once.
    fn schema(&self) -> Schema;

    /// Checks that go beyond single attributes. Silent about unknown values.
    fn validate(&self, _config: &Self::Model, _facts: &P::Facts, _diagnostics: &mut Diagnostics) {}

    /// Gives planned values that mean the same as the prior ones the form of the prior ones.
    fn keep_equivalent(&self, _prior: &Self::Model, _planned: &mut Self::Model) {}

    /// Plans what the general rules of [`super::plan`] cannot know. A function of its inputs: no
    /// chance, no network, and the client's clock only for messages, since hosts plan twice and
    /// compare. Private data may differ.
    fn plan(&self, _request: &PlanRequest<'_, Self::Model, P>, _plan: &mut Plan<Self::Model>) {}

    /// Says at plan time what a destroy will do. An error stops the whole run before anything is destroyed.
    fn plan_destroy(
        &self,
        _prior: &Self::Model,
        _client: Option<&P::Client>,
        _diagnostics: &mut Diagnostics,
    ) {
    }

    /// Creates the object. Whatever is in `record` when this ends, in whichever way, is what the host stores.
    async fn create(&self, request: Create<Self::Model, P::Client>, record: &Record<Self::Model>);

    /// Looks at the object. `record` holds the known state already; [`Record::remove`] says that it is gone.
    async fn read(&self, request: Read<Self::Model, P::Client>, record: &Record<Self::Model>);

    /// Changes the object. `record` holds the prior state; each step that worked is saved there at once.
    async fn update(&self, request: Update<Self::Model, P::Client>, record: &Record<Self::Model>);

    /// Ends the object: [`Record::remove`] once that is certain. `record` holds the prior state.
    async fn delete(&self, request: Delete<Self::Model, P::Client>, record: &Record<Self::Model>);

    /// What tells objects of this type apart, if hosts may know that.
    fn identity_schema(&self) -> Option<IdentitySchema> {
        None
    }

    /// The identity of the object with this state, as long as it has one.
    fn identity(&self, _state: &Self::Model) -> Option<Value> {
        None
    }

    /// The state to start from for an import by identity; as [`import`](Self::import) otherwise.
    ///
    /// # Errors
    ///
    /// When the identity cannot be one of this type.
    fn import_by_identity(&self, _identity: &Value) -> Result<Self::Model, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error(
            "No import by identity",
            "Objects of this type are imported by their id.",
        );
        Err(diagnostics)
    }

    /// Takes over an object from a resource of another type, often of another provider. Contacts nobody; a read
    /// follows. `None` when objects of that type cannot be taken over.
    fn take_over(&self, _source: &Foreign<'_>) -> Option<Result<Self::Model, Diagnostics>> {
        None
    }

    /// From where [`take_over`](Self::take_over) takes objects, for the message when it does not.
    fn takes_over(&self) -> &'static [&'static str] {
        &[]
    }

    /// The state to start from for an import by `id`: the identifying attributes, all else null. A read follows, so
    /// this contacts nobody.
    ///
    /// # Errors
    ///
    /// When `id` cannot be an id of this type.
    fn import(&self, id: &str) -> Result<Self::Model, Diagnostics>;
}

/// An object of another resource type, as it stands in the state.
pub struct Foreign<'a> {
    /// Full address of the provider, such as `registry.terraform.io/example/other`.
    pub provider: &'a str,
    /// Its resource type.
    pub type_name: &'a str,
    /// The stored attributes, of whatever version that provider had when it wrote them.
    pub attributes: &'a serde_json::Map<String, serde_json::Value>,
}

impl Foreign<'_> {
    /// Whether it is of this type and comes from a provider of this name in one of these namespaces. The host name of
    /// the registry does not matter: mirrors and OpenTofu have others.
    pub fn is(&self, namespaces: &[&str], provider: &str, type_name: &str) -> bool {
        let mut parts = self.provider.rsplit('/');
        let (name, namespace) = (parts.next(), parts.next());
        name == Some(provider)
            && namespace.is_some_and(|namespace| namespaces.contains(&namespace))
            && self.type_name == type_name
    }

    /// The text under `name`; none where there is no text or an empty one.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.attributes
            .get(name)?
            .as_str()
            .filter(|text| !text.is_empty())
    }

    /// The number under `name`.
    pub fn number(&self, name: &str) -> Option<Number> {
        self.attributes
            .get(name)?
            .as_number()?
            .to_string()
            .parse()
            .ok()
    }
}

/// What the host says that it understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostAbilities {
    /// Private data of a plan comes back when the plan is applied (protocol 6.11).
    pub stores_planned_private: bool,
    /// Write-only attributes are kept out of plans and states (protocol 6.8).
    pub keeps_write_only_out: bool,
}

/// The question of a plan.
pub struct PlanRequest<'a, M, P: Provider> {
    /// The object as it is; none for a create.
    pub prior: Option<&'a M>,
    /// The configuration, unknown values included.
    pub config: &'a M,
    /// What the provider block says.
    pub facts: &'a P::Facts,
    /// The client, where the provider is configured.
    pub client: Option<&'a P::Client>,
    /// What the host understands.
    pub host: HostAbilities,
}

/// The answer of a plan, filled by the general rules and refined by the resource.
pub struct Plan<M> {
    /// The planned object.
    pub state: M,
    /// Attributes whose change needs a new object.
    pub replace: Vec<Path>,
    /// What apply will find; filled with the prior private data.
    pub private: Private,
    /// What to tell the user.
    pub diagnostics: Diagnostics,
}

/// One operation: when it began, and the signal to end it.
#[derive(Clone, Debug)]
pub struct Operation {
    /// When the host asked.
    pub started: Instant,
    /// Fires when the host is interrupted; everything that waits must end within a second.
    pub stop: CancellationToken,
}

impl Operation {
    /// The end of the time that the operation may take.
    pub fn deadline(&self, limit: Duration) -> Instant {
        // Thirty years stand for "no end": adding the largest duration to an instant would overflow.
        const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
        self.started + limit.min(LONGEST)
    }
}

/// The order to create an object.
pub struct Create<M, C> {
    /// The configuration, wholly known.
    pub config: M,
    /// The planned object; what the provider decides is unknown.
    pub planned: M,
    /// The plan's private data.
    pub private: Private,
    /// The configured client.
    pub client: C,
    /// The operation.
    pub operation: Operation,
}

/// The order to look at an object.
pub struct Read<M, C> {
    /// The object as last seen; after an import only identifying attributes are set.
    pub state: M,
    /// Stored private data.
    pub private: Private,
    /// The configured client.
    pub client: C,
    /// The operation.
    pub operation: Operation,
}

/// The order to change an object.
pub struct Update<M, C> {
    /// The object as it is.
    pub prior: M,
    /// The configuration, wholly known.
    pub config: M,
    /// The planned object.
    pub planned: M,
    /// The plan's private data.
    pub private: Private,
    /// The configured client.
    pub client: C,
    /// The operation.
    pub operation: Operation,
}

/// The order to end an object.
pub struct Delete<M, C> {
    /// The object as it is.
    pub prior: M,
    /// Stored private data.
    pub private: Private,
    /// The configured client.
    pub client: C,
    /// The operation.
    pub operation: Operation,
}
