//! CEN instances, from the first apply to the destroy, with exact state and exact calls.

use std::collections::BTreeMap;

use cen_simulator::{InstanceChange, PackageChange};
use serde_json::{Value as Json, json};

use super::moving_in::official_state;
use super::{actions, cloud, error, parameters_of, writes};
use crate::support::terraform::Workspace;

pub(super) const INSTANCE: &str = "cen_instance.this";

/// An instance with these arguments.
pub(super) fn instance(arguments: &str) -> String {
    format!("\nresource \"cen_instance\" \"this\" {{\n{arguments}\n}}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_stores_exactly_what_was_made() {
    let cloud = cloud().await;
    let arguments = "  name = \"main\"\n  description = \"by test\"\n  tags = { env = \"dev\" }\n  \
                     resource_group_id = \"rg-1\"\n  protection_level = \"REDUCED\"";
    let workspace = Workspace::new(&cloud, &instance(arguments));
    workspace.apply_quietly().await;

    let made = cloud.instances();
    assert_eq!(made.len(), 1);
    let expected = json!({
        "id": made[0].id,
        "name": "main",
        "description": "by test",
        "protection_level": "REDUCED",
        "resource_group_id": "rg-1",
        "tags": { "env": "dev" },
        "tags_all": { "env": "dev" },
        "status": "Active",
        "creation_time": made[0].creation_time,
        "timeouts": null,
    });
    assert_eq!(workspace.state(INSTANCE).await, expected);
    assert_eq!(actions(&cloud), ["CreateCen", "DescribeCens"]);
    let mut sent = parameters_of(&cloud, "CreateCen");
    let token = sent.remove("ClientToken").unwrap();
    assert!((1..=64).contains(&token.len()));
    let expected = [
        ("Description", "by test"),
        ("Name", "main"),
        ("ProtectionLevel", "REDUCED"),
        ("ResourceGroupId", "rg-1"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(sent, BTreeMap::from(expected));

    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(actions(&cloud), ["DescribeCens"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_changes_in_place() {
    let cloud = cloud().await;
    let before = "  name = \"main\"\n  description = \"one\"\n  tags = { env = \"dev\" }";
    let workspace = Workspace::new(&cloud, &instance(before));
    workspace.apply_quietly().await;
    let id = workspace.state(INSTANCE).await["id"].clone();
    cloud.clear_journal();

    let after =
        "  name = \"1st choice\"\n  tags = { env = \"prod\" }\n  resource_group_id = \"rg-2\"";
    workspace.configure(&instance(after));
    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["update"], vec![])
    );
    let (dev, prod) = (json!({"env": "dev"}), json!({"env": "prod"}));
    let expected = [
        ("description", (json!("one"), Json::Null)),
        ("name", (json!("main"), json!("1st choice"))),
        ("resource_group_id", (Json::Null, json!("rg-2"))),
        ("tags", (dev.clone(), prod.clone())),
        ("tags_all", (dev, prod)),
    ];
    let expected = expected.map(|(name, values)| (name.to_owned(), values));
    assert_eq!(plan.differences(), BTreeMap::from(expected));

    workspace.apply_quietly().await;
    let expected = ["ModifyCenAttribute", "MoveResourceGroup", "TagResources"];
    assert_eq!(writes(&cloud), expected);
    let sent = parameters_of(&cloud, "ModifyCenAttribute");
    let expected = [
        ("CenId", id.as_str().unwrap()),
        ("Description", ""),
        ("Name", "1st choice"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(sent, BTreeMap::from(expected));
    assert_eq!(workspace.state(INSTANCE).await["id"], id);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_protection_level_is_lowered_in_place_and_otherwise_left_as_it_is() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &instance(""));
    workspace.apply_quietly().await;
    let id = cloud.instances()[0].id.clone();
    let full = InstanceChange {
        protection_level: Some("FULL".to_owned()),
        ..InstanceChange::default()
    };
    cloud.change_instance(&id, full).unwrap();
    workspace.assert_clean().await;

    cloud.clear_journal();
    workspace.configure(&instance("  protection_level = \"REDUCED\""));
    assert_eq!(workspace.plan().await.actions(), ["update"]);
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["ModifyCenAttribute"]);
    assert_eq!(cloud.instances()[0].protection_level, "REDUCED");

    workspace.configure(&instance("  protection_level = \"FULL\""));
    let said = workspace.plan().await.said;
    let detail = "\"FULL\" is not allowed here; use one of \"REDUCED\".";
    let summary = "Value is not one of those allowed";
    assert_eq!(said, [error("protection_level", summary, detail)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &instance("  name = \"main\""));
    workspace.apply_quietly().await;
    let first = cloud.instances()[0].id.clone();
    let change = InstanceChange {
        name: Some("other".to_owned()),
        tags: Some(BTreeMap::from([("by".to_owned(), "hand".to_owned())])),
        ..InstanceChange::default()
    };
    cloud.change_instance(&first, change).unwrap();
    let plan = workspace.plan().await;
    let by_hand = json!({"by": "hand"});
    let expected = [
        ("name", (json!("other"), json!("main"))),
        ("tags", (by_hand.clone(), Json::Null)),
        ("tags_all", (by_hand, json!({}))),
    ];
    let expected = expected.map(|(name, values)| (name.to_owned(), values));
    assert_eq!(plan.differences(), BTreeMap::from(expected));
    workspace.apply_quietly().await;
    workspace.assert_clean().await;

    cloud.remove_instance(&first).unwrap();
    assert_eq!(workspace.plan().await.actions(), ["create"]);
    workspace.apply_quietly().await;
    let second = cloud.instances().remove(0).id;
    assert_ne!(second, first);
    assert_eq!(workspace.state(INSTANCE).await["id"], json!(second));

    cloud.remove_instance(&second).unwrap();
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
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
    let cen = cloud.instances()[0].id.clone();
    let bound = "resource \"cen_bandwidth_package\" \"other\" {\n  bandwidth = 5\n  area_a = \"China\"\n  \
                 area_b = \"China\"\n  charge_type = \"PostPaid\"\n}\n";
    let other = Workspace::new(&cloud, bound);
    other.apply_quietly().await;
    let package = cloud.packages()[0].id.clone();
    let bind = |cen: &str| PackageChange {
        cen_id: Some(cen.to_owned()),
        ..PackageChange::default()
    };
    cloud.change_package(&package, bind(&cen)).unwrap();
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

    cloud.change_package(&package, bind("")).unwrap();
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(
        actions(&cloud),
        ["DescribeCens", "DeleteCen", "DescribeCens"]
    );
    assert_eq!(cloud.instances(), []);
}
