use std::time::Duration;

use serde_json::{Value, json};

use crate::{Options, RouteEntry};

use super::client::{Bench, bench, bench_with};
use super::network::ROUTE;

const MINUTE: Duration = Duration::from_secs(60);
const DELETE: &str = "DeleteTransitRouterRouteEntry";
const UPDATE: &str = "UpdateTransitRouterRouteEntry";

const ID: &str = "TransitRouterRouteEntryId";
const TABLE: &str = "TransitRouterRouteTableId";
const DESTINATION: &str = "TransitRouterRouteEntryDestinationCidrBlock";
const NEXT_HOP_TYPE: &str = "TransitRouterRouteEntryNextHopType";
const NEXT_HOP: &str = "TransitRouterRouteEntryNextHopId";
const STATUS: &str = "TransitRouterRouteEntryStatus";

impl Bench {
    async fn routes(&self, table: &str, given: &[(&str, &str)]) -> Vec<Value> {
        let mut all = vec![(TABLE, table)];
        all.extend(given);
        let action = "ListTransitRouterRouteEntries";
        self.rows(action, "TransitRouterRouteEntries", &all).await
    }
}

/// The attachment of a VPC and the first table of its transit router.
async fn hangzhou(bench: &Bench) -> (String, String) {
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let attachment = bench.vpc(&router, "vpc-a", &[]).await;
    (attachment, bench.system_table(&router).await)
}

#[tokio::test]
async fn a_static_route_is_added_changed_and_deleted_in_its_own_time() {
    let options = Options {
        settle: MINUTE,
        ..Options::default()
    };
    let bench = bench_with(options).await;
    let (a, table) = hangzhou(&bench).await;
    bench.cloud.advance_clock(MINUTE).unwrap();
    let given = [
        (TABLE, table.as_str()),
        (DESTINATION, "10.0.0.0/8"),
        (NEXT_HOP_TYPE, "Attachment"),
        (NEXT_HOP, a.as_str()),
        ("TransitRouterRouteEntryName", "all"),
        ("ClientToken", "t"),
    ];
    let id = bench.call(ROUTE, &given).await.created(ID);
    assert_eq!(bench.call(ROUTE, &given).await.created(ID), id);
    let view = bench.cloud.all::<RouteEntry>().remove(0);
    let mut expected = json!({
        ID: id, DESTINATION: "10.0.0.0/8", NEXT_HOP_TYPE: "Attachment", NEXT_HOP: a, STATUS: "Creating",
        "TransitRouterRouteEntryName": "all", "TransitRouterRouteEntryDescription": "",
        "TransitRouterRouteEntryType": "Static", "OperationalMode": true, "CreateTime": view.creation_time,
        "TransitRouterRouteEntryNextHopResourceType": "VPC",
        "TransitRouterRouteEntryNextHopResourceId": "vpc-a",
        "TransitRouterRouteEntryOriginResourceType": "VPC",
        "TransitRouterRouteEntryOriginResourceId": "vpc-a",
        "PathAttributes": {
            "AsPaths": [], "Communities": [], "Preference": 50, "OriginRouteType": "static",
            "OriginInstanceType": "VPC", "OriginInstanceId": "vpc-a"
        }
    });
    let this = (ID, id.as_str());
    let one = [("TransitRouterRouteEntryIds.1", id.as_str())];
    assert_eq!(bench.routes(&table, &[]).await, [] as [Value; 0]);
    assert_eq!(
        bench.routes(&table, &[(STATUS, "All")]).await,
        [expected.clone()]
    );
    assert_eq!(bench.routes(&table, &one).await, [expected.clone()]);
    let busy = (400, "IncorrectStatus.Status".to_owned());
    assert_eq!(bench.refused(UPDATE, &[this]).await, busy);
    assert_eq!(bench.refused(DELETE, &[this]).await, busy);

    bench.cloud.advance_clock(MINUTE).unwrap();
    let name = ("TransitRouterRouteEntryName", "");
    bench.ok(UPDATE, &[this, name]).await;
    expected["TransitRouterRouteEntryName"] = json!("");
    expected[STATUS] = json!("Active");
    assert_eq!(bench.routes(&table, &[]).await, [expected.clone()]);
    // As the official provider names it.
    let named = [this, (NEXT_HOP, a.as_str()), (NEXT_HOP_TYPE, "Attachment")];
    bench.ok(DELETE, &named).await;
    expected[STATUS] = json!("Deleting");
    assert_eq!(bench.routes(&table, &[(STATUS, "All")]).await, [expected]);
    bench.cloud.advance_clock(MINUTE).unwrap();
    let gone = (400, "IllegalParam.TransitRouterRouteEntryId".to_owned());
    assert_eq!(bench.refused(DELETE, &named).await, gone);
}

#[tokio::test]
async fn every_bad_route_has_its_code() {
    let bench = bench().await;
    let (a, table) = hangzhou(&bench).await;
    let black_hole = |block| {
        [
            (TABLE, table.as_str()),
            (DESTINATION, block),
            (NEXT_HOP_TYPE, "BlackHole"),
        ]
    };
    for good in ["0.0.0.0/0", "10.0.0.0/8", "2001:db8::/32"] {
        bench.ok(ROUTE, &black_hole(good)).await;
    }
    let twice = "OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock";
    for (block, code) in [
        ("10.0.0.0/8", twice),
        ("10.0.0.1/8", "InvalidParameter"),
        ("10.0.0.0", "InvalidParameter"),
        ("100.64.0.0/16", "InvalidParameter"),
        ("127.0.0.1/32", "InvalidParameter"),
        ("224.0.0.0/4", "InvalidParameter"),
    ] {
        let refused = bench.refused(ROUTE, &black_hole(block)).await;
        assert_eq!(refused, (400, code.to_owned()), "{block}");
    }
    for (given, status, code) in [
        (vec![(NEXT_HOP, a.as_str())], 400, "InvalidParameter"),
        (
            vec![(NEXT_HOP_TYPE, "Attachment")],
            400,
            "MissingTransitRouterRouteEntryNextHopId",
        ),
        (vec![(NEXT_HOP_TYPE, "Vpc")], 400, "InvalidParameter"),
        (
            vec![(TABLE, "vtb-none")],
            404,
            "InvalidTransitRouterRouteTableId.NotFound",
        ),
        (
            vec![(NEXT_HOP_TYPE, "Attachment"), (NEXT_HOP, "tr-attach-none")],
            404,
            "ResourceNotFound.TransitRouterAttachment",
        ),
        (vec![("DryRun", "true")], 400, "DryRunOperation"),
    ] {
        let mut all = black_hole("172.16.0.0/12").to_vec();
        all.extend(given.clone());
        let refused = bench.refused(ROUTE, &all).await;
        assert_eq!(refused, (status, code.to_owned()), "{given:?}");
    }
}

#[tokio::test]
async fn a_route_is_deleted_by_its_id_or_by_what_it_is() {
    let bench = bench().await;
    let (a, table) = hangzhou(&bench).await;
    let black_hole = [
        (TABLE, table.as_str()),
        (DESTINATION, "10.0.0.0/8"),
        (NEXT_HOP_TYPE, "BlackHole"),
    ];
    let id = bench.call(ROUTE, &black_hole).await.created(ID);
    for given in [
        vec![(ID, id.as_str()), black_hole[1]],
        vec![(ID, id.as_str()), black_hole[0]],
        vec![(ID, id.as_str()), (NEXT_HOP, a.as_str())],
    ] {
        let refused = bench.refused(DELETE, &given).await;
        assert_eq!(refused, (400, "InvalidParameter".to_owned()), "{given:?}");
    }
    let reply = bench
        .ok(DELETE, &[&black_hole[..], &[("DryRun", "true")]].concat())
        .await;
    assert_eq!(reply.as_object().unwrap().len(), 1);
    bench.ok(DELETE, &black_hole).await;
    assert_eq!(bench.cloud.all::<RouteEntry>(), []);
}
