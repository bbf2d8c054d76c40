//! Every quota is kept, and can be raised.

use serde_json::Value;

use crate::{Options, Policy, Quotas};

use super::client::{Bench, bench_with};

/// A cloud with this quota, by name, and a transit router in Hangzhou and one in Singapore, of one instance.
async fn world(name: &str, most: u32) -> (Bench, String, [String; 2]) {
    let mut quotas = Quotas::default();
    *quotas.by_name(name).unwrap() = most;
    let policy = Policy {
        quotas,
        ..Policy::default()
    };
    let bench = bench_with(Options {
        policy,
        ..Options::default()
    })
    .await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let routers = ["cn-hangzhou", "ap-southeast-1"]
        .map(|region| bench.cloud.add_transit_router(&cen, region).unwrap());
    (bench, cen, routers)
}

fn refused(reply: &super::client::Reply) -> (u16, Value) {
    (reply.status, reply.body["Code"].clone())
}

fn over(code: &str) -> (u16, Value) {
    (400, format!("QuotaExceeded.{code}").into())
}

#[tokio::test]
async fn networks_and_regions_of_an_instance_are_counted() {
    let (bench, cen, _) = world("children_per_region", 1).await;
    assert_eq!(bench.attach(&cen, "vpc-a", &[]).await.status, 200);
    let second = bench.attach(&cen, "vpc-b", &[]).await;
    assert_eq!(refused(&second), over("ChildInstance"));
    let elsewhere = [("ChildInstanceRegionId", "cn-beijing")];
    assert_eq!(bench.attach(&cen, "vpc-b", &elsewhere).await.status, 200);

    let (bench, cen, _) = world("regions_per_instance", 1).await;
    assert_eq!(bench.attach(&cen, "vpc-a", &[]).await.status, 200);
    assert_eq!(bench.attach(&cen, "vpc-b", &[]).await.status, 200);
    let other = bench.attach(&cen, "vpc-c", &elsewhere).await;
    assert_eq!(refused(&other), over("CenRegion"));
}

#[tokio::test]
async fn attachments_and_tables_and_blocks_of_a_router_are_counted() {
    let (bench, _, [router, _]) = world("attachments_per_router", 1).await;
    bench.vpc(&router, "vpc-a", &[]).await;
    let vbr = [("TransitRouterId", router.as_str()), ("VbrId", "vbr-a")];
    let second = bench.call("CreateTransitRouterVbrAttachment", &vbr).await;
    assert_eq!(refused(&second), over("TransitRouterAttachment"));

    let (bench, _, [router, _]) = world("tables_per_router", 1).await;
    let of_router = [("TransitRouterId", router.as_str())];
    bench.system_table(&router).await;
    bench.custom_table(&router).await;
    let second = bench
        .call("CreateTransitRouterRouteTable", &of_router)
        .await;
    assert_eq!(refused(&second), over("TransitRouterRouteTable"));

    let (bench, _, [router, _]) = world("cidrs_per_router", 0).await;
    let block = [
        ("TransitRouterId", router.as_str()),
        ("RegionId", "cn-hangzhou"),
        ("Cidr", "192.168.10.0/24"),
    ];
    let first = bench.call("CreateTransitRouterCidr", &block).await;
    assert_eq!(refused(&first), over("TransitRouterCidr"));
}

#[tokio::test]
async fn routes_and_aggregates_of_a_table_are_counted() {
    let (bench, _, [router, _]) = world("routes_per_table", 1).await;
    let table = bench.system_table(&router).await;
    let route = |destination| {
        [
            ("TransitRouterRouteTableId", table.as_str()),
            ("TransitRouterRouteEntryDestinationCidrBlock", destination),
            ("TransitRouterRouteEntryNextHopType", "BlackHole"),
        ]
    };
    let create = "CreateTransitRouterRouteEntry";
    bench.ok(create, &route("10.0.0.0/24")).await;
    let second = bench.call(create, &route("10.0.1.0/24")).await;
    assert_eq!(refused(&second), over("TransitRouterRouteEntry"));

    let (bench, _, [router, _]) = world("aggregations_per_table", 0).await;
    let table = bench.system_table(&router).await;
    let aggregate = [
        ("TransitRouteTableId", table.as_str()),
        ("TransitRouteTableAggregationCidr", "10.0.0.0/8"),
        ("TransitRouteTableAggregationScope", "VPC"),
    ];
    let first = bench
        .call("CreateTransitRouteTableAggregation", &aggregate)
        .await;
    assert_eq!(refused(&first), over("AggregationRoute"));
}

#[tokio::test]
async fn two_regions_have_so_many_connections() {
    for (most, expected) in [
        (1, over("TransitRouterPeerAttachment")),
        (2, (200, Value::Null)),
    ] {
        let (bench, _, [hangzhou, singapore]) = world("connections_per_region_pair", most).await;
        bench.peer(&hangzhou, &singapore, &[]).await;
        // From the other end it is the same pair.
        let back = [
            ("TransitRouterId", singapore.as_str()),
            ("PeerTransitRouterId", &hangzhou),
            ("BandwidthType", "DataTransfer"),
        ];
        let second = bench.call("CreateTransitRouterPeerAttachment", &back).await;
        assert_eq!(refused(&second), expected);
    }
}

#[tokio::test]
async fn so_many_vpcs_take_over_routes_by_themselves() {
    let (bench, _, [router, _]) = world("synchronizing_vpcs_per_router", 1).await;
    let publish = ("AutoPublishRouteEnabled", "true");
    bench.vpc(&router, "vpc-a", &[publish]).await;
    let other = bench.vpc(&router, "vpc-b", &[]).await;
    let update = [("TransitRouterAttachmentId", other.as_str()), publish];
    let second = bench
        .call("UpdateTransitRouterVpcAttachmentAttribute", &update)
        .await;
    assert_eq!(refused(&second), over("VpcRouteSynchronization"));
}
