use serde_json::{Value, json};

use crate::{Options, Policy};

use super::client::{Bench, bench, bench_with};

/// An instance with two networks of overlapping blocks, the first of Hangzhou and the second of Beijing.
async fn world() -> (Bench, String) {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    bench
        .cloud
        .describe_network("vpc-a", &["10.0.1.0/24"])
        .unwrap();
    bench
        .cloud
        .describe_network("vpc-b", &["10.0.0.0/16"])
        .unwrap();
    bench.attach(&cen, "vpc-a", &[]).await;
    let beijing = [("ChildInstanceRegionId", "cn-beijing")];
    bench.attach(&cen, "vpc-b", &beijing).await;
    (bench, cen)
}

fn first(cen: &str) -> [(&str, &str); 4] {
    [
        ("CenId", cen),
        ("ChildInstanceId", "vpc-a"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
        ("ChildInstanceType", "VPC"),
    ]
}

#[tokio::test]
async fn a_route_is_withdrawn_and_published_again() {
    let (bench, cen) = world().await;
    let published = async || {
        let action = "DescribePublishedRouteEntries";
        let answer = bench.ok(action, &first(&cen)).await;
        answer["PublishedRouteEntries"]["PublishedRouteEntry"][0].clone()
    };
    let conflict = json!({
        "DestinationCidrBlock": "10.0.0.0/16", "InstanceId": "vpc-b", "InstanceType": "VPC",
        "RegionId": "cn-beijing", "Status": "conflict"
    });
    let mut expected = json!({
        "DestinationCidrBlock": "10.0.1.0/24", "ChildInstanceRouteTableId": "vtb-a", "RouteType": "System",
        "NextHopType": "local_service", "NextHopId": "", "PublishStatus": "Published", "OperationalMode": true,
        "Conflicts": {"Conflict": [conflict]}
    });
    assert_eq!(published().await, expected);
    let of_region = async || {
        let given = [("CenId", cen.as_str()), ("CenRegionId", "cn-hangzhou")];
        let answer = bench
            .ok("DescribeCenRegionDomainRouteEntries", &given)
            .await;
        let rows = answer["CenRouteEntries"]["CenRouteEntry"].clone();
        let rows = rows.as_array().unwrap().clone();
        let hops = rows.iter().map(|row| row["NextHopInstanceId"].clone());
        hops.collect::<Vec<Value>>()
    };
    assert_eq!(of_region().await, ["vpc-a", "vpc-b"]);
    let route = [
        &first(&cen)[..],
        &[
            ("ChildInstanceRouteTableId", "vtb-a"),
            ("DestinationCidrBlock", "10.0.1.0/24"),
        ],
    ]
    .concat();
    bench.ok("WithdrawPublishedRouteEntries", &route).await;
    expected["PublishStatus"] = json!("NonPublished");
    assert_eq!(published().await, expected);
    assert_eq!(of_region().await, ["vpc-b"]);
    bench.ok("PublishRouteEntries", &route).await;
    assert_eq!(of_region().await, ["vpc-a", "vpc-b"]);
    let mut other = route.clone();
    other[5].1 = "10.9.0.0/24";
    let none = (400, "InvalidOperation.NotFoundRoute".to_owned());
    assert_eq!(bench.refused("PublishRouteEntries", &other).await, none);
    other[1].1 = "vpc-c";
    let none = (404, "Instance.NotExist".to_owned());
    assert_eq!(bench.refused("PublishRouteEntries", &other).await, none);
}

#[tokio::test]
async fn conflicts_and_the_routes_of_one_network_are_listed() {
    let (bench, cen) = world().await;
    let own = [&first(&cen)[1..], &[("ChildInstanceRouteTableId", "vtb-a")]].concat();
    let answer = bench.ok("DescribeRouteConflict", &own).await;
    let conflict = &answer["RouteConflicts"]["RouteConflict"][0];
    assert_eq!(conflict["InstanceId"], "vpc-b");
    let mut unknown = own.clone();
    unknown[0].1 = "vpc-c";
    let none = (404, "InvalidChildInstanceId.NotFound".to_owned());
    assert_eq!(bench.refused("DescribeRouteConflict", &unknown).await, none);
    let action = "DescribeCenChildInstanceRouteEntries";
    let answer = bench.ok(action, &first(&cen)).await;
    let rows = answer["CenRouteEntries"]["CenRouteEntry"].clone();
    let rows: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["DestinationCidrBlock"].clone(), row["Type"].clone()))
        .collect();
    assert_eq!(
        rows,
        [
            (json!("10.0.1.0/24"), json!("System")),
            (json!("10.0.0.0/16"), json!("CEN"))
        ]
    );
}

#[tokio::test]
async fn regions_and_grants_are_listed() {
    let policy = Policy {
        granted_children: vec![("vpc-other".to_owned(), 42)],
        ..Policy::default()
    };
    let bench = bench_with(Options {
        policy,
        ..Options::default()
    })
    .await;
    for (kind, expected) in [("VPC", "cn-hangzhou"), ("CCN", "ccn-cn-hangzhou")] {
        let given = [("ProductType", kind)];
        let answer = bench.ok("DescribeChildInstanceRegions", &given).await;
        let regions = answer["Regions"]["Region"].as_array().unwrap().clone();
        assert!(regions.iter().any(|one| one["RegionId"] == expected));
    }
    let cen = bench.cloud.add_cen("c").unwrap();
    let given = [("CenId", cen.as_str()), ("ProductType", "VPC")];
    let answer = bench.ok("DescribeGrantRulesToCen", &given).await;
    let rule = &answer["GrantRules"]["GrantRule"][0];
    assert_eq!(rule["ChildInstanceId"], "vpc-other");
    assert_eq!(rule["ChildInstanceOwnerId"], 42);
    assert!(rule["CreateTime"].is_i64());
    let none = [("CenId", "cen-none"), ("ProductType", "VPC")];
    let answer = bench.ok("DescribeGrantRulesToCen", &none).await;
    assert_eq!(answer["GrantRules"]["GrantRule"], json!([]));
}
