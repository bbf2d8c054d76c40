use std::time::Duration;

use serde_json::{Value, json};

use crate::{ACCOUNT_ID, Options, RouterChange, TransitRouter};

use super::client::{Bench, Reply, bench, bench_with};

const MINUTE: Duration = Duration::from_secs(60);

impl Bench {
    /// Creates the transit router of Hangzhou, with more or other parameters.
    pub(super) async fn router(&self, cen: &str, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![("CenId", cen), ("RegionId", "cn-hangzhou")];
        all.extend(given);
        self.call("CreateTransitRouter", &all).await
    }

    async fn routers(&self, given: &[(&str, &str)]) -> Vec<Value> {
        let reply = self.call("ListTransitRouters", given).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.body["TransitRouters"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn creating_changing_and_deleting_a_transit_router_takes_its_time() {
    let bench = bench_with(Options {
        settle: MINUTE,
        ..Options::default()
    })
    .await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let given = [
        ("TransitRouterName", "main"),
        ("TransitRouterDescription", "by test"),
        ("SupportMulticast", "True"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
    ];
    let id = bench.router(&cen, &given).await.created("TransitRouterId");
    assert_eq!(id.strip_prefix("tr-").unwrap().len(), 21);
    let view = bench.cloud.all::<TransitRouter>().remove(0);
    let mut expected = json!({
        "TransitRouterId": id, "TransitRouterName": "main", "TransitRouterDescription": "by test", "CenId": cen,
        "RegionId": "cn-hangzhou", "AliUid": ACCOUNT_ID, "Type": "Enterprise", "Status": "Creating",
        "SupportMulticast": true, "TransitRouterCidrList": [], "CreationTime": view.creation_time,
        "Tags": [{"Key": "env", "Value": "dev"}]
    });
    let one = [("CenId", cen.as_str()), ("TransitRouterId", id.as_str())];
    assert_eq!(bench.routers(&one).await, [expected.clone()]);
    let update = [
        ("TransitRouterId", id.as_str()),
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterName", ""),
    ];
    let busy = (400, "IncorrectStatus.TransitRouter");
    let reply = bench.call("UpdateTransitRouter", &update).await;
    assert_eq!(reply.error(), busy);

    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(bench.call("UpdateTransitRouter", &update).await.status, 200);
    expected["TransitRouterName"] = json!("");
    expected["Status"] = json!("Modifying");
    assert_eq!(bench.routers(&one).await, [expected.clone()]);
    let delete = [("TransitRouterId", id.as_str())];
    let reply = bench.call("DeleteTransitRouter", &delete).await;
    assert_eq!(reply.error(), busy);

    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(bench.call("DeleteTransitRouter", &delete).await.status, 200);
    expected["Status"] = json!("Deleting");
    assert_eq!(bench.routers(&one).await, [expected]);
    let end = [("CenId", cen.as_str())];
    let in_use = (409, "InvalidOperation.AttachedChildInstanceExist");
    assert_eq!(bench.call("DeleteCen", &end).await.error(), in_use);
    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(bench.routers(&one).await, [] as [Value; 0]);
    let reply = bench.call("DeleteTransitRouter", &delete).await;
    assert_eq!(reply.error(), (404, "ParameterInstanceId"));
    assert_eq!(bench.call("DeleteCen", &end).await.status, 200);
}

#[tokio::test]
async fn every_bad_transit_router_has_its_code() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    for (given, status, code) in [
        (("CenId", "cen-none"), 404, "ParameterCenInstanceId"),
        (("RegionId", "cn-atlantis"), 400, "IllegalParam.Region"),
        (("RegionId", "ccn-cn-shanghai"), 400, "IllegalParam.Region"),
        (("TransitRouterName", "http://a"), 400, "InvalidName"),
        (
            ("TransitRouterDescription", "http://a"),
            400,
            "InvalidDescription",
        ),
        (("SupportMulticast", "maybe"), 400, "InvalidParameter"),
        (("Tag.1.Key", "acs:x"), 400, "InvalidParameter"),
    ] {
        let reply = bench.router(&cen, &[given]).await;
        assert_eq!(reply.error(), (status, code), "{given:?}");
    }
    assert_eq!(bench.cloud.all::<TransitRouter>(), []);
    let id = bench.router(&cen, &[]).await.created("TransitRouterId");
    let second = bench.router(&cen, &[]).await;
    assert_eq!(second.error(), (400, "InvalidParameter"));
    for (id, region, status, code) in [
        (
            "tr-none",
            "cn-hangzhou",
            404,
            "InvalidTransitRouterId.NotFound",
        ),
        (id.as_str(), "cn-shanghai", 400, "IllegalParam.Region"),
    ] {
        let given = [("TransitRouterId", id), ("RegionId", region)];
        let reply = bench.call("UpdateTransitRouter", &given).await;
        assert_eq!(reply.error(), (status, code));
    }
}

#[tokio::test]
async fn a_transit_router_is_created_once_for_a_token_and_not_at_all_in_a_dry_run() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let dry = [("ClientToken", "t"), ("DryRun", "true")];
    let passed = (400, "DryRunOperation");
    assert_eq!(bench.router(&cen, &dry).await.error(), passed);
    assert_eq!(bench.cloud.all::<TransitRouter>(), []);
    let token = [("ClientToken", "t")];
    let id = bench.router(&cen, &token).await.created("TransitRouterId");
    assert_eq!(
        bench.router(&cen, &token).await.created("TransitRouterId"),
        id
    );
    let other = [("ClientToken", "t"), ("TransitRouterName", "n")];
    assert_eq!(
        bench.router(&cen, &other).await.error(),
        (400, "IdempotenceParam.NotMatch")
    );
    let update = [
        ("TransitRouterId", id.as_str()),
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterName", "n"),
        ("DryRun", "true"),
    ];
    assert_eq!(bench.call("UpdateTransitRouter", &update).await.status, 200);
    let delete = [("TransitRouterId", id.as_str()), ("DryRun", "true")];
    let reply = bench.call("DeleteTransitRouter", &delete).await;
    assert_eq!(reply.error(), passed);
    let routers = bench.cloud.all::<TransitRouter>();
    assert_eq!(
        (
            routers.len(),
            routers[0].name.as_str(),
            routers[0].life.status.as_str()
        ),
        (1, "", "Active")
    );
}

#[tokio::test]
async fn lists_of_transit_routers_are_filtered_and_paged() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let other = bench.cloud.add_cen("d").unwrap();
    let hangzhou = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let singapore = bench
        .cloud
        .add_transit_router(&cen, "ap-southeast-1")
        .unwrap();
    bench
        .cloud
        .add_transit_router(&other, "cn-hangzhou")
        .unwrap();
    let named = RouterChange {
        name: Some("named".to_owned()),
        ..RouterChange::default()
    };
    bench
        .cloud
        .change::<TransitRouter>(&singapore, named)
        .unwrap();
    let ids = async |given: &[(&str, &str)]| {
        let mut all = vec![("CenId", cen.as_str())];
        all.extend(given);
        let listed = bench.routers(&all).await;
        let ids = listed.iter().map(|router| &router["TransitRouterId"]);
        ids.map(|id| id.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]).await, [singapore.clone(), hangzhou.clone()]);
    let second = [("PageSize", "1"), ("PageNumber", "2")];
    assert_eq!(ids(&second).await, std::slice::from_ref(&hangzhou));
    assert_eq!(ids(&[("RegionId", "cn-hangzhou")]).await, [hangzhou]);
    assert_eq!(ids(&[("TransitRouterName", "named")]).await, [singapore]);
    assert_eq!(ids(&[("Type", "Basic")]).await, [] as [&str; 0]);
    let unknown = [("CenId", "cen-none")];
    let reply = bench.call("ListTransitRouters", &unknown).await;
    assert_eq!(reply.error(), (404, "ParameterCenInstanceId"));
}

#[tokio::test]
async fn tags_of_transit_routers_need_the_region() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let id = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let mut given = vec![
        ("ResourceType", "TRANSITROUTER"),
        ("ResourceId.1", id.as_str()),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
    ];
    let reply = bench.call("TagResources", &given).await;
    assert_eq!(reply.error(), (400, "MissingRegionId"));
    given.push(("RegionId", "cn-hangzhou"));
    assert_eq!(bench.call("TagResources", &given).await.status, 200);
    let tags = bench.cloud.all::<TransitRouter>().remove(0).tags;
    assert_eq!(tags, [("env".to_owned(), "dev".to_owned())].into());
    given[1].1 = "tr-none";
    assert_eq!(
        bench.call("TagResources", &given).await.error(),
        (404, "InvalidTransitRouterId.NotFound")
    );
}
