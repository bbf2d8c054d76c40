//! Transit routers that CEN does not answer for, or that take their time.

use std::time::Duration;

use cen_simulator::{Fault, Options, Simulator, Stage};
use serde_json::{Value as Json, json};

use super::router::{ROUTER, made, router};
use super::{actions, interrupted_apply, warning};
use crate::support::terraform::Workspace;

const CREATE: &str = "CreateTransitRouter";
const IMPATIENT: &str = "  region = \"cn-hangzhou\"\n  timeouts = { create = \"1s\" }";

#[tokio::test(flavor = "multi_thread")]
async fn a_creation_whose_answer_is_lost_is_repeated_with_the_same_token() {
    let (cloud, _, workspace) = made("  region = \"cn-hangzhou\"").await;
    cloud.fault(Fault::lose_answer(CREATE).times(2));
    workspace.apply_quietly().await;
    assert_eq!(cloud.transit_routers().len(), 1);
    let mut tokens: Vec<String> = cloud
        .journal()
        .into_iter()
        .filter(|call| call.action == CREATE)
        .map(|call| call.parameters["ClientToken"].clone())
        .collect();
    assert_eq!(tokens.len(), 3);
    tokens.dedup();
    assert_eq!(tokens.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_creation_that_nobody_answers_is_confirmed_later() {
    let (cloud, _, workspace) = made(IMPATIENT).await;
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (0, 1));
    assert_eq!(
        (said[0].severity.as_str(), said[0].summary.as_str()),
        ("warning", "The transit router is unconfirmed")
    );
    let state = workspace.state(ROUTER).await;
    assert_eq!(state["status"], "Unconfirmed");
    assert!(state["id"].as_str().unwrap().starts_with("unconfirmed:"));
    cloud.clear_faults();
    cloud.release();

    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["update"], vec![])
    );
    workspace.apply_quietly().await;
    let routers = cloud.transit_routers();
    assert_eq!(routers.len(), 1);
    assert_eq!(workspace.state(ROUTER).await["id"], json!(routers[0].id));
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unconfirmed_transit_router_is_destroyed_if_there_is_one() {
    let (cloud, _, workspace) = made(IMPATIENT).await;
    cloud.fault(Fault::hold(CREATE, Stage::After));
    assert_eq!(workspace.apply().await.0, 0);
    assert_eq!(cloud.transit_routers().len(), 1);
    cloud.clear_faults();
    cloud.release();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.transit_routers(), []);
    assert_eq!(workspace.state(ROUTER).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_creation_stores_nothing() {
    let (cloud, _, workspace) = made("  region = \"cn-hangzhou\"").await;
    let closed = "Forbbiden.TransitRouterServiceNotOpen";
    cloud.fault(Fault::error(CREATE, 403, closed));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (1, 1));
    let detail = &said[0].detail;
    assert!(
        detail.starts_with("No transit router was created.\n\n"),
        "{detail}"
    );
    let advice = "Opening it is free: do it once for the account";
    assert!(detail.contains(advice), "{detail}");
    assert_eq!(workspace.state(ROUTER).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transit_router_that_is_not_ready_in_time_is_kept_and_taken_up_later() {
    let cloud = Simulator::start(Options {
        settle: Duration::from_secs(3600),
        ..Options::default()
    })
    .await
    .unwrap();
    let cen = cloud.add_cen("main").unwrap();
    let workspace = Workspace::new(&cloud, &router(&cen, IMPATIENT));
    let outcome = workspace.apply().await;
    let id = cloud.transit_routers()[0].id.clone();
    let detail = format!(
        "The transit router {id} exists and is in the state; nothing is lost and nothing will be created twice. Run terraform \
         apply again: it finishes what is left.\n\nTime was up while waiting for it to become ready; its status is \
         Creating."
    );
    let summary = "The transit router has been created but is not ready yet";
    assert_eq!(outcome, (0, vec![warning("", summary, &detail)]));
    let state = workspace.state(ROUTER).await;
    assert_eq!(
        (&state["id"], &state["status"]),
        (&json!(id), &json!("Pending"))
    );
    cloud.advance_clock(Duration::from_secs(3600)).unwrap();
    workspace.assert_clean().await;
    assert_eq!(cloud.transit_routers().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_creation_loses_nothing() {
    let (cloud, _, workspace) = made("  region = \"cn-hangzhou\"").await;
    cloud.fault(Fault::hold(CREATE, Stage::After));
    interrupted_apply(&cloud, &workspace, CREATE).await;
    assert_eq!(workspace.state(ROUTER).await["status"], "Unconfirmed");
    cloud.clear_faults();
    cloud.release();
    workspace.apply_quietly().await;
    assert_eq!(cloud.transit_routers().len(), 1);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroy_waits_for_what_is_still_leaving() {
    let (cloud, _, workspace) = made("  region = \"cn-hangzhou\"").await;
    workspace.apply_quietly().await;
    let in_use = "InvalidOperation.AttachedChildInstanceExist";
    cloud.fault(Fault::error("DeleteTransitRouter", 409, in_use).times(1));
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    let calls = actions(&cloud);
    let deletes = calls.iter().filter(|one| *one == "DeleteTransitRouter");
    assert_eq!(deletes.count(), 2);
    assert_eq!(cloud.transit_routers(), []);
}
