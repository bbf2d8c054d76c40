use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    ACCOUNT_ID, AttachmentChange, Instance, Options, Status, TransitRouter, VpcAttachment,
};

use super::client::{Bench, Reply, bench, bench_with};

const MINUTE: Duration = Duration::from_secs(60);
const ATTACH: &str = "CreateTransitRouterVpcAttachment";

impl Bench {
    /// A CEN with a transit router in Hangzhou: the id of the latter.
    async fn hangzhou(&self) -> String {
        let cen = self.cloud.add_cen("c").unwrap();
        self.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap()
    }

    /// Attaches a VPC in one zone of Hangzhou, with more or other parameters.
    async fn attach_vpc(&self, router: &str, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![
            ("TransitRouterId", router),
            ("RegionId", "cn-hangzhou"),
            ("VpcId", "vpc-a"),
            ("ZoneMappings.1.ZoneId", "cn-hangzhou-h"),
            ("ZoneMappings.1.VSwitchId", "vsw-h"),
        ];
        all.extend(given);
        self.call(ATTACH, &all).await
    }

    async fn vpcs(&self, given: &[(&str, &str)]) -> Vec<Value> {
        let reply = self.call("ListTransitRouterVpcAttachments", given).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let listed = &reply.body["TransitRouterAttachments"];
        listed.as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn a_vpc_is_attached_changed_and_detached_in_its_own_time() {
    let bench = bench_with(Options {
        settle: MINUTE,
        ..Options::default()
    })
    .await;
    let router = bench.hangzhou().await;
    let cen = bench.cloud.all::<Instance>()[0].id.clone();
    let given = [
        ("TransitRouterAttachmentName", "main"),
        ("AutoPublishRouteEnabled", "true"),
        (
            "TransitRouterVPCAttachmentOptions",
            r#"{"Ipv6Support":"enable"}"#,
        ),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
    ];
    let reply = bench.attach_vpc(&router, &given).await;
    let id = reply.created("TransitRouterAttachmentId");
    assert_eq!(id.strip_prefix("tr-attach-").unwrap().len(), 18);
    let view = bench.cloud.all::<VpcAttachment>().remove(0);
    let mut expected = json!({
        "TransitRouterAttachmentId": id, "TransitRouterAttachmentName": "main",
        "TransitRouterAttachmentDescription": "", "TransitRouterId": router, "CenId": cen, "VpcId": "vpc-a",
        "VpcOwnerId": ACCOUNT_ID, "VpcRegionId": "cn-hangzhou", "ResourceType": "VPC", "ChargeType": "POSTPAY",
        "OrderType": "PayByCenOwner", "AutoPublishRouteEnabled": true, "Status": "Attaching",
        "CreationTime": view.attachment.creation_time, "Tags": [{"Key": "env", "Value": "dev"}],
        "ZoneMappings": [{"ZoneId": "cn-hangzhou-h", "VSwitchId": "vsw-h", "NetworkInterfaceId": "eni-h"}],
        "TransitRouterVPCAttachmentOptions": {"Ipv6Support": "enable"}
    });
    let of_router = [("TransitRouterId", router.as_str())];
    assert_eq!(bench.vpcs(&of_router).await, [expected.clone()]);
    let this = ("TransitRouterAttachmentId", id.as_str());
    let update = [
        this,
        ("TransitRouterAttachmentName", ""),
        ("TransitRouterVPCAttachmentOptions", "{}"),
    ];
    let action = "UpdateTransitRouterVpcAttachmentAttribute";
    let busy = (400, "IncorrectStatus.Status");
    assert_eq!(bench.call(action, &update).await.error(), busy);

    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(bench.call(action, &update).await.status, 200);
    expected["TransitRouterAttachmentName"] = json!("");
    expected["TransitRouterVPCAttachmentOptions"] = json!({});
    expected["Status"] = json!("Modifying");
    assert_eq!(bench.vpcs(&of_router).await, [expected.clone()]);

    bench.cloud.advance_clock(MINUTE).unwrap();
    let zones = [
        this,
        ("AddZoneMappings.1.ZoneId", "cn-hangzhou-i"),
        ("AddZoneMappings.1.VSwitchId", "vsw-i"),
        ("RemoveZoneMappings.1.ZoneId", "cn-hangzhou-h"),
        ("RemoveZoneMappings.1.VSwitchId", "vsw-h"),
    ];
    let action = "UpdateTransitRouterVpcAttachmentZones";
    assert_eq!(bench.call(action, &zones).await.status, 200);
    expected["ZoneMappings"] =
        json!([{"ZoneId": "cn-hangzhou-i", "VSwitchId": "vsw-i", "NetworkInterfaceId": "eni-i"}]);
    assert_eq!(bench.vpcs(&of_router).await, [expected.clone()]);

    bench.cloud.advance_clock(MINUTE).unwrap();
    let router_end = bench.call("DeleteTransitRouter", &of_router).await;
    let in_use = (409, "InvalidOperation.AttachedChildInstanceExist");
    assert_eq!(router_end.error(), in_use);
    let detach = "DeleteTransitRouterVpcAttachment";
    assert_eq!(bench.call(detach, &[this]).await.status, 200);
    assert_eq!(
        bench.cloud.all::<VpcAttachment>()[0].attachment.life.status,
        Status::Detaching
    );
    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(bench.vpcs(&of_router).await, [] as [Value; 0]);
    let gone = (404, "ResourceNotFound.TransitRouterAttachment");
    assert_eq!(bench.call(detach, &[this]).await.error(), gone);
    let end = bench.call("DeleteTransitRouter", &of_router).await;
    assert_eq!(end.status, 200, "{}", end.body);
}

#[tokio::test]
async fn every_bad_vpc_has_its_code() {
    let bench = bench().await;
    let router = bench.hangzhou().await;
    for (given, status, code) in [
        (
            ("TransitRouterId", "tr-none"),
            404,
            "InvalidTransitRouterId.NotFound",
        ),
        (("RegionId", "cn-beijing"), 400, "IllegalParam.Region"),
        (("VpcId", "vsw-a"), 400, "InvalidParameter"),
        (
            ("VpcOwnerId", "42"),
            409,
            "Forbbiden.AttachChildInstanceAcrossUid",
        ),
        (
            ("ZoneMappings.1.ZoneId", "cn-beijing-h"),
            400,
            "InvalidParameter",
        ),
        (
            ("ZoneMappings.1.VSwitchId", "vpc-h"),
            400,
            "InvalidParameter",
        ),
        (
            ("ZoneMappings.2.ZoneId", "cn-hangzhou-i"),
            400,
            "InvalidParameter",
        ),
        (("ChargeType", "PREPAY"), 400, "InvalidParameter"),
        (
            ("TransitRouterVPCAttachmentOptions", "[]"),
            400,
            "InvalidParameter",
        ),
        (
            ("TransitRouterAttachmentName", "http://a"),
            400,
            "InvalidName",
        ),
    ] {
        let reply = bench.attach_vpc(&router, &[given]).await;
        assert_eq!(reply.error(), (status, code), "{given:?}");
    }
    assert_eq!(bench.cloud.all::<VpcAttachment>(), []);
    let by_region = [
        ("CenId", bench.cloud.all::<Instance>()[0].id.clone()),
        ("RegionId", "cn-hangzhou".to_owned()),
        ("VpcId", "vpc-a".to_owned()),
        ("ZoneMappings.1.ZoneId", "cn-hangzhou-h".to_owned()),
        ("ZoneMappings.1.VSwitchId", "vsw-h".to_owned()),
    ];
    let by_region = by_region
        .each_ref()
        .map(|(name, text)| (*name, text.as_str()));
    assert_eq!(bench.call(ATTACH, &by_region).await.status, 200);
    let twice = bench.attach_vpc(&router, &[]).await;
    let attached = (409, "InvalidOperation.ChildInstanceAlreadyAttached");
    assert_eq!(twice.error(), attached);
    let without = [("TransitRouterId", router.as_str()), ("VpcId", "vpc-b")];
    let reply = bench.call(ATTACH, &without).await;
    assert_eq!(reply.error(), (400, "MissingZoneMappings.1.ZoneId"));
}

#[tokio::test]
async fn zones_are_checked_against_those_that_are_there() {
    let bench = bench().await;
    let router = bench.hangzhou().await;
    let id = bench.attach_vpc(&router, &[]).await;
    let id = id.created("TransitRouterAttachmentId");
    let change = async |list: &str, zone: &str, vswitch: &str| {
        let names = ["ZoneId", "VSwitchId"].map(|name| format!("{list}.1.{name}"));
        let given = [
            ("TransitRouterAttachmentId", id.as_str()),
            (names[0].as_str(), zone),
            (names[1].as_str(), vswitch),
        ];
        let action = "UpdateTransitRouterVpcAttachmentZones";
        bench.call(action, &given).await.status
    };
    let (h, i) = ("cn-hangzhou-h", "cn-hangzhou-i");
    assert_eq!(change("AddZoneMappings", h, "vsw-h").await, 400);
    assert_eq!(
        change("AddZoneMappings", "cn-beijing-h", "vsw-x").await,
        400
    );
    assert_eq!(change("RemoveZoneMappings", i, "vsw-i").await, 400);
    assert_eq!(change("RemoveZoneMappings", h, "vsw-h").await, 400);
    assert_eq!(change("AddZoneMappings", i, "vsw-i").await, 200);
    assert_eq!(change("RemoveZoneMappings", h, "vsw-h").await, 200);
    let zones = &bench.cloud.all::<VpcAttachment>()[0].zones;
    assert_eq!((zones.len(), zones[0].zone.as_str()), (1, i));
}

#[tokio::test]
async fn a_vpc_is_attached_once_for_a_token_and_not_at_all_in_a_dry_run() {
    let bench = bench().await;
    let router = bench.hangzhou().await;
    let dry = bench.attach_vpc(&router, &[("DryRun", "true")]).await;
    assert_eq!(dry.error(), (400, "DryRunOperation"));
    assert_eq!(bench.cloud.all::<VpcAttachment>(), []);
    let token = [("ClientToken", "t")];
    let made = async || {
        let reply = bench.attach_vpc(&router, &token).await;
        reply.created("TransitRouterAttachmentId")
    };
    let id = made().await;
    assert_eq!(made().await, id);
    assert_eq!(bench.cloud.all::<VpcAttachment>().len(), 1);
    let detach = [
        ("TransitRouterAttachmentId", id.as_str()),
        ("DryRun", "true"),
    ];
    let action = "DeleteTransitRouterVpcAttachment";
    assert_eq!(bench.call(action, &detach).await.status, 200);
    assert_eq!(
        bench.cloud.all::<VpcAttachment>()[0].attachment.life.status,
        Status::Attached
    );
}

#[tokio::test]
async fn a_refused_change_changes_nothing() {
    let bench = bench().await;
    let router = bench.hangzhou().await;
    let attached = bench.attach_vpc(&router, &[]).await;
    let id = attached.created("TransitRouterAttachmentId");
    let change = [
        ("TransitRouterAttachmentId", id.as_str()),
        ("TransitRouterAttachmentName", "new"),
        ("TransitRouterAttachmentDescription", "http://a"),
    ];
    let action = "UpdateTransitRouterVpcAttachmentAttribute";
    let reply = bench.call(action, &change).await;
    assert_eq!(reply.error(), (400, "InvalidDescription"));
    assert_eq!(bench.cloud.all::<VpcAttachment>()[0].attachment.name, "");
}

#[tokio::test]
async fn lists_of_vpcs_are_narrowed_and_cut_into_parts() {
    let bench = bench().await;
    let router = bench.hangzhou().await;
    let cen = bench.cloud.all::<Instance>()[0].id.clone();
    let mut made = Vec::new();
    for vpc in ["vpc-a", "vpc-b", "vpc-c"] {
        let reply = bench.attach_vpc(&router, &[("VpcId", vpc)]).await;
        made.push(reply.created("TransitRouterAttachmentId"));
    }
    let change = AttachmentChange {
        tags: Some([("env".to_owned(), "dev".to_owned())].into()),
        ..AttachmentChange::default()
    };
    bench
        .cloud
        .change::<VpcAttachment>(&made[1], change)
        .unwrap();
    let of_router = ("TransitRouterId", router.as_str());
    let vpcs = async |given: &[(&str, &str)]| {
        let listed = bench.vpcs(given).await;
        let ids = listed.iter().map(|one| one["VpcId"].as_str().unwrap());
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(vpcs(&[of_router]).await, ["vpc-c", "vpc-b", "vpc-a"]);
    let by_region = [("CenId", cen.as_str()), ("RegionId", "cn-hangzhou")];
    assert_eq!(vpcs(&by_region).await.len(), 3);
    let elsewhere = [("CenId", cen.as_str()), ("RegionId", "cn-beijing")];
    assert_eq!(vpcs(&elsewhere).await, [] as [&str; 0]);
    for narrower in [
        ("TransitRouterAttachmentId", made[1].as_str()),
        ("VpcId", "vpc-b"),
        ("Tag.1.Key", "env"),
    ] {
        assert_eq!(
            vpcs(&[of_router, narrower]).await,
            ["vpc-b"],
            "{narrower:?}"
        );
    }
    let two = ("MaxResults", "2");
    let first = bench
        .call("ListTransitRouterVpcAttachments", &[of_router, two])
        .await;
    assert_eq!(first.body["TotalCount"], 3);
    let token = ("NextToken", first.body["NextToken"].as_str().unwrap());
    assert_eq!(vpcs(&[of_router, two, token]).await, ["vpc-a"]);
    let of_a = ("TransitRouterAttachmentId", made[0].as_str());
    let region = |region| [("RegionId", region), of_a];
    assert_eq!(vpcs(&region("cn-hangzhou")).await, ["vpc-a"]);
    assert_eq!(vpcs(&region("cn-beijing")).await, [] as [&str; 0]);
    for (given, code) in [
        (vec![], "MissingRegionId"),
        (vec![of_router, ("MaxResults", "101")], "InvalidParameter"),
        (vec![of_router, ("NextToken", "x")], "InvalidParameter"),
    ] {
        let reply = bench.call("ListTransitRouterVpcAttachments", &given).await;
        assert_eq!(reply.error(), (400, code));
    }
}

#[tokio::test]
async fn attachments_carry_tags_and_go_with_their_router() {
    let bench = bench().await;
    let router = bench.hangzhou().await;
    let id = bench.attach_vpc(&router, &[]).await;
    let id = id.created("TransitRouterAttachmentId");
    let tag = [
        ("ResourceType", "TransitRouterVpcAttachment"),
        ("RegionId", "cn-hangzhou"),
        ("ResourceId.1", id.as_str()),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
    ];
    assert_eq!(bench.call("TagResources", &tag).await.status, 200);
    let listed = bench.call("ListTagResources", &tag[..3]).await;
    let expected = json!([{
        "ResourceId": id, "ResourceType": "TransitRouterVpcAttachment", "TagKey": "env", "TagValue": "dev"
    }]);
    assert_eq!(listed.body["TagResources"]["TagResource"], expected);
    bench.cloud.remove::<TransitRouter>(&router).unwrap();
    assert_eq!(bench.cloud.all::<VpcAttachment>(), []);
    let gone = (404, "ResourceNotFound.TransitRouterAttachment");
    assert_eq!(bench.call("TagResources", &tag).await.error(), gone);
}
