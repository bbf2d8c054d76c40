//! Packages that are paid for in advance.

use std::time::Duration;

use serde_json::json;

use super::{cloud, package, parameters_of, writes};
use crate::support::terraform::{PACKAGE, Workspace};

fn prepaid(arguments: &str) -> String {
    package(arguments).replace("PostPaid", "PrePaid")
}

const REFUSAL: &str = "A prepaid package cannot be destroyed before it expires";

#[tokio::test(flavor = "multi_thread")]
async fn a_package_without_a_charge_type_is_prepaid_for_a_month() {
    let cloud = cloud().await;
    let workspace = Workspace::new(
        &cloud,
        &package("").replace("  charge_type = \"PostPaid\"\n", ""),
    );
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(PACKAGE).await["charge_type"], "PrePaid");
    let sent = parameters_of(&cloud, "CreateCenBandwidthPackage");
    let term =
        ["BandwidthPackageChargeType", "Period", "PricingCycle"].map(|name| sent[name].as_str());
    assert_eq!(term, ["PREPAY", "1", "Month"]);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_that_changes_later_changes_nothing() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid("  period = 3"));
    workspace.apply_quietly().await;
    workspace.configure(&prepaid("  period = 1\n  pricing_cycle = \"Year\""));
    assert_eq!(workspace.plan().await.actions(), ["update"]);
    workspace.apply_quietly().await;
    workspace.configure(&prepaid(""));
    assert_eq!(workspace.plan().await.actions(), ["update"]);
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroy_is_refused_at_plan_time_until_it_expires() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.apply_quietly().await;
    let bought = cloud.packages()[0].clone();

    let plan = workspace.plan_with(&["-destroy"]).await;
    assert_eq!((plan.code, plan.said.len()), (1, 1));
    let detail = &plan.said[0].detail;
    assert_eq!(plan.said[0].summary, REFUSAL);
    assert!(
        detail.contains(&bought.id) && detail.contains(&bought.expired_time),
        "{detail}"
    );
    assert!(detail.contains("abandon_on_destroy = true"), "{detail}");
    assert_eq!(workspace.destroy().await.0, 1);
    assert_eq!(workspace.state(PACKAGE).await["id"], json!(bought.id));
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);

    cloud
        .advance_clock(Duration::from_secs(35 * 24 * 3600))
        .unwrap();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.packages(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forced_replacement_is_refused_before_anything_is_bought() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.apply_quietly().await;
    let (code, said) = workspace
        .said(&[
            "apply",
            "-auto-approve",
            "-json",
            "-replace=cen_bandwidth_package.this",
        ])
        .await;
    assert_eq!((code, said.len()), (1, 1), "{said:?}");
    assert_eq!(said[0].summary, REFUSAL);
    assert_eq!(cloud.packages().len(), 1);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_would_replace_it_is_refused_at_plan_time() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.apply_quietly().await;
    for changed in [prepaid("").replace("Asia-Pacific", "Europe"), package("")] {
        workspace.configure(&changed);
        let plan = workspace.plan().await;
        assert_eq!((plan.code, plan.said.len()), (1, 1), "{:?}", plan.said);
        assert_eq!(plan.said[0].summary, REFUSAL);
    }
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_abandoned_loudly_when_told_to() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.apply_quietly().await;
    workspace.configure(&prepaid("  abandon_on_destroy = true"));
    workspace.apply_quietly().await;
    cloud.clear_journal();

    let (code, said) = workspace.destroy().await;
    assert_eq!(code, 0, "{said:?}");
    let summaries: Vec<&str> = said.iter().map(|one| one.summary.as_str()).collect();
    let expected = [
        "A prepaid package will be left billing",
        "A prepaid package has been left billing",
    ];
    assert_eq!(summaries, expected);
    assert!(said[1].detail.contains(&cloud.packages()[0].expired_time));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    assert_eq!(cloud.packages().len(), 1);
    assert_eq!(workspace.state(PACKAGE).await, serde_json::Value::Null);
}
