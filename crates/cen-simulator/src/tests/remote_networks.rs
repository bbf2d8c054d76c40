//! Routes to data centres: by border routers, IPsec connections and Express Connect routers.

use serde_json::{Value, json};

use super::client::{Bench, bench};
use super::network::{ASSOCIATE, ENABLE};
use super::routing::{SYNCHRONISED, hangzhou, ways};

impl Bench {
    /// Attaches something of that kind, associates it with a table and lets the table learn its routes.
    async fn join_remote(
        &self,
        (kind, id): (&str, &str),
        router: &str,
        region: &str,
        table: &str,
    ) -> String {
        let parameter = format!("{kind}Id");
        let given = [
            ("TransitRouterId", router),
            ("RegionId", region),
            (parameter.as_str(), id),
        ];
        let action = format!("CreateTransitRouter{kind}Attachment");
        let attachment = self.call(&action, &given).await;
        let attachment = attachment.created("TransitRouterAttachmentId");
        self.connect_to(&attachment, Some(table), &[table]).await;
        attachment
    }

    async fn tell_remote(&self, id: &str, prefixes: Value) {
        self.tell_all(json!({"id": id, "prefixes": prefixes})).await;
    }
}

#[tokio::test]
async fn a_data_centre_is_reached_both_ways_once_it_is_told_of_the_routes() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    bench.join(&router, "vpc-a", Some(&table), &[&table]).await;
    for (kind, id, cidr) in [
        ("Vbr", "vbr-a", "172.16.0.0/16"),
        ("Vpn", "vco-a", "172.17.0.0/16"),
        ("Ecr", "ecr-a", "172.18.0.0/16"),
    ] {
        bench.tell_remote(id, json!([{"cidr": cidr}])).await;
        bench
            .join_remote((kind, id), &router, "cn-hangzhou", &table)
            .await;
    }
    // Nothing is told to a border router unless somebody asks for it.
    let one_way = ways("delivered", "vbr-a has no route to 10.0.1.1");
    assert_eq!(bench.reach("vpc-a", "vbr-a").await, one_way);
    bench.both("vpc-a", "vco-a").await;
    bench.both("ecr-a", "vpc-a").await;
    let told =
        json!({"id": "vbr-a", "prefixes": [{"cidr": "172.16.0.0/16"}], "has_default_route": true});
    bench.tell_all(told).await;
    bench.both("vpc-a", "vbr-a").await;
    // The longest prefix leads the way, whatever it comes from.
    let overlap = json!([{"cidr": "172.16.0.0/16"}, {"cidr": "10.0.0.0/8", "origin": "static"}]);
    bench.tell_remote("vbr-a", overlap).await;
    assert_eq!(
        bench.reach("vco-a", "vpc-a").await,
        ways("delivered", "delivered")
    );
}

#[tokio::test]
async fn equal_routes_of_border_routers_share_and_bgp_comes_before_static() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    for (id, route) in [
        ("vbr-1", json!({"cidr": "172.16.0.0/16"})),
        ("vbr-2", json!({"cidr": "172.16.0.0/16"})),
        (
            "vbr-3",
            json!({"cidr": "172.16.0.0/16", "origin": "static"}),
        ),
        (
            "vbr-4",
            json!({"cidr": "172.16.0.0/16", "as_path": ["65001"]}),
        ),
    ] {
        bench.tell_remote(id, json!([route])).await;
    }
    let mut expected = Vec::new();
    for (id, status) in [
        ("vbr-1", "Active"),
        ("vbr-2", "Active"),
        ("vbr-3", "Standby"),
        ("vbr-4", "Standby"),
    ] {
        let at = bench
            .join_remote(("Vbr", id), &router, "cn-hangzhou", &table)
            .await;
        expected.push(format!("172.16.0.0/16 {at} {status}"));
    }
    assert_eq!(bench.table(&table).await, expected);
}

#[tokio::test]
async fn border_routers_of_several_regions_share_where_their_table_allows_it() {
    let bench = bench().await;
    let (hangzhou, here) = hangzhou(&bench).await;
    let cen = bench.cloud.all::<crate::Instance>()[0].id.clone();
    let mut peers = Vec::new();
    for (region, vbr) in [("cn-shanghai", "vbr-1"), ("cn-beijing", "vbr-2")] {
        bench
            .tell_remote(vbr, json!([{"cidr": "172.16.0.0/16"}]))
            .await;
        let router = bench.cloud.add_transit_router(&cen, region).unwrap();
        let table = bench.system_table(&router).await;
        bench
            .join_remote(("Vbr", vbr), &router, region, &table)
            .await;
        let p = bench.peer(&hangzhou, &router, &SYNCHRONISED).await;
        bench.relate(ENABLE, &p, &here).await;
        bench.relate(ASSOCIATE, &p, &table).await;
        peers.push(p);
    }
    let rows = |status: &str| {
        [
            format!("172.16.0.0/16 {} {status}", peers[0]),
            format!("172.16.0.0/16 {} Active", peers[1]),
        ]
    };
    assert_eq!(bench.table(&here).await, rows("Standby"));
    let share = [
        ("TransitRouterRouteTableId", here.as_str()),
        ("RouteTableOptions.MultiRegionECMP", "enable"),
    ];
    bench.ok("UpdateTransitRouterRouteTable", &share).await;
    assert_eq!(bench.table(&here).await, rows("Active"));
}

#[tokio::test]
async fn private_connections_get_addresses_of_their_router_of_which_only_border_routers_are_told() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    for id in ["vco-a", "vco-b"] {
        bench.tell_all(json!({"id": id, "is_private": true})).await;
    }
    let vpn = [
        ("TransitRouterId", router.as_str()),
        ("RegionId", "cn-hangzhou"),
        ("VpnId", "vco-a"),
    ];
    let no_room = (400, "OperationFailed.AllocateCidrFailed".to_owned());
    let attach = "CreateTransitRouterVpnAttachment";
    assert_eq!(bench.refused(attach, &vpn).await, no_room);
    let at = &vpn[..2];
    let cidr = [at, &[("Cidr", "192.168.1.0/24")]].concat();
    let cidr = bench.call("CreateTransitRouterCidr", &cidr).await;
    let cidr = cidr.created("TransitRouterCidrId");
    let a = bench
        .join_remote(("Vpn", "vco-a"), &router, "cn-hangzhou", &table)
        .await;
    let action = "ListTransitRouterCidrAllocation";
    let rows = bench.rows(action, "TransitRouterCidrAllocations", at).await;
    let row = |block: &str| {
        json!({
            "AllocatedCidrBlock": block, "AttachmentId": a, "AttachmentName": "",
            "Cidr": "192.168.1.0/24", "TransitRouterCidrId": cidr
        })
    };
    let blocks = ["192.168.1.0/28", "192.168.1.16/28", "192.168.1.32/28"];
    assert_eq!(rows, blocks.map(row));
    let this = [at, &[("TransitRouterCidrId", cidr.as_str())]].concat();
    let allocated = (400, "OperationFailed.CidrBlockAllocated".to_owned());
    assert_eq!(
        bench.refused("DeleteTransitRouterCidr", &this).await,
        allocated
    );
    let other = [&this[..], &[("Cidr", "192.168.2.0/24")]].concat();
    assert_eq!(
        bench.refused("ModifyTransitRouterCidr", &other).await,
        allocated
    );
    assert_eq!(
        bench.table(&table).await,
        ["192.168.1.0/24 BlackHole Active"]
    );
    let of_table = [("TransitRouterRouteTableId", table.as_str())];
    let list = "ListTransitRouterRouteEntries";
    let rows = bench
        .rows(list, "TransitRouterRouteEntries", &of_table)
        .await;
    assert_eq!(rows[0]["Tag"], "PermitVbr");
    let vpc = bench.join(&router, "vpc-a", Some(&table), &[]).await;
    assert_eq!(bench.taken_over(&vpc).await, [""; 0]);
}
