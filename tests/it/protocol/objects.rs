//! Packages and provider blocks as values, and values as bytes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Simulator};
use terraform_provider_cen::Cen;
use tf_plugin::framework::schema::Schema;
use tf_plugin::framework::{BoxedResource, Provider};
use tf_plugin::protocol::Server;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::protocol::generated::tfplugin6::provider_server::Provider as _;
use tf_plugin::value::{Type, Value};
use tokio::runtime::Runtime;
use tonic::Request;

use tf_plugin_testing::schema::Block;
use tf_plugin_testing::wire::decoded;
pub(super) use tf_plugin_testing::wire::encoded;

/// The resource type that these tests are about.
pub(super) const PACKAGE: &str = "cen_bandwidth_package";

/// The resource as the library has it; [`super::schema`] holds it against what is on the wire.
pub(super) fn resource() -> BoxedResource<Cen> {
    let mut resources = Cen.resources().into_iter();
    let is_package = |one: &BoxedResource<Cen>| one.type_name() == PACKAGE;
    resources.find(is_package).expect("the resource")
}

/// The schema of the resource, as it is on the wire.
pub(super) fn block() -> &'static Block {
    static BLOCK: LazyLock<Block> = LazyLock::new(|| {
        let answer = std::thread::spawn(|| {
            let request = Request::new(pb::get_provider_schema::Request {});
            let runtime = Runtime::new().expect("a runtime");
            runtime.block_on(Server::new(Cen).get_provider_schema(request))
        });
        let answer = answer.join().expect("no panic").expect("a status of OK");
        let schema = &answer.get_ref().resource_schemas[PACKAGE];
        Block::of(schema.block.as_ref().expect("a block"))
    });
    &BLOCK
}

/// The kind of the provider block.
pub(super) fn provider_kind() -> Type {
    Schema::of::<<Cen as Provider>::Config>().value_type()
}

/// A provider block without a word.
pub(super) fn provider() -> Value {
    Schema::of::<<Cen as Provider>::Config>().null_object()
}

/// A provider block that leads to `cloud`.
pub(super) fn provider_for(cloud: &Simulator) -> Value {
    provider()
        .with("endpoint", cloud.endpoint().as_str())
        .with("access_key", DEFAULT_ACCESS_KEY_ID)
        .with("secret_key", DEFAULT_ACCESS_KEY_SECRET)
        .with("absence_wait", 5)
        // The working directory of tests is that of everybody.
        .with("purchase_journal", "off")
        .with("warn_about_cross_border", false)
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

/// The `timeouts` of a package, with a limit for its purchase.
pub(super) fn timeouts(create: &str) -> Value {
    timeouts_of("create", create)
}

/// The `timeouts` of a package, with a limit for one operation.
pub(super) fn timeouts_of(operation: &str, limit: &str) -> Value {
    let member = |name: &str| {
        let limit = if name == operation {
            limit.into()
        } else {
            Value::Null
        };
        (name.to_owned(), limit)
    };
    Value::Object(["create", "update", "delete"].map(member).into())
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

/// A package as the host sends it.
pub(super) fn dynamic(package: &Value) -> Option<pb::DynamicValue> {
    encoded(package, &resource().schema().value_type())
}

/// The identity of the package with this state.
pub(super) fn identity(state: &Value) -> Option<pb::ResourceIdentityData> {
    let kind = Type::Object([("id".to_owned(), Type::String)].into());
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
    let Type::Object(kinds) = resource().schema().value_type() else {
        panic!("packages are objects")
    };
    let mut out = vec![0xde, 0, u8::try_from(kinds.len()).expect("few attributes")];
    for (name, kind) in &kinds {
        let key = Value::from(name.as_str()).to_msgpack(&Type::String);
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
    decoded(message, &resource().schema().value_type())
}
