//! Lost answers, slow changes, Ctrl-C.

use std::time::Duration;

use cen_simulator::{Fault, Limit, Options, Policy, Simulator, Stage};

use super::{LIMIT, SET, account, bind, limit};
use crate::product::{interruption, package, warning};
use crate::support::terraform::Workspace;

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_leaves_no_doubt_and_no_taint() {
    let (cloud, cen) = account().await;
    cloud.fault(Fault::lose_answer(SET).times(1));
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(LIMIT).await["status"], "Active");
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_does_not_settle_in_time_is_kept_with_a_warning() {
    let cloud = Simulator::start(Options {
        settle: Duration::from_secs(3_600),
        policy: Policy {
            limits_need_children: false,
            ..Policy::default()
        },
        ..Options::default()
    })
    .await
    .unwrap();
    let package = package("  timeouts = { create = \"3s\" }");
    assert_eq!(Workspace::new(&cloud, &package).apply().await.0, 0);
    cloud.advance_clock(Duration::from_secs(3_600)).unwrap();
    let cen = cloud.add_cen("first").unwrap();
    bind(&cloud, &cen);
    let body = limit(&cen, 4, "  timeouts = { create = \"3s\" }");
    let workspace = Workspace::new(&cloud, &body);
    let (code, said) = workspace.apply().await;
    let expected = warning(
        "",
        "The limit does not show yet",
        &format!(
            "CEN has accepted it, and it is in the state. The next plan finds out what has become of it.\n\nTime was up \
             while waiting until the limit {cen}:ap-southeast-1:cn-hangzhou is in force; its bandwidth is 0 Mbps and its \
             status is Modifying."
        ),
    );
    assert_eq!((code, said), (0, vec![expected]));
    assert_eq!(workspace.state(LIMIT).await["status"], "Pending");

    cloud.advance_clock(Duration::from_secs(3_600)).unwrap();
    assert_eq!(cloud.calls(SET), 1);
    workspace.apply_quietly().await;
    assert_eq!(cloud.calls(SET), 1);
    assert_eq!(workspace.state(LIMIT).await["status"], "Active");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_apply_ends_at_once_and_keeps_the_limit() {
    let (cloud, cen) = account().await;
    cloud.fault(Fault::hold(SET, Stage::After));
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    interruption::interrupted_apply(&cloud, &workspace, SET).await;
    assert_eq!(workspace.state(LIMIT).await["status"], "Pending");
    cloud.clear_faults();
    cloud.release();
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Limit>()[0].bandwidth, 4);
    workspace.assert_clean().await;
}
