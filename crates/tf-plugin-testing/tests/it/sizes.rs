//! Messages far beyond what gRPC libraries take by default, and beyond what the protocol allows.

use bytes::Bytes;
use prost::encoding::{WireType, encode_key, encode_varint};
use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
use tonic::Code;

use tf_plugin_testing::conformance::{Method, Stored, Subject};
use tf_plugin_testing::process::client::health;
use tf_plugin_testing::{answer, soon};

use crate::providers::trial;

const MIB: usize = 1024 * 1024;

/// Largest message of the protocol.
const LIMIT: usize = 256 * MIB;

/// A message of any kind with a field of this size that no version of it knows.
fn padded(size: usize) -> Bytes {
    let mut message = Vec::with_capacity(size + 16);
    encode_key(12_345, WireType::LengthDelimited, &mut message);
    encode_varint(u64::try_from(size).expect("a length"), &mut message);
    message.resize(message.len() + size, 0);
    message.into()
}

fn method(path: &str) -> Method {
    Method {
        path: path.to_owned(),
        request: String::new(),
        streams: false,
    }
}

/// The stored object of this id, on its way to an upgrade that changes nothing.
fn stored(id: &str) -> pb::upgrade_resource_state::Request {
    pb::upgrade_resource_state::Request {
        type_name: "trial_everything".to_owned(),
        version: 0,
        raw_state: Some(pb::RawState {
            json: format!("{{\"id\":\"{id}\"}}").into(),
            ..Default::default()
        }),
    }
}

async fn upgraded(trial: &Subject, id: &str) -> Result<(), Code> {
    let mut api = trial.api.clone();
    let outcome = soon("an outcome", api.upgrade_resource_state(stored(id))).await;
    let outcome = outcome.map_err(|status| status.code())?.into_inner();
    assert_eq!(outcome.diagnostics, []);
    let of = trial.of_type("trial_everything");
    let mut expected = of.block.empty();
    expected.set_attribute("id", Value::string(id));
    // Not `assert_eq!`, which would print both.
    assert!(of.taken(outcome.upgraded_state.as_ref()) == expected);
    Ok(())
}

#[tokio::test]
async fn a_hundred_mebibytes_pass_in_both_directions() {
    let trial = trial().await;
    assert_eq!(upgraded(&trial, &"x".repeat(100 * MIB)).await, Ok(()));
}

#[tokio::test]
async fn every_service_takes_a_hundred_mebibytes() {
    let mut trial = trial().await;
    // What hosts offer to the broker is never read, so there is no message to be too large.
    for path in [
        "/tfplugin6.Provider/GetMetadata",
        "/grpc.health.v1.Health/Check",
        "/plugin.GRPCStdio/StreamStdio",
        "/plugin.GRPCController/Shutdown",
    ] {
        // Of a stream that stays open and silent nothing is waited for.
        let most = usize::from(!path.ends_with("StreamStdio"));
        let method = method(path);
        let call = method.call(trial.host.transport(), padded(100 * MIB), most);
        let answers = soon(path, call)
            .await
            .unwrap_or_else(|status| panic!("{path}: {status}"));
        assert_eq!(answers.len(), most, "{path}");
    }
    assert_eq!(trial.host.ended().await.code(), Some(0));
}

#[tokio::test]
async fn a_message_beyond_the_limit_is_refused_and_the_next_one_served() {
    let trial = trial().await;
    let metadata = method("/tfplugin6.Provider/GetMetadata");
    let refused = soon(
        "a refusal",
        metadata.call(trial.host.transport(), padded(LIMIT), 1),
    )
    .await;
    assert_eq!(refused.expect_err("too large").code(), Code::OutOfRange);
    assert_eq!(
        health(trial.host.channel()).await,
        Ok(ServingStatus::Serving)
    );

    // The answer is a little longer than the question, and just too long.
    let frame = prost::Message::encoded_len(&stored(""));
    let id = "x".repeat(LIMIT - frame - 16);
    assert_eq!(upgraded(&trial, &id).await, Err(Code::OutOfRange));
    let metadata = pb::get_metadata::Request {};
    assert_eq!(
        answer(trial.api.clone().get_metadata(metadata))
            .await
            .diagnostics,
        []
    );
}

#[tokio::test]
async fn memory_follows_the_size_of_messages_and_not_their_number() {
    let trial = trial().await;
    let of = trial.of_type("trial_everything");
    // What takes a byte in a message takes many as a value.
    let nulls = vec![Value::Null; MIB / 16];
    let mut config = of.block.empty();
    config.set_attribute("text", "x".into());
    config.set_attribute("words", Value::List(nulls));
    let question = of.planning(&Stored::nothing(), &config);
    let ask = async |times: usize| {
        for _ in 0..times {
            assert_eq!(of.plan(question.clone()).await.diagnostics, []);
        }
        trial.host.peak_memory()
    };
    // Enough that each of the provider's threads has had its turn, which keeps memory of its own.
    let few = ask(24).await;
    let many = ask(72).await;
    assert!(many < few + few / 2, "{few} KiB, then {many} KiB");
}
