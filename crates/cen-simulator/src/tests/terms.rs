use std::time::Duration;

use crate::{BusinessStatus, Departure, Package, PackageChange};

use super::client::{Bench, Reply, bench};

const DAY: Duration = Duration::from_secs(24 * 3_600);

async fn prepaid(bench: &Bench, given: &[(&str, &str)]) -> String {
    let mut all = vec![
        ("BandwidthPackageChargeType", "PREPAY"),
        ("AutoPay", "true"),
    ];
    all.extend(given);
    bench.buy(&all).await.id()
}

async fn delete(bench: &Bench, id: &str) -> Reply {
    bench
        .call(
            "DeleteCenBandwidthPackage",
            &[("CenBandwidthPackageId", id)],
        )
        .await
}

#[tokio::test]
async fn a_prepaid_package_is_kept_until_it_expires_and_then_may_go() {
    let bench = bench().await;
    let id = prepaid(&bench, &[]).await;
    assert_eq!(
        delete(&bench, &id).await.error(),
        (403, "Forbidden.Release")
    );
    bench.cloud.advance_clock(DAY * 33).unwrap();
    assert_eq!(bench.show(&id).await["BusinessStatus"], "FinancialLocked");
    assert_eq!(delete(&bench, &id).await.status, 200);
}

#[tokio::test]
async fn an_expired_package_is_locked_for_the_grace_period_and_then_released() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let id = prepaid(&bench, &[]).await;
    bench.cloud.advance_clock(DAY * 33).unwrap();
    let spec = [("CenBandwidthPackageId", id.as_str()), ("Bandwidth", "9")];
    let locked = (409, "InvalidOperation.BwpBusinessStatus");
    assert_eq!(
        bench
            .call("ModifyCenBandwidthPackageSpec", &spec)
            .await
            .error(),
        locked
    );
    let bind = [
        ("CenBandwidthPackageId", id.as_str()),
        ("CenId", cen.as_str()),
    ];
    assert_eq!(
        bench
            .call("AssociateCenBandwidthPackage", &bind)
            .await
            .error(),
        locked
    );

    bench.cloud.advance_clock(DAY * 15).unwrap();
    assert_eq!(bench.ids(&[]).await, [""; 0]);
    let purchases = bench.cloud.summary().purchases;
    assert_eq!(purchases.len(), 1);
    assert_eq!(purchases[0].departed, Some(Departure::Released));
}

#[tokio::test]
async fn a_renewal_lifts_the_lock_of_expiry() {
    let bench = bench().await;
    let id = prepaid(&bench, &[]).await;
    bench.cloud.advance_clock(DAY * 33).unwrap();
    let renewal = PackageChange {
        renew_months: Some(2),
        ..PackageChange::default()
    };
    let renewed = bench.cloud.change::<Package>(&id, renewal).unwrap();
    assert_eq!(renewed.business_status, BusinessStatus::Normal);
    assert_eq!(
        delete(&bench, &id).await.error(),
        (403, "Forbidden.Release")
    );
}

#[tokio::test]
async fn automatic_renewal_repeats_without_end() {
    let bench = bench().await;
    let id = prepaid(&bench, &[("AutoRenew", "true"), ("AutoRenewDuration", "2")]).await;
    let first = bench.cloud.all::<Package>()[0].expired_time.clone();
    bench.cloud.advance_clock(DAY * 1_000).unwrap();
    let view = bench.cloud.all::<Package>().remove(0);
    assert_eq!(view.id, id);
    assert_eq!(view.business_status, BusinessStatus::Normal);
    assert!(view.expired_time > first);
}

#[tokio::test]
async fn a_lock_from_outside_holds_until_it_is_lifted() {
    let bench = bench().await;
    let id = bench.buy(&[]).await.id();
    let lock = |status| PackageChange {
        business_status: Some(status),
        ..PackageChange::default()
    };
    let locked = lock(BusinessStatus::SecurityLocked);
    bench.cloud.change::<Package>(&id, locked).unwrap();
    assert_eq!(bench.show(&id).await["BusinessStatus"], "SecurityLocked");
    bench
        .cloud
        .change::<Package>(&id, lock(BusinessStatus::Normal))
        .unwrap();
    assert_eq!(bench.show(&id).await["BusinessStatus"], "Normal");
}

#[tokio::test]
async fn an_unpaid_order_shows_nothing_until_it_is_paid() {
    let bench = bench().await;
    let reply = bench.buy(&[("BandwidthPackageChargeType", "PREPAY")]).await;
    let (id, order) = (reply.id(), bench.cloud.all::<Package>()[0].order.clone());
    assert_eq!(bench.ids(&[]).await, [""; 0]);
    assert_eq!(
        delete(&bench, &id).await.error(),
        (404, "ParameterBwpInstanceId")
    );

    bench
        .cloud
        .advance_clock(Duration::from_secs(3_600))
        .unwrap();
    assert!(bench.cloud.pay(&order).unwrap().visible);
    assert_eq!(bench.ids(&[]).await, [id]);
    assert_eq!(
        bench.cloud.pay(&order).unwrap_err().to_string(),
        format!("the order {order} is paid already")
    );
}

#[tokio::test]
async fn an_order_that_is_never_paid_lapses_after_a_day() {
    let bench = bench().await;
    bench
        .buy(&[("BandwidthPackageChargeType", "PREPAY")])
        .await
        .id();
    bench.cloud.advance_clock(DAY).unwrap();
    assert_eq!(bench.cloud.all::<Package>(), []);
    let purchases = bench.cloud.summary().purchases;
    assert_eq!(purchases[0].departed, Some(Departure::NeverPaid));
}

#[tokio::test]
async fn a_pay_as_you_go_package_needs_no_payment_and_shows_the_sentinel() {
    let bench = bench().await;
    let id = bench.buy(&[("Period", "99")]).await.id();
    assert_eq!(bench.show(&id).await["ExpiredTime"], "2999-09-08T16:00Z");
    bench.cloud.advance_clock(DAY * 4_000).unwrap();
    assert_eq!(delete(&bench, &id).await.status, 200);
}
