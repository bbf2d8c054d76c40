//! Address blocks of transit routers.

use cen_simulator::{Fault, RouterCidr, RouterCidrChange, Simulator, Stage, TransitRouter};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Case, Said, Step, expect_action, expect_change, expect_empty};

use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

const TYPE: &str = "cen_transit_router_cidr";
const BLOCK: &str = "cen_transit_router_cidr.this";
const CREATE: &str = "CreateTransitRouterCidr";
const MODIFY: &str = "ModifyTransitRouterCidr";
const DELETE: &str = "DeleteTransitRouterCidr";
const LIST: &str = "ListTransitRouterCidr";
/// Says where a transit router is.
const TABLES: &str = "ListTransitRouterRouteTables";

fn arguments(router: &str, other: &Json) -> Json {
    let mut all = json!({ "transit_router_id": router, "cidr": "192.168.10.0/24" });
    for (name, value) in other.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

fn block(router: &str, other: &Json) -> Step {
    Step::config(only(TYPE, &arguments(router, other)))
}

fn with_router(cloud: &Simulator) -> (String, Case) {
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    (router, case(cloud))
}

fn made(cloud: &Simulator) -> RouterCidr {
    let mut all = cloud.all::<RouterCidr>();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made_and_destroy_deletes_it() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let described = json!({ "name": "vpn", "description": "by test" });
    case.step(block(&router, &described)).await;
    let made = made(&cloud);
    let expected = json!({
        "id": made.id,
        "transit_router_id": router,
        "cidr": "192.168.10.0/24",
        "name": "vpn",
        "description": "by test",
        "publish_cidr_route": true,
        "status": "Active",
        "timeouts": null,
    });
    assert_eq!(case.state(BLOCK), &expected);
    // The last two calls are those of the next plan.
    assert_eq!(actions(&cloud), [TABLES, CREATE, LIST, TABLES, LIST]);
    let mut sent = parameters_of(&cloud, CREATE);
    assert!((1..=64).contains(&sent.remove("ClientToken").unwrap().len()));
    let expected = texts([
        ("Cidr", "192.168.10.0/24"),
        ("Description", "by test"),
        ("Name", "vpn"),
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterId", &router),
    ]);
    assert_eq!(sent, expected);

    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [TABLES, LIST, TABLES, DELETE, LIST]);
    assert_eq!(cloud.all::<RouterCidr>(), []);
}

#[tokio::test]
async fn everything_changes_in_place_and_what_is_not_configured_stays() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let before = json!({ "name": "vpn", "description": "one" });
    case.step(block(&router, &before)).await;
    let id = made(&cloud).id;
    cloud.clear_journal();
    let after = json!({ "name": "other", "cidr": "192.168.16.0/20", "publish_cidr_route": false });
    let changes = json!({
        "name": ["vpn", "other"],
        "description": ["one", null],
        "cidr": ["192.168.10.0/24", "192.168.16.0/20"],
        "publish_cidr_route": [true, false],
    });
    let changed = block(&router, &after).plan(expect_change(BLOCK, changes));
    case.step(changed.keeps(BLOCK, "id")).await;
    assert_eq!(writes(&cloud), [MODIFY]);
    let expected = texts([
        ("Cidr", "192.168.16.0/20"),
        ("Description", ""),
        ("Name", "other"),
        ("PublishCidrRoute", "false"),
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterCidrId", &id),
        ("TransitRouterId", &router),
    ]);
    assert_eq!(parameters_of(&cloud, MODIFY), expected);
    let silent = json!({ "name": "other", "cidr": "192.168.16.0/20" });
    case.step(block(&router, &silent).plan(expect_empty()))
        .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let rest = "Such a block is one of IPv4, of 16 to 24 bits, and lies in none of 100.64.0.0/10, 224.0.0.0/4, 127.0.0.0/8, \
                169.254.0.0/16 (API page CreateTransitRouterCidr).";
    for (cidr, rule) in [
        ("2001:db8::/32", "it is a block of IPv6"),
        ("10.0.0.0/25", "its length is 25"),
        (
            "169.254.8.0/24",
            "it lies in 169.254.0.0/16, which has a use of its own",
        ),
    ] {
        let detail = format!("{cidr} cannot be a block of a transit router: {rule}. {rest}");
        let said = Said::error("cidr", "No transit router can have this block", &detail);
        let wrong = block(&router, &json!({ "cidr": cidr }));
        case.step(wrong.says([said])).await;
    }
    let one = arguments(&router, &json!({}));
    let twins = json!({ "resource": { TYPE: { "one": one, "two": one } } });
    let refused = Step::config(twins).fails("Two resources stand for one address block");
    case.step(refused).await;
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn drift_is_repaired_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let configured = || block(&router, &json!({ "name": "vpn" }));
    case.step(configured()).await;
    let first = made(&cloud).id;
    let change = RouterCidrChange {
        cidr: Some("192.168.11.0/24".parse().unwrap()),
        name: Some("other".to_owned()),
        // What nobody has configured may be changed by hand.
        publish: Some(false),
        ..RouterCidrChange::default()
    };
    cloud.change::<RouterCidr>(&first, change).unwrap();
    let repaired =
        json!({ "cidr": ["192.168.11.0/24", "192.168.10.0/24"], "name": ["other", "vpn"] });
    case.step(configured().plan(expect_change(BLOCK, repaired)))
        .await;
    cloud.remove::<RouterCidr>(&first).unwrap();
    case.step(configured().plan(expect_action(BLOCK, Action::Create)))
        .await;
    cloud.remove::<TransitRouter>(&router).unwrap();
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn it_is_imported_by_id_and_by_identity_and_moves_here_without_being_touched() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    case.step(block(&router, &json!({ "name": "vpn" }))).await;
    let id = made(&cloud).id;
    cloud.clear_journal();
    case.step(Step::import(BLOCK, &format!("{router}:{id}")))
        .await;
    let identity = json!({ "transit_router_id": router, "id": id });
    case.step(Step::import_of(BLOCK, identity)).await;
    case.step(Step::import_by_identity(BLOCK)).await;
    let state = json!({
        "cidr": "192.168.10.0/24", "description": "", "id": format!("{router}:{id}"), "publish_cidr_route": true,
        "timeouts": null, "transit_router_cidr_id": id, "transit_router_cidr_name": "vpn", "transit_router_id": router
    });
    let source = official("alicloud_cen_transit_router_cidr", state);
    case.step(Step::move_from(BLOCK, source)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn what_is_in_the_way_or_in_use_or_not_answered_makes_one_block() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    cloud.fault(Fault::lose_answer(CREATE).times(2));
    cloud.fault(Fault::error(CREATE, 400, "IncorrectStatus.Status").times(1));
    case.step(block(&router, &json!({}))).await;
    let there = made(&cloud).id;
    let mut elsewhere = super::case(&cloud);
    let import = format!("terraform import ADDRESS {router}:{there}");
    let wider = json!({ "cidr": "192.168.0.0/16" });
    let refused = block(&router, &wider).fails(&import);
    elsewhere.step(refused.absent(BLOCK)).await;

    cloud.fault(Fault::error(DELETE, 400, "OperationFailed.CidrBlockAllocated").times(1));
    cloud.fault(Fault::lose_answer(DELETE).times(1));
    case.destroy().await;
    assert_eq!(cloud.all::<RouterCidr>(), []);

    let timeouts = json!({ "timeouts": { "create": "1s" } });
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let unconfirmed = block(&router, &timeouts)
        .state(BLOCK, "status", "Unconfirmed")
        .leaves_something();
    case.step(unconfirmed.warns("The address block is unconfirmed"))
        .await;
    cloud.clear_faults();
    cloud.release();
    let confirming = block(&router, &timeouts).plan(expect_action(BLOCK, Action::Update));
    case.step(confirming).await;
    assert_eq!(case.state(BLOCK)["id"], json!(made(&cloud).id));
}

#[tokio::test]
async fn searches_find_the_blocks_of_a_transit_router() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    case.step(block(&router, &json!({ "name": "vpn" }))).await;
    cloud.clear_journal();
    let state = case.state(BLOCK).clone();
    let identity = json!({ "transit_router_id": router, "id": state["id"] });
    let named =
        |name: &str| Step::query(TYPE, json!({ "transit_router_id": router, "name": name }));
    let found = named("vpn").finds(1);
    case.step(found.finds_object(identity, Some(state))).await;
    case.step(named("other").finds(0)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
