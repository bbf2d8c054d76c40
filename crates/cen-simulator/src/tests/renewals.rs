//! SetRenewal, RenewInstance, and what the end of a term brings.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{BusinessStatus, Options, OrderKind, Package, PackageChange, Renewal, RenewalUnit};

use super::billing::{DAY, MORNING};
use super::client::{Bench, Reply, bench, bench_with};

impl Bench {
    async fn set_renewal(&self, ids: &str, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![("InstanceIDs", ids), ("ProductCode", "cbn")];
        all.extend(given);
        self.bill("SetRenewal", &all).await
    }

    async fn renew(&self, id: &str, months: &str, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![
            ("InstanceId", id),
            ("ProductCode", "cbn"),
            ("RenewPeriod", months),
        ];
        all.extend(given);
        self.bill("RenewInstance", &all).await
    }

    async fn end(&self, id: &str) -> Value {
        self.instance(id).await["EndTime"].clone()
    }
}

fn automatic<'a>(period: &'a str, unit: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("RenewalStatus", "AutoRenewal"),
        ("RenewalPeriod", period),
        ("RenewalPeriodUnit", unit),
    ]
}

#[tokio::test]
async fn the_three_ways_to_end_are_set_and_shown() {
    let bench = bench().await;
    let id = bench
        .subscribe(&[("AutoRenew", "true"), ("AutoRenewDuration", "3")])
        .await;
    let shown = async || {
        let shown = bench.instance(&id).await;
        let fields = ["RenewStatus", "RenewalDuration", "RenewalDurationUnit"];
        json!(fields.map(|name| shown[name].clone()))
    };
    assert_eq!(shown().await, json!(["AutoRenewal", 3, "M"]));
    let set = [
        ("RenewalStatus", "NotRenewal"),
        ("ProductType", "cbn_bwp_pre"),
    ];
    let reply = bench.set_renewal(&id, &set).await;
    assert_eq!(
        reply.body,
        json!({
            "Code": "Success",
            "Message": "Successful!",
            "Success": true,
            "RequestId": reply.body["RequestId"],
        })
    );
    assert_eq!(shown().await, json!(["NotRenewal", null, null]));
    for (period, unit) in [("12", "M"), ("3", "Y")] {
        let reply = bench.set_renewal(&id, &automatic(period, unit)).await;
        assert_eq!(reply.status, 200);
        let period: u32 = period.parse().unwrap();
        assert_eq!(shown().await, json!(["AutoRenewal", period, unit]));
    }
    let set = [("RenewalStatus", "ManualRenewal")];
    assert_eq!(bench.set_renewal(&id, &set).await.status, 200);
    assert_eq!(bench.package(&id).renewal, Renewal::Manual);
}

#[tokio::test]
async fn a_bad_renewal_is_refused_and_changes_nothing() {
    let bench = bench().await;
    let id = bench.subscribe(&[]).await;
    let postpaid = bench.buy(&[]).await.id();
    let manual = &[("RenewalStatus", "ManualRenewal")][..];
    let with_period = [("RenewalStatus", "NotRenewal"), ("RenewalPeriod", "0")];
    let other_type = [
        ("RenewalStatus", "NotRenewal"),
        ("ProductType", "cbn_bwp_intl"),
    ];
    let some = format!("{id},cenbwp-x");
    for (ids, given, code) in [
        (
            id.as_str(),
            &[("RenewalStatus", "Normal")][..],
            "InvalidParameter",
        ),
        (&id, &[("RenewalStatus", "AutoRenewal")], "MissingParameter"),
        (&id, &automatic("1", "M")[..2], "MissingParameter"),
        (&id, &automatic("4", "M"), "InvalidParameter"),
        (&id, &automatic("6", "Y"), "InvalidParameter"),
        (&id, &automatic("1", "Month"), "InvalidParameter"),
        (&id, &with_period, "InvalidParameter"),
        (&id, &other_type, "ResourceNotExists"),
        ("", manual, "MissingParameter"),
        ("cenbwp-x", manual, "ResourceNotExists"),
        (&postpaid, manual, "ResourceNotExists"),
        (&some, &automatic("1", "M"), "ResourceNotExists"),
    ] {
        let reply = bench.set_renewal(ids, given).await;
        assert_eq!(reply.error(), (400, code), "{ids} {given:?}");
    }
    assert_eq!(bench.package(&id).renewal, Renewal::Manual);
    bench.cloud.advance_clock(DAY * 33).unwrap();
    let reply = bench.set_renewal(&id, &automatic("1", "M")).await;
    assert_eq!(reply.error(), (400, "ResourceStatusError"));
}

#[tokio::test]
async fn a_renewal_shows_when_changes_settle() {
    let hour = Duration::from_secs(3_600);
    let bench = bench_with(Options {
        settle: hour,
        ..Options::default()
    })
    .await;
    let id = bench.subscribe(&[]).await;
    bench.cloud.advance_clock(hour).unwrap();
    let end = bench.end(&id).await;
    let reply = bench.set_renewal(&id, &automatic("2", "Y")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(bench.renew(&id, "1", &[]).await.status, 200);
    assert_eq!(bench.instance(&id).await["RenewStatus"], "ManualRenewal");
    assert_eq!(bench.end(&id).await, end);
    bench.cloud.advance_clock(hour).unwrap();
    let shown = bench.instance(&id).await;
    assert_eq!(shown["RenewStatus"], "AutoRenewal");
    assert!(shown["EndTime"].as_str() > end.as_str());
}

#[tokio::test]
async fn automatic_renewal_comes_nine_days_before_the_end_as_an_order() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[]).await;
    bench.set_renewal(&id, &automatic("1", "Y")).await;
    bench.go_to("2130-02-20T15:00:00Z");
    assert_eq!(bench.end(&id).await, "2130-03-01T16:00:00Z");
    bench.go_to("2130-02-20T16:00:00Z");
    assert_eq!(bench.end(&id).await, "2131-03-01T16:00:00Z");
    let orders = bench.cloud.orders();
    assert_eq!(orders.len(), 2);
    let order = &orders[1];
    assert_eq!(order.kind, OrderKind::Renew);
    assert_eq!(order.create_time, "2130-02-20T16:00:00Z");
    assert_eq!(order.usage_start.as_deref(), Some("2130-03-01T16:00:00Z"));
    assert_eq!(order.usage_end.as_deref(), Some("2131-03-01T16:00:00Z"));
    // Ten months of a year count, and a tenth goes off.
    assert_eq!(order.amount.to_string(), "4500.00");

    let never = PackageChange {
        renewal: Some(Renewal::Never),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&id, never).unwrap();
    bench.go_to("2131-03-01T16:00:01Z");
    assert_eq!(bench.instance(&id).await["Status"], "Expired");
}

#[tokio::test]
async fn automatic_renewal_that_was_slept_through_is_done_day_by_day() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[]).await;
    bench.set_renewal(&id, &automatic("6", "M")).await;
    bench.go_to("2132-01-01T00:00:00Z");
    assert_eq!(bench.end(&id).await, "2132-03-01T16:00:00Z");
    let orders = bench.cloud.orders().into_iter().skip(1);
    let times: Vec<String> = orders.map(|order| order.create_time).collect();
    assert_eq!(
        times,
        [
            "2130-02-20T16:00:00Z",
            "2130-08-23T16:00:00Z",
            "2131-02-20T16:00:00Z",
            "2131-08-23T16:00:00Z",
        ]
    );
    assert_eq!(bench.package(&id).business_status, BusinessStatus::Normal);
}

#[tokio::test]
async fn a_package_is_renewed_once_for_a_token_by_calendar_months_from_its_end() {
    let bench = bench().await;
    bench.go_to("2130-01-31T02:00:00Z");
    let id = bench.subscribe(&[]).await;
    assert_eq!(bench.end(&id).await, "2130-02-28T16:00:00Z");
    let token = [("ClientToken", "t"), ("ProductType", "cbn_bwp_pre")];
    let first = bench.renew(&id, "1", &token).await;
    let order = first.body["Data"]["OrderId"].as_str().unwrap();
    assert_eq!(order.len(), 15);
    assert_eq!(bench.end(&id).await, "2130-03-28T16:00:00Z");
    let again = bench.renew(&id, "1", &token).await;
    assert_eq!(again.body["Data"], first.body["Data"]);
    assert_eq!(
        bench.renew(&id, "2", &token).await.error(),
        (400, "IdempotentParameterMismatch")
    );
    assert_eq!(bench.end(&id).await, "2130-03-28T16:00:00Z");
    let orders = bench.cloud.orders();
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[1].id, order);
    assert_eq!(orders[1].amount.to_string(), "450.00");
    assert_eq!(bench.renew(&id, "36", &[]).await.status, 200);
    assert_eq!(bench.end(&id).await, "2133-03-28T16:00:00Z");
}

#[tokio::test]
async fn every_renewal_that_is_not_sold_has_its_code() {
    let bench = bench().await;
    let id = bench.subscribe(&[]).await;
    let postpaid = bench.buy(&[]).await.id();
    let other = &[("ProductType", "cbn_bwp_intl")][..];
    for (id, months, given, code) in [
        (id.as_str(), "0", &[][..], "InvalidParameter"),
        (&id, "10", &[], "InvalidParameter"),
        (&id, "1", other, "ResourceNotExists"),
        (&postpaid, "1", &[], "ResourceNotExists"),
        ("cenbwp-x", "1", &[], "ResourceNotExists"),
    ] {
        let reply = bench.renew(id, months, given).await;
        assert_eq!(reply.error(), (400, code), "{id} {months}");
    }
    let change = |change| bench.cloud.change::<Package>(&id, change).unwrap();
    let lock = |status| PackageChange {
        business_status: Some(status),
        ..PackageChange::default()
    };
    let wrong_state = (400, "ResourceStatusError");
    change(lock(BusinessStatus::SecurityLocked));
    assert_eq!(bench.renew(&id, "1", &[]).await.error(), wrong_state);
    change(lock(BusinessStatus::Normal));
    let package = change(PackageChange {
        unpaid_bandwidth: Some(9),
        ..PackageChange::default()
    });
    assert_eq!(bench.renew(&id, "1", &[]).await.error(), wrong_state);
    bench.cloud.pay(&package.orders[1].id).unwrap();
    assert_eq!(bench.renew(&id, "1", &[]).await.status, 200);
    assert_eq!(bench.package(&id).bandwidth, 9);
}

#[tokio::test]
async fn an_expired_package_is_renewed_from_the_day_of_the_renewal() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[]).await;
    bench.go_to("2130-03-10T02:00:00Z");
    assert_eq!(bench.renew(&id, "2", &[]).await.status, 200);
    let shown = bench.instance(&id).await;
    assert_eq!(shown["Status"], "Normal");
    assert_eq!(shown["EndTime"], "2130-05-10T16:00:00Z");
}

#[tokio::test]
async fn a_balance_too_low_renews_nothing() {
    let bench = bench().await;
    let id = bench.subscribe(&[]).await;
    let end = bench.end(&id).await;
    bench.cloud.set_balance("449.99".parse().unwrap()).unwrap();
    let token = [("ClientToken", "t")];
    let reply = bench.renew(&id, "1", &token).await;
    assert_eq!(reply.error(), (200, "INSUFFICIENT.AVAILABLE.QUOTA"));
    assert_eq!(reply.body["Success"], false);
    assert_eq!(bench.end(&id).await, end);
    assert_eq!(bench.cloud.orders().len(), 1);
    bench.cloud.set_balance("450".parse().unwrap()).unwrap();
    assert_eq!(bench.renew(&id, "1", &token).await.body["Success"], true);
    assert_eq!(bench.cloud.balance().to_string(), "0.00");
}

#[tokio::test]
async fn a_lost_answer_to_a_renewal_is_found_again_by_its_token() {
    let bench = bench().await;
    let id = bench.subscribe(&[]).await;
    bench
        .cloud
        .fault("RenewInstance:lost-after*1".parse().unwrap());
    let given = [
        ("Version", "2017-12-14"),
        ("InstanceId", id.as_str()),
        ("ProductCode", "cbn"),
        ("RenewPeriod", "1"),
        ("ClientToken", "t"),
    ];
    assert!(bench.try_call("RenewInstance", &given).await.is_err());
    let reply = bench.call("RenewInstance", &given).await;
    assert_eq!(reply.body["Data"]["OrderId"], bench.cloud.orders()[1].id);
    assert_eq!(bench.cloud.orders().len(), 2);
}

#[test]
fn units_have_the_letters_of_the_api() {
    assert_eq!(RenewalUnit::Month.as_str(), "M");
    assert_eq!(RenewalUnit::Year.as_str(), "Y");
}
