//! What module authors ask before they set limits.

use cen_simulator::Package;
use serde_json::json;

use super::{LEFT, LIST, account};
use crate::product::{actions, cloud, error};
use crate::support::terraform::Workspace;

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_found_by_instance_and_region_in_the_order_of_their_ids() {
    let (cloud, cen) = account().await;
    for (pair, mbps) in [
        (["cn-hangzhou", "ap-southeast-1"], 2),
        (["cn-beijing", "ap-southeast-1"], 3),
        (["cn-beijing", "cn-hongkong"], 1),
    ] {
        cloud.set_limit(&cen, pair, mbps).unwrap();
    }
    let body = format!(
        r#"
data "cen_bandwidth_limits" "this" {{
  cen_id = "{cen}"
  region = "AP-southeast-1"
}}
data "cen_bandwidth_limits" "all" {{}}
data "cen_bandwidth_limits" "none" {{
  cen_id = "cen-abc"
}}
"#
    );
    let workspace = Workspace::new(&cloud, &body);
    workspace.apply_quietly().await;
    let package = cloud.all::<Package>()[0].id.clone();
    let limit = |region: &str, mbps: u32| {
        json!({
            "id": format!("{cen}:ap-southeast-1:{region}"),
            "cen_id": cen,
            "region_a": "ap-southeast-1",
            "region_b": region,
            "bandwidth_limit": mbps,
            "status": "Active",
            "geographic_span_id": "china_asia-pacific",
            "bandwidth_package_id": package,
        })
    };
    let limits = [limit("cn-beijing", 3), limit("cn-hangzhou", 2)];
    let expected = json!({
        "cen_id": cen,
        "region": "AP-southeast-1",
        "ids": [limits[0]["id"], limits[1]["id"]],
        "limits": limits,
    });
    let state = workspace.state("data.cen_bandwidth_limits.this").await;
    assert_eq!(state, expected);
    let all = workspace.state("data.cen_bandwidth_limits.all").await;
    assert_eq!(all["ids"].as_array().map(Vec::len), Some(3));
    let none = workspace.state("data.cen_bandwidth_limits.none").await;
    assert_eq!((&none["ids"], &none["limits"]), (&json!([]), &json!([])));
    assert!(actions(&cloud).iter().all(|action| action == LIST));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_remains_between_two_areas_is_told() {
    let (cloud, cen) = account().await;
    cloud
        .set_limit(&cen, ["cn-hangzhou", "ap-southeast-1"], 4)
        .unwrap();
    let body = |cen: &str, area: &str| {
        format!(
            r#"
data "cen_area_span_remaining_bandwidth" "this" {{
  cen_id = "{cen}"
  area_a = "{area}"
  area_b = "china"
}}
"#
        )
    };
    let workspace = Workspace::new(&cloud, &body(&cen, "Asia-Pacific"));
    workspace.apply_quietly().await;
    let address = "data.cen_area_span_remaining_bandwidth.this";
    assert_eq!(
        workspace.state(address).await,
        json!({ "cen_id": cen, "area_a": "Asia-Pacific", "area_b": "china", "remaining_bandwidth": 6 })
    );
    assert_eq!(actions(&cloud), [LEFT]);

    workspace.configure(&body(&cen, "Europe"));
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(address).await["remaining_bandwidth"], 0);

    workspace.configure(&body("cen-abc", "Europe"));
    let expected = error(
        "cen_id",
        "There is no such CEN instance",
        "CEN knows no instance cen-abc in this account.",
    );
    assert_eq!(workspace.plan().await.said, [expected]);

    workspace.configure(&body(&cen, "Europa"));
    let said = workspace.plan().await.said;
    assert_eq!(
        (said[0].summary.as_str(), said[0].attribute.as_str()),
        ("Unknown area", "area_a")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_and_their_regions_are_told_without_a_call() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, "data \"cen_areas\" \"this\" {}\n");
    workspace.apply_quietly().await;
    let state = workspace.state("data.cen_areas.this").await;
    let areas = state["areas"].as_array().unwrap();
    let names: Vec<&str> = areas
        .iter()
        .map(|area| area["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "China",
            "North-America",
            "Asia-Pacific",
            "Europe",
            "Middle-East",
            "Australia"
        ]
    );
    assert_eq!(
        areas[3],
        json!({ "name": "Europe", "regions": ["eu-central-1", "eu-west-1"] })
    );
    assert_eq!(state["listed_in"], "2026-08");
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}
