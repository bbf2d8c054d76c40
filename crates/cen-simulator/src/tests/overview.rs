//! What the page is told in one answer.

use serde_json::{Value, json};

use crate::{Options, Package, PackageChange, Policy, PriceList};

use super::client::{Bench, bench, bench_with};
use super::control::control;

async fn overview(bench: &Bench) -> Value {
    let (status, overview) = control(bench, "GET", "overview", &Value::Null).await;
    assert_eq!(status, 200);
    overview
}

#[tokio::test]
async fn an_empty_account_is_told_with_what_can_be_done() {
    let bench = bench().await;
    let seen = overview(&bench).await;
    for list in [
        "packages",
        "pairs",
        "instances",
        "routers",
        "networks",
        "calls",
        "faults",
    ] {
        assert_eq!(seen[list], json!([]), "{list}");
    }
    assert_eq!(seen["bill"], json!({"orders": 0, "unpaid": 0, "rows": []}));
    assert_eq!(seen["fault_grammar"], crate::FAULT_GRAMMAR);
    let actions = seen["actions"].as_array().unwrap();
    assert!(actions.contains(&json!("CreateCenBandwidthPackage")));
}

#[tokio::test]
async fn packages_are_told_with_what_is_taken_of_them_and_what_was_paid() {
    let bench = bench().await;
    let year = [
        ("BandwidthPackageChargeType", "PREPAY"),
        ("Period", "1"),
        ("PricingCycle", "Year"),
        ("AutoPay", "true"),
        ("Bandwidth", "20"),
        ("Name", "main"),
    ];
    let id = bench.buy(&year).await.id();
    bench
        .buy(&[("BandwidthPackageChargeType", "PREPAY"), ("Name", "unpaid")])
        .await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let change = PackageChange {
        cen_id: Some(cen.clone()),
        renew_months: Some(2),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&id, change).unwrap();
    let regions = ["cn-hangzhou", "cn-hongkong"];
    bench.cloud.set_limit(&cen, regions, 7).unwrap();
    let seen = overview(&bench).await;
    let main = &seen["packages"][0];
    assert_eq!(
        [
            &main["id"],
            &main["bandwidth"],
            &main["taken"],
            &main["months"],
            &main["areas"]
        ],
        [
            &json!(id),
            &json!(20),
            &json!(7),
            &json!(12),
            &json!(["asia-pacific", "china"])
        ]
    );
    // Months that were added from outside had no order.
    assert_eq!(
        [&seen["bill"]["orders"], &seen["bill"]["unpaid"]],
        [&json!(2), &json!(1)]
    );
    assert_eq!(seen["bill"]["rows"][0]["orders"], 1);
    let unpaid = bench.cloud.all::<Package>()[1].order.clone();
    assert_eq!(seen["bill"]["rows"][1]["unpaid"], json!([unpaid]));
    assert_eq!(seen["bill"]["rows"][1]["months"], 0);
    let pairs = seen["pairs"].as_array().unwrap();
    assert_eq!(
        pairs.iter().map(|pair| &pair["cen_id"]).collect::<Vec<_>>(),
        [&Value::Null, &json!(cen)]
    );
    assert_eq!([&pairs[0]["unpaid"], &pairs[0]["bandwidth"]], [1, 0]);
    assert_eq!([&pairs[1]["taken"], &pairs[1]["bandwidth"]], [7, 20]);
}

#[tokio::test]
async fn routers_are_told_with_tables_and_networks_and_who_reaches_whom() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let table = bench.system_table(&router).await;
    let both = [
        ("RouteTableAssociationEnabled", "true"),
        ("RouteTablePropagationEnabled", "true"),
        ("AutoPublishRouteEnabled", "true"),
    ];
    let a = bench.vpc(&router, "vpc-a", &both).await;
    let b = bench.vpc(&router, "vpc-b", &both).await;
    let c = bench.vpc(&router, "vpc-c", &[]).await;
    for (vpc, block) in [
        ("vpc-a", "10.1.0.0/24"),
        ("vpc-b", "10.2.0.0/24"),
        ("vpc-c", "10.3.0.0/24"),
    ] {
        bench.cloud.describe_network(vpc, &[block]).unwrap();
    }
    let seen = overview(&bench).await;
    let shown = &seen["routers"][0];
    assert_eq!([&shown["region"], &shown["area"]], ["cn-hangzhou", "china"]);
    let shown = &shown["tables"][0];
    assert_eq!(
        [&shown["id"], &shown["associations"]],
        [&json!(table), &json!([a, b])]
    );
    assert_eq!(
        shown["routes"],
        json!([
            {"destination": "10.1.0.0/24", "next_hop": a, "kind": "Propagated", "origin": "System", "standing": "Active"},
            {"destination": "10.2.0.0/24", "next_hop": b, "kind": "Propagated", "origin": "System", "standing": "Active"},
        ])
    );
    assert_eq!(seen["networks"][1]["blocks"], json!(["10.2.0.0/24"]));
    let reachability = &seen["reachability"];
    assert_eq!(reachability["attachments"], json!([a, b, c]));
    assert_eq!(reachability["is_capped"], false);
    let cells = &reachability["cells"];
    assert_eq!(
        cells[0],
        json!([null, true, "vpc-a has no route to 10.3.0.1"])
    );
    assert_eq!(cells[1][0], true);
}

#[tokio::test]
async fn money_is_told_as_given_only_with_a_price_list() {
    let invented = overview(&bench().await).await;
    assert_eq!(invented["prices"]["are_given"], false);
    let list = r#"{"source": "our contract", "currency": "USD", "mbps_month": "3.00"}"#;
    let options = Options {
        policy: Policy {
            price_list: Some(list.parse::<PriceList>().unwrap()),
            ..Policy::default()
        },
        ..Options::default()
    };
    let bench = bench_with(options).await;
    let prepaid = [
        ("BandwidthPackageChargeType", "PREPAY"),
        ("AutoPay", "true"),
    ];
    bench.buy(&prepaid).await;
    let given = overview(&bench).await;
    let prices = &given["prices"];
    assert_eq!(
        [&prices["are_given"], &prices["source"], &prices["spent"]],
        [&json!(true), &json!("our contract"), &json!("15.00")]
    );
}

#[tokio::test]
async fn lists_end_and_the_number_of_all_is_told() {
    let bench = bench().await;
    for _ in 0..201 {
        bench.buy(&[]).await;
    }
    let seen = overview(&bench).await;
    assert_eq!(seen["packages"].as_array().unwrap().len(), 200);
    assert_eq!(seen["bill"]["rows"].as_array().unwrap().len(), 200);
    assert_eq!(seen["calls"].as_array().unwrap().len(), 100);
    assert_eq!(seen["calls"][99]["number"], 201);
    assert_eq!(
        [&seen["in_all"]["packages"], &seen["in_all"]["purchases"]],
        [201, 201]
    );
    let pairs = seen["pairs"].as_array().unwrap();
    assert_eq!(
        [&pairs[0]["packages"], &pairs[0]["bandwidth"]],
        [201, 1_005]
    );
}
