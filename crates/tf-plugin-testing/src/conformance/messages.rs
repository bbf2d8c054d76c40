//! Random and damaged messages for every RPC that the proto files have: an answer comes, and it is no panic.

use std::sync::Arc;

use bytes::Bytes;
use proptest::prelude::*;
use prost::encoding::{WireType, encode_key, encode_varint};
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto};
use tokio::runtime::Runtime;
use tonic::Code;

use super::check::Checked;
use super::methods::{Method, Protocol};
use super::subject::Subject;
use crate::api::soon;
use crate::generate::{configuration, damaged, runner, stored};
use crate::schema::Block;

/// Messages tried with each RPC, half of them damaged.
const CASES: u32 = 80;

/// Answers of a stream that are waited for.
const ENOUGH: usize = 50;

/// Levels of messages in messages.
const DEPTH: usize = 4;

type Encoded = BoxedStrategy<Vec<u8>>;

/// A type of a provider, and bytes that are values of it, more or less.
struct Shape {
    name: String,
    values: Encoded,
}

fn shapes(subject: &Subject) -> Vec<Shape> {
    let schema = &subject.schema;
    let actions = schema.action_schemas.iter().filter_map(|(name, action)| {
        let schema = action.schema.as_ref()?;
        Some((name, schema))
    });
    let all = [
        &schema.resource_schemas,
        &schema.data_source_schemas,
        &schema.ephemeral_resource_schemas,
        &schema.list_resource_schemas,
    ];
    let all = all.into_iter().flatten().chain(actions);
    let functions = schema.functions.keys().map(|name| Shape {
        name: name.clone(),
        values: values(&Block::default()),
    });
    let typed = all.map(|(name, schema)| Shape {
        name: name.clone(),
        values: values(&Block::of(schema.block.as_ref().expect("a block"))),
    });
    typed.chain(functions).collect()
}

fn values(block: &Block) -> Encoded {
    let ty = Arc::new(block.value_type());
    let sound = prop_oneof![configuration(block), stored(block)]
        .prop_map(move |value| value.to_msgpack(&ty).expect("a value of its type"));
    let sound = sound.boxed();
    prop_oneof![
        1 => Just(b"\xc0".to_vec()),
        1 => Just(b"\xd4\x00\x00".to_vec()),
        4 => sound.clone(),
        3 => sound.prop_flat_map(damaged),
    ]
    .boxed()
}

/// A message of a kind, as bytes. Whatever has the name of a type is about `shape`.
fn message(protocol: &Protocol, name: &str, shape: &Shape, depth: usize) -> Encoded {
    let message = &protocol.messages[name];
    match message.name() {
        "DynamicValue" => dynamic(shape),
        "RawState" => raw_state(),
        _ => {
            let fields = message.field.iter();
            let fields = fields.map(|one| field(protocol, message, one, shape, depth));
            joined(fields.collect())
        }
    }
}

fn joined(parts: Vec<Encoded>) -> Encoded {
    parts.prop_map(|parts| parts.concat()).boxed()
}

fn field(
    protocol: &Protocol,
    message_: &DescriptorProto,
    field: &FieldDescriptorProto,
    shape: &Shape,
    depth: usize,
) -> Encoded {
    let number = u32::try_from(field.number()).expect("a field number");
    let once = match field.r#type() {
        Type::Message if depth == 0 => return Just(Vec::new()).boxed(),
        Type::Message => {
            let inner = message(protocol, field.type_name(), shape, depth - 1);
            inner
                .prop_map(move |bytes| delimited(number, &bytes))
                .boxed()
        }
        Type::String => text(message_, field, shape)
            .prop_map(move |text| delimited(number, text.as_bytes()))
            .boxed(),
        Type::Bytes => {
            let note = br#"{"note":"MQ==","planned_token":"ImFiYyI=","purchase":"e30="}"#;
            let bytes = prop_oneof![damaged(note.to_vec()), shape.values.clone()];
            bytes
                .prop_map(move |bytes| delimited(number, &bytes))
                .boxed()
        }
        _ => prop_oneof![0_u64..4, any::<u64>()]
            .prop_map(move |value| {
                let mut out = Vec::new();
                encode_key(number, WireType::Varint, &mut out);
                encode_varint(value, &mut out);
                out
            })
            .boxed(),
    };
    if field.label() == Label::Repeated {
        let some = prop::collection::vec(once, 0..3);
        some.prop_map(|all| all.concat()).boxed()
    } else {
        prop_oneof![1 => Just(Vec::new()), 6 => once].boxed()
    }
}

fn delimited(number: u32, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    encode_key(number, WireType::LengthDelimited, &mut out);
    encode_varint(u64::try_from(bytes.len()).expect("a length"), &mut out);
    out.extend(bytes);
    out
}

fn text(
    message: &DescriptorProto,
    field: &FieldDescriptorProto,
    shape: &Shape,
) -> BoxedStrategy<String> {
    let names_a_type = field.name().ends_with("type_name")
        || field.name() == "action_type"
        || (field.name() == "name" && message.name() == "Request");
    let any = ".{0,40}".boxed();
    if names_a_type {
        prop_oneof![9 => Just(shape.name.clone()), 1 => any].boxed()
    } else {
        any
    }
}

fn dynamic(shape: &Shape) -> Encoded {
    let json = br#"{"id":"x","at":null,"text":"y","tags":{"a":[1e400]}}"#;
    prop_oneof![
        8 => shape.values.clone().prop_map(|bytes| delimited(1, &bytes)),
        1 => damaged(json.to_vec()).prop_map(|bytes| delimited(2, &bytes)),
        1 => Just(Vec::new()),
    ]
    .boxed()
}

fn raw_state() -> Encoded {
    let json =
        br#"{"id":"x","bandwidth":5.0e0,"tags":{"team":"net"},"part":[{"name":null}],"at":"y"}"#;
    let flatmap =
        prop_oneof![6 => Just(Vec::new()), 1 => Just(delimited(2, b"\x0a\x01a\x12\x01b"))];
    let json = damaged(json.to_vec()).prop_map(|bytes| delimited(1, &bytes));
    (json, flatmap)
        .prop_map(|(json, flatmap)| [json, flatmap].concat())
        .boxed()
}

/// Calls once; `is_sound` says that the bytes are a message of the right kind.
async fn call(subject: &Subject, method: &Method, bytes: Vec<u8>, is_sound: bool) -> Checked {
    let transport = subject.transport.clone();
    let outcome = soon(
        &format!("an answer of {}", method.path),
        method.call(transport, Bytes::from(bytes), ENOUGH),
    )
    .await;
    match outcome.map_err(|status| (status.code(), status.message().to_owned())) {
        Ok(answers) => {
            for answer in &answers {
                let panic = b"ran into a mistake of its own";
                let told = answer.windows(panic.len()).any(|window| window == panic);
                prop_assert!(!told, "{} panicked", method.path);
            }
            prop_assert!(method.streams || answers.len() == 1);
        }
        Err((Code::Unimplemented, _)) => prop_assert!(is_a_state_stores(method), "{method:?}"),
        // What is no protobuf at all is for the transport to refuse.
        Err((Code::Internal, text)) => prop_assert!(!is_sound, "{}: {text}", method.path),
        Err(other) => prop_assert!(false, "{}: {other:?}", method.path),
    }
    Ok(())
}

/// The only objects that this server does not offer.
fn is_a_state_stores(method: &Method) -> bool {
    let name = method.path.rsplit('/').next().unwrap_or_default();
    [
        "StateStore",
        "StateBytes",
        "LockState",
        "UnlockState",
        "GetStates",
        "DeleteState",
    ]
    .iter()
    .any(|part| name.contains(part))
}

/// Tries these RPCs with every type of a provider.
fn try_all(runtime: &Runtime, subject: &Subject, chosen: impl Fn(&str) -> bool) {
    let protocol = Protocol::of_providers();
    let shapes = shapes(subject);
    let methods = protocol.methods.iter();
    for method in methods.filter(|method| chosen(&method.path)) {
        let each = CASES / u32::try_from(shapes.len()).expect("a few types") + 1;
        for shape in &shapes {
            let sound = message(&protocol, &method.request, shape, DEPTH);
            let outcome = runner(each).run(&sound.clone(), |bytes| {
                runtime.block_on(call(subject, method, bytes, true))
            });
            outcome.unwrap_or_else(|fault| panic!("{}: {fault}", method.path));
            let outcome = runner(each).run(&sound.prop_flat_map(damaged), |bytes| {
                runtime.block_on(call(subject, method, bytes, false))
            });
            outcome.unwrap_or_else(|fault| panic!("{}: {fault}", method.path));
        }
    }
}

fn configures(path: &str) -> bool {
    path.ends_with("ProviderConfig") || path.ends_with("ConfigureProvider")
}

/// Random and damaged messages to every call but those that configure: none makes it panic or hang.
pub fn messages(runtime: &Runtime, subject: &Subject) {
    try_all(runtime, subject, |path| !configures(path));
}

/// Random and damaged provider blocks: none makes its calls panic or hang.
///
/// Apart from the others, so that nothing is asked of anybody by way of these blocks.
pub fn blocks(runtime: &Runtime, subject: &Subject) {
    try_all(runtime, subject, configures);
}
