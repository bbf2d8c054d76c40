//! Transit routers that CEN does not answer for, or that take their time.

use cen_simulator::{Fault, Stage, TransitRouter};
use serde_json::Value as Json;

use super::router::{ROUTER, made, router};
use super::{actions, error, interrupted_apply, slow_cloud, writes};
use crate::product::late::{HOUR, IMPATIENT, apply_unanswered, confirm, keep_until_ready};
use crate::support::terraform::Workspace;

const CREATE: &str = "CreateTransitRouter";
const REGION: &str = "  region = \"cn-hangzhou\"";

/// What the transit router of a workspace is called.
const THIS: (&str, &str) = (ROUTER, "transit router");

/// The arguments of one whose create gives up soon.
fn impatient() -> String {
    format!("{REGION}\n{IMPATIENT}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_creation_whose_answer_is_lost_is_repeated_with_the_same_token() {
    let (cloud, _, workspace) = made(REGION).await;
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
    let (cloud, _, workspace) = made(&impatient()).await;
    apply_unanswered(&cloud, &workspace, CREATE, THIS).await;
    let id = cloud.all::<TransitRouter>()[0].id.clone();
    confirm(&workspace, ROUTER, &id).await;
    assert_eq!(cloud.all::<TransitRouter>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unconfirmed_transit_router_is_destroyed_if_there_is_one() {
    let (cloud, _, workspace) = made(&impatient()).await;
    apply_unanswered(&cloud, &workspace, CREATE, THIS).await;
    assert_eq!(cloud.all::<TransitRouter>().len(), 1);
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.all::<TransitRouter>(), []);
    assert_eq!(workspace.state(ROUTER).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_creation_stores_nothing() {
    let (cloud, _, workspace) = made(REGION).await;
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
    let (cloud, cen, workspace) = made(REGION).await;
    let there = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let (code, said) = workspace.apply().await;
    let detail = format!(
        "No transit router was created. {cen} has {there} in cn-hangzhou already, and an instance has one transit router in a \
         region.\n\n- To manage that one here, import it: terraform import ADDRESS {cen}:{there}\n- If another block or \
         configuration stands for it, keep one of the two. \"terraform state rm\", or a removed block with destroy = false, \
         gives the other one up without a change in the cloud.\n- If this replaces it under create_before_destroy (which \
         also comes with depends_on from a resource that has it), take that off: it can only be created when its \
         predecessor is gone. What refers to it and was to be replaced too may be gone by now; the next apply makes that \
         anew.\n\nCreateTransitRouter was refused: "
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
    let cloud = slow_cloud(HOUR).await;
    let cen = cloud.add_cen("main").unwrap();
    let workspace = Workspace::new(&cloud, &router(&cen, &impatient()));
    let id = || cloud.all::<TransitRouter>()[0].id.clone();
    keep_until_ready(&cloud, &workspace, THIS, id).await;
    assert_eq!(cloud.all::<TransitRouter>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_creation_loses_nothing() {
    let (cloud, _, workspace) = made(REGION).await;
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
    let (cloud, _, workspace) = made(REGION).await;
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
