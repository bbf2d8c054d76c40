//! Functions in configurations, without an account.

use serde_json::{Value as Json, json};

use super::{actions, cloud};
use crate::support::terraform::{Feature, Workspace, host_knows};

/// The outputs of a configuration, by name.
async fn outputs(workspace: &Workspace) -> Json {
    let finished = workspace.run(&["output", "-json", "-no-color"]).await;
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    let outputs: Json = serde_json::from_str(&finished.stdout).unwrap();
    let values = outputs.as_object().unwrap().iter();
    values
        .map(|(name, output)| (name.clone(), output["value"].clone()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_about_areas_regions_and_ids_need_no_key_and_no_call() {
    if !host_knows(Feature::Functions) {
        return;
    }
    let cloud = cloud().await;
    let body = r#"
output "area" { value = provider::cen::region_area("CN-hongkong") }
output "pair" { value = provider::cen::area_pair("ap-southeast-1", "cn-hangzhou") }
output "areas" { value = provider::cen::areas() }
output "regions" { value = provider::cen::regions("europe") }
output "limit" { value = provider::cen::parse_bandwidth_limit_id("cen-abc:us-west-1:cn-hangzhou") }
output "refused" { value = can(provider::cen::region_area("cn-atlantis")) }
"#;
    let mut workspace = Workspace::new(&cloud, body);
    for name in [
        "CEN_ENDPOINT",
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    ] {
        workspace.set(name, "");
    }
    workspace.apply_quietly().await;
    let expected = json!({
        "area": "Asia-Pacific",
        "pair": { "area_a": "China", "area_b": "Asia-Pacific" },
        "areas": ["China", "North-America", "Asia-Pacific", "Europe", "Middle-East", "Australia"],
        "regions": ["eu-central-1", "eu-west-1"],
        "limit": { "cen_id": "cen-abc", "region_a": "cn-hangzhou", "region_b": "us-west-1" },
        "refused": false,
    });
    assert_eq!(outputs(&workspace).await, expected);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_region_is_refused_with_the_one_that_was_meant() {
    if !host_knows(Feature::Functions) {
        return;
    }
    let cloud = cloud().await;
    let body = "output \"area\" { value = provider::cen::region_area(\"Singapore\") }\n";
    let plan = Workspace::new(&cloud, body).plan().await;
    assert_eq!((plan.code, plan.said.len()), (1, 1));
    assert_eq!(
        plan.said[0].detail,
        "Invalid value for \"region\" parameter: \"Singapore\" is not a known region; did you mean \
         \"ap-southeast-1\"? Regions are known as of 2026-08. Regions that were opened later are unknown here; write their \
         area yourself."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_pages_work() {
    if !host_knows(Feature::Functions) {
        return;
    }
    let cloud = cloud().await;
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/functions");
    for folder in std::fs::read_dir(examples).unwrap() {
        let file = folder.unwrap().path().join("function.tf");
        let body = std::fs::read_to_string(&file).unwrap();
        let plan = Workspace::new(&cloud, &body).plan().await;
        assert_eq!((plan.code, plan.said), (0, vec![]), "{}", file.display());
    }
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}
