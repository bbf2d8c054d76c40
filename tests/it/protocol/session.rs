//! A host in conversation with the built provider: values in, whole messages out.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use terraform_provider_cen::framework::{AnyResource, Provider as _};
use terraform_provider_cen::protocol::generated::tfplugin6 as pb;
use terraform_provider_cen::protocol::generated::tfplugin6::provider_client::ProviderClient;
use terraform_provider_cen::provider::Cen;
use terraform_provider_cen::simulator::{
    DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Simulator,
};
use terraform_provider_cen::value::{Kind, Value};
use tonic::transport::Channel;
use tonic::{Response, Status};

use crate::support::consistency;
use crate::support::host::{self, Host, soon};

/// The only resource type.
pub(super) const PACKAGE: &str = "cen_bandwidth_package";

/// A running provider, and the host's client of it.
pub(super) struct Session {
    pub(super) host: Host,
    pub(super) api: ProviderClient<Channel>,
}

impl Session {
    /// A process that has heard nothing yet.
    pub(super) async fn fresh() -> Self {
        let host = Host::start().await;
        let api = host.provider();
        Self { host, api }
    }

    /// A process that is configured for `cloud`.
    pub(super) async fn configured(cloud: &Simulator) -> Self {
        let session = Self::fresh().await;
        let answer = session.configure(&provider_for(cloud)).await;
        assert_eq!(answer.diagnostics, []);
        session
    }

    pub(super) async fn configure(&self, config: &Value) -> pb::configure_provider::Response {
        let request = pb::configure_provider::Request {
            terraform_version: "1.11.4".to_owned(),
            config: encoded(config, &provider_kind()),
            client_capabilities: None,
        };
        answer(self.api.clone().configure_provider(request)).await
    }

    pub(super) async fn validate_provider(
        &self,
        config: &Value,
    ) -> pb::validate_provider_config::Response {
        let config = encoded(config, &provider_kind());
        let request = pb::validate_provider_config::Request { config };
        answer(self.api.clone().validate_provider_config(request)).await
    }

    /// What the provider says of a configuration.
    pub(super) async fn validate(&self, config: &Value) -> Vec<pb::Diagnostic> {
        self.validate_message(dynamic(config)).await
    }

    /// What the provider says of a configuration that is already encoded.
    pub(super) async fn validate_message(
        &self,
        config: Option<pb::DynamicValue>,
    ) -> Vec<pb::Diagnostic> {
        let request = pb::validate_resource_config::Request {
            type_name: PACKAGE.to_owned(),
            config,
            client_capabilities: None,
        };
        let answer = answer(self.api.clone().validate_resource_config(request)).await;
        answer.diagnostics
    }

    pub(super) async fn upgrade(
        &self,
        version: i64,
        state: pb::RawState,
    ) -> pb::upgrade_resource_state::Response {
        let request = pb::upgrade_resource_state::Request {
            type_name: PACKAGE.to_owned(),
            version,
            raw_state: Some(state),
        };
        answer(self.api.clone().upgrade_resource_state(request)).await
    }

    pub(super) async fn read(
        &self,
        request: pb::read_resource::Request,
    ) -> pb::read_resource::Response {
        answer(self.api.clone().read_resource(request)).await
    }

    pub(super) async fn plan(
        &self,
        request: pb::plan_resource_change::Request,
    ) -> pb::plan_resource_change::Response {
        answer(self.api.clone().plan_resource_change(request)).await
    }

    pub(super) async fn apply(
        &self,
        request: pb::apply_resource_change::Request,
    ) -> pb::apply_resource_change::Response {
        answer(self.api.clone().apply_resource_change(request)).await
    }

    pub(super) async fn import(&self, id: &str) -> pb::import_resource_state::Response {
        let request = pb::import_resource_state::Request {
            type_name: PACKAGE.to_owned(),
            id: id.to_owned(),
            ..Default::default()
        };
        answer(self.api.clone().import_resource_state(request)).await
    }

    pub(super) async fn stop(&self) -> pb::stop_provider::Response {
        answer(
            self.api
                .clone()
                .stop_provider(pb::stop_provider::Request {}),
        )
        .await
    }

    /// Plans `config` for a new object and carries that out; nothing may be said.
    pub(super) async fn create(&self, config: &Value) -> pb::apply_resource_change::Response {
        let plan = self.plan(planning(&Value::Null, config)).await;
        assert_eq!(plan.diagnostics, []);
        let made = self.apply(applying(&Value::Null, config, plan)).await;
        assert_eq!(made.diagnostics, []);
        made
    }
}

/// The message of an answer. Every failure of the provider's own is a diagnostic, so there is no status but OK.
pub(super) async fn answer<T>(call: impl Future<Output = Result<Response<T>, Status>>) -> T {
    let outcome = soon("an answer", call).await;
    outcome.expect("a status of OK").into_inner()
}

/// A simulator that answers and settles at once.
pub(super) async fn cloud() -> Simulator {
    let options = Options {
        seed: Some(1),
        ..Options::default()
    };
    Simulator::start(options).await.expect("a free port")
}

/// The resource as the library has it; [`super::schema`] holds it against what is on the wire.
pub(super) fn resource() -> Arc<dyn AnyResource<Cen>> {
    let mut resources = Cen.resources();
    resources.pop().expect("one resource type")
}

/// The kind of the provider block.
pub(super) fn provider_kind() -> Kind {
    Cen.schema().kind()
}

/// A provider block without a word.
pub(super) fn provider() -> Value {
    Cen.schema().null_object()
}

/// A provider block that leads to `cloud`.
pub(super) fn provider_for(cloud: &Simulator) -> Value {
    provider()
        .with("endpoint", cloud.endpoint().as_str())
        .with("access_key", DEFAULT_ACCESS_KEY_ID)
        .with("secret_key", DEFAULT_ACCESS_KEY_SECRET)
}

/// A package without a word.
pub(super) fn empty() -> Value {
    resource().schema().null_object()
}

/// The smallest package: prepaid for a month.
pub(super) fn package() -> Value {
    empty()
        .with("bandwidth", 5)
        .with("area_a", "China")
        .with("area_b", "Asia-Pacific")
}

/// The smallest package that can be destroyed again.
pub(super) fn postpaid() -> Value {
    package().with("charge_type", "PostPaid")
}

/// A map of strings.
pub(super) fn map(pairs: &[(&str, &str)]) -> Value {
    let pairs = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), Value::from(*value)));
    Value::Map(pairs.collect::<BTreeMap<_, _>>())
}

/// The `timeouts` of a package.
pub(super) fn timeouts(create: &str) -> Value {
    let null = |name: &str| (name.to_owned(), Value::Null);
    let create = ("create".to_owned(), create.into());
    Value::Object([create, null("update"), null("delete")].into())
}

/// Objects written attribute by attribute.
pub(super) trait With {
    /// The same object with another value of `attribute`.
    fn with(self, attribute: &str, value: impl Into<Value>) -> Self;
}

impl With for Value {
    fn with(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let known = match &self {
            Value::Object(members) => members.contains_key(attribute),
            _ => false,
        };
        assert!(known, "there is no attribute {attribute}");
        self.set_attribute(attribute, value.into());
        self
    }
}

/// A value as the host sends it.
pub(super) fn encoded(value: &Value, kind: &Kind) -> Option<pb::DynamicValue> {
    let msgpack = value.to_msgpack(kind).expect("a value of its kind").into();
    Some(pb::DynamicValue {
        msgpack,
        ..Default::default()
    })
}

/// A package as the host sends it.
pub(super) fn dynamic(package: &Value) -> Option<pb::DynamicValue> {
    encoded(package, resource().kind())
}

/// The identity of the package with this state.
pub(super) fn identity(state: &Value) -> Option<pb::ResourceIdentityData> {
    let kind = Kind::Object([("id".to_owned(), Kind::String)].into());
    let identity = Value::Object([("id".to_owned(), state.attribute("id").clone())].into());
    let identity_data = encoded(&identity, &kind);
    Some(pb::ResourceIdentityData { identity_data })
}

/// Bytes in the place of a value.
pub(super) fn bytes(msgpack: impl Into<Vec<u8>>) -> Option<pb::DynamicValue> {
    Some(pb::DynamicValue {
        msgpack: msgpack.into().into(),
        ..Default::default()
    })
}

/// The msgpack of a package with some members replaced by bytes of our own.
pub(super) fn spliced(package: &Value, members: &[(&str, &[u8])]) -> Vec<u8> {
    let Kind::Object(kinds) = resource().kind().clone() else {
        panic!("packages are objects")
    };
    let mut out = vec![0xde, 0, u8::try_from(kinds.len()).expect("few attributes")];
    for (name, kind) in &kinds {
        let key = Value::from(name.as_str()).to_msgpack(&Kind::String);
        out.extend(key.expect("a string"));
        match members.iter().find(|(replaced, _)| replaced == name) {
            Some((_, bytes)) => out.extend_from_slice(bytes),
            None => out.extend(package.attribute(name).to_msgpack(kind).expect("a value")),
        }
    }
    out
}

/// A package from an answer; an absent one is null, as hosts take it.
pub(super) fn value(message: Option<&pb::DynamicValue>) -> Value {
    let Some(message) = message else {
        return Value::Null;
    };
    assert!(message.json.is_empty(), "values are answered in msgpack");
    Value::from_msgpack(&message.msgpack, resource().kind()).expect("a value of the schema's kind")
}

/// The question for a plan from `prior` (null for a create) to `config` (null for a destroy), as core asks it.
pub(super) fn planning(prior: &Value, config: &Value) -> pb::plan_resource_change::Request {
    let proposed = if config.is_null() {
        Value::Null
    } else {
        consistency::proposed(resource().schema(), prior, config)
    };
    pb::plan_resource_change::Request {
        type_name: PACKAGE.to_owned(),
        prior_state: dynamic(prior),
        proposed_new_state: dynamic(&proposed),
        config: dynamic(config),
        ..Default::default()
    }
}

/// The order to carry `plan` out.
pub(super) fn applying(
    prior: &Value,
    config: &Value,
    plan: pb::plan_resource_change::Response,
) -> pb::apply_resource_change::Request {
    pb::apply_resource_change::Request {
        type_name: PACKAGE.to_owned(),
        prior_state: dynamic(prior),
        planned_state: plan.planned_state,
        config: dynamic(config),
        planned_private: plan.planned_private,
        provider_meta: None,
        planned_identity: plan.planned_identity,
    }
}

/// The question for a refresh.
pub(super) fn reading(state: &Value, private: &[u8]) -> pb::read_resource::Request {
    pb::read_resource::Request {
        type_name: PACKAGE.to_owned(),
        current_state: dynamic(state),
        private: private.to_vec().into(),
        ..Default::default()
    }
}

/// An error about an argument, or about the whole block where `attribute` is empty.
pub(super) fn error(attribute: &str, summary: &str, detail: &str) -> pb::Diagnostic {
    diagnostic(pb::diagnostic::Severity::Error, attribute, summary, detail)
}

/// A warning, likewise.
pub(super) fn warning(attribute: &str, summary: &str, detail: &str) -> pb::Diagnostic {
    diagnostic(
        pb::diagnostic::Severity::Warning,
        attribute,
        summary,
        detail,
    )
}

fn diagnostic(
    severity: pb::diagnostic::Severity,
    attribute: &str,
    summary: &str,
    detail: &str,
) -> pb::Diagnostic {
    pb::Diagnostic {
        severity: severity.into(),
        summary: summary.to_owned(),
        detail: detail.to_owned(),
        attribute: (!attribute.is_empty()).then(|| path(attribute)),
    }
}

/// The path of a top-level attribute.
pub(super) fn path(attribute: &str) -> pb::AttributePath {
    use pb::attribute_path::step::Selector;
    let selector = Some(Selector::AttributeName(attribute.to_owned()));
    pb::AttributePath {
        steps: vec![pb::attribute_path::Step { selector }],
    }
}

/// What the provider says to a type name that it does not have.
pub(super) fn unknown_type(name: &str) -> pb::Diagnostic {
    error(
        "",
        "Unknown resource type",
        &format!("This provider has no resource type {name:?}."),
    )
}

/// Another client of the same process, on a connection of its own.
pub(super) fn another_connection(host: &Host) -> ProviderClient<Channel> {
    use crate::support::client::{Proof, TLS13};
    host::provider(host.client(Proof::Host, &TLS13).channel())
}
