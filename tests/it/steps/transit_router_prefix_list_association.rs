//! Prefix lists with route tables.

use cen_simulator::{Fault, PrefixListAssociation, Simulator, Stage};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Said, Step, expect_action, expect_empty, expect_replacement};

use super::network::Network;
use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

const TYPE: &str = "cen_transit_router_prefix_list_association";
const THIS: &str = "cen_transit_router_prefix_list_association.this";
const CREATE: &str = "CreateTransitRouterPrefixListAssociation";
const DELETE: &str = "DeleteTransitRouterPrefixListAssociation";
const LIST: &str = "ListTransitRouterPrefixListAssociation";
/// Says where a transit router is.
const TABLES: &str = "ListTransitRouterRouteTables";

fn arguments(network: &Network, next_hop: &str) -> Json {
    json!({
        "prefix_list_id": "pl-a",
        "transit_router_id": network.router,
        "transit_router_route_table_id": network.tables[0],
        "next_hop": next_hop,
    })
}

fn association(network: &Network, next_hop: &str) -> Step {
    Step::config(only(TYPE, &arguments(network, next_hop)))
}

fn id(network: &Network, next_hop: &str) -> String {
    format!("pl-a:{}:{}:{next_hop}", network.router, network.tables[0])
}

fn ids(cloud: &Simulator) -> Vec<String> {
    let all = cloud.all::<PrefixListAssociation>().into_iter();
    all.map(|one| one.id).collect()
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made_another_next_hop_replaces_and_destroy_removes_it() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [vpc, _] = &network.vpcs;
    let mut case = case(&cloud);
    case.step(association(&network, vpc)).await;
    let owner = cloud.all::<PrefixListAssociation>()[0].owner.to_string();
    let expected = json!({
        "id": id(&network, vpc),
        "prefix_list_id": "pl-a",
        "transit_router_id": network.router,
        "transit_router_route_table_id": network.tables[0],
        "next_hop": vpc,
        "next_hop_type": "VPC",
        "owner_uid": owner,
        "status": "Active",
        "timeouts": null,
    });
    assert_eq!(case.state(THIS), &expected);
    // The last two calls are those of the next plan.
    let apply = [TABLES, LIST, CREATE, LIST];
    assert_eq!(actions(&cloud), [&apply[..], &[TABLES, LIST]].concat());
    let expected = texts([
        ("NextHop", vpc),
        ("PrefixListId", "pl-a"),
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterId", &network.router),
        ("TransitRouterTableId", &network.tables[0]),
    ]);
    assert_eq!(parameters_of(&cloud, CREATE), expected);

    cloud.clear_journal();
    let replaced = expect_replacement(THIS, &["next_hop", "next_hop_type"]);
    case.step(association(&network, "BlackHole").plan(replaced))
        .await;
    assert_eq!(writes(&cloud), [DELETE, CREATE]);
    assert_eq!(ids(&cloud), [id(&network, "BlackHole")]);
    assert_eq!(case.state(THIS)["next_hop_type"], "BlackHole");
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [TABLES, LIST, TABLES, DELETE, LIST]);
    assert_eq!(ids(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let mut wrong = arguments(&network, "BlackHole");
    wrong["next_hop_type"] = json!("ECR");
    let said = Said::error(
        "next_hop_type",
        "The type is not that of the next hop",
        "The next hop BlackHole is not of the type \"ECR\". Leave next_hop_type out: CEN knows what the next hop is.",
    );
    case.step(Step::config(only(TYPE, &wrong)).says([said]))
        .await;
    let said = Said::error(
        "next_hop",
        "Not the id of an attachment of a transit router",
        "\"vpc-a\" cannot be the id of an attachment of a transit router; those begin with \"tr-attach-\".",
    );
    case.step(association(&network, "vpc-a").says([said])).await;
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn it_is_imported_by_id_and_by_identity_and_moves_here_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    for next_hop in [network.vpcs[0].as_str(), "BlackHole"] {
        let configured = || association(&network, next_hop);
        case.step(configured()).await;
        let id = id(&network, next_hop);
        cloud.clear_journal();
        case.step(Step::import(THIS, &id)).await;
        case.step(Step::import_of(THIS, arguments(&network, next_hop)))
            .await;
        case.step(Step::import_by_identity(THIS)).await;
        let state = json!({
            "id": id, "next_hop": next_hop, "next_hop_type": case.state(THIS)["next_hop_type"].clone(),
            "owner_uid": cloud.all::<PrefixListAssociation>()[0].owner, "prefix_list_id": "pl-a", "status": "Active",
            "timeouts": null, "transit_router_id": network.router, "transit_router_table_id": network.tables[0]
        });
        let source = official("alicloud_cen_transit_router_prefix_list_association", state);
        case.step(Step::move_from(THIS, source)).await;
        assert_eq!(writes(&cloud), [] as [&str; 0]);

        cloud.remove::<PrefixListAssociation>(&id).unwrap();
        case.step(configured().plan(expect_action(THIS, Action::Create)))
            .await;
    }
}

#[tokio::test]
async fn lost_answers_new_lists_and_silence_leave_nothing_in_doubt() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    cloud.fault(Fault::lose_answer(CREATE).times(1));
    cloud.fault(Fault::error(CREATE, 404, "ResourceNotFound.PrefixList").times(1));
    cloud.fault(Fault::error(CREATE, 400, "InvalidStatus.Prefixlist").times(1));
    case.step(association(&network, "BlackHole")).await;
    let mut elsewhere = super::case(&cloud);
    let summary = "The association of the prefix list exists already";
    let refused = association(&network, "BlackHole").fails(summary);
    elsewhere.step(refused.absent(THIS)).await;
    cloud.fault(Fault::lose_answer(DELETE).times(1));
    cloud.fault(Fault::error(DELETE, 400, "InvalidStatus.PrefixlistAssociation").times(1));
    case.destroy().await;
    assert_eq!(ids(&cloud), [] as [&str; 0]);

    let mut impatient = arguments(&network, "BlackHole");
    impatient["timeouts"] = json!({ "create": "1s" });
    let impatient = || Step::config(only(TYPE, &impatient));
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let unconfirmed = impatient().warns("is unconfirmed");
    case.step(unconfirmed.leaves_something()).await;
    cloud.clear_faults();
    cloud.release();
    case.step(impatient().plan(expect_empty())).await;
    assert_eq!(case.state(THIS)["status"], "Active");
}
