//! GetSubscriptionPrice, DescribePricingModule and QueryProductList.

use serde_json::{Value, json};

use crate::{Policy, PriceList};

use super::billing::{MORNING, bench_for};
use super::client::{Bench, Reply, bench};

const INSIDE: &str = "bandwidth:5,RegionA:china,RegionB:china";

impl Bench {
    async fn price(&self, order: &str, config: &str, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![
            ("ProductCode", "cbn"),
            ("SubscriptionType", "Subscription"),
            ("OrderType", order),
            ("ModuleList.1.ModuleCode", "bandwidth"),
            ("ModuleList.1.Config", config),
        ];
        all.extend(given);
        self.bill("GetSubscriptionPrice", &all).await
    }
}

fn term<'a>(count: &'a str, unit: &'a str) -> [(&'a str, &'a str); 2] {
    [
        ("ServicePeriodQuantity", count),
        ("ServicePeriodUnit", unit),
    ]
}

#[tokio::test]
async fn a_new_order_has_a_price_before_and_after_discount() {
    let bench = bench().await;
    let reply = bench.price("NewOrder", INSIDE, &term("1", "Year")).await;
    assert_eq!(
        reply.body,
        json!({
            "Code": "Success",
            "Message": "Successful!",
            "Success": true,
            "RequestId": reply.body["RequestId"],
            "Data": {
                "OriginalPrice": 5000.0,
                "DiscountPrice": 500.0,
                "TradePrice": 4500.0,
                "Currency": "CNY",
                "Quantity": 1,
                "ModuleDetails": {"ModuleDetail": [{
                    "ModuleCode": "bandwidth",
                    "OriginalCost": 5000.0,
                    "CostAfterDiscount": 4500.0,
                    "InvoiceDiscount": 500.0,
                    "UnitPrice": 500.0,
                }]},
                "PromotionDetails": {"PromotionDetail": [{
                    "PromotionId": 1,
                    "PromotionName": "10 percent off",
                    "PromotionDesc": "invented by the simulator; no real prices",
                }]},
            },
        })
    );
    let mut two = term("2", "Month").to_vec();
    two.extend([("Quantity", "2"), ("ProductType", "cbn_bwp_pre_mkt")]);
    let across = "RegionB:china,RegionA:europe,bandwidth:10";
    let reply = bench.price("NewOrder", across, &two).await;
    assert_eq!(reply.body["Data"]["TradePrice"], 21_600.0);
}

#[tokio::test]
async fn a_purchase_costs_what_was_quoted() {
    let bench = bench().await;
    let quoted = bench.price("NewOrder", INSIDE, &term("3", "Month")).await;
    bench.subscribe(&[("Period", "3")]).await;
    let paid = bench.cloud.orders().remove(0).amount;
    assert_eq!(quoted.body["Data"]["TradePrice"], paid.to_number());
}

#[tokio::test]
async fn a_renewal_and_an_upgrade_are_priced_for_the_package() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[]).await;
    let mut given = vec![("InstanceId", id.as_str())];
    // 28 days and 14 hours are left of a month of 28 days.
    let more = "bandwidth:10,RegionA:china,RegionB:china";
    let reply = bench.price("Upgrade", more, &given).await;
    assert_eq!(reply.body["Data"]["OriginalPrice"], 510.42);
    assert_eq!(reply.body["Data"]["TradePrice"], 459.38);
    let spec = [("CenBandwidthPackageId", id.as_str()), ("Bandwidth", "10")];
    bench.call("ModifyCenBandwidthPackageSpec", &spec).await;
    assert_eq!(bench.cloud.orders()[1].amount.to_string(), "459.38");

    let least = (200, "COMMODITY.INVALID_COMPONENT");
    assert_eq!(bench.price("Upgrade", more, &given).await.error(), least);
    given.extend(term("1", "Month"));
    let reply = bench.price("Renewal", more, &given).await;
    assert_eq!(reply.body["Data"]["TradePrice"], 900.0);
    let other = "bandwidth:10,RegionA:china,RegionB:europe";
    assert_eq!(bench.price("Renewal", other, &given).await.error(), least);
    let unknown = [
        ("InstanceId", "cenbwp-x"),
        ("ServicePeriodQuantity", "1"),
        ("ServicePeriodUnit", "Month"),
    ];
    let reply = bench.price("Renewal", more, &unknown).await;
    assert_eq!(reply.error(), (400, "ResourceNotExists"));
}

#[tokio::test]
async fn a_wrong_configuration_is_refused_without_an_error() {
    let bench = bench().await;
    for config in [
        "",
        "bandwidth:5,RegionA:china",
        "bandwidth:5,RegionA:china,RegionB:China",
        "bandwidth:5,RegionA:china,RegionB:mars",
        "bandwidth:1,RegionA:china,RegionB:china",
        "bandwidth:x,RegionA:china,RegionB:china",
        "Bandwidth:5,RegionA:china,RegionB:china",
        "bandwidth:5,RegionA:china,RegionB:china,more:1",
        "bandwidth:5,bandwidth:5,RegionA:china,RegionB:china",
    ] {
        let reply = bench.price("NewOrder", config, &term("1", "Month")).await;
        assert_eq!(reply.error(), (200, "COMMODITY.INVALID_COMPONENT"));
        assert_eq!(reply.body["Success"], false, "{config}");
        assert_eq!(reply.body["Data"], Value::Null);
    }
    let month = term("1", "Month");
    let with = |name: &'static str, value: &'static str| {
        let mut given = month.to_vec();
        given.push((name, value));
        given
    };
    for (given, expected) in [
        (
            with("ModuleList.1.ModuleCode", "Bandwidth"),
            (200, "COMMODITY.INVALID_COMPONENT"),
        ),
        (
            with("ProductType", "cbn_bwp_pre_mkt"),
            (200, "SYSTEM.SALE_VALIDATE_NO_SPECIFIC_CODE_FAILED"),
        ),
        (with("Quantity", "0"), (200, "ORDER.QUANTITY_INVALID")),
        (
            with("ServicePeriodQuantity", "37"),
            (200, "ORDER.QUANTITY_INVALID"),
        ),
        (with("ServicePeriodUnit", "Day"), (400, "InvalidParameter")),
        (
            with("ModuleList.1.ModuleStatus", "3"),
            (400, "InvalidParameter"),
        ),
        (with("OrderType", "New"), (400, "InvalidParameter")),
        (with("OrderType", "Upgrade"), (400, "MissingParameter")),
        (with("ProductCode", "ecs"), (400, "ProductNotFound")),
        (vec![], (400, "MissingParameter")),
    ] {
        let reply = bench.price("NewOrder", INSIDE, &given).await;
        assert_eq!(reply.error(), expected, "{given:?}");
    }
}

#[tokio::test]
async fn the_module_of_packages_is_described_with_the_source_of_the_prices() {
    let text = r#"{"source": "a contract", "currency": "USD", "mbps_month": "7.50"}"#;
    let list: PriceList = text.parse().unwrap();
    let bench = bench_for(Policy {
        price_list: Some(list),
        ..Policy::default()
    })
    .await;
    let given = [
        ("ProductCode", "cbn"),
        ("SubscriptionType", "Subscription"),
        ("ProductType", "cbn_bwp_pre"),
    ];
    let reply = bench.bill("DescribePricingModule", &given).await;
    let value = |kind: &str, value: &str| json!({"Type": kind, "Value": value, "Name": value, "Remark": "a contract"});
    let areas = ["china", "north-america", "asia-pacific", "europe"];
    let areas = areas.map(|area| value("single_string", area));
    assert_eq!(
        reply.body["Data"],
        json!({
            "ModuleList": {"Module": [{
                "ModuleCode": "bandwidth",
                "ModuleName": "Bandwidth",
                "PriceType": "Month",
                "Currency": "USD",
                "ConfigList": {"ConfigList": ["bandwidth", "RegionA", "RegionB"]},
            }]},
            "AttributeList": {"Attribute": [
                {
                    "Code": "bandwidth",
                    "Name": "Bandwidth",
                    "Unit": "Mbps",
                    "Values": {"AttributeValue": [value("range_float", "2-10000")]},
                },
                {"Code": "RegionA", "Name": "Area A", "Unit": "", "Values": {"AttributeValue": areas}},
                {"Code": "RegionB", "Name": "Area B", "Unit": "", "Values": {"AttributeValue": areas}},
            ]},
        })
    );
    let quote = bench.price("NewOrder", INSIDE, &term("1", "Year")).await;
    let data = &quote.body["Data"];
    assert_eq!(data["TradePrice"], 450.0);
    assert_eq!(data["DiscountPrice"], 0.0);
    assert_eq!(data["PromotionDetails"], json!({"PromotionDetail": []}));
    let other = [("ProductCode", "cbn"), ("SubscriptionType", "PayAsYouGo")];
    let reply = bench.bill("DescribePricingModule", &other).await;
    assert_eq!(reply.error(), (400, "ProductNotFound"));
}

#[tokio::test]
async fn products_are_listed_in_pages() {
    let bench = bench().await;
    let given = [
        ("PageNum", "2"),
        ("PageSize", "2"),
        ("QueryTotalCount", "true"),
    ];
    let reply = bench.bill("QueryProductList", &given).await;
    assert_eq!(
        reply.body["Data"],
        json!({
            "PageNum": 2,
            "PageSize": 2,
            "TotalCount": 3,
            "ProductList": {"Product": [{
                "ProductCode": "cbn",
                "ProductType": "cbn_bwp_pre_mkt",
                "ProductName": "Cross-border bandwidth package",
                "SubscriptionType": "Subscription",
            }]},
        })
    );
    let reply = bench.bill("QueryProductList", &given[..1]).await;
    assert_eq!(reply.body["Data"]["TotalCount"], Value::Null);
    let reply = bench.bill("QueryProductList", &[]).await;
    assert_eq!(reply.error(), (400, "MissingParameter"));
}
