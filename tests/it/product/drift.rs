//! What happens behind Terraform's back.

use std::collections::BTreeMap;

use cen_simulator::{Package, PackageChange};
use serde_json::{Value as Json, json};

use super::{cloud, package, writes};
use crate::support::terraform::{PACKAGE, Workspace};

#[tokio::test(flavor = "multi_thread")]
async fn drift_is_shown_and_repaired() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let arguments =
        format!("  name = \"first\"\n  cen_id = \"{cen}\"\n  tags = {{ env = \"dev\" }}");
    let workspace = Workspace::new(&cloud, &package(&arguments));
    workspace.apply_quietly().await;
    let id = cloud.all::<Package>()[0].id.clone();
    let change = PackageChange {
        name: Some("other".to_owned()),
        bandwidth: Some(2),
        cen_id: Some(String::new()),
        tags: Some(BTreeMap::from([("env".to_owned(), "prod".to_owned())])),
        ..PackageChange::default()
    };
    cloud.change::<Package>(&id, change).unwrap();
    cloud.clear_journal();

    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["update"], vec![])
    );
    let (dev, prod) = (json!({"env": "dev"}), json!({"env": "prod"}));
    let expected = [
        ("bandwidth", (json!(2), json!(5))),
        ("cen_id", (Json::Null, json!(cen))),
        ("name", (json!("other"), json!("first"))),
        ("status", (json!("Idle"), json!("(unknown)"))),
        ("tags", (prod.clone(), dev.clone())),
        ("tags_all", (prod, dev)),
    ];
    let expected = expected.map(|(name, values)| (name.to_owned(), values));
    assert_eq!(plan.differences(), BTreeMap::from(expected));

    workspace.apply_quietly().await;
    let expected = [
        "ModifyCenBandwidthPackageAttribute",
        "ModifyCenBandwidthPackageSpec",
        "TagResources",
        "AssociateCenBandwidthPackage",
    ];
    assert_eq!(writes(&cloud), expected);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_gone_is_planned_anew() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    workspace.apply_quietly().await;
    let first = cloud.all::<Package>()[0].id.clone();
    cloud.remove::<Package>(&first).unwrap();

    assert_eq!(workspace.plan().await.actions(), ["create"]);
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_ne!(cloud.all::<Package>()[0].id, first);
    assert_eq!(
        workspace.state(PACKAGE).await["id"],
        json!(cloud.all::<Package>()[0].id)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroy_of_what_is_gone_succeeds() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    workspace.apply_quietly().await;
    cloud
        .remove::<Package>(&cloud.all::<Package>()[0].id.clone())
        .unwrap();
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn swapped_areas_and_other_letter_cases_plan_nothing() {
    let cloud = cloud().await;
    let configuration = package("");
    let workspace = Workspace::new(&cloud, &configuration);
    workspace.apply_quietly().await;
    let swapped = configuration
        .replace("area_a      = \"China\"", "area_a      = \"Asia-Pacific\"")
        .replace("area_b      = \"Asia-Pacific\"", "area_b      = \"China\"");
    let lower = configuration.to_lowercase().replace("postpaid", "PostPaid");
    for equivalent in [swapped, lower] {
        workspace.configure(&equivalent);
        workspace.assert_clean().await;
    }
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_pair_of_areas_replaces() {
    let cloud = cloud().await;
    let configuration = package("");
    let workspace = Workspace::new(&cloud, &configuration);
    workspace.apply_quietly().await;
    workspace.configure(&configuration.replace("Asia-Pacific", "Europe"));
    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["delete", "create"], vec![])
    );
    assert_eq!(
        plan.changes[0]["change"]["replace_paths"],
        json!([["area_b"]])
    );
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>()[0].area_b, "europe");
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replacement_needs_another_client_token() {
    let cloud = cloud().await;
    let configuration = package("  client_token = \"first\"");
    let workspace = Workspace::new(&cloud, &configuration);
    workspace.apply_quietly().await;
    let elsewhere = configuration.replace("Asia-Pacific", "Europe");
    workspace.configure(&elsewhere);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.len()), (1, 1));
    assert_eq!(plan.said[0].attribute, "client_token");
    assert_eq!(
        plan.said[0].summary,
        "The replacement needs another client token"
    );

    workspace.configure(&elsewhere.replace("\"first\"", "\"second\""));
    workspace.apply_quietly().await;
    assert_eq!(
        (
            cloud.all::<Package>().len(),
            cloud.all::<Package>()[0].area_b.as_str()
        ),
        (1, "europe")
    );
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_fails_is_an_error_and_drops_nothing() {
    use cen_simulator::Fault;
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    workspace.apply_quietly().await;
    for (status, code) in [(403, "Forbidden.RAM"), (400, "Throttled.Never.Heard.Of")] {
        cloud.fault(Fault::error("DescribeCenBandwidthPackages", status, code));
        let plan = workspace.plan().await;
        assert_eq!((plan.code, plan.said.len()), (1, 1));
        assert!(
            plan.said[0].detail.contains(code),
            "{}",
            plan.said[0].detail
        );
        cloud.clear_faults();
        workspace.assert_clean().await;
    }
}
