//! The warning about what drops traffic at a transit router: when it is said, what it says, and what it costs.

use std::collections::BTreeMap;

use cen_simulator::{Association, Fault, RouteTable, Simulator};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Case, Said, Step};

use super::{actions, case_that_warns, cloud, only};

const TYPE: &str = "cen_transit_router_vbr_attachment";
const TABLES: &str = "ListTransitRouterRouteTables";
const ASSOCIATIONS: &str = "ListTransitRouterRouteTableAssociations";
const PROPAGATIONS: &str = "ListTransitRouterRouteTablePropagations";
const ROUTES: &str = "ListTransitRouterRouteEntries";
const VBRS: &str = "ListTransitRouterVbrAttachments";
const VPCS: &str = "ListTransitRouterVpcAttachments";

/// What every such warning ends with.
const NOW: &str = "So it is now: what resources of their own mend in this plan is planned after the attachments and not known here. The \
                   data source cen_reachability tells who reaches whom. To be warned no more, set warn_about_routes = false in the \
                   provider block.";

/// Three border routers on this transit router with further arguments.
fn vbrs(router: &str, other: &Json) -> Json {
    let vbr = |name: &str| {
        let mut all = json!({
            "transit_router_id": router, "region": "cn-hangzhou", "vbr_id": format!("vbr-{name}")
        });
        for (name, value) in other.as_object().unwrap() {
            all[name] = value.clone();
        }
        all
    };
    json!({ "resource": { TYPE: { "a": vbr("a"), "b": vbr("b"), "c": vbr("c") } } })
}

fn both(association: bool, propagation: bool) -> Json {
    json!({
        "route_table_association_enabled": association, "route_table_propagation_enabled": propagation
    })
}

/// A cloud with three attached border routers, the transit router, and the ids of the attachments in words.
async fn attached(
    case: impl Fn(&Simulator) -> Case,
    other: &Json,
) -> (Simulator, String, Case, String) {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let mut case = case(&cloud);
    // Nothing is said of what is not there yet.
    let created = Step::config(vbrs(&router, other));
    case.step(created.leaves_something()).await;
    let id = |name| {
        case.state(&format!("{TYPE}.{name}"))["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mut ids = ["a", "b", "c"].map(id);
    ids.sort();
    let ids = ids.join(", ");
    cloud.clear_journal();
    (cloud, router, case, ids)
}

/// How often each action was called since it was asked last, but for reads of the attachments themselves.
fn calls(cloud: &Simulator) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for action in actions(cloud).into_iter().filter(|one| one != VBRS) {
        *counted.entry(action).or_default() += 1;
    }
    cloud.clear_journal();
    counted
}

fn counted<const N: usize>(calls: [(&str, usize); N]) -> BTreeMap<String, usize> {
    BTreeMap::from(calls.map(|(action, count)| (action.to_owned(), count)))
}

fn loose(router: &str, ids: &str) -> Said {
    let detail = format!(
        "What comes in through these attachments is dropped, since no route table of {router} is associated with them: {ids}. \
         Associate each: by route_table_association_enabled = true with the table that the transit router came with, or by a \
         cen_transit_router_route_table_association.\n\n{NOW}"
    );
    let argument = "route_table_association_enabled";
    Said::warning(argument, &format!("{router} drops traffic"), &detail)
}

#[tokio::test]
async fn attachments_without_an_association_are_named_once_until_they_have_one() {
    let (cloud, router, mut case, ids) = attached(case_that_warns, &json!({})).await;
    let plan = |other: &Json| Step::config(vbrs(&router, other)).only_plan();
    for unset in [json!({}), both(false, false)] {
        case.step(plan(&unset).says([loose(&router, &ids)])).await;
        let expected = counted([
            (TABLES, 1),
            (ASSOCIATIONS, 1),
            (VPCS, 1),
            ("ListTransitRouterVpnAttachments", 1),
            ("ListTransitRouterEcrAttachments", 1),
            ("ListTransitRouterPeerAttachments", 1),
        ]);
        assert_eq!(calls(&cloud), expected);
    }
    // Neither a plan that mends it, nor any after it.
    case.step(Step::config(vbrs(&router, &both(true, true))))
        .await;
    calls(&cloud);
    case.step(plan(&both(true, true))).await;
    let called = calls(&cloud);
    let called: Vec<&str> = called.keys().map(String::as_str).collect();
    assert_eq!(called, [ASSOCIATIONS, PROPAGATIONS, TABLES]);
}

#[tokio::test]
async fn a_table_without_a_route_is_named_with_what_is_associated_with_it() {
    let (cloud, router, mut case, ids) = attached(case_that_warns, &both(true, false)).await;
    let system = cloud.all::<RouteTable>().remove(0).id;
    let detail = format!(
        "What comes in through attachments that are associated with these route tables is dropped, since there is no route in \
         them: {system} ({ids}). Have each learn what is to be reached: by route_table_propagation_enabled = true of its \
         attachment, if it is the table that the transit router came with, or by a \
         cen_transit_router_route_table_propagation; or give it a cen_transit_router_route_entry.\n\n{NOW}"
    );
    let argument = "route_table_propagation_enabled";
    let empty = Said::warning(argument, &format!("{router} drops traffic"), &detail);
    let plan = |other: &Json| Step::config(vbrs(&router, other)).only_plan();
    case.step(plan(&both(true, false)).says([empty])).await;
    let called = calls(&cloud);
    for action in [TABLES, PROPAGATIONS, ROUTES] {
        assert_eq!(called.get(action), Some(&1), "{action}");
    }
    // By an argument, and by a route.
    case.step(plan(&both(true, true))).await;
    let route = json!({
        "transit_router_route_table_id": system,
        "destination_cidr_block": "10.0.0.0/8", "next_hop_type": "BlackHole",
    });
    let mut elsewhere = super::case(&cloud);
    elsewhere
        .step(Step::config(only("cen_transit_router_route_entry", &route)))
        .await;
    case.step(plan(&both(true, false))).await;
}

#[tokio::test]
async fn it_is_switched_off_without_a_call() {
    let (cloud, router, mut case, _) = attached(super::case, &json!({})).await;
    case.step(Step::config(vbrs(&router, &json!({}))).only_plan())
        .await;
    assert_eq!(calls(&cloud), BTreeMap::new());
}

#[tokio::test]
async fn what_cannot_be_looked_at_is_passed_over() {
    let (cloud, router, mut case, ids) = attached(case_that_warns, &json!({})).await;
    let plan = || Step::config(vbrs(&router, &json!({}))).only_plan();
    for action in [TABLES, ASSOCIATIONS] {
        cloud.fault(Fault::error(action, 403, "Forbidden.RAM"));
        case.step(plan()).await;
        cloud.clear_faults();
    }
    // Of other kinds there may be none.
    cloud.fault(Fault::error(VPCS, 403, "Forbidden.RAM"));
    case.step(plan().says([loose(&router, &ids)])).await;
}

#[tokio::test]
async fn a_resource_that_mends_it_is_known_once_it_is_there() {
    let (cloud, router, mut case, ids) = attached(case_that_warns, &json!({})).await;
    let before = Step::config(vbrs(&router, &json!({}))).only_plan();
    case.step(before.says([loose(&router, &ids)])).await;
    let system = cloud.all::<RouteTable>().remove(0).id;
    let mut config = vbrs(&router, &json!({}));
    let relation = |name: &str| {
        json!({
            "transit_router_attachment_id": format!("${{{TYPE}.{name}.id}}"),
            "transit_router_route_table_id": system,
        })
    };
    let all = json!({ "a": relation("a"), "b": relation("b"), "c": relation("c") });
    for kind in ["association", "propagation"] {
        config["resource"][format!("cen_transit_router_route_table_{kind}")] = all.clone();
    }
    let mended = Step::config(config.clone());
    case.step(mended.says([loose(&router, &ids)])).await;
    assert_eq!(cloud.all::<Association>().len(), 3);
    case.step(Step::config(config).only_plan()).await;
}

#[tokio::test]
async fn a_connection_is_looked_at_from_both_ends() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let far = cloud.add_transit_router(&cen, "ap-southeast-1").unwrap();
    let mut peer = json!({
        "transit_router_id": router, "region": "cn-hangzhou",
        "peer_transit_router_id": far, "peer_region": "ap-southeast-1",
        "bandwidth_type": "DataTransfer", "bandwidth": 10,
    });
    peer["route_table_association_enabled"] = true.into();
    peer["route_table_propagation_enabled"] = true.into();
    let config = || Step::config(only("cen_transit_router_peer_attachment", &peer));
    let mut case = case_that_warns(&cloud);
    case.step(config()).await;
    let id = case.state("cen_transit_router_peer_attachment.this")["id"].clone();
    // Arguments are about the side that has none of this.
    let id = id.as_str().unwrap();
    let detail = format!(
        "What comes in through these attachments is dropped, since no route table of {far} is associated with them: {id}. \
         Associate each by a cen_transit_router_route_table_association.\n\n{NOW}"
    );
    let said = Said::warning("", &format!("{far} drops traffic"), &detail);
    case.step(config().only_plan().says([said])).await;
}

/// Arguments are about the table that the transit router came with.
#[tokio::test]
async fn of_another_table_no_argument_is_said_to_mend_it() {
    let (cloud, router, mut case, ids) = attached(case_that_warns, &json!({})).await;
    let table = json!({ "this": { "transit_router_id": router } });
    let relation = |name: &str| {
        json!({
            "transit_router_attachment_id": format!("${{{TYPE}.{name}.id}}"),
            "transit_router_route_table_id": "${cen_transit_router_route_table.this.id}",
        })
    };
    let mut config = vbrs(&router, &json!({}));
    config["resource"]["cen_transit_router_route_table"] = table;
    config["resource"]["cen_transit_router_route_table_association"] =
        json!({ "a": relation("a"), "b": relation("b"), "c": relation("c") });
    let associated = Step::config(config.clone());
    case.step(associated.says([loose(&router, &ids)])).await;
    let of_all = cloud.all::<Association>();
    let table = &of_all[0].route_table_id;
    let detail = format!(
        "What comes in through attachments that are associated with these route tables is dropped, since there is no route in \
         them: {table} ({ids}). Have each learn what is to be reached: by a cen_transit_router_route_table_propagation; or give \
         it a cen_transit_router_route_entry.\n\n{NOW}"
    );
    let empty = Said::warning("", &format!("{router} drops traffic"), &detail);
    case.step(Step::config(config).only_plan().says([empty]))
        .await;
}
