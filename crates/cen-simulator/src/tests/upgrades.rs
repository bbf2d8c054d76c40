use std::time::Duration;

use serde_json::{Value, json};

use crate::{BusinessStatus, Options, Package, PackageChange, Policy};

use super::client::{Bench, Reply, bench, bench_with};

const HOUR: Duration = Duration::from_secs(3_600);

impl Bench {
    async fn prepaid(&self) -> String {
        let given = [
            ("BandwidthPackageChargeType", "PREPAY"),
            ("AutoPay", "true"),
        ];
        self.buy(&given).await.id()
    }

    async fn upgrade(&self, id: &str, mbps: &str, end: &str) -> Reply {
        let given = [
            ("CenBandwidthPackageId", id),
            ("Bandwidth", mbps),
            ("EndTime", end),
        ];
        self.call("TempUpgradeCenBandwidthPackageSpec", &given)
            .await
    }

    /// A time that lies ahead of the simulator's clock, in the form of a request.
    fn ahead(&self, span: Duration) -> String {
        self.cloud.cloud.clock.now().plus(span).to_seconds()
    }

    async fn show_with_reservation(&self, id: &str) -> Value {
        let given = [
            ("Filter.1.Key", "CenBandwidthPackageId"),
            ("Filter.1.Value.1", id),
            ("IncludeReservationData", "true"),
        ];
        self.list(&given).await.remove(0)
    }
}

#[tokio::test]
async fn an_upgrade_shows_until_its_end_and_then_the_package_is_as_before() {
    let bench = bench().await;
    let id = bench.prepaid().await;
    let before = bench.show_with_reservation(&id).await;
    let end = bench.ahead(4 * HOUR);
    assert_eq!(bench.upgrade(&id, "20", &end).await.status, 200);

    let mut expected = before.clone();
    expected["Bandwidth"] = json!(20);
    assert_eq!(bench.show(&id).await, expected);
    expected["HasReservationData"] = json!("true");
    expected["ReservationOrderType"] = json!("TEMP_UPGRADE");
    expected["ReservationBandwidth"] = json!("5");
    expected["ReservationActiveTime"] = json!(format!("{}Z", &end[..16]));
    assert_eq!(bench.show_with_reservation(&id).await, expected);

    let busy = (400, "OperationFailed.OrderIsProcessing");
    let later = bench.ahead(5 * HOUR);
    assert_eq!(bench.upgrade(&id, "30", &later).await.error(), busy);
    let change = [("CenBandwidthPackageId", id.as_str()), ("Bandwidth", "30")];
    let change = bench.call("ModifyCenBandwidthPackageSpec", &change).await;
    assert_eq!(change.error(), busy);

    bench.cloud.advance_clock(4 * HOUR).unwrap();
    assert_eq!(bench.show_with_reservation(&id).await, before);
    let again = bench.ahead(4 * HOUR);
    assert_eq!(bench.upgrade(&id, "30", &again).await.status, 200);
}

#[tokio::test]
async fn every_upgrade_that_is_not_sold_has_its_code() {
    let bench = bench().await;
    let id = bench.prepaid().await;
    let postpaid = bench.buy(&[]).await.id();
    let invalid = (400, "InvalidParameter");
    let (soon, later) = (bench.ahead(2 * HOUR), bench.ahead(4 * HOUR));
    for (id, mbps, end, expected) in [
        (id.as_str(), "20", soon.as_str(), invalid),
        (&id, "20", "2999-01-01T00:00Z", invalid),
        (&id, "5", &later, invalid),
        (&id, "10001", &later, invalid),
        (&postpaid, "20", &later, invalid),
        ("cenbwp-x", "20", &later, (404, "ParameterBwpInstanceId")),
    ] {
        let reply = bench.upgrade(id, mbps, end).await;
        assert_eq!(reply.error(), expected, "{id} {mbps} {end}");
    }
    let lock = PackageChange {
        business_status: Some(BusinessStatus::FinancialLocked),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&id, lock).unwrap();
    assert_eq!(
        bench.upgrade(&id, "20", &later).await.error(),
        (409, "InvalidOperation.BwpBusinessStatus")
    );
}

#[tokio::test]
async fn an_account_may_lack_upgrades() {
    let bench = bench_with(Options {
        policy: Policy {
            temporary_upgrades: false,
            ..Policy::default()
        },
        ..Options::default()
    })
    .await;
    let id = bench.prepaid().await;
    let end = bench.ahead(4 * HOUR);
    assert_eq!(
        bench.upgrade(&id, "20", &end).await.error(),
        (400, "Unauthorized")
    );
}

#[tokio::test]
async fn an_upgrade_that_is_over_before_anybody_looked_changes_nothing() {
    let bench = bench_with(Options {
        settle: HOUR,
        ..Options::default()
    })
    .await;
    let id = bench.prepaid().await;
    bench.cloud.advance_clock(HOUR).unwrap();
    let before = bench.show_with_reservation(&id).await;
    let end = bench.ahead(4 * HOUR);
    assert_eq!(bench.upgrade(&id, "20", &end).await.status, 200);
    assert_eq!(bench.show_with_reservation(&id).await, before);
    bench.cloud.advance_clock(2 * HOUR).unwrap();
    assert_eq!(bench.show(&id).await["Bandwidth"], 20);
    bench.cloud.advance_clock(2 * HOUR).unwrap();
    assert_eq!(bench.show_with_reservation(&id).await, before);
}
