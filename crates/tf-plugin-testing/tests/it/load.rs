//! A host that asks for more than it reads.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tokio::task::JoinSet;

use tf_plugin_testing::process::client::{Client, Proof, TLS13};
use tf_plugin_testing::{answer, soon};

use crate::providers::trial;
use crate::proxy::Proxy;

/// Calls of a host, many more than are served at once on one connection.
const CALLS: usize = 12_000;

/// Bytes of each question, and of its answer.
const SIZE: usize = 10 * 1024;

/// What the process may grow by, in KiB: a third of all questions and answers.
const SPARE: u64 = 160 * 1024;

/// A stored object, on its way to an upgrade that changes nothing.
fn question(number: usize) -> pb::upgrade_resource_state::Request {
    let text = "x".repeat(SIZE);
    pb::upgrade_resource_state::Request {
        type_name: "trial_fault".to_owned(),
        version: 0,
        raw_state: Some(pb::RawState {
            json: format!("{{\"id\":\"{number}\",\"at\":\"{text}\"}}").into(),
            ..Default::default()
        }),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_a_host_does_not_read_hold_up_that_host_only() {
    let trial = trial().await;
    let mut direct = trial.api.clone();
    answer(direct.upgrade_resource_state(question(0))).await;
    let idle = trial.host.peak_memory();

    let proxy = Proxy::to(&trial.host.line.address);
    let tls = trial.host.client(Proof::Host, &TLS13).tls;
    let socket = proxy.socket();
    let slow = Client { socket, tls }.provider();
    answer(slow.clone().upgrade_resource_state(question(0))).await;

    proxy.hold_back();
    let mut calls = JoinSet::new();
    for number in 0..CALLS {
        let mut slow = slow.clone();
        calls.spawn(async move { slow.upgrade_resource_state(question(number)).await });
    }
    // Others are served all the time, and as many calls as that takes arrive on the slow connection.
    for number in 0..500 {
        answer(direct.upgrade_resource_state(question(number))).await;
    }
    let grown = trial.host.peak_memory() - idle;
    assert!(grown < SPARE, "{grown} KiB");

    proxy.let_through();
    let answers = soon("every answer", calls.join_all()).await;
    assert_eq!(answers.len(), CALLS);
    for answer in answers {
        assert_eq!(answer.expect("a status of OK").into_inner().diagnostics, []);
    }
}
