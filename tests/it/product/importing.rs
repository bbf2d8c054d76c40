//! Everything that there is, imported without a line of configuration.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{cloud, writes};
use crate::support::terraform::Workspace;

/// One object of each type, two where it takes two.
const WHOLE: &str = r#"
resource "cen_instance" "this" {
  name = "main"
  tags = { env = "dev" }
}

resource "cen_bandwidth_package" "this" {
  for_each = { "PostPaid" = "Asia-Pacific", "PrePaid" = "China" }

  name        = "package"
  bandwidth   = 5
  area_a      = "China"
  area_b      = each.value
  charge_type = each.key
}

resource "cen_bandwidth_package_attachment" "this" {
  for_each = cen_bandwidth_package.this

  cen_id               = cen_instance.this.id
  bandwidth_package_id = each.value.id
}

resource "cen_instance_attachment" "this" {
  for_each = toset(["cn-hangzhou", "ap-southeast-1"])

  cen_id            = cen_instance.this.id
  child_instance_id = "vpc-${each.key}"
  region            = each.key
}

resource "cen_bandwidth_limit" "this" {
  cen_id          = cen_instance.this.id
  region_a        = "cn-hangzhou"
  region_b        = "ap-southeast-1"
  bandwidth_limit = 2
  depends_on      = [cen_bandwidth_package_attachment.this, cen_instance_attachment.this]
}

resource "cen_transit_router" "this" {
  for_each = toset(["cn-beijing", "cn-shanghai"])

  cen_id = cen_instance.this.id
  region = each.key
}

resource "cen_transit_router_vpc_attachment" "this" {
  transit_router_id = cen_transit_router.this["cn-beijing"].id
  region            = "cn-beijing"
  vpc_id            = "vpc-beijing"
  zone_mappings     = [{ zone_id = "cn-beijing-a", vswitch_id = "vsw-1" }]
}

resource "cen_transit_router_peer_attachment" "this" {
  transit_router_id        = cen_transit_router.this["cn-beijing"].id
  region                   = "cn-beijing"
  peer_transit_router_id   = cen_transit_router.this["cn-shanghai"].id
  peer_region              = "cn-shanghai"
  cen_bandwidth_package_id = cen_bandwidth_package.this["PrePaid"].id
  bandwidth                = 2
  depends_on               = [cen_bandwidth_package_attachment.this]
}
"#;

/// The id by which an object is imported.
fn import_id(kind: &str, attributes: &Json) -> String {
    let text = |name: &str| attributes[name].as_str().unwrap().to_owned();
    match kind {
        "cen_transit_router" => format!("{}:{}", text("cen_id"), text("id")),
        "cen_transit_router_vpc_attachment" | "cen_transit_router_peer_attachment" => {
            format!("{}:{}", text("transit_router_id"), text("id"))
        }
        _ => text("id"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_every_type_are_imported_with_the_configuration_that_terraform_writes_for_them()
{
    let cloud = cloud().await;
    let made = Workspace::new(&cloud, WHOLE);
    made.apply_quietly().await;
    let state = std::fs::read(made.path().join("terraform.tfstate")).unwrap();
    let state: Json = serde_json::from_slice(&state).unwrap();
    let mut kinds = BTreeSet::new();
    let mut imports = String::new();
    for resource in state["resources"].as_array().unwrap() {
        let kind = resource["type"].as_str().unwrap();
        kinds.insert(kind);
        for (number, instance) in resource["instances"].as_array().unwrap().iter().enumerate() {
            let id = import_id(kind, &instance["attributes"]);
            imports += &format!("import {{\n  to = {kind}.x{number}\n  id = \"{id}\"\n}}\n");
        }
    }
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    cloud.clear_journal();

    let taken = Workspace::new(&cloud, &imports);
    let plan = taken
        .plan_with(&["-generate-config-out=generated.tf"])
        .await;
    let errors: Vec<_> = plan
        .said
        .iter()
        .filter(|one| one.severity == "error")
        .collect();
    assert_eq!((plan.code, errors), (0, vec![]));
    let untouched = |change: &&Json| change["change"]["actions"] == json!(["no-op"]);
    assert_eq!(plan.changes.len(), 12);
    assert_eq!(
        plan.changes.iter().filter(untouched).count(),
        12,
        "{:#?}",
        plan.changes
    );
    taken.apply_quietly().await;
    taken.assert_clean().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
