//! Prepaid packages that are given back when they are destroyed or replaced.

use cen_simulator::{Fault, OrderKind, Package, Simulator};

use super::cloud;
use crate::support::terraform::{PACKAGE, Workspace};

const WILL: &str = "A prepaid package will be given back";
const HAS: &str = "A prepaid package has been given back";

fn within(area: &str, arguments: &str) -> String {
    format!(
        r#"
resource "cen_bandwidth_package" "this" {{
  bandwidth = 5
  area_a    = "{area}"
  area_b    = "{area}"
  period    = 3
{arguments}
}}
"#
    )
}

fn refunds(cloud: &Simulator) -> usize {
    let orders = cloud.orders().into_iter();
    orders
        .filter(|order| order.kind == OrderKind::Refund)
        .count()
}

fn summaries(said: &[crate::support::terraform::Said]) -> Vec<&str> {
    said.iter().map(|one| one.summary.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_applied_first_and_told_in_the_plan_of_the_destroy() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &within("China", ""));
    workspace.apply_quietly().await;
    // The argument in the configuration alone changes nothing.
    workspace.configure(&within("China", "  on_destroy = \"refund\""));
    let (code, said) = workspace.destroy().await;
    assert_eq!(
        (code, summaries(&said)),
        (
            1,
            vec!["A prepaid package cannot be destroyed before it expires"]
        )
    );
    workspace.apply_quietly().await;
    workspace.assert_clean().await;

    cloud.fault(Fault::error(
        "InquiryPriceRefundInstance",
        400,
        "CommodityNotSupported",
    ));
    let (code, said) = workspace.destroy().await;
    assert_eq!(
        (code, summaries(&said)),
        (1, vec!["The prepaid package cannot be given back"])
    );
    cloud.clear_faults();

    let (code, said) = workspace.destroy().await;
    assert_eq!((code, summaries(&said)), (0, vec![WILL, HAS]));
    assert_eq!((refunds(&cloud), cloud.all::<Package>().len()), (1, 0));
    assert_eq!(workspace.state(PACKAGE).await, serde_json::Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replacement_gives_the_old_package_back() {
    let cloud = cloud().await;
    let refund = "  on_destroy = \"refund\"";
    let workspace = Workspace::new(&cloud, &within("China", refund));
    workspace.apply_quietly().await;
    workspace.configure(&within("Europe", refund));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, summaries(&said)), (0, vec![WILL, HAS]), "{said:?}");
    assert_eq!((refunds(&cloud), cloud.all::<Package>().len()), (1, 1));
    workspace.assert_clean().await;

    let replace = format!("-replace={PACKAGE}");
    let (code, said) = workspace
        .said(&["apply", "-auto-approve", "-json", &replace])
        .await;
    // Of a replacement for a reason of its own a host shows the errors of the plan, and no warnings.
    assert_eq!((code, summaries(&said)), (0, vec![HAS]), "{said:?}");
    assert_eq!((refunds(&cloud), cloud.all::<Package>().len()), (2, 1));
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_argument_works_and_says_what_to_write() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &within("China", "  abandon_on_destroy = true"));
    let (code, said) = workspace.apply().await;
    assert_eq!(code, 0, "{said:?}");
    let mut told = summaries(&said);
    told.dedup();
    assert_eq!(told, ["Argument is deprecated"]);
    let (code, said) = workspace.destroy().await;
    assert_eq!(code, 0, "{said:?}");
    assert!(
        summaries(&said).contains(&"A prepaid package has been left billing"),
        "{said:?}"
    );
    assert_eq!((refunds(&cloud), cloud.all::<Package>().len()), (0, 1));

    let both = "  abandon_on_destroy = true\n  on_destroy = \"refund\"";
    workspace.configure(&within("China", both));
    let plan = workspace.plan().await;
    assert_eq!(plan.code, 1);
    let said = plan.said.iter().find(|one| one.attribute == "on_destroy");
    assert_eq!(
        said.map(|one| one.summary.as_str()),
        Some("on_destroy and abandon_on_destroy contradict each other")
    );
}
