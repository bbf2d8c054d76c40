use std::time::Duration;

use serde_json::{Value, json};

use crate::{ACCOUNT_ID, AttachmentChange, Options, Package, PackageChange, PeerAttachment};

use super::client::{Bench, Reply, bench, bench_with};

const MINUTE: Duration = Duration::from_secs(60);
const CONNECT: &str = "CreateTransitRouterPeerAttachment";
const UPDATE: &str = "UpdateTransitRouterPeerAttachmentAttribute";

/// An instance with a package of 5 Mbps and transit routers in three regions.
struct World {
    cen: String,
    package: String,
    hangzhou: String,
    shanghai: String,
    singapore: String,
}

impl Bench {
    async fn world(&self) -> World {
        let cen = self.cloud.add_cen("c").unwrap();
        let package = self.buy(&[]).await.id();
        let router = |region| self.cloud.add_transit_router(&cen, region).unwrap();
        let world = World {
            hangzhou: router("cn-hangzhou"),
            shanghai: router("cn-shanghai"),
            singapore: router("ap-southeast-1"),
            package,
            cen,
        };
        self.bind(&world.package, &world.cen);
        world
    }

    fn bind(&self, package: &str, cen: &str) {
        let change = PackageChange {
            cen_id: Some(cen.to_owned()),
            ..PackageChange::default()
        };
        self.cloud.change::<Package>(package, change).unwrap();
    }

    /// Connects Hangzhou with Singapore, drawing 3 Mbps on the package, with more or other parameters.
    async fn connect(&self, world: &World, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![
            ("TransitRouterId", world.hangzhou.as_str()),
            ("RegionId", "cn-hangzhou"),
            ("PeerTransitRouterId", world.singapore.as_str()),
            ("PeerTransitRouterRegionId", "ap-southeast-1"),
            ("BandwidthType", "BandwidthPackage"),
            ("CenBandwidthPackageId", world.package.as_str()),
            ("Bandwidth", "3"),
        ];
        all.extend(given);
        self.call(CONNECT, &all).await
    }

    async fn peers(&self, router: &str) -> Vec<Value> {
        let given = [("TransitRouterId", router)];
        let reply = self.call("ListTransitRouterPeerAttachments", &given).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let listed = &reply.body["TransitRouterAttachments"];
        listed.as_array().unwrap().clone()
    }

    async fn left_of_package(&self, world: &World) -> Value {
        let given = [
            ("CenId", world.cen.as_str()),
            ("GeographicRegionAId", "China"),
            ("GeographicRegionBId", "Asia-Pacific"),
        ];
        let action = "DescribeCenGeographicSpanRemainingBandwidth";
        self.call(action, &given).await.body["RemainingBandwidth"].clone()
    }
}

#[tokio::test]
async fn a_connection_draws_on_its_package_until_it_is_deleted() {
    let bench = bench_with(Options {
        settle: MINUTE,
        ..Options::default()
    })
    .await;
    bench.buy(&[]).await;
    bench.cloud.advance_clock(MINUTE).unwrap();
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = |region| bench.cloud.add_transit_router(&cen, region).unwrap();
    let world = World {
        hangzhou: router("cn-hangzhou"),
        shanghai: router("cn-shanghai"),
        singapore: router("ap-southeast-1"),
        package: bench.cloud.all::<Package>()[0].id.clone(),
        cen: cen.clone(),
    };
    bench.bind(&world.package, &cen);
    let id = bench.connect(&world, &[]).await;
    let id = id.created("TransitRouterAttachmentId");
    let view = bench.cloud.all::<PeerAttachment>().remove(0);
    let mut expected = json!({
        "TransitRouterAttachmentId": id, "TransitRouterAttachmentName": "",
        "TransitRouterAttachmentDescription": "", "TransitRouterId": world.hangzhou, "CenId": cen,
        "RegionId": "cn-hangzhou", "PeerTransitRouterId": world.singapore,
        "PeerTransitRouterRegionId": "ap-southeast-1", "PeerTransitRouterOwnerId": ACCOUNT_ID, "Bandwidth": 3,
        "BandwidthType": "BandwidthPackage", "CenBandwidthPackageId": world.package,
        "GeographicSpanId": "china_asia-pacific", "DefaultLinkType": "Gold", "AutoPublishRouteEnabled": false,
        "ResourceType": "TR", "Status": "Attaching", "CreationTime": view.attachment.creation_time, "Tags": []
    });
    // It is listed at either end.
    for router in [&world.hangzhou, &world.singapore] {
        assert_eq!(bench.peers(router).await, [expected.clone()]);
    }
    assert_eq!(bench.peers(&world.shanghai).await, [] as [Value; 0]);
    assert_eq!(bench.left_of_package(&world).await, 2);
    let limits = "DescribeCenInterRegionBandwidthLimits";
    let of_cen = [("CenId", cen.as_str())];
    let limits = bench.call(limits, &of_cen).await;
    let limits = &limits.body["CenInterRegionBandwidthLimits"]["CenInterRegionBandwidthLimit"];
    let as_limit = json!([{
        "CenId": cen, "LocalRegionId": "cn-hangzhou", "OppositeRegionId": "ap-southeast-1",
        "GeographicSpanId": "china_asia-pacific", "BandwidthLimit": 3, "BandwidthPackageId": world.package,
        "BandwidthType": "BandwidthPackage", "TransitRouterAttachmentId": id, "Status": "Modifying"
    }]);
    assert_eq!(limits, &as_limit);

    bench.cloud.advance_clock(MINUTE).unwrap();
    let this = ("TransitRouterAttachmentId", id.as_str());
    let texts = [
        this,
        ("Bandwidth", "5"),
        ("TransitRouterAttachmentName", "n"),
    ];
    assert_eq!(bench.call(UPDATE, &texts).await.status, 200);
    expected["Bandwidth"] = json!(5);
    expected["TransitRouterAttachmentName"] = json!("n");
    expected["Status"] = json!("Modifying");
    assert_eq!(bench.peers(&world.hangzhou).await, [expected]);
    let busy = (400, "IncorrectStatus.Status");
    assert_eq!(bench.call(UPDATE, &texts).await.error(), busy);

    bench.cloud.advance_clock(MINUTE).unwrap();
    let unbind = [
        ("CenId", cen.as_str()),
        ("CenBandwidthPackageId", world.package.as_str()),
    ];
    let drawn = (409, "InvalidOperation.CenBandwidthLimitsNotZero");
    let unbound = bench.call("UnassociateCenBandwidthPackage", &unbind).await;
    assert_eq!(unbound.error(), drawn);
    let end = bench
        .call("DeleteTransitRouterPeerAttachment", &[this])
        .await;
    assert_eq!(end.status, 200);
    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(bench.peers(&world.hangzhou).await, [] as [Value; 0]);
    assert_eq!(bench.left_of_package(&world).await, 5);
    let unbound = bench.call("UnassociateCenBandwidthPackage", &unbind).await;
    assert_eq!(unbound.status, 200);
}

#[tokio::test]
async fn every_bad_connection_has_its_code() {
    let bench = bench().await;
    let world = bench.world().await;
    let elsewhere = bench.cloud.add_cen("d").unwrap();
    let foreign = bench
        .cloud
        .add_transit_router(&elsewhere, "ap-southeast-1")
        .unwrap();
    let inside = [("PeerTransitRouterRegionId", "cn-shanghai")];
    for (given, status, code) in [
        (
            vec![("TransitRouterId", "tr-none")],
            404,
            "InvalidTransitRouterId.NotFound",
        ),
        (
            vec![("PeerTransitRouterId", "tr-none")],
            404,
            "InvalidTransitRouterId.NotFound",
        ),
        (inside.to_vec(), 400, "IllegalParam.Region"),
        (
            vec![("PeerTransitRouterId", foreign.as_str())],
            400,
            "InvalidParameter",
        ),
        (vec![("BandwidthType", "Free")], 400, "InvalidParameter"),
        (
            vec![("DefaultLinkType", "Platinum")],
            400,
            "InvalidParameter",
        ),
        (
            vec![("Bandwidth", "6")],
            409,
            "InvalidOperation.BwpBandwidthExceeded",
        ),
        (
            vec![("CenBandwidthPackageId", "cenbwp-other")],
            409,
            "InvalidOperation.BwpForGeoSpanNotAssociated",
        ),
        (
            vec![("PeerTransitRouterId", world.shanghai.as_str()), inside[0]],
            409,
            "InvalidOperation.BwpForGeoSpanNotAssociated",
        ),
    ] {
        let reply = bench.connect(&world, &given).await;
        assert_eq!(reply.error(), (status, code), "{given:?}");
    }
    assert_eq!(bench.cloud.all::<PeerAttachment>(), []);
    assert_eq!(bench.connect(&world, &[]).await.status, 200);
    let again = bench.connect(&world, &[]).await;
    assert_eq!(
        again.error(),
        (400, "QuotaExceeded.TransitRouterPeerAttachment")
    );
}

#[tokio::test]
async fn a_connection_billed_by_traffic_needs_no_package_and_may_change_to_one() {
    let bench = bench().await;
    let world = bench.world().await;
    let by_traffic = [
        ("BandwidthType", "DataTransfer"),
        ("Bandwidth", "100"),
        ("DefaultLinkType", "Platinum"),
    ];
    let id = bench.connect(&world, &by_traffic).await;
    let id = id.created("TransitRouterAttachmentId");
    assert_eq!(bench.left_of_package(&world).await, 5);
    let listed = bench.peers(&world.hangzhou).await.remove(0);
    assert_eq!(
        (&listed["CenBandwidthPackageId"], &listed["Bandwidth"]),
        (&json!(""), &json!(100))
    );
    let mut change = vec![
        ("TransitRouterAttachmentId", id.as_str()),
        ("BandwidthType", "BandwidthPackage"),
        ("CenBandwidthPackageId", world.package.as_str()),
        ("Bandwidth", "5"),
    ];
    let reply = bench.call(UPDATE, &change).await;
    assert_eq!(reply.error(), (400, "InvalidParameter"), "still Platinum");
    change.push(("DefaultLinkType", "Gold"));
    assert_eq!(bench.call(UPDATE, &change).await.status, 200);
    assert_eq!(bench.left_of_package(&world).await, 0);
    let view = bench.cloud.all::<PeerAttachment>().remove(0);
    assert_eq!(view.bandwidth.package_id, Some(world.package.clone()));
    // What it has counts for itself.
    change[3].1 = "4";
    assert_eq!(bench.call(UPDATE, &change).await.status, 200);
    bench.bind(&world.package, "");
    let view = bench.cloud.all::<PeerAttachment>().remove(0);
    let left = view.bandwidth;
    assert_eq!((left.package_id, left.mbps), (None, 0));
}

#[tokio::test]
async fn limits_and_connections_share_a_package() {
    let bench = bench().await;
    let world = bench.world().await;
    for region in ["cn-beijing", "ap-northeast-1"] {
        bench.cloud.add_child(&world.cen, region).unwrap();
    }
    let regions = ["cn-beijing", "ap-northeast-1"];
    bench.cloud.set_limit(&world.cen, regions, 4).unwrap();
    let exceeded = (409, "InvalidOperation.BwpBandwidthExceeded");
    assert_eq!(bench.connect(&world, &[]).await.error(), exceeded);
    let one = [("Bandwidth", "1")];
    let id = bench.connect(&world, &one).await;
    let id = id.created("TransitRouterAttachmentId");
    let change = AttachmentChange {
        bandwidth: Some(2),
        ..AttachmentChange::default()
    };
    bench.cloud.change::<PeerAttachment>(&id, change).unwrap();
    assert_eq!(bench.left_of_package(&world).await, 0);
}

#[tokio::test]
async fn a_connection_is_created_once_for_a_token_and_not_at_all_in_a_dry_run() {
    let bench = bench().await;
    let world = bench.world().await;
    let dry = bench.connect(&world, &[("DryRun", "true")]).await;
    assert_eq!((dry.status, dry.body.get("Code")), (200, None));
    assert_eq!(bench.cloud.all::<PeerAttachment>(), []);
    let token = [("ClientToken", "t")];
    let made = async || {
        let reply = bench.connect(&world, &token).await;
        reply.created("TransitRouterAttachmentId")
    };
    let id = made().await;
    assert_eq!(made().await, id);
    assert_eq!(bench.cloud.all::<PeerAttachment>().len(), 1);
    bench.cloud.remove::<PeerAttachment>(&id).unwrap();
    assert_eq!(bench.cloud.all::<PeerAttachment>(), []);
    assert!(bench.cloud.remove::<PeerAttachment>(&id).is_err());
}
