use serde_json::json;

use crate::{Options, Policy};

use super::client::{bench, bench_with};

#[tokio::test]
async fn transit_routers_need_a_service_that_an_order_opens() {
    let policy = Policy {
        transit_router_service: false,
        ..Policy::default()
    };
    let options = Options {
        policy,
        ..Options::default()
    };
    let bench = bench_with(options).await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let given = [("CenId", cen.as_str()), ("RegionId", "cn-hangzhou")];
    let (check, open) = ("CheckTransitRouterService", "OpenTransitRouterService");
    assert_eq!(bench.ok(check, &[]).await["Enabled"], "false");
    let closed = (400, "Forbbiden.TransitRouterServiceNotOpen".to_owned());
    assert_eq!(bench.refused("CreateTransitRouter", &given).await, closed);
    let order = bench.ok(open, &[]).await;
    assert_eq!(order["OrderId"].as_str().unwrap().len(), 15);
    assert_eq!(bench.ok(check, &[]).await["Enabled"], "true");
    bench.ok("CreateTransitRouter", &given).await;
    let opened = (400, "ORDER.OPEND".to_owned());
    assert_eq!(bench.refused(open, &[]).await, opened);
}

#[tokio::test]
async fn every_region_has_zones() {
    let bench = bench().await;
    let zones = async |region: &str| {
        let given = [("RegionId", region)];
        let mut body = bench.ok("ListTransitRouterAvailableResource", &given).await;
        body.as_object_mut().unwrap().remove("RequestId");
        body
    };
    assert_eq!(
        zones("cn-hangzhou").await,
        json!({
            "AvailableZones": ["cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j"],
            "MasterZones": ["cn-hangzhou-h"], "SlaveZones": ["cn-hangzhou-i", "cn-hangzhou-j"],
            "SupportMulticast": true
        })
    );
    assert_eq!(
        zones("eu-central-1").await["MasterZones"],
        json!(["eu-central-1a"])
    );
    let bad = (400, "IllegalParam.Region".to_owned());
    let given = [("RegionId", "cn-nowhere-x")];
    let action = "ListTransitRouterAvailableResource";
    assert_eq!(bench.refused(action, &given).await, bad);
}
