use std::time::Duration;

use serde_json::{Value, json};

use crate::{Aggregation, Options};

use super::client::{Bench, bench, bench_with};
use super::network::{ASSOCIATE, ROUTE};

const MINUTE: Duration = Duration::from_secs(60);
const CREATE: &str = "CreateTransitRouteTableAggregation";
const MODIFY: &str = "ModifyTransitRouteTableAggregation";
const REFRESH: &str = "RefreshTransitRouteTableAggregation";
const DELETE: &str = "DeleteTransitRouteTableAggregation";
const CIDR: &str = "TransitRouteTableAggregationCidr";
const SCOPE: &str = "TransitRouteTableAggregationScope";
const SCOPES: &str = "TransitRouteTableAggregationScopeList";

async fn hangzhou(bench: &Bench) -> (String, String) {
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let table = bench.system_table(&router).await;
    (router, table)
}

#[tokio::test]
async fn an_aggregate_is_added_changed_and_deleted_in_its_own_time() {
    let options = Options {
        settle: MINUTE,
        ..Options::default()
    };
    let bench = bench_with(options).await;
    let (router, table) = hangzhou(&bench).await;
    let sync = [("AutoPublishRouteEnabled", "true")];
    let a = bench.vpc(&router, "vpc-a", &sync).await;
    bench.vpc(&router, "vpc-b", &sync).await;
    bench.cloud.advance_clock(MINUTE).unwrap();
    bench.relate(ASSOCIATE, &a, &table).await;
    let key = [
        ("TransitRouteTableId", table.as_str()),
        (CIDR, "10.0.0.0/8"),
    ];
    let name = ("TransitRouteTableAggregationName", "all");
    bench
        .ok(CREATE, &[&key[..], &[name, (SCOPE, "VPC")]].concat())
        .await;
    let mut expected = json!({
        "TrRouteTableId": table, CIDR: "10.0.0.0/8", "Name": "all", "Description": "", "RouteType": "Static",
        "Scope": "VPC", "ScopeList": ["VPC"], "Status": "Configuring"
    });
    let describe = "DescribeTransitRouteTableAggregation";
    let mut body = bench.ok(describe, &key[..1]).await;
    body.as_object_mut().unwrap().remove("RequestId");
    assert_eq!(body, json!({"Count": 1, "Total": 1, "Data": [expected]}));
    let busy = (400, "IncorrectStatus.AggregationRoute".to_owned());
    assert_eq!(bench.refused(DELETE, &key).await, busy);
    bench.cloud.advance_clock(MINUTE).unwrap();
    let detail = "DescribeTransitRouteTableAggregationDetail";
    let details = json!([{"InstanceId": "vpc-a", "Status": "Configured", "Description": ""}]);
    assert_eq!(bench.ok(detail, &key).await["Data"], details);
    let change = [
        ("TransitRouteTableAggregationName", ""),
        (SCOPES, r#"["VPC","VBR"]"#),
    ];
    bench.ok(MODIFY, &[&key[..], &change].concat()).await;
    expected["Name"] = json!("");
    expected["Scope"] = json!("");
    expected["ScopeList"] = json!(["VPC", "VBR"]);
    assert_eq!(bench.rows(describe, "Data", &key).await, [expected.clone()]);
    bench.cloud.advance_clock(MINUTE).unwrap();
    bench.ok(REFRESH, &key).await;
    bench.cloud.advance_clock(MINUTE).unwrap();
    expected["Status"] = json!("AllConfigured");
    assert_eq!(bench.rows(describe, "Data", &key).await, [expected.clone()]);
    bench.ok(DELETE, &key).await;
    expected["Status"] = json!("Deleting");
    assert_eq!(bench.rows(describe, "Data", &key).await, [expected]);
    bench.cloud.advance_clock(MINUTE).unwrap();
    let gone = (404, "InstanceNotExist.AggregationRoute".to_owned());
    assert_eq!(bench.refused(DELETE, &key).await, gone);
    assert_eq!(bench.refused(detail, &key).await, gone);
    let none = [("TransitRouteTableId", "vtb-none")];
    let gone = (404, "InstanceNotExist.TransitRouterRouteTable".to_owned());
    assert_eq!(bench.refused(describe, &none).await, gone);
}

#[tokio::test]
async fn every_bad_aggregate_has_its_code() {
    let bench = bench().await;
    let (router, _) = hangzhou(&bench).await;
    let table = bench.custom_table(&router).await;
    let given = |cidr, scope| {
        [
            ("TransitRouteTableId", table.as_str()),
            (CIDR, cidr),
            (SCOPE, scope),
        ]
    };
    let route = [
        ("TransitRouterRouteTableId", table.as_str()),
        (
            "TransitRouterRouteEntryDestinationCidrBlock",
            "172.16.0.0/12",
        ),
        ("TransitRouterRouteEntryNextHopType", "BlackHole"),
    ];
    let route = bench.ok(ROUTE, &route).await;
    bench.ok(CREATE, &given("10.0.0.0/8", "VPC")).await;
    let exists = "InvalidOperation.AggregationRouteExist";
    for (cidr, code) in [
        ("10.0.0.0/8", exists),
        ("172.16.0.0/12", exists),
        ("0.0.0.0/0", "InvalidParameter"),
        ("100.64.0.0/10", "InvalidParameter"),
        ("10.0.0.1/8", "InvalidParameter"),
    ] {
        let refused = bench.refused(CREATE, &given(cidr, "VPC")).await;
        assert_eq!(refused, (400, code.to_owned()), "{cidr}");
    }
    let both = [
        &given("192.168.0.0/16", "VPC")[..],
        &[(SCOPES, r#"["VPC"]"#)],
    ]
    .concat();
    let twice = (400, "InvalidParameter".to_owned());
    assert_eq!(bench.refused(CREATE, &both).await, twice);
    let none = (400, format!("Missing{SCOPES}"));
    assert_eq!(bench.refused(CREATE, &both[..2]).await, none);

    let id = route["TransitRouterRouteEntryId"].as_str().unwrap();
    let this = [("TransitRouterRouteEntryId", id)];
    bench.ok("DeleteTransitRouterRouteEntry", &this).await;
    let this = [("TransitRouterRouteTableId", table.as_str())];
    let in_use = (400, "AssociationExist.AggregationRoute".to_owned());
    let delete_table = "DeleteTransitRouterRouteTable";
    assert_eq!(bench.refused(delete_table, &this).await, in_use);
    let id = format!("{table}:10.0.0.0/8");
    let path = format!("aggregations/{id}");
    let gone = super::control::control(&bench, "DELETE", &path, &Value::Null).await;
    assert_eq!(gone.0, 200);
    assert_eq!(bench.cloud.all::<Aggregation>(), []);
    bench.ok(delete_table, &this).await;
}
