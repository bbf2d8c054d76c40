//! Route tables of transit routers.

use std::time::Duration;

use cen_simulator::{Fault, RouteTable, RouteTableChange, Simulator, Stage, TransitRouter};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Case, Said, Step, expect_action, expect_change, expect_empty};

use super::{actions, case, cloud, official, only, parameters_of, slow_cloud, texts, writes};

const TYPE: &str = "cen_transit_router_route_table";
const TABLE: &str = "cen_transit_router_route_table.this";
const CREATE: &str = "CreateTransitRouterRouteTable";
const UPDATE: &str = "UpdateTransitRouterRouteTable";
const DELETE: &str = "DeleteTransitRouterRouteTable";
const LIST: &str = "ListTransitRouterRouteTables";

/// A route table of this transit router with further arguments.
fn table(router: &str, arguments: &Json) -> Step {
    let mut all = arguments.clone();
    all["transit_router_id"] = json!(router);
    Step::config(only(TYPE, &all))
}

fn spokes() -> Json {
    json!({ "name": "spokes", "tags": { "env": "dev" } })
}

/// A case, and a transit router in Hangzhou.
fn with_router(cloud: &Simulator) -> (String, Case) {
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    (router, case(cloud))
}

/// The tables beside the one that the transit router came with.
fn tables(cloud: &Simulator) -> Vec<RouteTable> {
    let mut all: Vec<RouteTable> = cloud.all();
    all.retain(|table| !table.is_system);
    all
}

fn only_id(cloud: &Simulator) -> String {
    let mut all = tables(cloud);
    assert_eq!(all.len(), 1);
    all.remove(0).id
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made_and_destroy_deletes_it() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let mut arguments = spokes();
    arguments["description"] = json!("by test");
    arguments["multi_region_ecmp"] = json!(true);
    case.step(table(&router, &arguments)).await;
    let made = tables(&cloud).remove(0);
    let expected = json!({
        "id": made.id,
        "transit_router_id": router,
        "region": "cn-hangzhou",
        "name": "spokes",
        "description": "by test",
        "multi_region_ecmp": true,
        "tags": { "env": "dev" },
        "tags_all": { "env": "dev" },
        "type": "Custom",
        "status": "Active",
        "creation_time": made.creation_time,
        "timeouts": null,
    });
    assert_eq!(case.state(TABLE), &expected);
    // The last call is that of the next plan.
    assert_eq!(actions(&cloud), [CREATE, LIST, LIST]);
    let mut sent = parameters_of(&cloud, CREATE);
    assert!((1..=64).contains(&sent.remove("ClientToken").unwrap().len()));
    let expected = texts([
        ("RouteTableOptions.MultiRegionECMP", "enable"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
        ("TransitRouterId", &router),
        ("TransitRouterRouteTableDescription", "by test"),
        ("TransitRouterRouteTableName", "spokes"),
    ]);
    assert_eq!(sent, expected);

    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [LIST, DELETE, LIST]);
    assert_eq!(tables(&cloud), []);
}

#[tokio::test]
async fn texts_options_and_tags_change_in_place_and_a_table_of_many_is_the_one_that_was_made() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let mut before = spokes();
    before["description"] = json!("one");
    case.step(table(&router, &before)).await;
    cloud.clear_journal();
    let after = json!({ "name": "hub", "multi_region_ecmp": true, "tags": { "env": "prod" } });
    case.step(
        table(&router, &after)
            .plan(expect_action(TABLE, Action::Update))
            .plan(expect_change(
                TABLE,
                json!({
                    "description": ["one", null],
                    "multi_region_ecmp": [false, true],
                    "name": ["spokes", "hub"],
                    "tags": [{ "env": "dev" }, { "env": "prod" }],
                    "tags_all": [{ "env": "dev" }, { "env": "prod" }],
                }),
            ))
            .keeps(TABLE, "id"),
    )
    .await;
    assert_eq!(writes(&cloud), [UPDATE, "TagResources"]);
    let expected = texts([
        ("RouteTableOptions.MultiRegionECMP", "enable"),
        ("TransitRouterRouteTableDescription", ""),
        ("TransitRouterRouteTableId", &only_id(&cloud)),
        ("TransitRouterRouteTableName", "hub"),
    ]);
    assert_eq!(parameters_of(&cloud, UPDATE), expected);
    let tagged = parameters_of(&cloud, "TagResources");
    assert_eq!(tagged["ResourceType"], "TransitRouterRouteTable");
    assert_eq!(tagged["RegionId"], "cn-hangzhou");

    // What is not configured any more stays as it is.
    let silent = json!({ "name": "hub", "tags": { "env": "prod" } });
    case.step(table(&router, &silent).plan(expect_empty()))
        .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let detail = "\"http://a\" cannot be a name. A name has up to 128 characters and does not begin with \
                  http:// or https://.";
    let expected = Said::error("name", "Name is not legal", detail);
    let named = table(&router, &json!({ "name": "http://a" }));
    case.step(named.says([expected])).await;
    let detail = "\"cen-a\" cannot be the id of a transit router; those begin with \"tr-\".";
    let expected = Said::error(
        "transit_router_id",
        "Not the id of a transit router",
        detail,
    );
    case.step(table("cen-a", &spokes()).says([expected])).await;
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let configured = || table(&router, &spokes());
    case.step(configured()).await;
    let first = only_id(&cloud);
    let change = RouteTableChange {
        name: Some("other".to_owned()),
        description: Some("by hand".to_owned()),
        // What nobody has configured may be changed by hand.
        multi_region_ecmp: Some(true),
        tags: Some(texts([("by", "hand")])),
    };
    cloud.change::<RouteTable>(&first, change).unwrap();
    let repaired = json!({
        "description": ["by hand", null],
        "name": ["other", "spokes"],
        "tags": [{ "by": "hand" }, { "env": "dev" }],
        "tags_all": [{ "by": "hand" }, { "env": "dev" }],
    });
    case.step(configured().plan(expect_change(TABLE, repaired)))
        .await;

    cloud.remove::<RouteTable>(&first).unwrap();
    case.step(configured().plan(expect_action(TABLE, Action::Create)))
        .await;
    let second = only_id(&cloud);
    assert_ne!(second, first);

    // With its transit router it is gone as well.
    cloud.remove::<TransitRouter>(&router).unwrap();
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn it_is_imported_by_id_and_by_identity_and_moves_here_without_being_touched() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    case.step(table(&router, &spokes())).await;
    let id = only_id(&cloud);
    cloud.clear_journal();
    case.step(Step::import(TABLE, &format!("{router}:{id}")))
        .await;
    let identity = json!({ "transit_router_id": router, "id": id });
    case.step(Step::import_of(TABLE, identity)).await;
    case.step(Step::import_by_identity(TABLE)).await;
    let state = json!({
        "dry_run": null, "id": format!("{router}:{id}"), "status": "Active", "tags": {"env": "dev"}, "timeouts": null,
        "transit_router_id": router, "transit_router_route_table_description": "",
        "transit_router_route_table_id": id, "transit_router_route_table_name": "spokes",
        "transit_router_route_table_type": "Custom"
    });
    let source = official("alicloud_cen_transit_router_route_table", state);
    case.step(Step::move_from(TABLE, source)).await;
    // The transit router is not part of the id of the table.
    case.step(Step::import(TABLE, &id).fails("Import with: terraform import ADDRESS ROUTER:TABLE"))
        .await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn the_table_that_a_transit_router_came_with_is_managed_and_never_deleted() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    case.step(table(&router, &spokes())).await;
    case.destroy().await;
    let [system] = &cloud.all::<RouteTable>()[..] else {
        panic!("the table of the system is made when it is looked at");
    };
    case.step(Step::import(TABLE, &format!("{router}:{}", system.id)))
        .await;
    case.step(
        table(&router, &json!({ "name": "default" }))
            .plan(expect_change(TABLE, json!({ "name": [null, "default"] }))),
    )
    .await;
    let detail = format!(
        "The route table {} came with its transit router and goes with it. It has been dropped from the state and left as it \
         is.",
        system.id
    );
    let expected = Said::warning("", "The route table of the system stays", &detail);
    let nothing = Step::config(json!({ "resource": {} }));
    case.step(nothing.says([expected]).absent(TABLE)).await;
    assert_eq!(cloud.all::<RouteTable>()[0].name, "default");
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_is_repeated_with_the_same_token() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    cloud.fault(Fault::lose_answer(CREATE).times(2));
    case.step(table(&router, &spokes())).await;
    only_id(&cloud);
    let calls = cloud.journal().into_iter();
    let mut tokens: Vec<String> = calls
        .filter(|call| call.action == CREATE)
        .map(|call| call.parameters["ClientToken"].clone())
        .collect();
    assert_eq!(tokens.len(), 3);
    tokens.dedup();
    assert_eq!(tokens.len(), 1);
}

#[tokio::test]
async fn a_creation_that_nobody_answers_is_confirmed_or_destroyed_later() {
    for is_kept in [true, false] {
        let cloud = cloud().await;
        let (router, mut case) = with_router(&cloud);
        let mut arguments = spokes();
        arguments["timeouts"] = json!({ "create": "1s" });
        let impatient = || table(&router, &arguments);
        cloud.fault(Fault::hold(CREATE, Stage::After));
        let unconfirmed = impatient()
            .state(TABLE, "status", "Unconfirmed")
            .leaves_something();
        case.step(unconfirmed.warns("The route table is unconfirmed"))
            .await;
        cloud.clear_faults();
        cloud.release();
        if is_kept {
            let confirming = impatient().plan(expect_action(TABLE, Action::Update));
            case.step(confirming).await;
            assert_eq!(case.state(TABLE)["id"], json!(only_id(&cloud)));
        }
        case.destroy().await;
        assert_eq!(tables(&cloud), []);
    }
}

#[tokio::test]
async fn a_table_that_is_not_ready_in_time_is_kept_and_taken_up_later() {
    let cloud = slow_cloud(Duration::from_secs(3600)).await;
    let (router, mut case) = with_router(&cloud);
    let impatient = || table(&router, &json!({ "timeouts": { "create": "1s" } }));
    let summary = "The route table has been created but is not ready yet";
    let pending = impatient()
        .state(TABLE, "status", "Pending")
        .leaves_something();
    case.step(pending.warns(summary)).await;
    cloud.advance_clock(Duration::from_secs(3600)).unwrap();
    case.step(impatient().plan(expect_empty())).await;
    assert_eq!(case.state(TABLE)["id"], json!(only_id(&cloud)));
}

#[tokio::test]
async fn a_refusal_stores_nothing_and_what_is_busy_or_in_use_is_waited_for() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let closed = "Forbbiden.TransitRouterServiceNotOpen";
    cloud.fault(Fault::error(CREATE, 403, closed).times(1));
    let refused = table(&router, &spokes()).fails("No route table was created.");
    case.step(refused.absent(TABLE)).await;
    assert_eq!(tables(&cloud), []);

    cloud.fault(Fault::error(CREATE, 400, "IncorrectStatus.Status").times(1));
    case.step(table(&router, &spokes())).await;
    let in_use = "AssociationExist.TransitRouterRouteTable";
    cloud.fault(Fault::error(DELETE, 400, in_use).times(1));
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), [DELETE, DELETE]);
    assert_eq!(tables(&cloud), []);
}

#[tokio::test]
async fn searches_find_the_tables_of_a_transit_router() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    case.step(table(&router, &spokes())).await;
    cloud.clear_journal();
    let state = case.state(TABLE).clone();
    let identity = json!({ "transit_router_id": router, "id": state["id"] });
    let search = |more: Json| {
        let mut filter = more;
        filter["transit_router_id"] = json!(router);
        Step::query(TYPE, filter)
    };
    case.step(search(json!({})).finds(2)).await;
    let custom = search(json!({ "type": "Custom", "tags": { "env": "dev" } }));
    case.step(custom.finds(1).finds_object(identity, Some(state)))
        .await;
    case.step(search(json!({ "name": "other" })).finds(0)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
