//! `kill -9` of the simulator while it sells: nothing that it has acknowledged is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cen::{Area, AreaPair, Billing, CallError, Client, ClientToken, Purchase};
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::support::BINARY;
use crate::support::cloud::{client_at, limits};
use crate::support::simulator::{self, Running};

/// A simulator with its state in a file.
async fn start(state: &Path) -> Running {
    let state = state.to_str().unwrap();
    simulator::start(&["--settle", "0s", "--state", state]).await
}

/// Buys until the simulator is gone, and tells of each package.
async fn buy(client: Client, bought: mpsc::UnboundedSender<String>) {
    let purchase = Purchase {
        bandwidth_mbps: 5,
        areas: AreaPair::new(Area::China, Area::China),
        billing: Billing::PostPaid,
        auto_pay: true,
        name: None,
        description: None,
        tags: BTreeMap::new(),
        resource_group_id: None,
    };
    loop {
        let token = ClientToken::draw();
        let package = client.buy(&purchase, &token, &limits()).await.unwrap();
        if bought.send(package.package.to_string()).is_err() {
            return;
        }
    }
}

async fn packages(client: &Client) -> Result<BTreeSet<String>, CallError> {
    let packages = client.packages(&limits()).await?;
    Ok(packages
        .into_iter()
        .map(|package| package.id.to_string())
        .collect())
}

#[tokio::test]
async fn every_package_that_was_acknowledged_is_there_after_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let mut acknowledged = BTreeSet::new();
    for round in 1..=4 {
        let mut simulator = start(&state).await;
        let endpoint = &simulator.endpoint;
        let there = packages(&client_at(endpoint)).await.unwrap();
        assert!(acknowledged.is_subset(&there), "round {round}");
        let (sender, mut bought) = mpsc::unbounded_channel();
        let mut buyers = JoinSet::new();
        for _ in 0..4 {
            buyers.spawn(buy(client_at(endpoint), sender.clone()));
        }
        for _ in 0..10 * round {
            acknowledged.insert(bought.recv().await.unwrap());
        }
        // The others are in the middle of theirs.
        simulator.process.kill().await.unwrap();
        buyers.shutdown().await;
        while let Ok(package) = bought.try_recv() {
            acknowledged.insert(package);
        }
    }
    let simulator = start(&state).await;
    let there = packages(&client_at(&simulator.endpoint)).await.unwrap();
    assert!(acknowledged.is_subset(&there));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// The second one does not start, and says which process has the file.
#[tokio::test]
async fn a_state_file_serves_one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let first = start(&state).await;
    let second = Command::new(BINARY)
        .args(["simulator", "--state"])
        .arg(&state)
        .output()
        .await
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8(second.stderr).unwrap();
    let process = first.process.id().unwrap();
    let expected = format!(
        "the state file {} is in use: the simulator of process {process} has it; stop that one, or name another file",
        state.display()
    );
    assert!(said.contains(&expected), "{said}");
}
