//! Transit routers that CEN does not answer for, or that take their time.

use std::time::Duration;

use cen_simulator::{Fault, Options, Simulator, Stage, TransitRouter};
use serde_json::{Value as Json, json};

use super::router::{ROUTER, made, router};
use super::{actions, error, interrupted_apply, warning, writes};
use crate::support::terraform::Workspace;

const CREATE: &str = "CreateTransitRouter";
const IMPATIENT: &str = "  region = \"cn-hangzhou\"\n  timeouts = { create = \"1s\" }";

#[tokio::test(flavor = "multi_thread")]
async fn a_creation_whose_answer_is_lost_is_repeated_with_the_same_token() {
    let (cloud, _, workspace) = made("  region = \"cn-hangzhou\"").await;
    cloud.fault(Fault::lose_answer(CREATE).times(2));
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<TransitRouter>().len(), 1);
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
    let routers = cloud.all::<TransitRouter>();
    assert_eq!(routers.len(), 1);
    assert_eq!(workspace.state(ROUTER).await["id"], json!(routers[0].id));
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unconfirmed_transit_router_is_destroyed_if_there_is_one() {
    let (cloud, _, workspace) = made(IMPATIENT).await;
    cloud.fault(Fault::hold(CREATE, Stage::After));
    assert_eq!(workspace.apply().await.0, 0);
    assert_eq!(cloud.all::<TransitRouter>().len(), 1);
    cloud.clear_faults();
    cloud.release();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.all::<TransitRouter>(), []);
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
async fn two_for_one_region_are_refused_in_the_plan() {
    let (cloud, cen, workspace) = made("  region = \"cn-hangzhou\"\n  count = 2").await;
    let detail = format!(
        "Another resource of this configuration creates the transit router of {cen} in cn-hangzhou too, and an instance has \
         one in a region. No transit router was created for this resource. Keep one of them; of a count or for_each, let each \
         instance name another region."
    );
    let refused = error("region", "Two transit routers for one region", &detail);
    assert_eq!(workspace.apply().await, (1, vec![refused]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_one_that_is_in_the_region_already_is_named_with_its_import() {
    let (cloud, cen, workspace) = made("  region = \"cn-hangzhou\"").await;
    let there = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let (code, said) = workspace.apply().await;
    let detail = format!(
        "No transit router was created. {cen} has {there} in cn-hangzhou already, and an instance has one transit router in a \
         region.\n\n  - To manage that one here, import it: terraform import ADDRESS {cen}:{there}\n  - If another block or \
         configuration stands for it, keep one of the two. \"terraform state rm\", or a removed block with destroy = false, \
         gives the other one up without a change in the cloud.\n  - If this replaces it under create_before_destroy (which \
         also comes with depends_on from a resource that has it), take that off: it can only be created when its \
         predecessor is gone.\n\nCreateTransitRouter was refused: "
    );
    assert_eq!((code, said.len()), (1, 1), "{said:?}");
    assert_eq!(
        said[0].summary,
        "There is a transit router in its place already"
    );
    assert!(said[0].detail.starts_with(&detail), "{}", said[0].detail);
    let import = workspace
        .run(&["import", ROUTER, &format!("{cen}:{there}")])
        .await;
    assert_eq!(import.code, 0);
    workspace.assert_clean().await;
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
    let id = cloud.all::<TransitRouter>()[0].id.clone();
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
    assert_eq!(cloud.all::<TransitRouter>().len(), 1);
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
    assert_eq!(cloud.all::<TransitRouter>().len(), 1);
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
    assert_eq!(cloud.all::<TransitRouter>(), []);
}
