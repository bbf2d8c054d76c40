//! The provider service under load: very many calls, and clients that vanish.

use tf_plugin::plugin::generated::grpc_health_v1::HealthCheckRequest;
use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use tf_plugin::plugin::generated::grpc_health_v1::health_client::HealthClient;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
use tf_plugin_testing::process::client::{Proof, TLS13, health};
use tf_plugin_testing::soon;
use tokio::io::AsyncWriteExt as _;
use tokio::task::JoinSet;

use crate::providers::{start, trial};

/// A stored object, on its way to an upgrade that changes nothing.
fn stored(id: &str) -> pb::upgrade_resource_state::Request {
    pb::upgrade_resource_state::Request {
        type_name: "trial_fault".to_owned(),
        version: 1,
        raw_state: Some(pb::RawState {
            json: format!("{{\"id\":\"{id}\"}}").into(),
            ..Default::default()
        }),
    }
}

#[tokio::test]
async fn two_thousand_calls_are_served_while_two_thousand_others_stay_open() {
    const CALLS: usize = 2000;
    let mut trial = trial().await;
    let host = &trial.host;
    let mut open = Vec::new();
    for _ in 0..CALLS {
        let asked = HealthCheckRequest {
            service: "plugin".into(),
        };
        let mut client = HealthClient::new(host.channel());
        let watch = soon("a stream", client.watch(asked)).await;
        let mut stream = watch.unwrap().into_inner();
        let status = soon("a status", stream.message()).await.unwrap().unwrap();
        assert_eq!(status.status(), ServingStatus::Serving);
        open.push(stream);
    }

    let mut calls = JoinSet::new();
    for number in 0..CALLS {
        let mut provider = host.provider();
        calls.spawn(async move {
            let id = format!("fault-{number}");
            let answer = provider.upgrade_resource_state(stored(&id)).await;
            (id, answer.unwrap().into_inner())
        });
    }
    let of = trial.of_type("trial_fault");
    let mut expected = of.block.empty();
    for (id, answer) in soon("every answer", calls.join_all()).await {
        expected.set_attribute("id", Value::string(id));
        assert_eq!(of.taken(answer.upgraded_state.as_ref()), expected);
    }

    assert_eq!(trial.host.shutdown().await.code(), Some(0));
    // How so many streams end depends on how much of it a loaded machine gets done before the process has to go.
    for mut stream in open {
        assert!(!matches!(
            soon("an end", stream.message()).await,
            Ok(Some(_))
        ));
    }
}

#[tokio::test]
async fn a_client_that_breaks_off_in_the_middle_of_a_frame_hurts_nobody() {
    let mut host = start().await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let no_settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let headers_of_which_three_bytes_come = [0, 0x40, 0, 1, 4, 0, 0, 0, 1, 0x83, 0x86, 0x44];
    for cut in [10, preface.len() + 5, usize::MAX] {
        let mut bytes = [
            &preface[..],
            &no_settings,
            &headers_of_which_three_bytes_come,
        ]
        .concat();
        bytes.truncate(cut);
        let mut stream = host.client(Proof::Host, &TLS13).dial().await.unwrap();
        stream.write_all(&bytes).await.unwrap();
        stream.flush().await.unwrap();
        drop(stream);
        assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    }
    assert_eq!(host.shutdown().await.code(), Some(0));
}
