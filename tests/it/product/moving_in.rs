//! Packages that come from the official provider.

use serde_json::{Value as Json, json};

use super::{cloud, package, writes};
use crate::support::terraform::{Feature, PACKAGE, Workspace, host_knows};

/// The attributes that the official provider stores for this package.
fn official_package(package: &Json) -> Json {
    json!({
        "bandwidth": package["bandwidth"], "cen_bandwidth_package_name": package["name"], "charge_type": "PostPaid",
        "description": "", "expired_time": package["expired_time"], "geographic_region_a_id": "China",
        "geographic_region_b_id": "Asia-Pacific", "geographic_region_ids": ["Asia-Pacific", "China"],
        "id": package["id"], "name": package["name"], "payment_type": "PostPaid", "period": null, "status": "Idle",
        "timeouts": null
    })
}

/// A state file as the official provider leaves it, with one resource, called `this`.
pub(super) fn official_state(type_name: &str, attributes: &Json) -> String {
    json!({
        "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "a", "outputs": {},
        "resources": [{
            "mode": "managed", "type": type_name, "name": "this",
            "provider": "provider[\"registry.terraform.io/aliyun/alicloud\"]",
            "instances": [{ "schema_version": 0, "attributes": attributes }]
        }]
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_block_takes_a_package_over_without_touching_it() {
    if !host_knows(Feature::MovedAcrossTypes) {
        return;
    }
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  name = \"first\""));
    workspace.apply_quietly().await;
    let before = workspace.state(PACKAGE).await;
    cloud.clear_journal();

    workspace.stand_in("aliyun/alicloud");
    std::fs::write(
        workspace.path().join("terraform.tfstate"),
        official_state("alicloud_cen_bandwidth_package", &official_package(&before)),
    )
    .unwrap();
    let moved = "moved {\n  from = alicloud_cen_bandwidth_package.this\n  to   = cen_bandwidth_package.this\n}\n";
    workspace.configure(&format!("{moved}{}", package("  name = \"first\"")));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);
    assert_eq!(
        plan.changes[0]["previous_address"],
        "alicloud_cen_bandwidth_package.this"
    );

    workspace.apply_quietly().await;
    assert_eq!(workspace.state(PACKAGE).await, before);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_of_an_early_release_becomes_a_change_in_place_that_asks_nothing_of_the_api() {
    if !host_knows(Feature::MovedAcrossTypes) {
        return;
    }
    let cloud = cloud().await;
    let bought = package("  name = \"first\"\n  period = 3").replace("PostPaid", "PrePaid");
    let workspace = Workspace::new(&cloud, &bought);
    workspace.apply_quietly().await;
    let before = workspace.state(PACKAGE).await;
    cloud.clear_journal();

    // Only the names that have been deprecated since, and neither areas one by one nor a renewal.
    let early = json!({
        "bandwidth": 5, "charge_type": "PrePaid", "description": "", "expired_time": before["expired_time"],
        "geographic_region_ids": ["Asia-Pacific", "China"], "id": before["id"], "name": "first", "period": 3,
        "status": "Idle"
    });
    workspace.stand_in("aliyun/alicloud");
    std::fs::write(
        workspace.path().join("terraform.tfstate"),
        official_state("alicloud_cen_bandwidth_package", &early),
    )
    .unwrap();
    let moved = "moved {\n  from = alicloud_cen_bandwidth_package.this\n  to   = cen_bandwidth_package.this\n}\n";
    workspace.configure(&format!("{moved}{bought}"));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);

    let renewing = bought.replace("period = 3", "period = 3\n  auto_renew = true");
    workspace.configure(&format!("{moved}{renewing}"));
    let plan = workspace.plan().await;
    assert_eq!(plan.actions(), ["update"]);
    assert_eq!(plan.said, []);
    assert_eq!(workspace.apply().await.0, 0);
    let mut expected = before;
    expected["auto_renew"] = json!(true);
    expected["renewal_status"] = json!("AutoRenewal");
    // As the set had them; the order does not matter.
    expected["area_a"] = json!("Asia-Pacific");
    expected["area_b"] = json!("China");
    assert_eq!(workspace.state(PACKAGE).await, expected);
    assert_eq!(writes(&cloud), ["SetRenewal"]);
    workspace.assert_clean().await;
}
