//! Objects of every type, imported by id and by identity, and found by searches.

use serde_json::{Value as Json, json};
use tf_plugin_testing::{Case, Source, Step};

use super::{case, cloud, official, writes};

/// One object of each type, two where it takes two.
fn whole() -> Json {
    let package = |to: &str, charge_type: &str| json!({ "bandwidth": 5, "area_a": "China", "area_b": to, "charge_type": charge_type });
    let bound = |package: &str| {
        let id = format!("${{cen_bandwidth_package.{package}.id}}");
        json!({ "cen_id": "${cen_instance.this.id}", "bandwidth_package_id": id })
    };
    let attached = |region: &str| {
        let vpc = format!("vpc-{region}");
        json!({ "cen_id": "${cen_instance.this.id}", "child_instance_id": vpc, "region": region })
    };
    let router = |region: &str| json!({ "cen_id": "${cen_instance.this.id}", "region": region });
    json!({ "resource": {
        "cen_instance": { "this": { "name": "main", "tags": { "env": "dev" } } },
        "cen_bandwidth_package": {
            "abroad": package("Asia-Pacific", "PostPaid"),
            "inland": package("China", "PrePaid"),
            "free": package("Europe", "PostPaid"),
        },
        "cen_bandwidth_package_attachment": { "abroad": bound("abroad"), "inland": bound("inland") },
        "cen_instance_attachment": {
            "here": attached("cn-hangzhou"),
            "there": attached("ap-southeast-1"),
        },
        "cen_bandwidth_limit": { "this": {
            "cen_id": "${cen_instance.this.id}",
            "region_a": "ap-southeast-1",
            "region_b": "cn-hangzhou",
            "bandwidth_limit": 2,
            "depends_on": [
                "cen_bandwidth_package_attachment.abroad",
                "cen_instance_attachment.here",
                "cen_instance_attachment.there",
            ],
        } },
        "cen_transit_router": { "here": router("cn-beijing"), "there": router("cn-shanghai") },
        "cen_transit_router_vpc_attachment": { "this": {
            "transit_router_id": "${cen_transit_router.here.id}",
            "region": "cn-beijing",
            "vpc_id": "vpc-beijing",
            "zone_mappings": [{ "zone_id": "cn-beijing-a", "vswitch_id": "vsw-1" }],
        } },
        "cen_transit_router_peer_attachment": { "this": {
            "transit_router_id": "${cen_transit_router.here.id}",
            "region": "cn-beijing",
            "peer_transit_router_id": "${cen_transit_router.there.id}",
            "peer_region": "cn-shanghai",
            "cen_bandwidth_package_id": "${cen_bandwidth_package.inland.id}",
            "bandwidth": 2,
            "depends_on": ["cen_bandwidth_package_attachment.inland"],
        } },
    } })
}

/// Each object, by the id that it is imported by and by its identity.
fn objects() -> [(&'static str, &'static str, Json); 8] {
    [
        (
            "cen_instance.this",
            "${cen_instance.this.id}",
            json!({ "id": "${cen_instance.this.id}" }),
        ),
        (
            "cen_bandwidth_package.free",
            "${cen_bandwidth_package.free.id}",
            json!({ "id": "${cen_bandwidth_package.free.id}" }),
        ),
        (
            "cen_bandwidth_package_attachment.abroad",
            "${cen_bandwidth_package.abroad.id}",
            json!({ "bandwidth_package_id": "${cen_bandwidth_package.abroad.id}" }),
        ),
        (
            "cen_instance_attachment.here",
            "${cen_instance.this.id}:vpc-cn-hangzhou",
            json!({ "cen_id": "${cen_instance.this.id}", "child_instance_id": "vpc-cn-hangzhou" }),
        ),
        (
            "cen_bandwidth_limit.this",
            "${cen_bandwidth_limit.this.id}",
            json!({
                "cen_id": "${cen_instance.this.id}",
                "region_a": "ap-southeast-1",
                "region_b": "cn-hangzhou",
            }),
        ),
        (
            "cen_transit_router.here",
            "${cen_instance.this.id}:${cen_transit_router.here.id}",
            json!({ "cen_id": "${cen_instance.this.id}", "id": "${cen_transit_router.here.id}" }),
        ),
        (
            "cen_transit_router_vpc_attachment.this",
            "${cen_transit_router.here.id}:${cen_transit_router_vpc_attachment.this.id}",
            json!({
                "transit_router_id": "${cen_transit_router.here.id}",
                "id": "${cen_transit_router_vpc_attachment.this.id}",
            }),
        ),
        (
            "cen_transit_router_peer_attachment.this",
            "${cen_transit_router.here.id}:${cen_transit_router_peer_attachment.this.id}",
            json!({
                "transit_router_id": "${cen_transit_router.here.id}",
                "id": "${cen_transit_router_peer_attachment.this.id}",
            }),
        ),
    ]
}

#[tokio::test]
async fn objects_of_every_type_are_imported_by_id_and_by_identity_just_as_they_are() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    case.step(Step::config(whole())).await;
    cloud.clear_journal();
    for (address, id, identity) in objects() {
        case.step(Step::import(address, id)).await;
        case.step(Step::import_of(address, identity)).await;
        case.step(Step::import_by_identity(address)).await;
    }
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

/// The state of an object, and what tells it from others.
fn known(case: &Case, address: &str) -> (Json, Json) {
    let state = case.state(address).clone();
    (json!({ "id": state["id"] }), state)
}

#[tokio::test]
async fn searches_find_what_was_made_and_stop_where_they_are_told_to() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    case.step(Step::config(whole())).await;
    cloud.clear_journal();
    let (identity, state) = known(&case, "cen_instance.this");
    let search = Step::query("cen_instance", json!({}));
    case.step(search.finds(1).finds_object(identity, Some(state)))
        .await;
    let named = |name: &str| Step::query("cen_instance", json!({ "name": name }));
    case.step(named("main").finds(1)).await;
    case.step(named("other").finds(0)).await;
    let (identity, state) = known(&case, "cen_bandwidth_package.free");
    let search = Step::query("cen_bandwidth_package", json!({}));
    case.step(search.finds(3).finds_object(identity, Some(state)))
        .await;
    let search = Step::query("cen_bandwidth_package", json!({})).limit(1);
    case.step(search.finds(1)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

const PACKAGE: &str = "cen_bandwidth_package.this";

#[tokio::test]
async fn what_is_no_package_becomes_none() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    let other = Step::import_of(PACKAGE, json!({ "id": "cen-abc" }));
    case.step(other.fails("Not the id of a bandwidth package"))
        .await;
    let foreign = Source {
        provider: "registry.terraform.io/somebody/else".to_owned(),
        ..official("else_thing", json!({}))
    };
    case.step(Step::move_from(PACKAGE, foreign).fails(
        "\"else_thing\" of \"registry.terraform.io/somebody/else\" cannot become \"cen_bandwidth_package\". Objects \
         can be moved to it from alicloud_cen_bandwidth_package. Import the object instead, and drop the old resource from \
         the state with a removed block.",
    ))
    .await;
    assert_eq!(case.state(PACKAGE), &Json::Null);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
