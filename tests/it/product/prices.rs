//! Prices as users see them.

use cen_simulator::{Options, Package, Policy, Simulator};
use serde_json::{Value as Json, json};

use super::{actions, cloud, error, writes};
use crate::support::terraform::Workspace;

/// A provider block, and two packages for a month.
fn two_packages(arguments: &str) -> String {
    let package = |name: &str, area: &str| {
        format!(
            "resource \"cen_bandwidth_package\" \"{name}\" {{\n  bandwidth = 5\n  area_a = \"China\"\n  area_b = \"{area}\"\n}}\n"
        )
    };
    format!(
        "provider \"cen\" {{\n{arguments}\n}}\n{}{}",
        package("asia", "Asia-Pacific"),
        package("china", "China")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_tells_the_price_of_each_package_and_the_sum_with_the_last() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &two_packages("  show_prices = true"));
    let plan = workspace.plan().await;
    assert_eq!(plan.code, 0);
    let mut costs: Vec<&str> = Vec::new();
    let mut sums: Vec<&str> = Vec::new();
    for said in &plan.said {
        let told = said.summary.strip_prefix("This package costs ").unwrap();
        let (cost, sum) = told.split_once(" now; ").unwrap();
        costs.push(cost);
        sums.push(sum);
    }
    costs.sort_unstable();
    assert_eq!(costs, ["CNY 2250.00", "CNY 450.00"]);
    // Hosts plan both at once, and whichever is second has the sum.
    let sum = "CNY 2700.00 in this run so far";
    assert_eq!(sums.iter().filter(|one| **one == sum).count(), 1);

    workspace.configure(&two_packages(""));
    cloud.clear_journal();
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![]));
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_above_the_limit_is_refused_in_the_plan() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &two_packages("  max_price = 2249.99"));
    let detail = "Nothing will be bought. The price is CNY 2250.00, after a discount of CNY 250.00; tax may be added. The provider \
                  block has max_price = 2249.99. Order less, or for a shorter time, or raise max_price.";
    let expected = error("", "The package costs more than max_price", detail);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (1, vec![expected]));

    workspace.configure(&two_packages("  max_price = 2250"));
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 2);
    workspace.assert_clean().await;
}

/// A module that buys only what it can pay.
fn within(budget: u32) -> String {
    let example =
        include_str!("../../../examples/data-sources/cen_bandwidth_package_price/data-source.tf");
    example.replace("= 10000\n", &format!("= {budget}\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_precondition_on_a_budget_holds_and_refuses_what_has_no_price() {
    let refused = "The package is above the budget, or nobody knows its price.";
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &within(2249));
    let plan = workspace.plan().await;
    let said: Vec<_> = plan.said.iter().map(|one| one.detail.as_str()).collect();
    assert_eq!((plan.code, said), (1, vec![refused]));
    workspace.configure(&within(2250));
    workspace.apply_quietly().await;
    let asked: Json = workspace
        .state("data.cen_bandwidth_package_price.this")
        .await;
    assert_eq!(
        (&asked["price"], &asked["currency"], &asked["is_known"]),
        (&json!(2250), &json!("CNY"), &json!(true))
    );

    let cloud = Simulator::start(Options {
        policy: Policy {
            billing: false,
            ..Policy::default()
        },
        ..Options::default()
    })
    .await
    .unwrap();
    let workspace = Workspace::new(&cloud, &within(1_000_000));
    let plan = workspace.plan().await;
    let said: Vec<_> = plan.said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(plan.code, 1);
    assert!(said.contains(&"A price is not known"), "{said:?}");
    let is_refusal = |one: &crate::support::terraform::Said| one.detail == refused;
    assert!(plan.said.iter().any(is_refusal), "{:?}", plan.said);
    assert!(!writes(&cloud).contains(&"CreateCenBandwidthPackage".to_owned()));
}
