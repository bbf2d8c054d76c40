//! A provider under test, known by what it says of itself.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::Value as Json;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Type, Value};

use crate::api::{self, Api, Transport, answer};
use crate::consistency::proposed;
use crate::generate::{Existing, legal};
use crate::host::Host;
use crate::process::Process;
use crate::schema::Block;
use crate::wire::{decoded, encoded, from_json};

/// Memory that a process may have had after thousands of small messages, in KiB.
const MOST_MEMORY: u64 = 128 * 1024;

/// A provider that is configured, with its schemas as they are on the wire.
pub struct Subject {
    /// The way to it.
    pub transport: Transport,
    /// A client of it.
    pub api: Api,
    /// Its resource types.
    pub types: BTreeMap<String, Described>,
    /// Everything that it describes.
    pub schema: pb::get_provider_schema::Response,
    /// What there is already where the provider makes its objects.
    pub(crate) existing: Existing,
    configuration: Mutex<Option<Json>>,
    process: Option<Process>,
    kept: Vec<Box<dyn Any + Send>>,
}

/// What a provider says of a resource type.
pub struct Described {
    version: i64,
    block: Block,
    identity: Option<Type>,
}

impl Subject {
    /// A provider in this process, configured with these arguments of its block.
    pub async fn of(host: &Host, block: &Json) -> Self {
        Self::at(host.transport(), block).await
    }

    /// A provider in a process of its own, which [`check`](super::check) ends and looks after.
    pub async fn of_process(process: Process, block: &Json) -> Self {
        let mut subject = Self::at(process.transport(), block).await;
        subject.process = Some(process);
        subject
    }

    /// A provider that is somewhere else.
    pub async fn at(transport: Transport, block: &Json) -> Self {
        let subject = Self::unconfigured(transport).await;
        subject.configure(block).await;
        subject
    }

    /// A provider that is only asked what it has.
    pub async fn unconfigured(transport: Transport) -> Self {
        let mut api = api::client(transport.clone());
        let request = pb::get_provider_schema::Request {};
        let schema = answer(api.get_provider_schema(request)).await;
        assert_eq!(schema.diagnostics, []);
        let of = |schema: &pb::Schema| Block::of(schema.block.as_ref().expect("a block"));
        let request = pb::get_resource_identity_schemas::Request {};
        let identities = answer(api.get_resource_identity_schemas(request)).await;
        let identities = identities.identity_schemas;
        let described = |(name, schema): (&String, &pb::Schema)| {
            let described = Described {
                version: schema.version,
                block: of(schema),
                identity: identities.get(name).map(identity_kind),
            };
            (name.clone(), described)
        };
        let types = schema.resource_schemas.iter().map(described).collect();
        Self {
            transport,
            api,
            types,
            schema,
            existing: Vec::new(),
            configuration: Mutex::default(),
            process: None,
            kept: Vec::new(),
        }
    }

    /// Configures it, which begins another walk.
    pub async fn configure(&self, block: &Json) {
        let own = self.schema.provider.as_ref().expect("a provider block");
        let own = Block::of(own.block.as_ref().expect("a block")).value_type();
        let request = pb::configure_provider::Request {
            terraform_version: "1.11.4".to_owned(),
            config: encoded(&from_json(block, &own), &own),
            client_capabilities: None,
        };
        let mut api = self.api.clone();
        let said = answer(api.configure_provider(request)).await.diagnostics;
        assert_eq!(said, []);
        *self.configuration.lock().expect("a configuration") = Some(block.clone());
    }

    /// Begins another walk, if it is configured.
    async fn begin_walk(&self) {
        let configuration = self.configuration.lock().expect("a configuration").clone();
        if let Some(block) = configuration {
            self.configure(&block).await;
        }
    }

    /// Tells of a thing that exists. Arguments whose names begin with `name` are pointed to it.
    #[must_use]
    pub fn existing(mut self, name: &'static str, thing: impl Into<String>) -> Self {
        self.existing.push((name, thing.into()));
        self
    }

    /// Keeps what the provider cannot do without, such as the server that it talks to.
    #[must_use]
    pub fn keeping(mut self, what: impl Any + Send) -> Self {
        self.kept.push(Box::new(what));
        self
    }

    /// Ends the provider. A process must have lived until now, without a panic in its log and without waste.
    pub(super) async fn end(self) {
        if let Some(mut process) = self.process {
            let peak = process.peak_memory();
            assert!(peak < MOST_MEMORY, "{peak} KiB");
            assert_eq!(process.shutdown().await.code(), Some(0));
            assert_eq!(process.stderr_lines(), Vec::<String>::new());
        }
    }

    /// One of its resource types.
    pub fn of_type(&self, name: &str) -> ResourceType<'_> {
        let (name, described) = self.types.get_key_value(name).expect("a resource type");
        ResourceType {
            subject: self,
            name,
            version: described.version,
            block: &described.block,
            identity: described.identity.as_ref(),
        }
    }
}

/// The type of whole identities.
pub(crate) fn identity_kind(schema: &pb::ResourceIdentitySchema) -> Type {
    let attributes = schema.identity_attributes.iter();
    let members = attributes.map(|attribute| {
        let ty = Type::from_json(&attribute.r#type).expect("a type constraint");
        (attribute.name.clone(), ty)
    });
    Type::Object(members.collect())
}

/// A resource type of a running provider.
#[derive(Clone, Copy)]
pub struct ResourceType<'a> {
    /// The provider.
    pub subject: &'a Subject,
    /// Its name.
    pub name: &'a str,
    /// Version of its schema.
    pub version: i64,
    /// Its schema.
    pub block: &'a Block,
    /// The type of identities, where objects have one.
    pub identity: Option<&'a Type>,
}

impl ResourceType<'_> {
    /// Whether its objects belong to one that does not exist, so that none can be made.
    pub(super) fn lacks_something(&self) -> bool {
        let exists = |name: &str| {
            let mut existing = self.subject.existing.iter();
            existing.any(|(known, _)| *known == name)
        };
        let mut attributes = self.block.attributes.iter();
        attributes.any(|one| one.required && one.name.ends_with("_id") && !exists(&one.name))
    }

    fn api(&self) -> Api {
        self.subject.api.clone()
    }

    /// An object as hosts send it.
    pub fn sent(&self, object: &Value) -> Option<pb::DynamicValue> {
        encoded(object, &self.block.value_type())
    }

    /// An object from an answer.
    pub fn taken(&self, message: Option<&pb::DynamicValue>) -> Value {
        decoded(message, &self.block.value_type())
    }

    /// What the provider says of a configuration.
    pub async fn validate(&self, config: &Value) -> Vec<pb::Diagnostic> {
        let request = pb::validate_resource_config::Request {
            type_name: self.name.to_owned(),
            config: self.sent(config),
            client_capabilities: Some(WRITE_ONLY),
        };
        answer(self.api().validate_resource_config(request))
            .await
            .diagnostics
    }

    /// A configuration near to this one that the provider accepts, or what it has against all that were tried.
    pub(super) async fn legal(&self, config: &Value, taste: usize) -> Result<Value, String> {
        let existing = &self.subject.existing;
        legal(self.block, existing, config, taste, async |config| {
            self.validate(config).await
        })
        .await
    }

    /// The question for a plan from what is stored to `config` (null for a destroy), as core asks it.
    pub fn planning(&self, before: &Stored, config: &Value) -> pb::plan_resource_change::Request {
        let proposed = match config {
            Value::Null => Value::Null,
            config => proposed(self.block, &before.state, config),
        };
        pb::plan_resource_change::Request {
            type_name: self.name.to_owned(),
            prior_state: self.sent(&before.state),
            proposed_new_state: self.sent(&proposed),
            config: self.sent(config),
            prior_private: before.private.clone().into(),
            client_capabilities: Some(WRITE_ONLY),
            prior_identity: before.identity.clone(),
            ..Default::default()
        }
    }

    /// Asks for a plan.
    pub async fn plan(
        &self,
        request: pb::plan_resource_change::Request,
    ) -> pb::plan_resource_change::Response {
        answer(self.api().plan_resource_change(request)).await
    }

    /// Asks for a plan; for one of a create in another walk, since hosts ask for it once in a walk: a second create of the
    /// same thing is another resource.
    pub(crate) async fn plan_afresh(
        &self,
        request: pb::plan_resource_change::Request,
    ) -> pb::plan_resource_change::Response {
        if self.taken(request.prior_state.as_ref()).is_null() {
            self.subject.begin_walk().await;
        }
        self.plan(request).await
    }

    /// Carries `plan` out.
    pub async fn apply(
        &self,
        before: &Stored,
        config: &Value,
        plan: pb::plan_resource_change::Response,
    ) -> pb::apply_resource_change::Response {
        let request = pb::apply_resource_change::Request {
            type_name: self.name.to_owned(),
            prior_state: self.sent(&before.state),
            planned_state: plan.planned_state,
            config: self.sent(config),
            planned_private: plan.planned_private,
            provider_meta: None,
            planned_identity: plan.planned_identity,
        };
        answer(self.api().apply_resource_change(request)).await
    }

    /// The question for a refresh.
    pub fn reading(&self, stored: &Stored) -> pb::read_resource::Request {
        pb::read_resource::Request {
            type_name: self.name.to_owned(),
            current_state: self.sent(&stored.state),
            private: stored.private.clone().into(),
            current_identity: stored.identity.clone(),
            ..Default::default()
        }
    }

    /// Looks at an object.
    pub async fn read(&self, stored: &Stored) -> pb::read_resource::Response {
        answer(self.api().read_resource(self.reading(stored))).await
    }

    /// Reads a stored object as every walk does.
    pub async fn upgrade(&self, version: i64, json: &Json) -> pb::upgrade_resource_state::Response {
        let raw_state = pb::RawState {
            json: json.to_string().into(),
            ..Default::default()
        };
        let request = pb::upgrade_resource_state::Request {
            type_name: self.name.to_owned(),
            version,
            raw_state: Some(raw_state),
        };
        answer(self.api().upgrade_resource_state(request)).await
    }

    /// Asks for the configuration that an object comes from.
    pub(super) async fn generate(&self, state: &Value) -> pb::generate_resource_config::Response {
        let request = pb::generate_resource_config::Request {
            type_name: self.name.to_owned(),
            state: self.sent(state),
        };
        answer(self.api().generate_resource_config(request)).await
    }

    /// Imports by id, or by identity where there is one.
    pub async fn import(
        &self,
        id: &str,
        identity: Option<pb::ResourceIdentityData>,
    ) -> pb::import_resource_state::Response {
        let request = pb::import_resource_state::Request {
            type_name: self.name.to_owned(),
            id: id.to_owned(),
            identity,
            ..Default::default()
        };
        answer(self.api().import_resource_state(request)).await
    }
}

/// An object as hosts store it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The object; null when there is none.
    pub state: Value,
    /// What the provider notes for itself.
    pub private: Vec<u8>,
    /// What tells it from others.
    pub identity: Option<pb::ResourceIdentityData>,
}

impl Stored {
    /// What is stored of an object that there is not.
    pub fn nothing() -> Self {
        Self::of(Value::Null, b"")
    }

    /// An object without an identity.
    pub fn of(state: Value, private: &[u8]) -> Self {
        Self {
            state,
            private: private.to_vec(),
            identity: None,
        }
    }
}

/// What every host of today can do.
const WRITE_ONLY: pb::ClientCapabilities = pb::ClientCapabilities {
    deferral_allowed: false,
    write_only_attributes_allowed: true,
    store_planned_private: false,
    computed_blocks_allowed: false,
};
