use std::time::Duration;

use serde_json::{Value, json};

use crate::{BusinessStatus, Child, Limit, Options, Package, PackageChange, Policy};

use super::client::{Bench, Reply, bench, bench_with};

const SET: &str = "SetCenInterRegionBandwidthLimit";
const LIST: &str = "DescribeCenInterRegionBandwidthLimits";

impl Bench {
    /// A CEN with network instances in some regions.
    fn peopled(&self) -> String {
        let cen = self.cloud.add_cen("c").unwrap();
        for region in [
            "cn-beijing",
            "cn-hangzhou",
            "cn-shanghai",
            "ap-northeast-1",
            "ap-southeast-1",
            "cn-hongkong",
            "us-west-1",
        ] {
            self.cloud.add_child(&cen, region).unwrap();
        }
        cen
    }

    /// A CEN with a package of 5 Mbps between China and Asia-Pacific.
    async fn connected(&self) -> (String, String) {
        let cen = self.peopled();
        let package = self.buy(&[]).await.id();
        let bind = PackageChange {
            cen_id: Some(cen.clone()),
            ..PackageChange::default()
        };
        self.cloud.change::<Package>(&package, bind).unwrap();
        (cen, package)
    }

    async fn limit(&self, cen: &str, a: &str, b: &str, mbps: &str) -> Reply {
        let given = [
            ("CenId", cen),
            ("LocalRegionId", a),
            ("OppositeRegionId", b),
            ("BandwidthLimit", mbps),
        ];
        self.call(SET, &given).await
    }

    async fn limits(&self, given: &[(&str, &str)]) -> Vec<Value> {
        let reply = self.call(LIST, given).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let limits = &reply.body["CenInterRegionBandwidthLimits"]["CenInterRegionBandwidthLimit"];
        limits.as_array().unwrap().clone()
    }

    async fn left(&self, cen: &str, a: &str, b: &str) -> Value {
        let given = [
            ("CenId", cen),
            ("GeographicRegionAId", a),
            ("GeographicRegionBId", b),
        ];
        let reply = self
            .call("DescribeCenGeographicSpanRemainingBandwidth", &given)
            .await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.body["RemainingBandwidth"].clone()
    }
}

#[tokio::test]
async fn a_limit_is_one_for_both_orders_of_its_regions_and_zero_removes_it() {
    let bench = bench().await;
    let (cen, package) = bench.connected().await;
    let set = bench
        .limit(&cen, "CN-Hangzhou", "ap-southeast-1", "3")
        .await;
    assert_eq!(set.status, 200, "{}", set.body);
    let expected = json!({
        "CenId": cen,
        "LocalRegionId": "cn-hangzhou",
        "OppositeRegionId": "ap-southeast-1",
        "GeographicSpanId": "china_asia-pacific",
        "BandwidthLimit": 3,
        "BandwidthPackageId": package,
        "BandwidthType": "BandwidthPackage",
        "Status": "Active",
    });
    assert_eq!(bench.limits(&[("CenId", &cen)]).await, [expected]);
    assert_eq!(
        bench.show(&package).await["OrginInterRegionBandwidthLimits"],
        json!({"OrginInterRegionBandwidthLimit": [{
            "LocalRegionId": "cn-hangzhou",
            "OppositeRegionId": "ap-southeast-1",
            "GeographicSpanId": "china_asia-pacific",
            "BandwidthLimit": "3",
        }]})
    );
    assert_eq!(bench.left(&cen, "China", "asia-pacific").await, 2);

    let swapped = bench
        .limit(&cen, "ap-southeast-1", "cn-hangzhou", "4")
        .await;
    assert_eq!(swapped.status, 200);
    let limits = bench.limits(&[]).await;
    assert_eq!((limits.len(), &limits[0]["BandwidthLimit"]), (1, &json!(4)));
    let removed = bench
        .limit(&cen, "cn-hangzhou", "ap-southeast-1", "0")
        .await;
    assert_eq!(removed.status, 200);
    let again = bench
        .limit(&cen, "cn-hangzhou", "ap-southeast-1", "0")
        .await;
    assert_eq!(again.status, 200);
    assert_eq!(bench.limits(&[]).await, [] as [Value; 0]);
    assert_eq!(bench.left(&cen, "asia-pacific", "China").await, 5);
}

#[tokio::test]
async fn limits_of_a_package_together_take_no_more_than_it_has() {
    let bench = bench().await;
    let (cen, package) = bench.connected().await;
    let exceeded = (409, "InvalidOperation.BwpBandwidthExceeded");
    let (hangzhou, singapore, tokyo) = ("cn-hangzhou", "ap-southeast-1", "ap-northeast-1");
    let set = async |b: &str, mbps: &str| bench.limit(&cen, hangzhou, b, mbps).await;
    assert_eq!(set(singapore, "6").await.error(), exceeded);
    assert_eq!(set(singapore, "3").await.status, 200);
    assert_eq!(set(tokyo, "3").await.error(), exceeded);
    assert_eq!(set(tokyo, "2").await.status, 200);
    assert_eq!(set(singapore, "4").await.error(), exceeded);
    assert_eq!(set(singapore, "2").await.status, 200);
    assert_eq!(bench.left(&cen, "China", "Asia-Pacific").await, 1);

    let in_use = [("CenBandwidthPackageId", package.as_str()), ("CenId", &cen)];
    let unbind = bench.call("UnassociateCenBandwidthPackage", &in_use).await;
    assert_eq!(
        unbind.error(),
        (409, "InvalidOperation.CenBandwidthLimitsNotZero")
    );
}

#[tokio::test]
async fn a_package_does_not_become_smaller_than_what_is_allotted() {
    let bench = bench().await;
    let cen = bench.peopled();
    let package = bench.buy(&[("GeographicRegionBId", "China")]).await.id();
    let bind = [("CenBandwidthPackageId", package.as_str()), ("CenId", &cen)];
    bench.call("AssociateCenBandwidthPackage", &bind).await;
    let set = bench.limit(&cen, "cn-hangzhou", "cn-beijing", "4").await;
    assert_eq!(set.status, 200, "{}", set.body);
    let shrink = async |mbps: &str| {
        let given = [
            ("CenBandwidthPackageId", package.as_str()),
            ("Bandwidth", mbps),
        ];
        bench.call("ModifyCenBandwidthPackageSpec", &given).await
    };
    assert_eq!(
        shrink("3").await.error(),
        (409, "InvalidOperation.BwpBandwidthExceeded")
    );
    assert_eq!(shrink("4").await.status, 200);
}

#[tokio::test]
async fn every_bad_limit_has_its_code() {
    let bench = bench().await;
    let (cen, package) = bench.connected().await;
    let (china, asia) = ("cn-hangzhou", "ap-southeast-1");
    let illegal_region = (400, "ParameterIllegal.RegionId");
    let illegal_limit = (400, "ParameterIllegal.BandwidthLimit");
    let not_associated = (409, "InvalidOperation.BwpForGeoSpanNotAssociated");
    for (cen, a, b, mbps, expected) in [
        (cen.as_str(), "cn-atlantis", asia, "1", illegal_region),
        (&cen, china, china, "1", illegal_region),
        (&cen, "cn-qingdao", asia, "1", illegal_region),
        (&cen, china, asia, "-1", illegal_limit),
        (&cen, china, asia, "+1", illegal_limit),
        (&cen, china, asia, "", illegal_limit),
        (&cen, china, "cn-beijing", "1", not_associated),
        (&cen, china, "us-west-1", "1", not_associated),
        ("cen-x", china, asia, "1", (404, "ParameterCenInstanceId")),
    ] {
        assert_eq!(
            bench.limit(cen, a, b, mbps).await.error(),
            expected,
            "{a} {b} {mbps}"
        );
    }
    let without = [("CenId", cen.as_str()), ("LocalRegionId", china)];
    let missing = bench.call(SET, &without).await;
    assert_eq!(missing.error(), (400, "MissingOppositeRegionId"));
    let lock = PackageChange {
        business_status: Some(BusinessStatus::FinancialLocked),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&package, lock).unwrap();
    assert_eq!(
        bench.limit(&cen, china, asia, "1").await.error(),
        (409, "InvalidOperation.BwpBusinessStatus")
    );
    assert_eq!(bench.limits(&[]).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_change_shows_when_it_has_settled_and_blocks_the_next_one() {
    let hour = Duration::from_secs(3_600);
    let bench = bench_with(Options {
        settle: hour,
        ..Options::default()
    })
    .await;
    let cen = bench.peopled();
    let package = bench.buy(&[]).await.id();
    bench.cloud.advance_clock(hour).unwrap();
    let bind = PackageChange {
        cen_id: Some(cen.clone()),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&package, bind).unwrap();
    let set = async |mbps: &str| bench.limit(&cen, "cn-hangzhou", "cn-hongkong", mbps).await;
    let shown = async || {
        let limits = bench.limits(&[]).await;
        let show = |limit: &Value| (limit["BandwidthLimit"].clone(), limit["Status"].clone());
        limits.first().map(show)
    };
    assert_eq!(set("5").await.status, 200);
    assert_eq!(shown().await, Some((json!(0), json!("Modifying"))));
    assert_eq!(bench.left(&cen, "China", "Asia-Pacific").await, 0);
    assert_eq!(set("2").await.error(), (500, "Operation.Blocking"));
    bench.cloud.advance_clock(hour).unwrap();
    assert_eq!(shown().await, Some((json!(5), json!("Active"))));
    assert_eq!(set("0").await.status, 200);
    assert_eq!(shown().await, Some((json!(5), json!("Modifying"))));
    bench.cloud.advance_clock(hour).unwrap();
    assert_eq!(shown().await, None);
}

#[tokio::test]
async fn limits_are_listed_by_instance_and_by_region_in_pages() {
    let bench = bench().await;
    let (cen, _) = bench.connected().await;
    for (region, mbps) in [
        ("cn-beijing", "1"),
        ("cn-hangzhou", "1"),
        ("cn-shanghai", "1"),
    ] {
        let set = bench.limit(&cen, region, "ap-southeast-1", mbps).await;
        assert_eq!(set.status, 200);
    }
    let other = bench.cloud.add_cen("d").unwrap();
    assert_eq!(bench.limits(&[("CenId", &other)]).await, [] as [Value; 0]);
    let unknown = bench.call(LIST, &[("CenId", "cen-x")]).await;
    assert_eq!(unknown.error(), (404, "ParameterCenInstanceId"));
    let locals = async |given: &[(&str, &str)]| {
        let limits = bench.limits(given).await;
        let locals = limits.iter().map(|limit| limit["LocalRegionId"].as_str());
        locals
            .map(|local| local.unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        locals(&[("TrRegionId", "ap-southeast-1")]).await,
        ["cn-shanghai", "cn-hangzhou", "cn-beijing"]
    );
    assert_eq!(
        locals(&[("TrRegionId", "cn-hangzhou")]).await,
        ["cn-hangzhou"]
    );
    let page = [("PageSize", "2"), ("PageNumber", "2")];
    assert_eq!(locals(&page).await, ["cn-beijing"]);
}

#[tokio::test]
async fn a_limit_is_removed_with_its_package() {
    let bench = bench().await;
    let (cen, package) = bench.connected().await;
    let pair = ["cn-hangzhou", "ap-southeast-1"];
    bench.cloud.set_limit(&cen, pair, 9).unwrap();
    let view = bench.cloud.all::<Limit>().remove(0);
    assert_eq!(
        (
            view.regions,
            view.bandwidth,
            view.life.status.as_str(),
            view.package_id
        ),
        (
            ["ap-southeast-1", "cn-hangzhou"].map(str::to_owned),
            9,
            "Active",
            package.clone()
        )
    );
    assert_eq!(bench.left(&cen, "China", "Asia-Pacific").await, 0);
    bench.cloud.remove::<Package>(&package).unwrap();
    assert_eq!(bench.cloud.all::<Limit>(), []);
    let error = bench.cloud.set_limit(&cen, pair, 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("No bandwidth package for china_asia-pacific is associated with {cen}.")
    );
}

#[tokio::test]
async fn spans_and_regions_of_areas_are_told() {
    let bench = bench().await;
    let spans = bench
        .call("DescribeCenGeographicSpans", &[("PageSize", "50")])
        .await;
    assert_eq!(spans.body["TotalCount"], 10);
    let one = [("GeographicSpanId", "china_asia-pacific")];
    let span = bench.call("DescribeCenGeographicSpans", &one).await;
    assert_eq!(
        span.body["GeographicSpanModels"]["GeographicSpanModel"],
        json!([{
            "GeographicSpanId": "china_asia-pacific",
            "LocalGeoRegionId": "asia-pacific",
            "OppositeGeoRegionId": "china",
        }])
    );
    let none = [("GeographicSpanId", "china-china")];
    let span = bench.call("DescribeCenGeographicSpans", &none).await;
    assert_eq!((span.status, &span.body["TotalCount"]), (200, &json!(0)));

    let area = [("GeographicRegionId", "North-America")];
    let regions = bench
        .call("DescribeGeographicRegionMembership", &area)
        .await;
    assert_eq!(
        regions.body["RegionIds"]["RegionId"],
        json!([
            {"RegionId": "na-south-1"},
            {"RegionId": "us-east-1"},
            {"RegionId": "us-southeast-1"},
            {"RegionId": "us-west-1"},
        ])
    );
    let mars = [("GeographicRegionId", "Mars")];
    let unknown = bench
        .call("DescribeGeographicRegionMembership", &mars)
        .await;
    assert_eq!(unknown.error(), (400, "ParameterIllegal.GeoRegionId"));
}

#[tokio::test]
async fn a_limit_outlives_what_was_attached_in_its_regions_and_can_be_removed() {
    let bench = bench().await;
    let (cen, _) = bench.connected().await;
    let set = async |mbps: &str| {
        bench
            .limit(&cen, "cn-qingdao", "ap-southeast-1", mbps)
            .await
    };
    let child = bench.cloud.add_child(&cen, "cn-qingdao").unwrap();
    assert_eq!(set("2").await.status, 200);
    bench.cloud.remove::<Child>(&child).unwrap();
    assert_eq!(bench.cloud.all::<Limit>().len(), 1);
    assert_eq!(set("3").await.error(), (400, "ParameterIllegal.RegionId"));
    assert_eq!(set("0").await.status, 200);
    assert_eq!(bench.cloud.all::<Limit>(), []);
}

#[tokio::test]
async fn a_simulator_may_be_told_to_set_limits_for_regions_without_anything() {
    let bench = bench_with(Options {
        policy: Policy {
            limits_need_children: false,
            ..Policy::default()
        },
        ..Options::default()
    })
    .await;
    let (cen, _) = bench.connected().await;
    let set = bench.limit(&cen, "cn-qingdao", "ap-south-1", "2").await;
    assert_eq!(set.status, 200);
}
