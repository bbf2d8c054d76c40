//! A provider under test, known by what it says of itself.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::protocol::generated::tfplugin6::provider_client::ProviderClient;
use tf_plugin::value::{Kind, Value};
use tonic::transport::Channel;

use super::legal::{Existing, legal};
use crate::support::block::Block;
use crate::support::consistency::proposed;
use crate::support::host::{Host, Start, answer};
use crate::support::values::{decoded, encoded};

/// A running provider, configured, with its schemas as they are on the wire.
pub(super) struct Subject {
    pub(super) host: Host,
    pub(super) api: ProviderClient<Channel>,
    pub(super) types: BTreeMap<String, Described>,
    pub(super) schema: pb::get_provider_schema::Response,
    /// What there is already where the provider makes its objects.
    pub(super) existing: Existing,
}

/// What a provider says of a resource type.
pub(super) struct Described {
    version: i64,
    block: Block,
    identity: Option<Kind>,
}

impl Subject {
    /// Starts a provider, asks what it has, and configures it.
    pub(super) async fn start(start: Start) -> Self {
        let subject = Self::unconfigured(start).await;
        subject.configure().await;
        subject
    }

    /// Starts a provider and asks what it has.
    pub(super) async fn unconfigured(start: Start) -> Self {
        let host = start.start().await;
        let mut api = host.provider();
        let request = pb::get_provider_schema::Request {};
        let schema = answer(api.get_provider_schema(request)).await;
        assert_eq!(schema.diagnostics, []);
        let request = pb::get_resource_identity_schemas::Request {};
        let identities = answer(api.get_resource_identity_schemas(request)).await;
        let identities = identities.identity_schemas;
        let described = |(name, schema): (&String, &pb::Schema)| {
            let described = Described {
                version: schema.version,
                block: Block::of(schema.block.as_ref().expect("a block")),
                identity: identities.get(name).map(identity_kind),
            };
            (name.clone(), described)
        };
        let types = schema.resource_schemas.iter().map(described).collect();
        Self {
            host,
            api,
            types,
            schema,
            existing: Vec::new(),
        }
    }

    /// Configures it. Whatever its block demands is the folder of the process's temporary files.
    pub(super) async fn configure(&self) {
        let own = self.schema.provider.as_ref().expect("a provider block");
        let own = Block::of(own.block.as_ref().expect("a block"));
        let mut config = own.empty();
        for attribute in own.attributes.iter().filter(|attribute| attribute.required) {
            let folder = self.host.scratch().to_str().expect("a path that is text");
            config.set_attribute(&attribute.name, folder.into());
        }
        let request = pb::configure_provider::Request {
            terraform_version: "1.11.4".to_owned(),
            config: encoded(&config, &own.kind()),
            client_capabilities: None,
        };
        assert_eq!(
            answer(self.api.clone().configure_provider(request))
                .await
                .diagnostics,
            []
        );
    }

    /// One of its resource types.
    pub(super) fn of_type(&self, name: &str) -> Type<'_> {
        let (name, described) = self.types.get_key_value(name).expect("a resource type");
        Type {
            subject: self,
            name,
            version: described.version,
            block: &described.block,
            identity: described.identity.as_ref(),
        }
    }
}

/// The kind of whole identities.
fn identity_kind(schema: &pb::ResourceIdentitySchema) -> Kind {
    let attributes = schema.identity_attributes.iter();
    let members = attributes.map(|attribute| {
        let kind = Kind::from_json(&attribute.r#type).expect("a type constraint");
        (attribute.name.clone(), kind)
    });
    Kind::Object(members.collect())
}

/// A resource type of a running provider.
#[derive(Clone, Copy)]
pub(super) struct Type<'a> {
    pub(super) subject: &'a Subject,
    pub(super) name: &'a str,
    pub(super) version: i64,
    pub(super) block: &'a Block,
    /// The kind of identities, where objects have one.
    pub(super) identity: Option<&'a Kind>,
}

impl Type<'_> {
    /// Whether its objects belong to one that does not exist, so that none can be made.
    pub(super) fn lacks_something(&self) -> bool {
        let exists = |name: &str| {
            let mut existing = self.subject.existing.iter();
            existing.any(|(known, _)| *known == name)
        };
        let mut attributes = self.block.attributes.iter();
        attributes.any(|one| one.required && one.name.ends_with("_id") && !exists(&one.name))
    }

    fn api(&self) -> ProviderClient<Channel> {
        self.subject.api.clone()
    }

    /// An object as hosts send it.
    pub(super) fn sent(&self, object: &Value) -> Option<pb::DynamicValue> {
        encoded(object, &self.block.kind())
    }

    /// An object from an answer.
    pub(super) fn taken(&self, message: Option<&pb::DynamicValue>) -> Value {
        decoded(message, &self.block.kind())
    }

    /// What the provider says of a configuration.
    pub(super) async fn validate(&self, config: &Value) -> Vec<pb::Diagnostic> {
        let request = pb::validate_resource_config::Request {
            type_name: self.name.to_owned(),
            config: self.sent(config),
            client_capabilities: Some(WRITE_ONLY),
        };
        answer(self.api().validate_resource_config(request))
            .await
            .diagnostics
    }

    /// A configuration near to this one that the provider accepts.
    pub(super) async fn legal(&self, config: &Value, taste: usize) -> Option<Value> {
        let existing = &self.subject.existing;
        legal(self.block, existing, config, taste, async |config| {
            self.validate(config).await
        })
        .await
    }

    /// The question for a plan from what is stored to `config` (null for a destroy), as core asks it.
    pub(super) fn planning(
        &self,
        before: &Stored,
        config: &Value,
    ) -> pb::plan_resource_change::Request {
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

    pub(super) async fn plan(
        &self,
        request: pb::plan_resource_change::Request,
    ) -> pb::plan_resource_change::Response {
        answer(self.api().plan_resource_change(request)).await
    }

    /// Carries `plan` out.
    pub(super) async fn apply(
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
    pub(super) fn reading(&self, stored: &Stored) -> pb::read_resource::Request {
        pb::read_resource::Request {
            type_name: self.name.to_owned(),
            current_state: self.sent(&stored.state),
            private: stored.private.clone().into(),
            current_identity: stored.identity.clone(),
            ..Default::default()
        }
    }

    /// Looks at an object.
    pub(super) async fn read(&self, stored: &Stored) -> pb::read_resource::Response {
        answer(self.api().read_resource(self.reading(stored))).await
    }

    /// Reads a stored object as every walk does.
    pub(super) async fn upgrade(
        &self,
        version: i64,
        json: &Json,
    ) -> pb::upgrade_resource_state::Response {
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
    pub(super) async fn import(
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
pub(super) struct Stored {
    pub(super) state: Value,
    pub(super) private: Vec<u8>,
    pub(super) identity: Option<pb::ResourceIdentityData>,
}

impl Stored {
    /// What is stored of an object that there is not.
    pub(super) fn nothing() -> Self {
        Self::of(Value::Null, b"")
    }

    /// An object without an identity.
    pub(super) fn of(state: Value, private: &[u8]) -> Self {
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
