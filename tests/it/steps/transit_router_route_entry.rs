//! Routes that are set in tables of transit routers.

use cen_simulator::{Fault, RouteEntry, RouteEntryChange, RouteTable, Simulator, Stage};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{
    Action, Said, Step, expect_action, expect_change, expect_empty, expect_replacement,
};

use super::network::Network;
use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

const TYPE: &str = "cen_transit_router_route_entry";
const ROUTE: &str = "cen_transit_router_route_entry.this";
const CREATE: &str = "CreateTransitRouterRouteEntry";
const UPDATE: &str = "UpdateTransitRouterRouteEntry";
const DELETE: &str = "DeleteTransitRouterRouteEntry";
const LIST: &str = "ListTransitRouterRouteEntries";

/// A black hole in this table, but for what `other` says.
fn arguments(table: &str, other: &Json) -> Json {
    let mut all = json!({
        "transit_router_route_table_id": table,
        "destination_cidr_block": "10.0.3.0/24",
        "next_hop_type": "BlackHole",
    });
    for (name, value) in other.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

fn route(table: &str, other: &Json) -> Step {
    Step::config(only(TYPE, &arguments(table, other)))
}

fn only_id(cloud: &Simulator) -> String {
    let mut all = cloud.all::<RouteEntry>();
    assert_eq!(all.len(), 1);
    all.remove(0).id
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made_and_destroy_deletes_it() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    let leading = json!({
        "destination_cidr_block": "2001:DB8::/64",
        "next_hop_type": "Attachment",
        "next_hop_id": vpc,
        "name": "to a",
        "description": "by test",
    });
    case.step(route(table, &leading)).await;
    let made = cloud.all::<RouteEntry>().remove(0);
    let expected = json!({
        "id": made.id,
        "transit_router_route_table_id": table,
        "destination_cidr_block": "2001:DB8::/64",
        "next_hop_type": "Attachment",
        "next_hop_id": vpc,
        "name": "to a",
        "description": "by test",
        "status": "Active",
        "creation_time": made.creation_time,
        "timeouts": null,
    });
    assert_eq!(case.state(ROUTE), &expected);
    // The last call is that of the next plan.
    assert_eq!(actions(&cloud), [CREATE, LIST, LIST]);
    let mut sent = parameters_of(&cloud, CREATE);
    assert!((1..=64).contains(&sent.remove("ClientToken").unwrap().len()));
    let expected = texts([
        ("TransitRouterRouteEntryDescription", "by test"),
        (
            "TransitRouterRouteEntryDestinationCidrBlock",
            "2001:db8::/64",
        ),
        ("TransitRouterRouteEntryName", "to a"),
        ("TransitRouterRouteEntryNextHopId", vpc),
        ("TransitRouterRouteEntryNextHopType", "Attachment"),
        ("TransitRouterRouteTableId", table),
    ]);
    assert_eq!(sent, expected);

    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [LIST, DELETE, LIST]);
    let expected = texts([("TransitRouterRouteEntryId", &made.id)]);
    assert_eq!(parameters_of(&cloud, DELETE), expected);
    assert_eq!(cloud.all::<RouteEntry>(), []);
}

#[tokio::test]
async fn texts_change_in_place_and_everything_else_replaces() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    let before = json!({ "name": "drop", "description": "one" });
    case.step(route(table, &before)).await;
    let first = only_id(&cloud);
    cloud.clear_journal();
    let after = json!({ "name": "hole" });
    let changes = json!({ "name": ["drop", "hole"], "description": ["one", null] });
    case.step(route(table, &after).plan(expect_change(ROUTE, changes)))
        .await;
    assert_eq!(writes(&cloud), [UPDATE]);
    let expected = texts([
        ("TransitRouterRouteEntryDescription", ""),
        ("TransitRouterRouteEntryId", &first),
        ("TransitRouterRouteEntryName", "hole"),
    ]);
    assert_eq!(parameters_of(&cloud, UPDATE), expected);

    cloud.clear_journal();
    let leading = json!({ "name": "hole", "next_hop_type": "Attachment", "next_hop_id": vpc });
    let replaced = expect_replacement(ROUTE, &["next_hop_id", "next_hop_type"]);
    case.step(route(table, &leading).plan(replaced)).await;
    assert_eq!(writes(&cloud), [DELETE, CREATE]);
    assert_ne!(only_id(&cloud), first);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    for (arguments, said) in [
        (
            json!({ "destination_cidr_block": "10.0.3.7/24" }),
            Said::error(
                "destination_cidr_block",
                "The address has bits beyond the length of the block",
                "\"10.0.3.7/24\" names an address inside of a block. The block that it lies in is \"10.0.3.0/24\".",
            ),
        ),
        (
            json!({ "destination_cidr_block": "10.0.3.0" }),
            Said::error(
                "destination_cidr_block",
                "Not a block of addresses",
                "\"10.0.3.0\" is not one. A block is an address of IPv4 or IPv6, a slash and a length, such as \
                 \"10.0.0.0/8\" or \"2001:db8::/32\".",
            ),
        ),
        (
            json!({ "next_hop_type": "Attachment" }),
            Said::error(
                "next_hop_id",
                "The route leads nowhere",
                "A route whose next_hop_type is \"Attachment\" needs next_hop_id, the id of an attachment of the same transit \
                 router. To drop what the route is for, set next_hop_type = \"BlackHole\".",
            ),
        ),
        (
            json!({ "next_hop_id": vpc }),
            Said::error(
                "next_hop_id",
                "A black hole leads nowhere",
                &format!(
                    "What a route of next_hop_type \"BlackHole\" is for is dropped, so it has no next_hop_id. Take \
                     next_hop_id off, or set next_hop_type = \"Attachment\" to have the route lead to {vpc}."
                ),
            ),
        ),
    ] {
        case.step(route(table, &arguments).says([said])).await;
    }
    let twins = json!({ "one": arguments(table, &json!({})), "two": arguments(table, &json!({})) });
    let twins = Step::config(json!({ "resource": { TYPE: twins } }));
    case.step(twins.fails("Two routes have one destination"))
        .await;
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn destinations_that_cen_may_refuse_are_warned_of_where_something_is_created() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let [table, _] = &network.tables;
    for (destination, block) in [
        ("100.64.8.0/24", "100.64.0.0/10"),
        ("224.0.0.0/4", "224.0.0.0/4"),
        ("127.0.0.1/32", "127.0.0.0/8"),
        ("169.254.169.254/32", "169.254.0.0/16"),
    ] {
        let detail = format!(
            "{destination} lies in {block}, which has a use of its own. CEN takes no aggregate routes or address blocks there; its \
             page on routes says nothing about it (API page CreateTransitRouterRouteEntry). Apply asks the API, which may refuse, \
             and nothing is created then."
        );
        let said = Said::warning(
            "destination_cidr_block",
            "CEN may refuse this destination",
            &detail,
        );
        let there = route(table, &json!({ "destination_cidr_block": destination }));
        case.step(there.says([said]).only_plan().leaves_something())
            .await;
    }
    let everything = route(table, &json!({ "destination_cidr_block": "0.0.0.0/0" }));
    case.step(everything).await;
}

#[tokio::test]
async fn drift_is_repaired_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let [table, _] = &network.tables;
    let configured = || route(table, &json!({ "name": "drop" }));
    case.step(configured()).await;
    let first = only_id(&cloud);
    let change = RouteEntryChange {
        name: Some("other".to_owned()),
        description: Some("by hand".to_owned()),
    };
    cloud.change::<RouteEntry>(&first, change).unwrap();
    let repaired = json!({ "name": ["other", "drop"], "description": ["by hand", null] });
    case.step(configured().plan(expect_change(ROUTE, repaired)))
        .await;

    cloud.remove::<RouteEntry>(&first).unwrap();
    case.step(configured().plan(expect_action(ROUTE, Action::Create)))
        .await;
    // With its table it is gone as well.
    cloud.remove::<RouteTable>(table).unwrap();
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn it_is_imported_by_id_and_by_identity_and_moves_here_without_being_touched() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    let leading = json!({ "name": "to a", "next_hop_type": "Attachment", "next_hop_id": vpc });
    case.step(route(table, &leading)).await;
    let id = only_id(&cloud);
    cloud.clear_journal();
    case.step(Step::import(ROUTE, &format!("{table}:{id}")))
        .await;
    let identity = json!({ "transit_router_route_table_id": table, "id": id });
    case.step(Step::import_of(ROUTE, identity)).await;
    case.step(Step::import_by_identity(ROUTE)).await;
    let state = json!({
        "dry_run": null, "id": format!("{table}:{id}"), "status": "Active", "timeouts": null,
        "transit_router_route_entry_description": "",
        "transit_router_route_entry_destination_cidr_block": "10.0.3.0/24",
        "transit_router_route_entry_id": id, "transit_router_route_entry_name": "to a",
        "transit_router_route_entry_next_hop_id": vpc, "transit_router_route_entry_next_hop_type": "Attachment",
        "transit_router_route_table_id": table
    });
    let source = official("alicloud_cen_transit_router_route_entry", state);
    case.step(Step::move_from(ROUTE, source)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn a_route_that_somebody_else_has_set_is_named_with_how_to_import_it() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [table, _] = &network.tables;
    let mut elsewhere = case(&cloud);
    elsewhere.step(route(table, &json!({}))).await;
    let there = only_id(&cloud);
    let mut case = case(&cloud);
    let summary = "There is a route in its place already";
    let refused = route(table, &json!({})).fails(summary);
    case.step(refused.absent(ROUTE)).await;
    let import = format!("terraform import ADDRESS {table}:{there}");
    case.step(route(table, &json!({})).fails(&import)).await;
    assert_eq!(only_id(&cloud), there);
}

#[tokio::test]
async fn lost_answers_busy_tables_and_silence_make_one_route() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [table, _] = &network.tables;
    let mut case = case(&cloud);
    cloud.fault(Fault::lose_answer(CREATE).times(2));
    cloud.fault(Fault::error(CREATE, 400, "InstanceStatus.NotSupport").times(1));
    case.step(route(table, &json!({}))).await;
    only_id(&cloud);
    cloud.fault(Fault::error(DELETE, 400, "IncorrectStatus.Status").times(1));
    cloud.fault(Fault::lose_answer(DELETE).times(1));
    case.destroy().await;
    assert_eq!(cloud.all::<RouteEntry>(), []);

    for is_kept in [true, false] {
        let timeouts = json!({ "timeouts": { "create": "1s" } });
        let impatient = || route(table, &timeouts);
        cloud.fault(Fault::hold(CREATE, Stage::After));
        let unconfirmed = impatient()
            .state(ROUTE, "status", "Unconfirmed")
            .leaves_something();
        case.step(unconfirmed.warns("The route is unconfirmed"))
            .await;
        cloud.clear_faults();
        cloud.release();
        if is_kept {
            let confirming = impatient().plan(expect_action(ROUTE, Action::Update));
            case.step(confirming).await;
            case.step(impatient().plan(expect_empty())).await;
            assert_eq!(case.state(ROUTE)["id"], json!(only_id(&cloud)));
        }
        case.destroy().await;
        assert_eq!(cloud.all::<RouteEntry>(), []);
    }
}

#[tokio::test]
async fn searches_find_the_routes_of_a_table() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let [table, _] = &network.tables;
    case.step(route(table, &json!({ "name": "drop" }))).await;
    cloud.clear_journal();
    let state = case.state(ROUTE).clone();
    let identity = json!({ "transit_router_route_table_id": table, "id": state["id"] });
    let search = |destination: &str| {
        let filter = json!({
            "transit_router_route_table_id": table, "status": "Active", "destination_cidr_block": destination,
        });
        Step::query(TYPE, filter)
    };
    let found = search("10.0.3.0/24").finds(1);
    case.step(found.finds_object(identity, Some(state))).await;
    case.step(search("10.0.0.0/8").finds(0)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn one_that_another_resource_is_giving_up_is_waited_for() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let [table, _] = &network.tables;
    let (mut before, mut after) = (case(&cloud), case(&cloud));
    before.step(route(table, &json!({}))).await;
    let first = only_id(&cloud);
    let given_up = async {
        // The first was that of the one that goes.
        cloud.wait_for_call(CREATE, 2).await;
        before.destroy().await;
    };
    tokio::join!(after.step(route(table, &json!({}))), given_up);
    assert_ne!(only_id(&cloud), first);
}
