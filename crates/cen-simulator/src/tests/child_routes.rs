use std::time::Duration;

use serde_json::{Value, json};

use crate::{ChildRoute, Options};

use super::client::{Bench, bench, bench_with};

const MINUTE: Duration = Duration::from_secs(60);
const CREATE: &str = "CreateCenChildInstanceRouteEntryToAttachment";
const DELETE: &str = "DeleteCenChildInstanceRouteEntryToAttachment";
const LIST: &str = "ListCenChildInstanceRouteEntriesToAttachment";

/// An instance, and a VPC that is attached to its router in Hangzhou.
async fn hangzhou(bench: &Bench) -> (String, String) {
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let attachment = bench.vpc(&router, "vpc-a", &[]).await;
    (cen, attachment)
}

fn key<'a>(cen: &'a str, attachment: &'a str, block: &'a str) -> [(&'static str, &'a str); 4] {
    [
        ("CenId", cen),
        ("RouteTableId", "vtb-x"),
        ("TransitRouterAttachmentId", attachment),
        ("DestinationCidrBlock", block),
    ]
}

#[tokio::test]
async fn no_network_has_a_route_to_what_the_cloud_itself_has() {
    let bench = bench().await;
    let (cen, a) = hangzhou(&bench).await;
    for (block, status) in [
        ("100.64.0.0/10", 400),
        ("100.100.2.0/24", 400),
        ("100.0.0.0/8", 200),
    ] {
        let answer = bench.call(CREATE, &key(&cen, &a, block)).await;
        assert_eq!(answer.status, status, "{block}");
    }
}

#[tokio::test]
async fn a_route_of_a_network_comes_and_goes_in_its_own_time() {
    let options = Options {
        settle: MINUTE,
        ..Options::default()
    };
    let bench = bench_with(options).await;
    let (cen, a) = hangzhou(&bench).await;
    bench.cloud.advance_clock(MINUTE).unwrap();
    let route = key(&cen, &a, "2001:db8::/32");
    bench.ok(CREATE, &route).await;
    let this = [
        ("ChildInstanceRouteTableId", "vtb-x"),
        ("TransitRouterAttachmentId", a.as_str()),
    ];
    let mut body = bench.ok(LIST, &this).await;
    body.as_object_mut().unwrap().remove("RequestId");
    let mut expected = json!({
        "CenId": cen, "ChildInstanceRouteTableId": "vtb-x", "TransitRouterAttachmentId": a,
        "DestinationCidrBlock": "2001:db8::/32", "ServiceType": "", "Status": "Pending"
    });
    assert_eq!(body, json!({"RouteEntry": [expected]}));
    let busy = (400, "IncorrectStatus.Status".to_owned());
    assert_eq!(bench.refused(DELETE, &route).await, busy);
    bench.cloud.advance_clock(MINUTE).unwrap();
    expected["Status"] = json!("Available");
    assert_eq!(bench.rows(LIST, "RouteEntry", &this).await, [expected]);
    let detach = [("TransitRouterAttachmentId", a.as_str())];
    let in_the_way = (400, "IncorrectStatus.VpcRouteEntry".to_owned());
    let action = "DeleteTransitRouterVpcAttachment";
    assert_eq!(bench.refused(action, &detach).await, in_the_way);
    bench.ok(DELETE, &route).await;
    assert_eq!(
        bench.rows(LIST, "RouteEntry", &this).await[0]["Status"],
        "Modifying"
    );
    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(
        bench.rows(LIST, "RouteEntry", &this).await,
        [] as [Value; 0]
    );
    let gone = (404, "InstanceNotExist.RouteEntry".to_owned());
    assert_eq!(bench.refused(DELETE, &route).await, gone);
}

#[tokio::test]
async fn routes_of_networks_are_narrowed_and_checked() {
    let bench = bench().await;
    let (cen, a) = hangzhou(&bench).await;
    for block in ["10.0.0.0/8", "172.16.0.0/12"] {
        bench.ok(CREATE, &key(&cen, &a, block)).await;
    }
    let exists = (400, "InvalidOperation.RouteEntryExist".to_owned());
    assert_eq!(
        bench.refused(CREATE, &key(&cen, &a, "10.0.0.0/8")).await,
        exists
    );
    let bad = (400, "InvalidParameter".to_owned());
    assert_eq!(bench.refused(CREATE, &key(&cen, &a, "10.0.0.0")).await, bad);
    let other = bench.cloud.add_cen("d").unwrap();
    assert_eq!(
        bench.refused(CREATE, &key(&other, &a, "10.1.0.0/16")).await,
        bad
    );
    let of_a = [
        ("ChildInstanceRouteTableId", "vtb-x"),
        ("TransitRouterAttachmentId", a.as_str()),
        ("RouteFilter.1.Key", "prefix-exact-match"),
        ("RouteFilter.1.Value.1", "10.0.0.0/8"),
        ("RouteFilter.1.Value.2", "10.1.0.0/16"),
    ];
    assert_eq!(bench.rows(LIST, "RouteEntry", &of_a).await.len(), 1);
    let none = [of_a[0], ("TransitRouterAttachmentId", "tr-attach-none")];
    let gone = (404, "ResourceNotFound.TransitRouterAttachment".to_owned());
    assert_eq!(bench.refused(LIST, &none).await, gone);
    let force = [("TransitRouterAttachmentId", a.as_str()), ("Force", "true")];
    bench.ok("DeleteTransitRouterVpcAttachment", &force).await;
    assert_eq!(bench.cloud.all::<ChildRoute>(), []);
}
