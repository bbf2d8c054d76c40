//! Ctrl-C.

use std::process::Stdio;
use std::time::{Duration, Instant};

use cen_simulator::{Fault, Simulator, Stage};
use serde_json::json;
use tokio::process::Command;

use super::{cloud, package};
use crate::support::terraform::{PACKAGE, Workspace};

/// Starts an apply, interrupts it as soon as `action` is held, and answers with its exit code. The provider must not
/// need the held call to end.
pub(super) async fn interrupted_apply(
    cloud: &Simulator,
    workspace: &Workspace,
    action: &str,
) -> i32 {
    let mut apply = workspace
        .command(&["apply", "-auto-approve", "-no-color"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    cloud.wait_for_call(action, 1).await;
    let pid = apply.id().unwrap().to_string();
    let killed = Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .await
        .unwrap();
    assert!(killed.success());
    let began = Instant::now();
    let status = apply.wait().await.unwrap();
    // Generous: it tells "ended by the signal" from "waited for the timeout of ten minutes".
    assert!(began.elapsed() < Duration::from_secs(30));
    status.code().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_wait_keeps_the_package() {
    let cloud = cloud().await;
    cloud.fault(Fault::hold("DescribeCenBandwidthPackages", Stage::Before));
    let workspace = Workspace::new(&cloud, &package(""));
    interrupted_apply(&cloud, &workspace, "DescribeCenBandwidthPackages").await;
    cloud.clear_faults();
    cloud.release();

    assert_eq!(
        workspace.state(PACKAGE).await["id"],
        json!(cloud.packages()[0].id)
    );
    workspace.apply_quietly().await;
    assert_eq!(cloud.packages().len(), 1);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_purchase_is_confirmed_later() {
    let cloud = cloud().await;
    cloud.fault(Fault::hold("CreateCenBandwidthPackage", Stage::After));
    let workspace = Workspace::new(&cloud, &package(""));
    interrupted_apply(&cloud, &workspace, "CreateCenBandwidthPackage").await;
    assert_eq!(workspace.state(PACKAGE).await["status"], "Unconfirmed");
    cloud.clear_faults();
    cloud.release();

    workspace.apply_quietly().await;
    assert_eq!(cloud.packages().len(), 1);
    assert_eq!(
        workspace.state(PACKAGE).await["id"],
        json!(cloud.packages()[0].id)
    );
    workspace.assert_clean().await;
}
