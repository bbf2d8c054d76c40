//! CEN instances: what only Terraform itself does with them. Their life is in `steps`.

use cen_simulator::{Instance, Package, PackageChange};
use serde_json::json;

use super::moving_in::official_state;
use super::{actions, cloud, writes};
use crate::support::terraform::{Feature, Workspace, host_knows};

pub(super) const INSTANCE: &str = "cen_instance.this";

/// An instance with these arguments.
pub(super) fn instance(arguments: &str) -> String {
    format!("\nresource \"cen_instance\" \"this\" {{\n{arguments}\n}}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_plans_clean_and_one_of_something_else_is_refused() {
    let cloud = cloud().await;
    let arguments = "  name = \"main\"\n  tags = { env = \"dev\" }";
    let workspace = Workspace::new(&cloud, &instance(arguments));
    workspace.apply_quietly().await;
    let before = workspace.state(INSTANCE).await;
    assert_eq!(workspace.run(&["state", "rm", INSTANCE]).await.code, 0);

    let refused = workspace.run(&["import", "-no-color", INSTANCE, "cenbwp-a"]);
    let refused = refused.await;
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("Not the id of a CEN instance"),
        "{}",
        refused.stderr
    );

    let id = before["id"].as_str().unwrap();
    let imported = workspace.run(&["import", "-no-color", INSTANCE, id]).await;
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert_eq!(workspace.state(INSTANCE).await, before);
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), ["CreateCen"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_block_takes_an_instance_over_without_touching_it() {
    if !host_knows(Feature::MovedAcrossTypes) {
        return;
    }
    let cloud = cloud().await;
    let arguments =
        "  name = \"main\"\n  tags = { env = \"dev\" }\n  timeouts = { create = \"20m\" }";
    let workspace = Workspace::new(&cloud, &instance(arguments));
    workspace.apply_quietly().await;
    let before = workspace.state(INSTANCE).await;
    cloud.clear_journal();

    workspace.stand_in("aliyun/alicloud");
    let attributes = json!({
        "cen_instance_name": "main", "create_time": before["creation_time"], "description": "", "id": before["id"],
        "name": "main", "protection_level": "REDUCED", "resource_group_id": "", "status": "Active",
        "tags": {"env": "dev"}, "timeouts": {"create": "20m", "delete": null, "update": null}
    });
    let state = official_state("alicloud_cen_instance", &attributes);
    std::fs::write(workspace.path().join("terraform.tfstate"), state).unwrap();
    let moved = "moved {\n  from = alicloud_cen_instance.this\n  to   = cen_instance.this\n}\n";
    workspace.configure(&format!("{moved}{}", instance(arguments)));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);
    assert_eq!(
        plan.changes[0]["previous_address"],
        "alicloud_cen_instance.this"
    );
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(INSTANCE).await, before);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_bound_or_attached_is_named_when_an_instance_is_destroyed() {
    let cloud = cloud().await;
    let arguments = "  timeouts = { delete = \"2s\" }";
    let workspace = Workspace::new(&cloud, &instance(arguments));
    workspace.apply_quietly().await;
    let cen = cloud.all::<Instance>()[0].id.clone();
    let bound = "resource \"cen_bandwidth_package\" \"other\" {\n  bandwidth = 5\n  area_a = \"China\"\n  \
                 area_b = \"China\"\n  charge_type = \"PostPaid\"\n}\n";
    let other = Workspace::new(&cloud, bound);
    other.apply_quietly().await;
    let package = cloud.all::<Package>()[0].id.clone();
    let bind = |cen: &str| PackageChange {
        cen_id: Some(cen.to_owned()),
        ..PackageChange::default()
    };
    cloud.change::<Package>(&package, bind(&cen)).unwrap();
    cloud.clear_journal();

    let (code, said) = workspace.destroy().await;
    assert_eq!((code, said.len()), (1, 1));
    assert_eq!(said[0].summary, "The CEN instance is in use");
    let expected = format!(
        "CEN does not end an instance as long as something is bound or attached to it, and the bandwidth package \
         {package} is bound. Unbind and detach that first, then destroy the instance again."
    );
    assert!(said[0].detail.starts_with(&expected), "{}", said[0].detail);
    assert_eq!(workspace.state(INSTANCE).await["id"], json!(cen));

    cloud.change::<Package>(&package, bind("")).unwrap();
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(
        actions(&cloud),
        ["DescribeCens", "DeleteCen", "DescribeCens"]
    );
    assert_eq!(cloud.all::<Instance>(), []);
}
