//! Aggregate routes of route tables.

use cen_simulator::{Aggregation, AggregationChange, Fault, Simulator, Stage};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{
    Action, Said, Step, expect_action, expect_change, expect_empty, expect_replacement,
};

use super::network::Network;
use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

const TYPE: &str = "cen_transit_route_table_aggregation";
const THIS: &str = "cen_transit_route_table_aggregation.this";
const CREATE: &str = "CreateTransitRouteTableAggregation";
const MODIFY: &str = "ModifyTransitRouteTableAggregation";
const DELETE: &str = "DeleteTransitRouteTableAggregation";
const LIST: &str = "DescribeTransitRouteTableAggregation";

fn arguments(table: &str, other: &Json) -> Json {
    let mut all = json!({
        "transit_router_route_table_id": table,
        "cidr": "10.0.0.0/8",
        "scope_list": ["VPC"],
    });
    for (name, value) in other.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

fn aggregation(table: &str, other: &Json) -> Step {
    Step::config(only(TYPE, &arguments(table, other)))
}

fn ids(cloud: &Simulator) -> Vec<String> {
    let all = cloud.all::<Aggregation>().into_iter();
    all.map(|one| one.id).collect()
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made_and_destroy_deletes_it() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [table, _] = &network.tables;
    let mut case = case(&cloud);
    let described =
        json!({ "name": "all", "description": "by test", "scope_list": ["VPC", "VBR"] });
    case.step(aggregation(table, &described)).await;
    let expected = json!({
        "id": format!("{table}:10.0.0.0/8"),
        "transit_router_route_table_id": table,
        "cidr": "10.0.0.0/8",
        "name": "all",
        "description": "by test",
        "scope_list": ["VBR", "VPC"],
        "status": "AllConfigured",
        "timeouts": null,
    });
    assert_eq!(case.state(THIS), &expected);
    // The last call is that of the next plan.
    assert_eq!(actions(&cloud), [LIST, CREATE, LIST, LIST]);
    let expected = texts([
        ("TransitRouteTableAggregationCidr", "10.0.0.0/8"),
        ("TransitRouteTableAggregationDescription", "by test"),
        ("TransitRouteTableAggregationName", "all"),
        ("TransitRouteTableAggregationScopeList", "[\"VBR\",\"VPC\"]"),
        ("TransitRouteTableId", table),
    ]);
    assert_eq!(parameters_of(&cloud, CREATE), expected);

    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [LIST, DELETE, LIST]);
    assert_eq!(ids(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn texts_and_scopes_change_in_place_and_another_block_replaces() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [table, _] = &network.tables;
    let mut case = case(&cloud);
    case.step(aggregation(table, &json!({ "name": "all" })))
        .await;
    cloud.clear_journal();
    let after = json!({ "name": "most", "scope_list": ["VPC", "VBR"] });
    let changes = json!({ "name": ["all", "most"], "scope_list": [["VPC"], ["VBR", "VPC"]] });
    let changed = aggregation(table, &after).plan(expect_change(THIS, changes));
    case.step(changed).await;
    assert_eq!(writes(&cloud), [MODIFY]);
    assert_eq!(cloud.all::<Aggregation>()[0].scopes, ["VBR", "VPC"]);
    let same = json!({ "name": "most", "scope_list": ["VBR", "VPC"] });
    case.step(aggregation(table, &same).plan(expect_empty()))
        .await;

    cloud.clear_journal();
    let wider = json!({ "cidr": "2001:db8::/32" });
    let replaced = expect_replacement(THIS, &["cidr"]);
    case.step(aggregation(table, &wider).plan(replaced)).await;
    assert_eq!(writes(&cloud), [DELETE, CREATE]);
    assert_eq!(ids(&cloud), [format!("{table}:2001:db8::/32")]);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [table, _] = &network.tables;
    let mut case = case(&cloud);
    for cidr in ["0.0.0.0/0", "0.1.0.0/16", "100.64.0.0/16", "224.0.0.0/8"] {
        let detail = format!(
            "{cidr} cannot be one. The block of an aggregate route does not begin with 0, and lies neither in 100.64.0.0/10 nor in \
             224.0.0.0/4 (API page CreateTransitRouteTableAggregation)."
        );
        let said = Said::error("cidr", "This block cannot be an aggregate route", &detail);
        let wrong = aggregation(table, &json!({ "cidr": cidr }));
        case.step(wrong.says([said])).await;
    }
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn drift_is_repaired_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [table, _] = &network.tables;
    let mut case = case(&cloud);
    let configured = || aggregation(table, &json!({}));
    case.step(configured()).await;
    let [id] = &ids(&cloud)[..] else { panic!() };
    let change = AggregationChange {
        name: Some("by hand".to_owned()),
        scopes: Some(vec!["VBR".to_owned()]),
        ..AggregationChange::default()
    };
    cloud.change::<Aggregation>(id, change).unwrap();
    let repaired = json!({ "name": ["by hand", null], "scope_list": [["VBR"], ["VPC"]] });
    case.step(configured().plan(expect_change(THIS, repaired)))
        .await;
    cloud.remove::<Aggregation>(id).unwrap();
    case.step(configured().plan(expect_action(THIS, Action::Create)))
        .await;
}

#[tokio::test]
async fn it_is_imported_by_ids_of_both_forms_and_by_identity_and_moves_here_untouched() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [table, _] = &network.tables;
    let mut case = case(&cloud);
    for cidr in ["10.0.0.0/8", "2001:db8::/32"] {
        case.step(aggregation(table, &json!({ "cidr": cidr })))
            .await;
        cloud.clear_journal();
        for between in [":", "#"] {
            case.step(Step::import(THIS, &format!("{table}{between}{cidr}")))
                .await;
            let state = json!({
                "id": format!("{table}{between}{cidr}"), "status": "AllConfigured", "timeouts": null,
                "transit_route_table_aggregation_cidr": cidr, "transit_route_table_aggregation_description": "",
                "transit_route_table_aggregation_name": "", "transit_route_table_aggregation_scope": "VPC",
                "transit_route_table_aggregation_scope_list": null, "transit_route_table_id": table
            });
            let source = official("alicloud_cen_transit_route_table_aggregation", state);
            case.step(Step::move_from(THIS, source)).await;
        }
        let identity = json!({ "transit_router_route_table_id": table, "cidr": cidr });
        case.step(Step::import_of(THIS, identity)).await;
        case.step(Step::import_by_identity(THIS)).await;
        assert_eq!(writes(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn lost_answers_busy_tables_and_silence_leave_nothing_in_doubt() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [table, _] = &network.tables;
    let mut case = case(&cloud);
    cloud.fault(Fault::lose_answer(CREATE).times(1));
    cloud.fault(Fault::error(CREATE, 400, "IncorrectStatus.TransitRouteTable").times(1));
    case.step(aggregation(table, &json!({}))).await;
    let mut elsewhere = super::case(&cloud);
    let refused = aggregation(table, &json!({})).fails("The aggregate route exists already");
    elsewhere.step(refused.absent(THIS)).await;
    cloud.fault(Fault::lose_answer(MODIFY).times(1));
    case.step(aggregation(table, &json!({ "name": "all" })))
        .await;
    cloud.fault(Fault::lose_answer(DELETE).times(1));
    cloud.fault(Fault::error(DELETE, 400, "IncorrectStatus.AggregationRoute").times(1));
    case.destroy().await;
    assert_eq!(ids(&cloud), [] as [&str; 0]);

    let timeouts = json!({ "timeouts": { "create": "1s" } });
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let unconfirmed = aggregation(table, &timeouts).warns("The aggregate route is unconfirmed");
    case.step(unconfirmed.leaves_something()).await;
    cloud.clear_faults();
    cloud.release();
    case.step(aggregation(table, &timeouts).plan(expect_empty()))
        .await;
    assert_eq!(case.state(THIS)["status"], "AllConfigured");
}

#[tokio::test]
async fn each_kind_of_networks_is_one_that_there_is() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let wrong = aggregation(&network.tables[0], &json!({ "scope_list": ["VPC", "vpc"] }));
    let detail = "scope_list has \"vpc\"; an element is one of VPC, VBR, VPN, ECR, TR.";
    let said = Said::error("scope_list", "There is no such kind of networks", detail);
    case.step(wrong.says([said])).await;
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}
