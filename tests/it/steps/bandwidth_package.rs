//! Bandwidth packages: searches, and what is none.

use cen_simulator::{Effect, Fault};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Source, Step};

use super::{actions, case, cloud, official, only, writes};

const PACKAGE: &str = "cen_bandwidth_package.this";

/// A package from China to this area.
fn package(to: &str, charge_type: &str) -> Json {
    json!({ "bandwidth": 5, "area_a": "China", "area_b": to, "charge_type": charge_type })
}

#[tokio::test]
async fn searches_find_what_was_made_and_stop_where_they_are_told_to() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    let packages = json!({
        "this": package("Europe", "PostPaid"),
        "abroad": package("Asia-Pacific", "PostPaid"),
        "inland": package("China", "PrePaid"),
    });
    let config = json!({ "resource": { "cen_bandwidth_package": packages } });
    case.step(Step::config(config)).await;
    cloud.clear_journal();
    let state = case.state(PACKAGE).clone();
    let identity = json!({ "id": state["id"] });
    let search = Step::query("cen_bandwidth_package", json!({}));
    case.step(search.finds(3).finds_object(identity, Some(state)))
        .await;
    let search = Step::query("cen_bandwidth_package", json!({})).limit(1);
    case.step(search.finds(1)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

/// That a list does not have what an instance says is bound to it is looked into once for all of it.
#[tokio::test]
async fn what_a_list_leaves_out_is_asked_about_together() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let bound = |to: &str| {
        let mut bound = package(to, "PostPaid");
        bound["cen_id"] = json!(cen);
        bound
    };
    let [europe, america, inland] = ["Europe", "North-America", "China"].map(bound);
    let three = json!({ "europe": europe, "america": america, "inland": inland });
    let config = json!({ "resource": { "cen_bandwidth_package": three } });
    case(&cloud).step(Step::config(config)).await;
    cloud.clear_journal();
    let body = r#"{"TotalCount":0,"CenBandwidthPackages":{"CenBandwidthPackage":[]}}"#;
    let empty = Effect::Http {
        status: 200,
        body: body.to_owned(),
    };
    cloud.fault(Fault::new("DescribeCenBandwidthPackages", empty).times(1));
    let another = only("cen_bandwidth_package", &bound("Asia-Pacific"));
    case(&cloud)
        .step(Step::config(another).only_plan().leaves_something())
        .await;
    let mut calls = actions(&cloud);
    println!("{calls:?}");
    calls.retain(|action| action == "DescribeCens");
    assert_eq!(calls.len(), 2);
}

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
