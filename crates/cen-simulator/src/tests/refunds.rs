//! InquiryPriceRefundInstance and RefundInstance.

use serde_json::json;

use crate::{Departure, OrderKind, Package, PackageChange, Policy};

use super::billing::{DAY, MORNING, bench_for};
use super::client::{Bench, Reply, bench};

impl Bench {
    async fn inquire(&self, id: &str) -> Reply {
        let given = [("InstanceId", id), ("ProductCode", "cbn")];
        self.bill("InquiryPriceRefundInstance", &given).await
    }

    async fn refund(&self, id: &str, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![("InstanceId", id), ("ProductCode", "cbn")];
        all.extend(given);
        self.bill("RefundInstance", &all).await
    }
}

#[tokio::test]
async fn what_is_left_is_whole_months_and_days() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[("Period", "3")]).await;
    let reply = bench.inquire(&id).await;
    assert_eq!(
        reply.body,
        json!({
            "Code": "200",
            "Message": "Successful!",
            "Success": true,
            "RequestId": reply.body["RequestId"],
            "Data": {
                "RefundAmount": 1350.0,
                "Currency": "CNY",
                "InstanceId": id,
                "HostId": "business.aliyuncs.com",
            },
        })
    );
    // Two months to the 15th of April, and 16 of 28 days beyond.
    bench.go_to("2130-02-15T02:00:00Z");
    let amount = bench.inquire(&id).await.body["Data"]["RefundAmount"].clone();
    assert_eq!(amount, 1157.14);
}

#[tokio::test]
async fn no_more_comes_back_than_was_paid() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[]).await;
    let given_away = PackageChange {
        renew_months: Some(6),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&id, given_away).unwrap();
    let amount = bench.inquire(&id).await.body["Data"]["RefundAmount"].clone();
    assert_eq!(amount, 450.0);
}

#[tokio::test]
async fn a_refund_ends_the_package_once_and_pays_back() {
    let bench = bench().await;
    let before = bench.cloud.balance();
    let id = bench.subscribe(&[]).await;
    let token = [("ClientToken", "t"), ("ImmediatelyRelease", "1")];
    let first = bench.refund(&id, &token).await;
    assert_eq!(first.body["Success"], true, "{}", first.body);
    let number = first.body["Data"]["OrderId"].as_u64().unwrap();
    assert_eq!(bench.ids(&[]).await, [""; 0]);
    assert_eq!(bench.cloud.balance(), before);
    let purchases = bench.cloud.summary().purchases;
    assert_eq!(purchases[0].departed, Some(Departure::Refunded));
    let orders = bench.cloud.orders();
    let order = orders.last().unwrap();
    assert_eq!(order.kind, OrderKind::Refund);
    assert_eq!(order.id, number.to_string());
    assert_eq!(order.amount.to_string(), "-450.00");

    let again = bench.refund(&id, &token).await;
    assert_eq!(again.body["Data"], first.body["Data"]);
    let other = [("ClientToken", "t")];
    assert_eq!(
        bench.refund(&id, &other).await.error(),
        (400, "IdempotentParameterMismatch")
    );
    let over = (400, "ExistRefundingOrderError");
    assert_eq!(bench.refund(&id, &[]).await.error(), over);
    assert_eq!(bench.inquire(&id).await.error(), over);
    assert_eq!(bench.cloud.orders().len(), 2);
}

#[tokio::test]
async fn every_refund_that_is_not_given_has_its_code() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let refused = async |id: &str, code: &str| {
        assert_eq!(bench.inquire(id).await.error(), (400, code));
        assert_eq!(bench.refund(id, &[]).await.error(), (400, code));
    };
    refused("cenbwp-x", "ResourceNotExists").await;
    let postpaid = bench.buy(&[]).await.id();
    refused(&postpaid, "ResourceNotExists").await;
    let across = bench.subscribe(&[("GeographicRegionBId", "Europe")]).await;
    refused(&across, "CommodityNotSupported").await;

    let id = bench.subscribe(&[]).await;
    let unpaid = PackageChange {
        unpaid_bandwidth: Some(9),
        ..PackageChange::default()
    };
    let package = bench.cloud.change::<Package>(&id, unpaid).unwrap();
    refused(&id, "ExistUnPaidOrderError").await;
    let cancel = [("OrderId", package.orders[1].id.as_str())];
    assert_eq!(bench.bill("CancelOrder", &cancel).await.status, 200);

    let delayed = [("ImmediatelyRelease", "0")];
    let reply = bench.refund(&id, &delayed).await;
    assert_eq!(reply.error(), (400, "InvalidParameter"));

    let cen = bench.cloud.add_cen("c").unwrap();
    let bind = |cen: &str| PackageChange {
        cen_id: Some(cen.to_owned()),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&id, bind(&cen)).unwrap();
    assert_eq!(bench.inquire(&id).await.status, 200);
    let reply = bench.refund(&id, &[]).await;
    assert_eq!(reply.error(), (400, "ResourceStatusError"));
    bench.cloud.change::<Package>(&id, bind("")).unwrap();

    bench.go_to("2130-03-01T02:00:00Z");
    refused(&id, "NoRestValueError").await;
    bench.cloud.advance_clock(DAY).unwrap();
    refused(&id, "ExistRefundingOrderError").await;
    bench.cloud.advance_clock(DAY * 15).unwrap();
    refused(&id, "ExistRefundingOrderError").await;
}

#[tokio::test]
async fn an_account_may_lack_refunds() {
    let bench = bench_for(Policy {
        refunds: false,
        ..Policy::default()
    })
    .await;
    let id = bench.subscribe(&[]).await;
    let reply = bench.inquire(&id).await;
    assert_eq!(reply.error(), (400, "CommodityNotSupported"));
    let reply = bench.refund(&id, &[]).await;
    assert_eq!(reply.error(), (400, "CommodityNotSupported"));
}
