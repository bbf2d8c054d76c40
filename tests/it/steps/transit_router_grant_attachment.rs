//! Networks granted to CEN instances of other accounts.

use cen_simulator::{
    DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Fault, Grant, GrantChange, OrderType,
    Simulator,
};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{
    Action, Said, Step, expect_action, expect_change, expect_empty, expect_replacement,
};

use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

const TYPE: &str = "cen_transit_router_grant_attachment";
const ADDRESS: &str = "cen_transit_router_grant_attachment.this";
const ID: &str = "ExpressConnect:vbr-a:42:cen-a";
const GRANT: &str = "GrantInstanceToTransitRouter";
const MODIFY: &str = "ModifyGrantInstanceToTransitRouter";
const REVOKE: &str = "RevokeInstanceFromTransitRouter";
const LIST: &str = "DescribeGrantRulesToResource";

/// A border router in Hangzhou for an instance of account 42; `other` arguments take the place of its own.
fn grant(other: &Json) -> Step {
    let mut all = json!({
        "instance_type": "ExpressConnect",
        "instance_id": "vbr-a",
        "cen_id": "cen-a",
        "cen_owner_id": "42",
        "region": "cn-hangzhou",
    });
    for (name, value) in other.as_object().unwrap() {
        all[name] = value.clone();
    }
    Step::config(only(TYPE, &all))
}

fn ids(cloud: &Simulator) -> Vec<String> {
    cloud.all::<Grant>().into_iter().map(|one| one.id).collect()
}

#[tokio::test]
async fn apply_stores_exactly_what_was_granted_and_destroy_takes_it_back() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    case.step(grant(&json!({}))).await;
    let expected = json!({
        "id": ID,
        "instance_type": "ExpressConnect",
        "instance_id": "vbr-a",
        "cen_id": "cen-a",
        "cen_owner_id": "42",
        "region": "cn-hangzhou",
        "order_type": "PayByCenOwner",
        "timeouts": null,
    });
    assert_eq!(case.state(ADDRESS), &expected);
    // A look before, one after, and that of the next plan.
    assert_eq!(actions(&cloud), [LIST, GRANT, LIST, LIST]);
    let one = texts([
        ("CenId", "cen-a"),
        ("CenOwnerId", "42"),
        ("InstanceId", "vbr-a"),
        ("InstanceType", "ExpressConnect"),
        ("RegionId", "cn-hangzhou"),
    ]);
    assert_eq!(parameters_of(&cloud, GRANT), one);
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [LIST, REVOKE, LIST]);
    assert_eq!(parameters_of(&cloud, REVOKE), one);
    assert_eq!(ids(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn who_pays_changes_in_place_and_everything_else_is_another_grant() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    case.step(grant(&json!({}))).await;
    cloud.clear_journal();
    let order = ["PayByCenOwner", "PayByResourceOwner"];
    let other = json!({ "order_type": order[1] });
    let changed = grant(&other).plan(expect_change(ADDRESS, json!({ "order_type": order })));
    case.step(changed).await;
    assert_eq!(writes(&cloud), [MODIFY]);
    let expected = texts([
        ("CenId", "cen-a"),
        ("InstanceId", "vbr-a"),
        ("OrderType", "PayByResourceOwner"),
    ]);
    assert_eq!(parameters_of(&cloud, MODIFY), expected);
    // What is not configured any more stays as it is, and the region is for requests only.
    case.step(grant(&json!({})).plan(expect_empty())).await;
    cloud.clear_journal();
    let elsewhere = json!({ "region": "cn-beijing" });
    case.step(grant(&elsewhere).plan(expect_action(ADDRESS, Action::Update)))
        .await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    let replaced = grant(&json!({ "cen_owner_id": "43" }));
    case.step(replaced.plan(expect_replacement(ADDRESS, &["cen_owner_id"])))
        .await;
    assert_eq!(ids(&cloud), ["ExpressConnect:vbr-a:43:cen-a"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    let summary = "Value is not one of those allowed";
    let detail =
        "\"VBR\" is not allowed here; use one of \"VPC\", \"ExpressConnect\", \"VPN\" or \"ECR\".";
    let expected = Said::error("instance_type", summary, detail);
    case.step(grant(&json!({ "instance_type": "VBR" })).says([expected]))
        .await;
    let detail = "Set region here, in the provider block, or in the environment variable ALIBABA_CLOUD_REGION, such as \
                  \"cn-hangzhou\".";
    let expected = Said::error("region", "The region is not set", detail);
    case.step(grant(&json!({ "region": null })).says([expected]))
        .await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_granted_anew() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    let configured = || grant(&json!({ "order_type": "PayByCenOwner" }));
    case.step(configured()).await;
    let change = GrantChange {
        order: Some(OrderType::PayByResourceOwner),
    };
    cloud.change::<Grant>(ID, change).unwrap();
    let repaired = json!({ "order_type": ["PayByResourceOwner", "PayByCenOwner"] });
    case.step(configured().plan(expect_change(ADDRESS, repaired)))
        .await;
    cloud.remove::<Grant>(ID).unwrap();
    case.step(configured().plan(expect_action(ADDRESS, Action::Create)))
        .await;
    assert_eq!(ids(&cloud), [ID]);
}

#[tokio::test]
async fn it_is_imported_by_id_and_by_identity_and_moves_here_without_being_touched() {
    let cloud = cloud().await;
    // CEN does not tell the region, so this is that of the provider.
    let mut case = case(&cloud).configured(json!({
        "endpoint": cloud.endpoint(),
        "access_key": DEFAULT_ACCESS_KEY_ID,
        "secret_key": DEFAULT_ACCESS_KEY_SECRET,
        "purchase_journal": "off",
        "warn_about_cross_border": false,
        "region": "cn-hangzhou",
    }));
    case.step(grant(&json!({ "region": null }))).await;
    assert_eq!(parameters_of(&cloud, GRANT)["RegionId"], "cn-hangzhou");
    cloud.clear_journal();
    case.step(Step::import(ADDRESS, ID)).await;
    case.step(Step::import_by_identity(ADDRESS)).await;
    let wrong = Step::import(ADDRESS, "vbr-a");
    case.step(wrong.fails("Import with: terraform import ADDRESS TYPE:NETWORK:ACCOUNT:CEN"))
        .await;
    let state = json!({
        "id": ID, "instance_type": "ExpressConnect", "instance_id": "vbr-a", "cen_id": "cen-a", "cen_owner_id": "42",
        "order_type": "PayByCenOwner", "timeouts": null
    });
    let source = official("alicloud_cen_transit_router_grant_attachment", state);
    case.step(Step::move_from(ADDRESS, source)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn a_lost_answer_is_looked_for_before_anything_is_said_again() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    cloud.fault(Fault::lose_answer(GRANT).times(1));
    case.step(grant(&json!({}))).await;
    assert_eq!(actions(&cloud), [LIST, GRANT, LIST, LIST, LIST]);
    assert_eq!(ids(&cloud), [ID]);
    cloud.fault(Fault::lose_answer(REVOKE).times(1));
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(ids(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn a_grant_that_is_there_is_not_taken_over_and_what_is_busy_is_waited_for() {
    let cloud = cloud().await;
    let mut first = case(&cloud);
    cloud.fault(Fault::error(GRANT, 400, "OperationFailed.TaskConflict").times(1));
    first.step(grant(&json!({}))).await;
    assert_eq!(writes(&cloud), [GRANT, GRANT]);
    cloud.clear_journal();
    let mut second = case(&cloud);
    let refused = grant(&json!({})).fails("this resource has not created it");
    second.step(refused.absent(ADDRESS)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    first.destroy().await;
    let denied = Fault::error(GRANT, 403, "Forbidden");
    cloud.fault(denied.times(1));
    second
        .step(grant(&json!({})).fails("Forbidden").absent(ADDRESS))
        .await;
    assert_eq!(ids(&cloud), [] as [&str; 0]);
}
