//! Ctrl-C.

use std::process::Stdio;
use std::time::{Duration, Instant};

use cen_simulator::{Fault, Package, Simulator, Stage};
use serde_json::json;
use tokio::net::TcpListener;
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
    let held = cloud.wait_for_call(action, 1);
    apply_interrupted_after(held, workspace).await.0
}

/// Starts an apply, interrupts it after `event`, and answers with its exit code and what it said.
async fn apply_interrupted_after<T>(
    event: impl Future<Output = T>,
    workspace: &Workspace,
) -> (i32, String) {
    let apply = workspace
        .command(&["apply", "-auto-approve", "-no-color"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _held = event.await;
    let pid = apply.id().unwrap().to_string();
    let killed = Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .await
        .unwrap();
    assert!(killed.success());
    let began = Instant::now();
    let finished = apply.wait_with_output().await.unwrap();
    // Generous, for machines with much else to do: it tells "ended by the signal" from "waited for the timeout of ten minutes".
    assert!(began.elapsed() < Duration::from_secs(300));
    let said = String::from_utf8(finished.stderr).unwrap();
    let words = said.split_whitespace().filter(|word| *word != "│");
    let said = words.collect::<Vec<_>>().join(" ");
    (finished.status.code().unwrap(), said)
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
        json!(cloud.all::<Package>()[0].id)
    );
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 1);
    workspace.assert_clean().await;
}

/// Whoever hands out the key hangs, so nothing has been sent, journal or not.
#[tokio::test(flavor = "multi_thread")]
async fn an_apply_that_is_interrupted_before_it_has_a_key_buys_and_stores_nothing() {
    for journal in ["", "off"] {
        let cloud = cloud().await;
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut workspace = Workspace::new(&cloud, &package(""));
        let uri = format!("http://{}/key", silent.local_addr().unwrap());
        workspace.set("ALIBABA_CLOUD_CREDENTIALS_URI", &uri);
        workspace.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "");
        workspace.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "");
        workspace.set("CEN_PURCHASE_JOURNAL", journal);
        let (code, said) = apply_interrupted_after(silent.accept(), &workspace).await;
        assert_eq!(code, 1);
        let why = match journal {
            // The key is asked for by the journal first, to tell accounts apart.
            "" => "before anything was sent",
            _ => "while the source of the access key was still being asked",
        };
        let expected = format!("No package was bought. The run was cancelled, {why}.");
        assert!(
            said.contains("Error: The request could not be sent"),
            "{said}"
        );
        assert!(said.contains(&expected), "{said}");
        assert_eq!(workspace.run(&["state", "list"]).await.stdout, "");
        assert_eq!(cloud.all::<Package>(), []);
    }
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
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(
        workspace.state(PACKAGE).await["id"],
        json!(cloud.all::<Package>()[0].id)
    );
    workspace.assert_clean().await;
}
