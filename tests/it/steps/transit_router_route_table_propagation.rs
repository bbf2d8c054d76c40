//! Propagations of the routes of attachments into route tables.

use cen_simulator::{Fault, Propagation, Simulator, Stage};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Step, expect_action, expect_empty, expect_replacement};

use super::network::Network;
use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

const TYPE: &str = "cen_transit_router_route_table_propagation";
const THIS: &str = "cen_transit_router_route_table_propagation.this";
const ENABLE: &str = "EnableTransitRouterRouteTablePropagation";
const DISABLE: &str = "DisableTransitRouterRouteTablePropagation";
const LIST: &str = "ListTransitRouterRouteTablePropagations";

fn arguments(attachment: &str, table: &str) -> Json {
    json!({
        "transit_router_attachment_id": attachment,
        "transit_router_route_table_id": table,
    })
}

fn propagation(attachment: &str, table: &str) -> Step {
    Step::config(only(TYPE, &arguments(attachment, table)))
}

fn ids(cloud: &Simulator) -> Vec<String> {
    let all = cloud.all::<Propagation>().into_iter();
    all.map(|one| one.id).collect()
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made_another_end_replaces_and_destroy_removes_it() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    case.step(propagation(vpc, one)).await;
    let expected = json!({
        "id": format!("{vpc}:{one}"),
        "transit_router_attachment_id": vpc,
        "transit_router_route_table_id": one,
        "resource_type": "VPC",
        "resource_id": "vpc-a",
        "status": "Active",
        "timeouts": null,
    });
    assert_eq!(case.state(THIS), &expected);
    // The last call is that of the next plan.
    assert_eq!(actions(&cloud), [LIST, ENABLE, LIST, LIST]);
    let expected = texts([
        ("TransitRouterAttachmentId", vpc),
        ("TransitRouterRouteTableId", one),
    ]);
    assert_eq!(parameters_of(&cloud, ENABLE), expected);

    cloud.clear_journal();
    let replaced = expect_replacement(THIS, &["transit_router_route_table_id"]);
    case.step(propagation(vpc, two).plan(replaced)).await;
    assert_eq!(writes(&cloud), [DISABLE, ENABLE]);
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [LIST, DISABLE, LIST]);
    assert_eq!(ids(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn one_attachment_teaches_several_tables_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([one, two], peer, far) = (&network.tables, &network.peer, &network.far_table);
    let all = || {
        let all = json!({
            "one": arguments(peer, one), "two": arguments(peer, two), "far": arguments(peer, far),
        });
        Step::config(json!({ "resource": { TYPE: all } }))
    };
    case.step(all()).await;
    assert_eq!(ids(&cloud).len(), 3);
    cloud
        .remove::<Propagation>(&format!("{peer}:{far}"))
        .unwrap();
    let anew = all()
        .plan(expect_action(&format!("{TYPE}.far"), Action::Create))
        .plan(expect_action(&format!("{TYPE}.one"), Action::NoOp));
    case.step(anew).await;
    assert_eq!(ids(&cloud).len(), 3);
}

#[tokio::test]
async fn it_is_imported_by_id_and_by_identity_and_moves_here_without_being_touched() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    case.step(propagation(vpc, table)).await;
    cloud.clear_journal();
    let id = format!("{vpc}:{table}");
    case.step(Step::import(THIS, &id)).await;
    case.step(Step::import_of(THIS, arguments(vpc, table)))
        .await;
    case.step(Step::import_by_identity(THIS)).await;
    let mut state = arguments(vpc, table);
    state["id"] = json!(id);
    state["status"] = json!("Active");
    let source = official("alicloud_cen_transit_router_route_table_propagation", state);
    case.step(Step::move_from(THIS, source)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn what_exists_already_is_not_taken_over() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    let mut elsewhere = case(&cloud);
    elsewhere.step(propagation(vpc, table)).await;
    cloud.clear_journal();
    let mut case = case(&cloud);
    let refused = propagation(vpc, table).fails("The propagation exists already");
    case.step(refused.absent(THIS)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn lost_answers_and_silence_leave_nothing_in_doubt() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    let mut case = case(&cloud);
    cloud.fault(Fault::lose_answer(ENABLE).times(1));
    case.step(propagation(vpc, table)).await;
    cloud.fault(Fault::error(DISABLE, 400, "IncorrectStatus.Status").times(1));
    cloud.fault(Fault::lose_answer(DISABLE).times(1));
    case.destroy().await;
    assert_eq!(ids(&cloud), [] as [&str; 0]);

    let mut arguments = arguments(vpc, table);
    arguments["timeouts"] = json!({ "create": "1s" });
    let impatient = || Step::config(only(TYPE, &arguments));
    cloud.fault(Fault::hold(ENABLE, Stage::After));
    let unconfirmed = impatient().warns("The propagation is unconfirmed");
    case.step(unconfirmed.leaves_something()).await;
    assert_eq!(case.state(THIS)["status"], "Enabling");
    cloud.clear_faults();
    cloud.release();
    case.step(impatient().plan(expect_empty())).await;
    assert_eq!(ids(&cloud), [format!("{vpc}:{table}")]);
}
