use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::{Options, Outcome, Package, PackageChange, Policy};

use super::client::{Bench, Reply, bench, bench_with};

#[tokio::test]
async fn a_purchase_shows_every_field_in_the_forms_of_the_api() {
    let bench = bench().await;
    let reply = bench
        .buy(&[
            ("BandwidthPackageChargeType", "PREPAY"),
            ("Period", "1"),
            ("PricingCycle", "Year"),
            ("AutoPay", "True"),
            ("Name", "main"),
            ("Description", "d"),
            ("Tag.1.Key", "env"),
            ("Tag.1.Value", "test"),
            ("ResourceGroupId", "rg-1"),
        ])
        .await;
    let id = reply.id();
    let order = reply.body["CenBandwidthPackageOrderId"].as_str().unwrap();
    assert_eq!(order.len(), 15);
    let view = bench.cloud.all::<Package>().remove(0);
    let shown = bench.show(&id).await;
    assert_eq!(
        shown,
        json!({
            "CenBandwidthPackageId": id,
            "Name": "main",
            "Description": "d",
            "Bandwidth": 5,
            "BandwidthPackageChargeType": "PREPAY",
            "BusinessStatus": "Normal",
            "Status": "Idle",
            "CenIds": {"CenId": []},
            "CreationTime": view.creation_time,
            "ExpiredTime": view.expired_time,
            "GeographicRegionAId": "china",
            "GeographicRegionBId": "asia-pacific",
            "GeographicSpanId": "china_asia-pacific",
            "IsCrossBorder": true,
            "HasReservationData": "false",
            "ResourceGroupId": "rg-1",
            "OrginInterRegionBandwidthLimits": {"OrginInterRegionBandwidthLimit": []},
            "Tags": {"Tag": [{"Key": "env", "Value": "test"}]},
        })
    );
    assert_eq!(view.creation_time.len(), "2018-02-07T02:19Z".len());
    assert!(
        view.expired_time.ends_with("T16:00Z"),
        "{}",
        view.expired_time
    );

    let call = &bench.cloud.journal()[0];
    assert_eq!(call.action, "CreateCenBandwidthPackage");
    assert_eq!(call.outcome, Outcome::Done);
    assert_eq!(call.status, Some(200));
    assert_eq!(call.created, Some(id));
    assert_eq!(call.request_id, reply.body["RequestId"]);
    assert_eq!(call.parameters["AutoPay"], "True");
    assert!(!call.parameters.contains_key("SignatureNonce"));
}

#[tokio::test]
async fn every_bad_purchase_has_its_code_and_buys_nothing() {
    let bench = bench_with(Options {
        policy: Policy {
            pairs_off_sale: vec![("Europe".to_owned(), "Europe".to_owned())],
            ..Policy::default()
        },
        ..Options::default()
    })
    .await;
    let long = "x".repeat(257);
    let europe = [
        ("GeographicRegionAId", "Europe"),
        ("GeographicRegionBId", "Europe"),
    ];
    for (given, status, code) in [
        (
            &[("GeographicRegionAId", "Mars")][..],
            400,
            "ParameterIllegal.GeoRegionId",
        ),
        (&europe[..], 404, "GeographicSpan.NotFound"),
        (
            &[("BandwidthPackageChargeType", "PrePaid")][..],
            400,
            "UnSupported.ChargeType",
        ),
        (&[("Bandwidth", "1")][..], 400, "InvalidParameter"),
        (&[("Bandwidth", "five")][..], 400, "InvalidParameter"),
        (
            &[("BandwidthPackageChargeType", "PREPAY"), ("Period", "5")][..],
            400,
            "InvalidParameter",
        ),
        (&[("AutoPay", "yes")][..], 400, "InvalidParameter"),
        (&[("Name", "http://x")][..], 400, "InvalidName"),
        (
            &[("Description", long.as_str())][..],
            400,
            "InvalidDescription",
        ),
        (&[("Tag.1.Key", "acs:x")][..], 400, "InvalidParameter"),
        (&[("ClientToken", "")][..], 400, "InvalidParameter"),
    ] {
        assert_eq!(bench.buy(given).await.error(), (status, code), "{given:?}");
    }
    assert_eq!(bench.cloud.all::<Package>(), []);
}

#[tokio::test]
async fn texts_change_clear_and_stay() {
    let bench = bench().await;
    let id = bench.buy(&[("Name", "a"), ("Description", "b")]).await.id();
    let modify = async |given: &[(&str, &str)]| {
        let mut all = vec![("CenBandwidthPackageId", id.as_str())];
        all.extend(given);
        bench.call("ModifyCenBandwidthPackageAttribute", &all).await
    };
    let texts = async || {
        let shown = bench.show(&id).await;
        (shown["Name"].clone(), shown["Description"].clone())
    };
    assert_eq!(modify(&[("Name", "c")]).await.status, 200);
    assert_eq!(texts().await, (json!("c"), json!("b")));
    assert_eq!(
        modify(&[("Name", ""), ("Description", "d")]).await.status,
        200
    );
    assert_eq!(texts().await, (json!(""), json!("d")));
    assert_eq!(
        modify(&[("Name", "https://")]).await.error(),
        (400, "InvalidName")
    );
    let unknown = bench.call(
        "ModifyCenBandwidthPackageAttribute",
        &[("CenBandwidthPackageId", "cenbwp-x")],
    );
    assert_eq!(unknown.await.error(), (404, "ParameterBwpInstanceId"));
}

async fn set_bandwidth(bench: &Bench, id: &str, mbps: &str) -> Reply {
    let given = [("CenBandwidthPackageId", id), ("Bandwidth", mbps)];
    bench.call("ModifyCenBandwidthPackageSpec", &given).await
}

#[tokio::test]
async fn bandwidth_goes_up_and_inside_an_area_down() {
    let bench = bench().await;
    let abroad = bench.buy(&[]).await.id();
    let inside = bench.buy(&[("GeographicRegionBId", "China")]).await.id();
    assert_eq!(set_bandwidth(&bench, &abroad, "10").await.status, 200);
    assert_eq!(bench.show(&abroad).await["Bandwidth"], 10);
    assert_eq!(
        set_bandwidth(&bench, &abroad, "9").await.error(),
        (400, "InvalidParameter")
    );
    assert_eq!(
        set_bandwidth(&bench, &abroad, "10").await.error(),
        (400, "Operation.Failed")
    );
    assert_eq!(
        set_bandwidth(&bench, &abroad, "10001").await.error(),
        (400, "InvalidParameter")
    );
    assert_eq!(set_bandwidth(&bench, &inside, "2").await.status, 200);
    assert_eq!(bench.show(&inside).await["Bandwidth"], 2);
    assert_eq!(
        set_bandwidth(&bench, "cenbwp-x", "2").await.error(),
        (404, "ParameterBwpInstanceId")
    );
}

#[tokio::test]
async fn binding_and_bandwidth_go_together() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let other = bench.cloud.add_cen("d").unwrap();
    let first = bench.buy(&[]).await.id();
    let second = bench
        .buy(&[
            ("GeographicRegionAId", "Asia-Pacific"),
            ("GeographicRegionBId", "China"),
        ])
        .await
        .id();
    let bind = async |action: &str, cen: &str, id: &str| {
        bench
            .call(action, &[("CenId", cen), ("CenBandwidthPackageId", id)])
            .await
    };
    let target = [("CenBandwidthPackageId", first.as_str())];
    let (associate, unassociate) = (
        "AssociateCenBandwidthPackage",
        "UnassociateCenBandwidthPackage",
    );
    assert_eq!(bind(associate, &cen, &first).await.status, 200);
    let shown = bench.show(&first).await;
    assert_eq!(
        (&shown["Status"], &shown["CenIds"]),
        (&json!("InUse"), &json!({"CenId": [cen]}))
    );
    assert_eq!(set_bandwidth(&bench, &first, "6").await.status, 200);

    let wrong_status = (409, "InvalidOperation.BwpInstanceStatus");
    assert_eq!(bind(associate, &other, &first).await.error(), wrong_status);
    assert_eq!(
        bind(associate, &cen, &second).await.error(),
        (409, "InvalidOperation.BwpForGeoSpanAlreadyAssociated")
    );
    assert_eq!(
        bind(associate, "cen-x", &second).await.error(),
        (404, "ParameterCenInstanceId")
    );
    assert_eq!(
        bind(associate, &cen, "cenbwp-x").await.error(),
        (404, "ParameterBwpInstanceId")
    );
    assert_eq!(
        bind(unassociate, &other, &first).await.error(),
        wrong_status
    );
    assert_eq!(bind(unassociate, &cen, &second).await.error(), wrong_status);
    let delete = bench.call("DeleteCenBandwidthPackage", &target);
    assert_eq!(
        delete.await.error(),
        (403, "InvalidOperation.BwpInstanceStatus")
    );

    assert_eq!(bind(unassociate, &cen, &first).await.status, 200);
    assert_eq!(bench.show(&first).await["Status"], "Idle");
    let delete = bench.call("DeleteCenBandwidthPackage", &target);
    assert_eq!(delete.await.status, 200);
    let delete = bench.call("DeleteCenBandwidthPackage", &target);
    assert_eq!(delete.await.error(), (404, "ParameterBwpInstanceId"));
    assert_eq!(bench.ids(&[]).await, [second]);
}

#[tokio::test]
async fn changes_show_when_they_have_settled_and_make_the_package_busy_until_then() {
    let hour = Duration::from_secs(3_600);
    let bench = bench_with(Options {
        settle: hour,
        ..Options::default()
    })
    .await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let id = bench.buy(&[]).await.id();
    assert_eq!(bench.ids(&[]).await, [""; 0]);
    assert_eq!(
        set_bandwidth(&bench, &id, "6").await.error(),
        (404, "ParameterBwpInstanceId")
    );
    bench.cloud.advance_clock(hour).unwrap();
    assert_eq!(bench.show(&id).await["Status"], "Idle");

    assert_eq!(set_bandwidth(&bench, &id, "6").await.status, 200);
    assert_eq!(bench.show(&id).await["Bandwidth"], 5);
    let package = ("CenBandwidthPackageId", id.as_str());
    for (action, given, expected) in [
        (
            "ModifyCenBandwidthPackageSpec",
            ("Bandwidth", "7"),
            (400, "OperationFailed.OperationIsProcessing"),
        ),
        (
            "ModifyCenBandwidthPackageAttribute",
            ("Name", "n"),
            (400, "InvalidStatus.Resource"),
        ),
        (
            "AssociateCenBandwidthPackage",
            ("CenId", cen.as_str()),
            (500, "Operation.Blocking"),
        ),
        (
            "DeleteCenBandwidthPackage",
            ("IsForce", "true"),
            (500, "Operation.Blocking"),
        ),
    ] {
        assert_eq!(
            bench.call(action, &[package, given]).await.error(),
            expected
        );
    }
    bench.cloud.advance_clock(hour).unwrap();
    assert_eq!(bench.show(&id).await["Bandwidth"], 6);

    let bind = [package, ("CenId", cen.as_str())];
    assert_eq!(
        bench
            .call("AssociateCenBandwidthPackage", &bind)
            .await
            .status,
        200
    );
    assert_eq!(bench.show(&id).await["Status"], "Idle");
    bench.cloud.advance_clock(hour).unwrap();
    assert_eq!(bench.show(&id).await["Status"], "InUse");
}

#[tokio::test]
async fn drift_is_what_the_api_shows_next() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let id = bench.buy(&[]).await.id();
    let change = PackageChange {
        name: Some("n".to_owned()),
        bandwidth: Some(1),
        tags: Some(BTreeMap::from([("k".to_owned(), "v".to_owned())])),
        cen_id: Some(cen.clone()),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&id, change).unwrap();
    let shown = bench.show(&id).await;
    let seen: Vec<&Value> = ["Name", "Bandwidth", "Tags", "CenIds", "Status"]
        .iter()
        .map(|field| &shown[*field])
        .collect();
    assert_eq!(
        seen,
        [
            &json!("n"),
            &json!(1),
            &json!({"Tag": [{"Key": "k", "Value": "v"}]}),
            &json!({"CenId": [cen]}),
            &json!("InUse")
        ]
    );
    bench.cloud.remove::<Package>(&id).unwrap();
    assert_eq!(bench.ids(&[]).await, [""; 0]);
    let absent = bench.cloud.remove::<Package>(&id).unwrap_err();
    assert_eq!(
        absent.to_string(),
        format!("there is no bandwidth package {id}")
    );
}
