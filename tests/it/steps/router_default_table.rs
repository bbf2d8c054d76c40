//! The short way: attachments that are associated with the table that their transit router came with, and propagated into it,
//! by arguments of their own.

use std::time::Duration;

use cen_simulator::{Association, Fault, Propagation, RouteTable, Simulator, VbrAttachment};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Case, Step, expect_action, expect_change, expect_empty};

use super::{actions, case, cloud, only, slow_cloud, writes};

const TYPE: &str = "cen_transit_router_vbr_attachment";
const VBR: &str = "cen_transit_router_vbr_attachment.this";
const CREATE: &str = "CreateTransitRouterVbrAttachment";
const DELETE: &str = "DeleteTransitRouterVbrAttachment";
const ASSOCIATE: &str = "AssociateTransitRouterAttachmentWithRouteTable";
const DISSOCIATE: &str = "DissociateTransitRouterAttachmentFromRouteTable";
const ENABLE: &str = "EnableTransitRouterRouteTablePropagation";
const DISABLE: &str = "DisableTransitRouterRouteTablePropagation";
const ASSOCIATIONS: &str = "ListTransitRouterRouteTableAssociations";
const PROPAGATIONS: &str = "ListTransitRouterRouteTablePropagations";
const TABLES: &str = "ListTransitRouterRouteTables";
const LIST: &str = "ListTransitRouterVbrAttachments";

/// Both arguments.
fn both(is_on: impl Into<Json>) -> Json {
    let is_on = is_on.into();
    json!({ "route_table_association_enabled": is_on, "route_table_propagation_enabled": is_on })
}

fn arguments(router: &str, other: &Json) -> Json {
    let mut all =
        json!({ "transit_router_id": router, "region": "cn-hangzhou", "vbr_id": "vbr-a" });
    for (name, value) in other.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

/// A border router on this transit router with further arguments.
fn vbr(router: &str, other: &Json) -> Step {
    Step::config(only(TYPE, &arguments(router, other)))
}

fn with_router(cloud: &Simulator) -> (String, Case) {
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    (router, case(cloud))
}

/// The tables that the attachment is associated with and propagated into.
fn relations(cloud: &Simulator) -> (Vec<String>, Vec<String>) {
    let associations = cloud.all::<Association>().into_iter();
    let propagations = cloud.all::<Propagation>().into_iter();
    (
        associations.map(|one| one.route_table_id).collect(),
        propagations.map(|one| one.route_table_id).collect(),
    )
}

fn system_table(cloud: &Simulator) -> String {
    let mut tables = cloud.all::<RouteTable>().into_iter();
    tables.find(|table| table.is_system).unwrap().id
}

#[tokio::test]
async fn both_are_made_once_it_is_attached_and_taken_away_before_it_is_detached() {
    let cloud = slow_cloud(Duration::from_millis(100)).await;
    let (router, mut case) = with_router(&cloud);
    case.step(vbr(&router, &both(true))).await;
    let table = system_table(&cloud);
    assert_eq!(relations(&cloud), (vec![table.clone()], vec![table]));
    assert_eq!(writes(&cloud), [CREATE, ASSOCIATE, ENABLE]);
    for name in ["association", "propagation"] {
        let flag = format!("route_table_{name}_enabled");
        assert_eq!(case.state(VBR)[&flag], true);
    }
    case.step(vbr(&router, &both(true)).plan(expect_empty()))
        .await;
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), [DISABLE, DISSOCIATE, DELETE]);
    assert_eq!(relations(&cloud), (vec![], vec![]));
    assert_eq!(cloud.all::<VbrAttachment>(), []);
}

#[tokio::test]
async fn what_is_not_set_is_neither_looked_at_nor_touched() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    for arguments in [json!({}), both(false)] {
        case.step(vbr(&router, &arguments)).await;
        assert_eq!(relations(&cloud), (vec![], vec![]));
    }
    assert_eq!(writes(&cloud), [CREATE]);
    assert!(
        actions(&cloud)
            .iter()
            .all(|one| one == CREATE || one == LIST)
    );
}

/// Each relation is looked at once a read, and the table once by each process.
#[tokio::test]
async fn calls_are_counted() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    case.step(vbr(&router, &both(true))).await;
    let expected = [
        CREATE,
        LIST,
        TABLES,
        ASSOCIATE,
        ASSOCIATIONS,
        ENABLE,
        PROPAGATIONS,
        // Those of the next plan.
        LIST,
        TABLES,
        ASSOCIATIONS,
        PROPAGATIONS,
    ];
    assert_eq!(actions(&cloud), expected);
}

#[tokio::test]
async fn it_is_changed_in_place() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    case.step(vbr(&router, &json!({}))).await;
    let id = case.state(VBR)["id"].clone();
    cloud.clear_journal();
    let on = json!({
        "route_table_association_enabled": [null, true], "route_table_propagation_enabled": [null, true]
    });
    case.step(vbr(&router, &both(true)).plan(expect_change(VBR, on)))
        .await;
    assert_eq!(writes(&cloud), [ASSOCIATE, ENABLE]);
    // Taken away by another value, and by none.
    for arguments in [both(false), json!({})] {
        case.step(vbr(&router, &both(true))).await;
        cloud.clear_journal();
        let off = vbr(&router, &arguments).plan(expect_action(VBR, Action::Update));
        case.step(off.keeps(VBR, "id")).await;
        assert_eq!(writes(&cloud), [DISABLE, DISSOCIATE]);
        assert_eq!(relations(&cloud), (vec![], vec![]));
    }
    // One without the other.
    cloud.clear_journal();
    let one = json!({ "route_table_propagation_enabled": true });
    case.step(vbr(&router, &one)).await;
    assert_eq!(writes(&cloud), [ENABLE]);
    assert_eq!(case.state(VBR)["id"], id);
}

#[tokio::test]
async fn drift_is_seen_and_mended_in_place() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    case.step(vbr(&router, &both(true))).await;
    let association = cloud.all::<Association>().remove(0).id;
    cloud.remove::<Association>(&association).unwrap();
    cloud.clear_journal();
    let mended = json!({ "route_table_association_enabled": [false, true] });
    case.step(vbr(&router, &both(true)).plan(expect_change(VBR, mended)))
        .await;
    assert_eq!(writes(&cloud), [ASSOCIATE]);
    assert_eq!(cloud.all::<Association>().len(), 1);
    // What is gone already is not in the way of a destroy.
    let association = cloud.all::<Association>().remove(0).id;
    cloud.remove::<Association>(&association).unwrap();
    case.destroy().await;
    assert_eq!(cloud.all::<VbrAttachment>(), []);
}

#[tokio::test]
async fn lost_answers_and_refusals_leave_what_the_next_apply_mends() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    cloud.fault(Fault::lose_answer(ASSOCIATE).times(1));
    cloud.fault(Fault::lose_answer(ENABLE).times(1));
    case.step(vbr(&router, &both(true))).await;
    assert_eq!(cloud.all::<Association>().len(), 1);
    assert_eq!(cloud.all::<Propagation>().len(), 1);
    cloud.fault(Fault::lose_answer(DISSOCIATE).times(1));
    case.destroy().await;

    cloud.fault(Fault::error(ENABLE, 403, "Forbidden").times(1));
    let warned = vbr(&router, &both(true))
        .warns("has been created but is not ready yet")
        .leaves_something();
    case.step(warned).await;
    cloud.clear_journal();
    let mended = json!({ "route_table_propagation_enabled": [false, true] });
    case.step(vbr(&router, &both(true)).plan(expect_change(VBR, mended)))
        .await;
    assert_eq!(writes(&cloud), [ENABLE]);
}

#[tokio::test]
async fn one_that_nobody_has_answered_is_connected_when_it_is_confirmed() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let mut arguments = both(true);
    arguments["timeouts"] = json!({ "create": "1s" });
    cloud.fault(Fault::hold(CREATE, cen_simulator::Stage::After));
    let unconfirmed = vbr(&router, &arguments)
        .state(VBR, "status", "Unconfirmed")
        .leaves_something();
    case.step(unconfirmed.warns("The VBR attachment is unconfirmed"))
        .await;
    cloud.clear_faults();
    cloud.release();
    cloud.clear_journal();
    case.step(vbr(&router, &arguments)).await;
    assert_eq!(writes(&cloud), [CREATE, ASSOCIATE, ENABLE]);
    case.destroy().await;
}

#[tokio::test]
async fn an_association_with_another_table_is_said_and_left_alone() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let with_table = |other: &Json| {
        let mut config = json!({ "resource": {
            "cen_transit_router_route_table": { "this": { "transit_router_id": router } },
            "cen_transit_router_route_table_association": { "this": {
                "transit_router_attachment_id": "${cen_transit_router_vbr_attachment.this.id}",
                "transit_router_route_table_id": "${cen_transit_router_route_table.this.id}"
            } }
        } });
        config["resource"][TYPE] = json!({ "this": arguments(&router, other) });
        Step::config(config)
    };
    case.step(with_table(&json!({}))).await;
    let table = cloud.all::<Association>().remove(0).route_table_id;
    cloud.clear_journal();
    let refused = with_table(&json!({ "route_table_association_enabled": true }));
    let said = format!(
        "something else of this configuration associates it with {}",
        system_table(&cloud)
    );
    case.step(refused.fails(&said)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    // What another configuration has made is met by the apply alone.
    let mut elsewhere = super::case(&cloud);
    let id = case.state(VBR)["id"].as_str().unwrap().to_owned();
    elsewhere
        .step(Step::import_of(
            VBR,
            json!({ "transit_router_id": router, "id": id }),
        ))
        .await;
    let on = vbr(&router, &json!({ "route_table_association_enabled": true }));
    elsewhere
        .step(on.fails(&format!("is associated with {table}")))
        .await;
    case.step(with_table(&json!({})).plan(expect_empty())).await;
    assert_eq!(relations(&cloud), (vec![table], vec![]));
}

/// A configuration with the attachment, and a resource for the same relation, whose attachment and table are known.
fn with_resource(router: &str, id: &str, table: &str, other: &Json, resource: &str) -> Step {
    Step::config(json!({ "resource": {
        TYPE: { "this": arguments(router, other) },
        resource: { "this": {
            "transit_router_attachment_id": id, "transit_router_route_table_id": table
        } }
    } }))
}

#[tokio::test]
async fn a_resource_for_the_same_is_refused_in_the_plan() {
    for (resource, argument, action) in [
        (
            "cen_transit_router_route_table_association",
            "route_table_association_enabled",
            ASSOCIATE,
        ),
        (
            "cen_transit_router_route_table_propagation",
            "route_table_propagation_enabled",
            ENABLE,
        ),
    ] {
        let cloud = cloud().await;
        let (router, mut case) = with_router(&cloud);
        let on = json!({ argument: true });
        case.step(vbr(&router, &on)).await;
        let id = case.state(VBR)["id"].as_str().unwrap().to_owned();
        let table = system_table(&cloud);
        cloud.clear_journal();
        let step = |other: &Json| with_resource(&router, &id, &table, other, resource);
        case.step(step(&on).fails(argument)).await;
        assert_eq!(writes(&cloud), [] as [&str; 0]);

        // One after the other: the argument goes, then the resource comes.
        case.step(vbr(&router, &json!({}))).await;
        cloud.clear_journal();
        case.step(step(&json!({}))).await;
        assert_eq!(writes(&cloud), [action]);
        // And the argument is refused where the resource is there.
        case.step(step(&on).fails(argument)).await;
        case.step(step(&json!({})).plan(expect_empty())).await;
        // These ids are no references, so the order of a destroy is not known.
        case.step(vbr(&router, &json!({}))).await;
        case.destroy().await;
    }
}

/// A connection is associated with a table of each end; the argument is for the end that is its own.
#[tokio::test]
async fn a_connection_uses_the_table_of_its_own_transit_router() {
    let cloud = cloud().await;
    let (router, mut case) = with_router(&cloud);
    let cen = cloud.all::<cen_simulator::Instance>()[0].id.clone();
    let other = cloud.add_transit_router(&cen, "cn-beijing").unwrap();
    let peer = json!({
        "transit_router_id": other, "region": "cn-beijing", "peer_transit_router_id": router,
        "peer_region": "cn-hangzhou", "bandwidth": 2, "bandwidth_type": "DataTransfer",
        "route_table_association_enabled": true, "route_table_propagation_enabled": true
    });
    case.step(Step::config(only(
        "cen_transit_router_peer_attachment",
        &peer,
    )))
    .await;
    let made = cloud.all::<Association>();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].transit_router_id, other);
    assert_eq!(cloud.all::<Propagation>()[0].transit_router_id, other);
    case.destroy().await;
    assert_eq!(relations(&cloud), (vec![], vec![]));
}
