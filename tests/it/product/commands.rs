//! The commands of the CLI that the other tests do not use.

use cen_simulator::Package;
use serde_json::Value as Json;

use super::{actions, cloud, package};
use crate::support::terraform::{PACKAGE, Workspace};

#[tokio::test(flavor = "multi_thread")]
async fn validate_needs_neither_key_nor_endpoint() {
    let cloud = cloud().await;
    let mut workspace = Workspace::new(&cloud, &package(""));
    for name in [
        "CEN_ENDPOINT",
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    ] {
        workspace.set(name, "");
    }
    assert_eq!(workspace.run(&["validate", "-no-color"]).await.code, 0);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_told_with_descriptions() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    let finished = workspace.run(&["providers", "schema", "-json"]).await;
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    let schemas: Json = serde_json::from_str(&finished.stdout).unwrap();
    let provider = &schemas["provider_schemas"]["registry.terraform.io/cen-rs/cen"];
    let package = &provider["resource_schemas"]["cen_bandwidth_package"]["block"];
    let attributes = package["attributes"].as_object().unwrap();
    assert!(
        attributes
            .values()
            .all(|one| !one["description"].as_str().unwrap_or_default().is_empty())
    );
    assert_eq!(attributes["bandwidth"]["required"], true);
    let secret = &provider["provider"]["block"]["attributes"]["secret_key"];
    assert_eq!(secret["sensitive"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn state_show_prints_the_package() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    workspace.apply_quietly().await;
    let shown = workspace
        .run(&["state", "show", "-no-color", PACKAGE])
        .await;
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    assert!(shown.stdout.contains(&cloud.all::<Package>()[0].id));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_the_provider_leads_to_the_cloud() {
    let cloud = cloud().await;
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let resource =
        std::fs::read_to_string(examples.join("resources/cen_bandwidth_package/resource.tf"))
            .unwrap();
    let provider = std::fs::read_to_string(examples.join("provider/provider.tf")).unwrap();
    let workspace = Workspace::new(&cloud, "");
    let whole = format!("{provider}{resource}");
    std::fs::write(workspace.path().join("main.tf"), whole).unwrap();
    assert_eq!(
        workspace
            .run(&["apply", "-auto-approve", "-no-color"])
            .await
            .code,
        0
    );
    assert_eq!(cloud.all::<Package>()[0].tags["managed-by"], "terraform");
}
