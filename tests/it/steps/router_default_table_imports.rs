//! The short way, of attachments that have been imported: nobody has said yet whose their relations are.

use cen_simulator::{Association, Propagation, Simulator, VbrAttachment};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Case, Step, expect_change, expect_empty};

use super::{case, cloud, only, writes};

const TYPE: &str = "cen_transit_router_vbr_attachment";
const VBR: &str = "cen_transit_router_vbr_attachment.this";
const ASSOCIATE: &str = "AssociateTransitRouterAttachmentWithRouteTable";
const ENABLE: &str = "EnableTransitRouterRouteTablePropagation";
const DELETE: &str = "DeleteTransitRouterVbrAttachment";
const DISSOCIATE: &str = "DissociateTransitRouterAttachmentFromRouteTable";
const DISABLE: &str = "DisableTransitRouterRouteTablePropagation";
const TAKEN_AWAY: &str = "What an imported attachment had was taken away with it";

fn vbr(router: &str, is_on: impl Into<Json>) -> Step {
    let is_on = is_on.into();
    Step::config(only(
        TYPE,
        &json!({
            "transit_router_id": router, "region": "cn-hangzhou", "vbr_id": "vbr-a",
            "route_table_association_enabled": is_on, "route_table_propagation_enabled": is_on
        }),
    ))
}

fn nothing() -> Step {
    Step::config(json!({}))
}

/// A border router with both relations to the table that its transit router came with, imported.
async fn imported(cloud: &Simulator) -> (String, Case) {
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let mut elsewhere = case(cloud);
    elsewhere.step(vbr(&router, true)).await;
    let id = elsewhere.state(VBR)["id"].as_str().unwrap().to_owned();
    let mut case = case(cloud);
    case.step(Step::import(VBR, &id)).await;
    cloud.clear_journal();
    (router, case)
}

fn relations(cloud: &Simulator) -> (usize, usize) {
    let associations = cloud.all::<Association>().len();
    (associations, cloud.all::<Propagation>().len())
}

#[tokio::test]
async fn a_destroy_before_any_apply_takes_them_away_and_says_so() {
    let cloud = cloud().await;
    let (_, mut case) = imported(&cloud).await;
    case.step(nothing().warns(TAKEN_AWAY)).await;
    assert_eq!(writes(&cloud), [DISABLE, DISSOCIATE, DELETE]);
    assert_eq!(cloud.all::<VbrAttachment>(), []);
}

#[tokio::test]
async fn one_that_has_none_is_ended_without_a_word() {
    let cloud = cloud().await;
    let (_, mut case) = imported(&cloud).await;
    let association = cloud.all::<Association>().remove(0).id;
    cloud.remove::<Association>(&association).unwrap();
    let propagation = cloud.all::<Propagation>().remove(0).id;
    cloud.remove::<Propagation>(&propagation).unwrap();
    case.destroy().await;
    assert_eq!(writes(&cloud), [DELETE]);
}

#[tokio::test]
async fn an_argument_that_is_set_finds_them_there_and_one_that_is_not_leaves_them_alone() {
    let cloud = cloud().await;
    let (router, mut case) = imported(&cloud).await;
    let added = json!({
        "route_table_association_enabled": [null, true], "route_table_propagation_enabled": [null, true]
    });
    case.step(vbr(&router, true).plan(expect_change(VBR, added)))
        .await;
    assert_eq!(writes(&cloud), [ASSOCIATE, ENABLE]);
    assert_eq!(relations(&cloud), (1, 1));
    // They are its own from here on, and a destroy has nothing to say.
    case.destroy().await;
    assert_eq!(relations(&cloud), (0, 0));

    let cloud = super::cloud().await;
    let (router, mut case) = imported(&cloud).await;
    case.step(vbr(&router, Json::Null).plan(expect_empty()))
        .await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    assert_eq!(relations(&cloud), (1, 1));
}

/// Resources of their own may stand for them, in this state or in another.
#[tokio::test]
async fn once_something_has_been_applied_they_are_somebody_elses_unless_an_argument_says_otherwise()
{
    let cloud = cloud().await;
    let (router, mut case) = imported(&cloud).await;
    let mut arguments = json!({
        "transit_router_id": router, "region": "cn-hangzhou", "vbr_id": "vbr-a", "name": "other"
    });
    case.step(Step::config(only(TYPE, &arguments))).await;
    arguments["timeouts"] = json!({ "delete": "1s" });
    case.step(Step::config(only(TYPE, &arguments))).await;
    cloud.clear_journal();
    case.step(nothing().fails("AssociationExist").leaves_something())
        .await;
    assert_eq!(relations(&cloud), (1, 1));
}
