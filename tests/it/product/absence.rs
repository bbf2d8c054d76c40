//! A package that cost money is not gone because one answer does not list it.

use cen_simulator::{Effect, Fault, Instance, Package, Simulator};
use serde_json::json;

use super::{cloud, package, warning, writes};
use crate::support::terraform::{PACKAGE, Workspace};

const DESCRIBE: &str = "DescribeCenBandwidthPackages";

/// A list as the API writes it when there is nothing to list.
const EMPTY_LIST: &str = r#"{"TotalCount":0,"PageNumber":1,"PageSize":50,"CenBandwidthPackages":{"CenBandwidthPackage":[]},"RequestId":"R"}"#;

fn answered(body: &str) -> Fault {
    let body = body.to_owned();
    Fault::new(DESCRIBE, Effect::Http { status: 200, body })
}

/// A workspace that has bought a prepaid package.
async fn prepaid(cloud: &Simulator) -> Workspace {
    let workspace = Workspace::new(cloud, &package("").replace("PostPaid", "PrePaid"));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace
}

/// What was asked of the list: by the id of the package, or for all.
fn looks(cloud: &Simulator) -> Vec<&'static str> {
    let by_id = |call: &cen_simulator::Call| call.parameters.contains_key("Filter.1.Key");
    let calls = cloud.journal();
    let asked = calls.iter().filter(|call| call.action == DESCRIBE);
    asked
        .map(|call| if by_id(call) { "id" } else { "all" })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_list_is_asked_for_again_and_then_an_error() {
    let cloud = cloud().await;
    let workspace = prepaid(&cloud).await;
    for body in ["{}", "null", r#"{"status":"maintenance"}"#] {
        cloud.fault(answered(body).times(1));
        workspace.assert_clean().await;
        assert_eq!(looks(&cloud), ["id", "id"], "{body}");
        cloud.clear_journal();
    }

    cloud.fault(answered("{}"));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.len()), (1, 1), "{:?}", plan.said);
    let (severity, summary) = (&plan.said[0].severity, &plan.said[0].summary);
    assert_eq!(
        (severity.as_str(), summary.as_str()),
        ("error", "CEN does not answer")
    );
    cloud.clear_faults();
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_is_looked_behind() {
    let cloud = cloud().await;
    let workspace = prepaid(&cloud).await;
    for (empty, expected) in [
        (1, ["id", "all"].as_slice()),
        (2, &["id", "all", "id"]),
        (3, &["id", "all", "id", "all"]),
    ] {
        cloud.fault(answered(EMPTY_LIST).times(empty));
        workspace.assert_clean().await;
        assert_eq!(looks(&cloud), expected);
        cloud.clear_journal();
        cloud.clear_faults();
    }
    // The refresh of a destroy sees it too, so that what is prepaid is still refused.
    cloud.fault(answered(EMPTY_LIST).times(1));
    let (code, said) = workspace.destroy().await;
    let refusal = "A prepaid package cannot be destroyed before it expires";
    assert_eq!((code, said[0].summary.as_str()), (1, refusal));
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_was_paid_for_is_gone_with_words() {
    let cloud = cloud().await;
    let workspace = prepaid(&cloud).await;
    let bought = cloud.all::<Package>().remove(0);
    cloud.remove::<Package>(&bought.id).unwrap();
    let plan = workspace.plan().await;
    let detail = format!(
        "The package {} was paid for until {}, and CEN does not list it any more: it was looked for several times over some \
         seconds, by its id and among all packages, with the key from environment variable ALIBABA_CLOUD_ACCESS_KEY_ID. It leaves the \
         state, and a configuration that still has it plans to buy another one.\n\nIf that surprises you, do not apply. Check \
         first that this key belongs to the account that bought the package, and look for it in the console; `terraform import` \
         takes it back.",
        bought.id, bought.expired_time
    );
    let words = warning("", "A package that was paid for is gone", &detail);
    assert_eq!((plan.code, plan.said.clone()), (0, vec![words]));
    assert_eq!(plan.actions(), ["create"]);
    assert_eq!(looks(&cloud), ["id", "all", "id", "all"]);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    // Terraform drops what the refresh of a destroy warns of.
    let (code, said) = workspace.destroy().await;
    assert_eq!((code, said.as_slice()), (0, [].as_slice()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_is_gone_by_a_second_look() {
    let cloud = cloud().await;
    let workspace = prepaid(&cloud).await;
    let expired = std::time::Duration::from_secs(400 * 24 * 60 * 60);
    cloud.advance_clock(expired).unwrap();
    for package in cloud.all::<Package>() {
        cloud.remove::<Package>(&package.id).unwrap();
    }
    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["create"], vec![])
    );
    // The first call is refused for its time, which the clock learns from.
    assert_eq!(looks(&cloud), ["id", "id", "all"]);
    workspace.apply_quietly().await;
    let bought = cloud.all::<Package>();
    assert_eq!(bought.len(), 1);
    assert_eq!(workspace.state(PACKAGE).await["id"], json!(bought[0].id));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_is_not_created_anew_over_one_empty_list() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, "resource \"cen_instance\" \"this\" {}\n");
    workspace.apply_quietly().await;
    let body = r#"{"TotalCount":0,"PageNumber":1,"PageSize":50,"Cens":{"Cen":[]},"RequestId":"R"}"#;
    let body = body.to_owned();
    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(cloud.calls("DescribeCens"), 1);
    cloud.fault(Fault::new("DescribeCens", Effect::Http { status: 200, body }).times(1));
    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(cloud.calls("DescribeCens"), 2);
    let cen = cloud.all::<Instance>().remove(0).id;
    cloud.remove::<Instance>(&cen).unwrap();
    assert_eq!(workspace.plan().await.actions(), ["create"]);
}
