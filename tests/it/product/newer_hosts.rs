//! What not every host can do: imports by identity, searches with the configuration that they write, actions. And a state
//! that goes from host to host.

use serde_json::json;
use tf_plugin_testing::cli::Cli;

use super::{cloud, package, parameters_of, writes};
use crate::support::terraform::{Feature, PACKAGE, Workspace, host_knows, skip};

const PREPAID: &str = r#"
resource "cen_bandwidth_package" "this" {
  bandwidth   = 5
  area_a      = "China"
  area_b      = "Asia-Pacific"
  charge_type = "PrePaid"
  period      = 1
}
"#;

const UPGRADE: &str = r#"
action "cen_bandwidth_package_temp_upgrade" "sale" {
  config {
    bandwidth_package_id = cen_bandwidth_package.this.id
    bandwidth            = 100
    end_time             = timeadd(plantimestamp(), "12h")
  }
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_imported_by_its_identity_with_the_configuration_that_the_host_writes() {
    if !host_knows(Feature::Identity) {
        return;
    }
    let cloud = cloud().await;
    let elsewhere = Workspace::new(&cloud, &package("name = \"taken-over\""));
    elsewhere.apply_quietly().await;
    let bought = elsewhere.state(PACKAGE).await;
    cloud.clear_journal();

    let import = format!(
        "import {{\n  to       = {PACKAGE}\n  identity = {{ id = {} }}\n}}\n",
        bought["id"]
    );
    let workspace = Workspace::new(&cloud, &import);
    let plan = workspace
        .plan_with(&["-generate-config-out=generated.tf"])
        .await;
    assert_eq!((plan.code, plan.actions()), (0, vec!["no-op"]));
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(PACKAGE).await["id"], bought["id"]);
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_writes_the_configuration_that_takes_over_what_it_has_found() {
    if !host_knows(Feature::Query) {
        return;
    }
    let cloud = cloud().await;
    let elsewhere = Workspace::new(
        &cloud,
        &format!("{PREPAID}{}", package("").replace("this", "other")),
    );
    elsewhere.apply_quietly().await;
    let prepaid = elsewhere.state(PACKAGE).await;
    cloud.clear_journal();

    let workspace = Workspace::new(&cloud, "provider \"cen\" {}\n");
    let search = "list \"cen_bandwidth_package\" \"prepaid\" {\n  provider = cen\n  include_resource = true\n  \
                  config {\n    charge_type = \"PrePaid\"\n  }\n}\n";
    std::fs::write(workspace.path().join("search.tfquery.hcl"), search).unwrap();
    let (code, said) = workspace
        .said(&[
            "query",
            "-json",
            "-no-color",
            "-generate-config-out=found.tf",
        ])
        .await;
    assert_eq!((code, said), (0, vec![]));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.actions()), (0, vec!["no-op"]));
    let taken = &plan.changes[0]["change"];
    assert_eq!(taken["importing"]["identity"]["id"], prepaid["id"]);
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_is_ordered_when_it_is_invoked() {
    if !host_knows(Feature::Actions) {
        return;
    }
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &format!("{PREPAID}{UPGRADE}"));
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
    let invoke = "-invoke=action.cen_bandwidth_package_temp_upgrade.sale";
    let invoked = workspace
        .said(&["apply", "-auto-approve", "-json", "-no-color", invoke])
        .await;
    assert_eq!(invoked, (0, vec![]));
    let ordered = parameters_of(&cloud, "TempUpgradeCenBandwidthPackageSpec");
    assert_eq!(ordered["Bandwidth"], "100");
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_is_ordered_when_another_resource_triggers_it() {
    if !host_knows(Feature::Actions) {
        return;
    }
    let cloud = cloud().await;
    let triggered = PREPAID.replace(
        "period      = 1\n",
        "period      = 1\n  lifecycle {\n    action_trigger {\n      events  = [after_create]\n      \
         actions = [action.cen_bandwidth_package_temp_upgrade.sale]\n    }\n  }\n",
    );
    let workspace = Workspace::new(&cloud, &format!("{triggered}{UPGRADE}"));
    workspace.apply_quietly().await;
    assert_eq!(
        writes(&cloud),
        [
            "CreateCenBandwidthPackage",
            "TempUpgradeCenBandwidthPackageSpec"
        ]
    );
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud).len(), 2);
}

/// With every host that has been fetched: what one has stored, the next one opens, plans clean and changes in place.
#[tokio::test(flavor = "multi_thread")]
async fn a_state_goes_through_the_hosts_from_the_oldest_to_the_newest() {
    let hosts = Cli::all_fetched();
    let [oldest, newer @ ..] = hosts.as_slice() else {
        return skip("no host has been fetched");
    };
    if newer.is_empty() {
        return skip("only one host has been fetched");
    }
    let cloud = cloud().await;
    let body = |name: &str| {
        let package = package(&format!(
            "name = \"{name}\"\n  cen_id = cen_instance.this.id"
        ));
        format!("resource \"cen_instance\" \"this\" {{\n  name = \"{name}\"\n}}\n{package}")
    };
    let mut workspace = Workspace::new(&cloud, &body("the-first"));
    workspace.set_host(oldest.clone());
    workspace.apply_quietly().await;
    let id = workspace.state(PACKAGE).await["id"].clone();
    for (number, host) in newer.iter().enumerate() {
        workspace.set_host(host.clone());
        workspace.assert_clean().await;
        let name = format!("number-{number}");
        workspace.configure(&body(&name));
        workspace.apply_quietly().await;
        let package = workspace.state(PACKAGE).await;
        assert_eq!(
            (&package["id"], &package["name"]),
            (&id, &json!(name)),
            "{host}"
        );
    }
    assert_eq!(workspace.destroy().await, (0, vec![]));
    let mut expected = vec![
        "CreateCen",
        "CreateCenBandwidthPackage",
        "AssociateCenBandwidthPackage",
    ];
    for _ in newer {
        expected.extend(["ModifyCenAttribute", "ModifyCenBandwidthPackageAttribute"]);
    }
    expected.extend([
        "UnassociateCenBandwidthPackage",
        "DeleteCenBandwidthPackage",
        "DeleteCen",
    ]);
    let mut made = writes(&cloud);
    // The two change side by side.
    made[3..3 + 2 * newer.len()].sort();
    expected[3..3 + 2 * newer.len()].sort_unstable();
    assert_eq!(made, expected);
}
