use std::time::Duration;

use serde_json::json;

use crate::{Instance, Options, Policy, Quotas};

use super::client::{bench, bench_with};

#[tokio::test]
async fn an_instance_is_created_shown_changed_and_deleted() {
    let bench = bench().await;
    let given = [
        ("Name", "n"),
        ("ClientToken", "t"),
        ("Tag.1.Key", "k"),
        ("ResourceGroupId", "rg-1"),
    ];
    let made = bench.call("CreateCen", &given).await;
    let id = made.body["CenId"].as_str().unwrap().to_owned();
    assert!(id.starts_with("cen-") && id.len() == 22, "{id}");
    assert_eq!(
        bench.call("CreateCen", &given).await.body["CenId"],
        json!(id)
    );

    let modify = [("CenId", id.as_str()), ("Description", "d")];
    assert_eq!(bench.call("ModifyCenAttribute", &modify).await.status, 200);
    let listed = bench.call("DescribeCens", &[]).await;
    let shown = &listed.body["Cens"]["Cen"][0];
    assert_eq!(
        *shown,
        json!({
            "CenId": id,
            "Name": "n",
            "Description": "d",
            "Status": "Active",
            "ProtectionLevel": "REDUCED",
            "Ipv6Level": "DISABLED",
            "CreationTime": shown["CreationTime"],
            "ResourceGroupId": "rg-1",
            "CenBandwidthPackageIds": {"CenBandwidthPackageId": []},
            "Tags": {"Tag": [{"Key": "k", "Value": ""}]},
        })
    );
    let raise = [("CenId", id.as_str()), ("ProtectionLevel", "FULL")];
    assert_eq!(
        bench.call("ModifyCenAttribute", &raise).await.error(),
        (400, "InvalidOperation.EnhanceProtectionLevel")
    );

    let package = bench.buy(&[]).await.id();
    let bind = [
        ("CenId", id.as_str()),
        ("CenBandwidthPackageId", package.as_str()),
    ];
    bench.call("AssociateCenBandwidthPackage", &bind).await;
    let delete = [("CenId", id.as_str())];
    assert_eq!(
        bench.call("DeleteCen", &delete).await.error(),
        (409, "InvalidOperation.CenInstanceStatus")
    );
    bench.call("UnassociateCenBandwidthPackage", &bind).await;
    assert_eq!(bench.call("DeleteCen", &delete).await.status, 200);
    assert_eq!(
        bench.call("DeleteCen", &delete).await.error(),
        (404, "ParameterCenInstanceId")
    );
}

#[tokio::test]
async fn an_instance_that_is_being_created_takes_no_package() {
    let minute = Duration::from_secs(60);
    let bench = bench_with(Options {
        settle: minute,
        ..Options::default()
    })
    .await;
    let package = bench.buy(&[]).await.id();
    bench.cloud.advance_clock(minute).unwrap();
    let made = bench.call("CreateCen", &[]).await;
    let id = made.body["CenId"].as_str().unwrap();
    let bind = [("CenId", id), ("CenBandwidthPackageId", package.as_str())];
    let busy = (409, "InvalidOperation.CenInstanceStatus");
    let reply = bench.call("AssociateCenBandwidthPackage", &bind).await;
    assert_eq!(reply.error(), busy);
    assert_eq!(
        bench.call("DeleteCen", &[("CenId", id)]).await.error(),
        busy
    );
    bench.cloud.advance_clock(minute).unwrap();
    assert_eq!(
        bench
            .call("AssociateCenBandwidthPackage", &bind)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn creating_changing_and_deleting_an_instance_takes_its_time() {
    let minute = Duration::from_secs(60);
    let bench = bench_with(Options {
        settle: minute,
        ..Options::default()
    })
    .await;
    let made = bench.call("CreateCen", &[]).await;
    let id = made.body["CenId"].as_str().unwrap();
    let status = async || {
        let listed = bench.call("DescribeCens", &[]).await;
        listed.body["Cens"]["Cen"][0]["Status"].clone()
    };
    assert_eq!(status().await, "Creating");
    bench.cloud.advance_clock(minute).unwrap();
    assert_eq!(status().await, "Active");
    for (action, during) in [
        ("ModifyCenAttribute", "Modifying"),
        ("DeleteCen", "Deleting"),
    ] {
        assert_eq!(bench.call(action, &[("CenId", id)]).await.status, 200);
        assert_eq!(status().await, during);
        assert_eq!(
            bench.call(action, &[("CenId", id)]).await.error(),
            (409, "InvalidOperation.CenInstanceStatus")
        );
        bench.cloud.advance_clock(minute).unwrap();
    }
    assert_eq!(bench.cloud.all::<Instance>(), []);
}

#[tokio::test]
async fn the_quota_of_instances_holds() {
    let bench = bench_with(Options {
        policy: Policy {
            quotas: Quotas {
                instances: 1,
                ..Quotas::default()
            },
            ..Policy::default()
        },
        ..Options::default()
    })
    .await;
    assert_eq!(bench.call("CreateCen", &[]).await.status, 200);
    assert_eq!(
        bench.call("CreateCen", &[]).await.error(),
        (400, "QuotaExceeded.CenCountExceeded")
    );
}

#[tokio::test]
async fn filters_of_instances_all_have_to_match() {
    let bench = bench().await;
    let (first, second) = (
        bench.cloud.add_cen("a").unwrap(),
        bench.cloud.add_cen("b").unwrap(),
    );
    let package = bench.buy(&[]).await.id();
    let bind = [
        ("CenId", second.as_str()),
        ("CenBandwidthPackageId", package.as_str()),
    ];
    bench.call("AssociateCenBandwidthPackage", &bind).await;
    let ids = async |given: &[(&str, &str)]| {
        let listed = bench.call("DescribeCens", given).await;
        let cens = listed.body["Cens"]["Cen"].as_array().unwrap().clone();
        cens.iter()
            .map(|cen| cen["CenId"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]).await, [second.clone(), first.clone()]);
    assert_eq!(
        ids(&[("Filter.1.Key", "name"), ("Filter.1.Value.1", "a")]).await,
        std::slice::from_ref(&first)
    );
    let by_package = [
        ("Filter.1.Key", "CenBandwidthPackageId"),
        ("Filter.1.Value.1", &package),
    ];
    assert_eq!(ids(&by_package).await, [second]);
    let both = [
        ("Filter.1.Key", "CenId"),
        ("Filter.1.Value.1", first.as_str()),
        ("Filter.2.Key", "Name"),
        ("Filter.2.Value.1", "b"),
    ];
    assert_eq!(ids(&both).await, [""; 0]);
    let status = [("Filter.1.Key", "Status"), ("Filter.1.Value.1", "Active")];
    assert_eq!(
        bench.call("DescribeCens", &status).await.error(),
        (400, "FilterKey.NotSupport")
    );
}
