//! Which routes tables have, and how they stand.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Options;

use super::client::{bench, bench_with};
use super::control::control;
use super::network::{ASSOCIATE, ENABLE};
use super::routing::{DESTINATION, SYNCHRONISED, hangzhou, ways};

#[tokio::test]
async fn of_two_vpcs_with_overlapping_blocks_the_first_is_learned() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    bench.tell("vpc-x", "10.0.1.0/24").await;
    bench.tell("vpc-y", "10.0.0.0/22").await;
    bench.tell("vpc-z", "10.0.1.128/25").await;
    let mut expected = Vec::new();
    for (vpc, cidr, status) in [
        ("vpc-a", "10.0.1.0/24", "Active"),
        ("vpc-x", "10.0.1.0/24", "Rejected"),
        ("vpc-y", "10.0.0.0/22", "Rejected"),
        ("vpc-z", "10.0.1.128/25", "Rejected"),
        ("vpc-s", "10.0.9.0/24", "Active"),
    ] {
        let id = bench.join(&router, vpc, Some(&table), &[&table]).await;
        expected.push(format!("{cidr} {id} {status}"));
    }
    assert_eq!(bench.table(&table).await, expected);
    let taken = "10.0.1.1 is taken by vpc-a, not by vpc-x";
    assert_eq!(bench.reach("vpc-s", "vpc-x").await.0, taken);
    let own = "vpc-a has 10.0.1.0/24 itself, so nothing leaves it for 10.0.1.1";
    assert_eq!(bench.reach("vpc-a", "vpc-x").await.0, own);
}

#[tokio::test]
async fn a_published_default_route_is_in_conflict_with_another_one_only() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    let mut expected = Vec::new();
    for (vpc, cidr, status) in [
        ("vpc-a", "10.0.1.0/24", None),
        ("vpc-x", "10.0.10.0/24", Some("Active")),
        ("vpc-b", "10.0.2.0/24", None),
        ("vpc-y", "10.0.11.0/24", Some("Rejected")),
    ] {
        let published =
            json!([{"destination": "0.0.0.0/0", "next_hop": "ngw", "is_published": true}]);
        let routes = if status.is_some() {
            published
        } else {
            json!([])
        };
        let told = json!({"id": vpc, "vswitches": [{"cidr": cidr}], "routes": routes});
        bench.tell_all(told).await;
        let id = bench.join(&router, vpc, Some(&table), &[&table]).await;
        expected.push(format!("{cidr} {id} Active"));
        expected.extend(status.map(|status| format!("0.0.0.0/0 {id} {status}")));
    }
    assert_eq!(bench.table(&table).await, expected);
    bench.both("vpc-a", "vpc-b").await;
    bench.both("vpc-a", "vpc-x").await;
    let path = bench.reach("vpc-a", "vpc-x&to_cidr=198.51.100.1").await;
    assert_eq!(path.0, "delivered");
}

#[tokio::test]
async fn what_lies_within_a_wide_block_of_another_network_is_no_part_of_it() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    bench.join(&router, "vpc-a", Some(&table), &[&table]).await;
    bench.join(&router, "vpc-b", Some(&table), &[&table]).await;
    let wide = json!({"id": "vbr-d", "prefixes": [{"cidr": "10.0.0.0/8"}]});
    bench.tell_all(wide).await;
    let given = [
        ("TransitRouterId", router.as_str()),
        ("RegionId", "cn-hangzhou"),
        ("VbrId", "vbr-d"),
        SYNCHRONISED[0],
    ];
    let made = bench.ok("CreateTransitRouterVbrAttachment", &given).await;
    let vbr = made["TransitRouterAttachmentId"].as_str().unwrap();
    bench.connect_to(vbr, Some(&table), &[&table]).await;
    bench.both("vpc-a", "vbr-d").await;
    // Where it is named, all of it is meant.
    let own = "vpc-a has 10.0.1.0/24 itself, so nothing leaves it for 10.0.1.1";
    assert_eq!(
        bench.reach("vpc-a", "vbr-d&to_cidr=10.0.0.0/8").await.0,
        own
    );
}

#[tokio::test]
async fn entries_of_prefix_lists_are_routes_and_give_way_to_static_ones() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    let a = bench.join(&router, "vpc-a", Some(&table), &[&table]).await;
    let list = json!({"id": "pl-a", "entries": ["10.0.1.0/24", "10.5.0.0/16"]});
    control(&bench, "POST", "prefix-lists", &list).await;
    let association = [
        ("TransitRouterId", router.as_str()),
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterTableId", table.as_str()),
        ("PrefixListId", "pl-a"),
        ("NextHop", "BlackHole"),
    ];
    let action = "CreateTransitRouterPrefixListAssociation";
    bench.ok(action, &association).await;
    bench.route(&table, "10.5.0.0/16", Some(&a)).await;
    let expected = [
        format!("10.5.0.0/16 {a} Active"),
        "10.0.1.0/24 BlackHole Active".to_owned(),
        "10.5.0.0/16 BlackHole Standby".to_owned(),
        format!("10.0.1.0/24 {a} Standby"),
    ];
    assert_eq!(bench.table(&table).await, expected);
    let of_list = [
        ("TransitRouterRouteTableId", table.as_str()),
        ("PrefixListId", "pl-a"),
    ];
    let rows = bench
        .rows(
            "ListTransitRouterRouteEntries",
            "TransitRouterRouteEntries",
            &of_list,
        )
        .await;
    let expected = json!({
        DESTINATION: "10.0.1.0/24", "TransitRouterRouteEntryType": "Static",
        "TransitRouterRouteEntryStatus": "Active", "TransitRouterRouteEntryNextHopType": "BlackHole",
        "OperationalMode": false, "PrefixListId": "pl-a",
        "PathAttributes": {"AsPaths": [], "Communities": [], "Preference": 50, "OriginRouteType": "BlackHole"}
    });
    assert_eq!(rows, [expected]);
    // A later change of the list is followed.
    let list = json!({"id": "pl-a", "entries": []});
    control(&bench, "POST", "prefix-lists", &list).await;
    assert_eq!(bench.table(&table).await.len(), 2);
}

#[tokio::test]
async fn an_aggregate_stands_in_for_what_lies_in_it_in_vpcs_only() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    let a = bench.join(&router, "vpc-a", Some(&table), &[&table]).await;
    bench.join(&router, "vpc-b", Some(&table), &[&table]).await;
    bench.tell("vpc-w", "192.168.0.0/24").await;
    bench.join(&router, "vpc-w", Some(&table), &[&table]).await;
    let given = [
        ("TransitRouteTableId", table.as_str()),
        ("TransitRouteTableAggregationCidr", "10.0.0.0/8"),
        ("TransitRouteTableAggregationScope", "VPC"),
    ];
    bench.ok("CreateTransitRouteTableAggregation", &given).await;
    let blocks = bench.taken_over(&a).await;
    assert_eq!(blocks, ["10.0.0.0/8", "192.168.0.0/24"]);
    bench.both("vpc-a", "vpc-b").await;
    let nobody = format!("the route table {table} of {router} has no route to 10.0.77.1");
    let path = bench.reach("vpc-a", "vpc-b&to_cidr=10.0.77.1").await;
    assert_eq!(path.0, nobody);
    bench
        .ok("DeleteTransitRouteTableAggregation", &given[..2])
        .await;
    assert_eq!(
        bench.taken_over(&a).await,
        ["10.0.2.0/24", "192.168.0.0/24"]
    );
}

#[tokio::test]
async fn a_vpc_tells_of_what_has_been_published_and_uses_the_table_of_each_vswitch() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    bench
        .tell_all(json!({
            "id": "vpc-x",
            "vswitches": [
                {"cidr": "10.1.1.0/24"},
                {"cidr": "10.1.2.0/24", "table": "vtb-custom"},
                {"cidr": "10.1.3.0/24"},
                {"cidr": "2001:db8:1::/64"}
            ],
            "withdrawn": ["10.1.3.0/24"],
            "routes": [
                {"destination": "172.16.0.0/16", "next_hop": "ngw-x", "is_published": true},
                {"destination": "172.17.0.0/16", "next_hop": "ngw-x"},
                {"destination": "172.18.0.0/16", "next_hop": "ngw-x", "table": "vtb-custom", "is_published": true},
                {"destination": "0.0.0.0/0", "next_hop": "ngw-x", "table": "vtb-custom"}
            ]
        }))
        .await;
    let x = bench.join(&router, "vpc-x", Some(&table), &[&table]).await;
    bench.join(&router, "vpc-a", Some(&table), &[&table]).await;
    let learned = ["10.1.1.0/24", "10.1.2.0/24", "172.16.0.0/16"];
    let learned = learned.map(|cidr| format!("{cidr} {x} Active"));
    assert_eq!(bench.table(&table).await[..3], learned);
    bench.both("vpc-x&from_cidr=10.1.1.0/24", "vpc-a").await;
    let nat = format!("vpc-x sends 0.0.0.0/0 to ngw-x, not to {x}");
    let one_way = ways(&nat, "delivered");
    assert_eq!(
        bench.reach("vpc-x&from_cidr=10.1.2.0/24", "vpc-a").await,
        one_way
    );
    // All of the VPC is meant where nothing narrows it.
    assert_eq!(bench.reach("vpc-x", "vpc-a").await.0, nat);
    let none = "vpc-a has no route to 10.1.3.1";
    assert_eq!(
        bench.reach("vpc-a", "vpc-x&to_cidr=10.1.3.0/24").await.0,
        none
    );
    let behind = bench.reach("vpc-a", "vpc-x&to_cidr=172.16.9.9").await;
    assert_eq!(behind.0, "delivered");

    let options = [
        ("TransitRouterAttachmentId", x.as_str()),
        (
            "TransitRouterVPCAttachmentOptions",
            r#"{"Ipv6Support":"enable"}"#,
        ),
    ];
    bench
        .ok("UpdateTransitRouterVpcAttachmentAttribute", &options)
        .await;
    let rows = bench.table(&table).await;
    assert_eq!(rows[2], format!("2001:db8:1::/64 {x} Active"));
}

#[tokio::test]
async fn routes_go_through_routers_in_between_and_never_in_circles() {
    let bench = bench().await;
    let (hangzhou, first) = hangzhou(&bench).await;
    let cen = bench.cloud.all::<crate::Instance>()[0].id.clone();
    let mut tables = vec![first.clone()];
    let mut routers = vec![hangzhou];
    for region in ["cn-beijing", "cn-shanghai"] {
        let router = bench.cloud.add_transit_router(&cen, region).unwrap();
        tables.push(bench.system_table(&router).await);
        routers.push(router);
    }
    let a = bench
        .join(&routers[0], "vpc-a", Some(&first), &[&first])
        .await;
    let in_shanghai = [SYNCHRONISED[0], ("RegionId", "cn-shanghai")];
    let c = bench.vpc(&routers[2], "vpc-c", &in_shanghai).await;
    bench.connect_to(&c, Some(&tables[2]), &[&tables[2]]).await;
    let mut peers = Vec::new();
    for (one, other) in [(0, 1), (1, 2)] {
        let p = bench
            .peer(&routers[one], &routers[other], &SYNCHRONISED)
            .await;
        for end in [one, other] {
            bench
                .connect_to(&p, Some(&tables[end]), &[&tables[end]])
                .await;
        }
        peers.push(p);
    }
    bench.both("vpc-a", "vpc-c").await;
    let between = [
        format!("10.0.1.0/24 {} Active", peers[0]),
        format!("10.0.3.0/24 {} Active", peers[1]),
    ];
    assert_eq!(bench.table(&tables[1]).await, between);

    // With a connection of the two ends the shorter way is in use, and the longer one stands by.
    let p = bench.peer(&routers[0], &routers[2], &SYNCHRONISED).await;
    for end in [0, 2] {
        bench
            .connect_to(&p, Some(&tables[end]), &[&tables[end]])
            .await;
    }
    let of_first = [
        format!("10.0.1.0/24 {a} Active"),
        format!("10.0.3.0/24 {} Standby", peers[0]),
        format!("10.0.3.0/24 {p} Active"),
    ];
    assert_eq!(bench.table(&first).await, of_first);
    bench.both("vpc-a", "vpc-c").await;
    // One that publishes nothing carries only what static routes lead over it.
    let off = [
        ("TransitRouterAttachmentId", p.as_str()),
        ("AutoPublishRouteEnabled", "false"),
    ];
    bench
        .ok("UpdateTransitRouterPeerAttachmentAttribute", &off)
        .await;
    let rows = bench.table(&first).await;
    assert_eq!(rows[1], format!("10.0.3.0/24 {} Active", peers[0]));
    // Two static routes that lead to each other.
    bench
        .route(&tables[1], "10.9.0.0/16", Some(&peers[0]))
        .await;
    bench.route(&first, "10.9.0.0/16", Some(&peers[0])).await;
    let back = format!(
        "10.9.0.0/16 leads back to {} in the route table {} of {}",
        peers[0], tables[1], routers[1]
    );
    assert_eq!(bench.reach("vpc-a", "vpc-c&to_cidr=10.9.0.1").await.0, back);
}

#[tokio::test]
async fn filters_choose_routes_by_their_destinations() {
    let bench = bench().await;
    let (_, table) = hangzhou(&bench).await;
    for cidr in [
        "0.0.0.0/0",
        "10.0.0.0/8",
        "10.1.0.0/16",
        "10.1.2.0/24",
        "172.16.0.0/12",
    ] {
        bench.route(&table, cidr, None).await;
    }
    let chosen = async |filters: &[(&str, &str)]| {
        let mut given = vec![("TransitRouterRouteTableId", table.as_str())];
        given.extend(filters);
        let action = "ListTransitRouterRouteEntries";
        let rows = bench
            .rows(action, "TransitRouterRouteEntries", &given)
            .await;
        let blocks = rows.iter().map(|row| row[DESTINATION].as_str().unwrap());
        blocks.map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    for (key, value, expected) in [
        ("PrefixExactMatchCidrs", "10.1.0.0/16", "10.1.0.0/16"),
        ("LongestPrefixMatchCidrs", "10.1.2.3", "10.1.2.0/24"),
        ("LongestPrefixMatchCidrs", "10.2.0.0/24", "10.0.0.0/8"),
        (
            "SubnetOfMatchCidrs",
            "10.1.0.0/16",
            "10.1.0.0/16 10.1.2.0/24",
        ),
        (
            "SupernetOfMatchCidrs",
            "10.1.0.0/16",
            "0.0.0.0/0 10.0.0.0/8 10.1.0.0/16",
        ),
    ] {
        let filter = [("RouteFilter.1.Key", key), ("RouteFilter.1.Value.1", value)];
        assert_eq!(chosen(&filter).await, expected, "{key}");
    }
    let both = [
        ("RouteFilter.1.Key", "SubnetOfMatchCidrs"),
        ("RouteFilter.1.Value.1", "10.0.0.0/8"),
        ("RouteFilter.2.Key", "SupernetOfMatchCidrs"),
        ("RouteFilter.2.Value.1", "10.1.2.0/24"),
        ("RouteFilter.2.Value.2", "172.16.0.0/12"),
    ];
    assert_eq!(chosen(&both).await, "10.0.0.0/8 10.1.0.0/16 10.1.2.0/24");
    for (name, value) in [
        ("RouteFilter.2.Key", "SubnetOfMatchCidrs"),
        ("RouteFilter.2.Key", "Cidrs"),
        ("RouteFilter.2.Value.1", "ten"),
    ] {
        let mut given = vec![("TransitRouterRouteTableId", table.as_str())];
        given.extend(both);
        given.push((name, value));
        let refused = bench.refused("ListTransitRouterRouteEntries", &given).await;
        assert_eq!(refused, (400, "InvalidParameter".to_owned()), "{value}");
    }
}

#[tokio::test]
async fn what_comes_or_goes_has_no_effect() {
    let minute = Duration::from_secs(60);
    let options = Options {
        settle: minute,
        ..Options::default()
    };
    let bench = bench_with(options).await;
    let (router, table) = hangzhou(&bench).await;
    let a = bench.vpc(&router, "vpc-a", &SYNCHRONISED).await;
    let b = bench.vpc(&router, "vpc-b", &SYNCHRONISED).await;
    bench.cloud.advance_clock(minute).unwrap();
    for id in [&a, &b] {
        bench.relate(ASSOCIATE, id, &table).await;
        bench.relate(ENABLE, id, &table).await;
    }
    assert_eq!(bench.table(&table).await, [""; 0]);
    let nothing = ways(
        "vpc-a has no route to 10.0.2.1",
        "vpc-b has no route to 10.0.1.1",
    );
    assert_eq!(bench.reach("vpc-a", "vpc-b").await, nothing);
    bench.cloud.advance_clock(minute).unwrap();
    bench.both("vpc-a", "vpc-b").await;
    let end = [("TransitRouterAttachmentId", b.as_str()), ("Force", "true")];
    bench.ok("DeleteTransitRouterVpcAttachment", &end).await;
    assert_eq!(
        bench.table(&table).await,
        [format!("10.0.1.0/24 {a} Active")]
    );
}

#[tokio::test]
async fn a_network_that_nobody_has_told_of_has_a_block_of_its_own() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let table = bench.system_table(&router).await;
    bench.tell("vpc-0", "10.226.4.0/24").await;
    for vpc in ["vpc-1", "vpc-2"] {
        bench.join(&router, vpc, Some(&table), &[&table]).await;
    }
    bench.both("vpc-1", "vpc-2").await;
    let (_, networks) = control(&bench, "GET", "networks", &Value::Null).await;
    let block = |at: usize| networks[at]["vswitches"][0]["cidr"].as_str().unwrap();
    // The same in every run; the place of the second is taken by a network that somebody has told of.
    let blocks = [block(0), block(1), block(2)];
    assert_eq!(
        blocks,
        ["10.226.4.0/24", "10.231.121.0/24", "10.226.5.0/24"]
    );
    for (path, status) in [
        ("reachability?from=vpc-1", 400),
        ("reachability?from=vpc-1&to=vpc-3", 404),
        ("reachability?from=vpc-1&to=vpc-2&to_cidr=ten", 400),
    ] {
        assert_eq!(
            control(&bench, "GET", path, &Value::Null).await.0,
            status,
            "{path}"
        );
    }
}
