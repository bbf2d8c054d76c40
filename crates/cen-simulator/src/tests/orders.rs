//! QueryOrders, GetOrderDetail, CancelOrder and QueryAccountBalance.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{Departure, Options, OrderKind, PaymentStatus};

use super::billing::MORNING;
use super::client::{Bench, bench, bench_with};
use super::control::control;

impl Bench {
    async fn listed(&self, given: &[(&str, &str)]) -> Vec<String> {
        let reply = self.bill("QueryOrders", given).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let orders = reply.body["Data"]["OrderList"]["Order"].as_array().unwrap();
        let kinds = orders
            .iter()
            .map(|order| order["OrderType"].as_str().unwrap());
        kinds.map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn everything_that_costs_is_an_order() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[("Bandwidth", "10")]).await;
    let spec = async |mbps: &str| {
        let given = [("CenBandwidthPackageId", id.as_str()), ("Bandwidth", mbps)];
        bench.call("ModifyCenBandwidthPackageSpec", &given).await;
    };
    spec("20").await;
    spec("5").await;
    let given = [
        ("CenBandwidthPackageId", id.as_str()),
        ("Bandwidth", "10"),
        ("EndTime", "2130-02-02T02:00:00Z"),
    ];
    bench
        .call("TempUpgradeCenBandwidthPackageSpec", &given)
        .await;
    let target = [
        ("InstanceId", id.as_str()),
        ("ProductCode", "cbn"),
        ("RenewPeriod", "1"),
    ];
    bench.bill("RenewInstance", &target).await;
    bench.bill("RefundInstance", &target[..2]).await;

    let orders = bench.cloud.orders();
    let told: Vec<_> = orders
        .iter()
        .map(|order| (order.kind, order.amount.to_string(), order.bandwidth))
        .collect();
    assert_eq!(
        told,
        [
            (OrderKind::New, "900.00".to_owned(), 10),
            (OrderKind::Upgrade, "918.75".to_owned(), 20),
            (OrderKind::Downgrade, "-1378.13".to_owned(), 5),
            // A day of 28.
            (OrderKind::TempUpgrade, "16.07".to_owned(), 10),
            (OrderKind::Renew, "450.00".to_owned(), 5),
            // Two months are worth 900, and this is what was paid.
            (OrderKind::Refund, "-900.00".to_owned(), 5),
        ]
    );
    let mut ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    assert!(ids.iter().all(|id| id.len() == 15), "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6);

    let (_, summary) = control(&bench, "GET", "summary", &Value::Null).await;
    assert_eq!(
        summary["money"],
        json!({
            "price_source": "invented by the simulator; no real prices",
            "currency": "CNY",
            "spent": "6.69",
            "balance": "999999993.31",
        })
    );
}

#[tokio::test]
async fn orders_are_texts_and_those_of_the_last_hour_unless_told_otherwise() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[]).await;
    let order = bench.cloud.orders().remove(0);
    let reply = bench.bill("QueryOrders", &[]).await;
    assert_eq!(
        reply.body["Data"],
        json!({
            "HostName": "business.aliyuncs.com",
            "PageNum": 1,
            "PageSize": 20,
            "TotalCount": 1,
            "OrderList": {"Order": [{
                "OrderId": order.id,
                "RelatedOrderId": "",
                "OrderType": "New",
                "PaymentStatus": "Paid",
                "CreateTime": order.create_time,
                "PaymentTime": order.create_time,
                "ProductCode": "cbn",
                "ProductType": "cbn_bwp_pre",
                "CommodityCode": "cbn_bwp_pre",
                "SubscriptionType": "Subscription",
                "Currency": "CNY",
                "PaymentCurrency": "CNY",
                "PretaxGrossAmount": "500.00",
                "PretaxAmount": "450.00",
                "PretaxAmountLocal": "450.00",
                "Tax": "0.00",
                "AfterTaxAmount": "450.00",
            }]},
        })
    );
    let two_hours = Duration::from_secs(2 * 3_600);
    bench.cloud.advance_clock(two_hours).unwrap();
    let target = [("InstanceId", id.as_str()), ("ProductCode", "cbn")];
    bench.bill("RefundInstance", &target).await;
    let since = ("CreateTimeStart", "2130-02-01T00:00:00Z");
    for (given, expected) in [
        (&[][..], &["Refund"][..]),
        (&[since], &["Refund", "New"]),
        (
            &[since, ("CreateTimeEnd", "2130-02-01T03:00:00Z")],
            &["New"],
        ),
        (&[("CreateTimeEnd", "2130-02-01T02:30:00Z")], &["New"]),
        (&[since, ("OrderType", "New")], &["New"]),
        (&[since, ("PaymentStatus", "Paid")], &["New"]),
        (&[since, ("PageSize", "1"), ("PageNum", "2")], &["New"]),
        (&[since, ("ProductType", "cbn_bwp_intl")], &[]),
        (&[since, ("SubscriptionType", "PayAsYouGo")], &[]),
        (&[since, ("ProductCode", "ecs")], &[]),
    ] {
        assert_eq!(bench.listed(given).await, expected, "{given:?}");
    }
    let reply = bench.bill("QueryOrders", &[("OrderType", "Refund")]).await;
    let refund = &reply.body["Data"]["OrderList"]["Order"][0];
    assert_eq!(refund["PaymentStatus"], Value::Null);
    assert_eq!(refund["RelatedOrderId"], order.id);
    let bad = [("CreateTimeStart", "yesterday")];
    let reply = bench.bill("QueryOrders", &bad).await;
    assert_eq!(reply.error(), (400, "InvalidParameter"));
}

#[tokio::test]
async fn the_order_of_a_purchase_tells_what_was_configured() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[]).await;
    let given = [("CenBandwidthPackageId", id.as_str()), ("Bandwidth", "8")];
    bench.call("ModifyCenBandwidthPackageSpec", &given).await;
    let orders = bench.cloud.orders();
    let detail = async |id: &str| {
        let reply = bench.bill("GetOrderDetail", &[("OrderId", id)]).await;
        reply.body["Data"]["OrderList"]["Order"].clone()
    };
    let module = |mbps: &str| {
        json!([{
            "Code": "bandwidth",
            "ApiCode": "bandwidth",
            "Name": "Bandwidth",
            "BillModuleProperties": {"billModuleProperties": [
                {"ModuleApiCode": "bandwidth", "AttrApiCode": "bandwidth", "Value": mbps},
                {"ModuleApiCode": "bandwidth", "AttrApiCode": "RegionA", "Value": "china"},
                {"ModuleApiCode": "bandwidth", "AttrApiCode": "RegionB", "Value": "china"},
            ]},
        }])
    };
    let first = &detail(&orders[0].id).await[0];
    assert_eq!(first["InstanceIDs"], format!("[\"{id}\"]"));
    assert_eq!(first["SubOrderId"], orders[0].id);
    assert_eq!(
        first["Config"],
        "bandwidth:[bandwidth:5;RegionA:china;RegionB:china]"
    );
    assert_eq!(first["OriginalConfig"], Value::Null);
    assert_eq!(first["UsageEndTime"], "2130-03-01T16:00:00Z");
    assert_eq!(first["Quantity"], "1");
    assert_eq!(first["BillModuleConfig"]["billModuleConfig"], module("5"));

    let second = &detail(&orders[1].id).await[0];
    assert_eq!(second["OrderType"], "Upgrade");
    assert_eq!(second["BillModuleConfig"]["billModuleConfig"], module("8"));
    assert_eq!(
        second["OriginalModuleConfig"]["originalModuleConfig"],
        json!([{
            "Code": "bandwidth",
            "Name": "Bandwidth",
            "ModuleProperties": {"moduleProperties": [
                {"Code": "bandwidth", "Name": "bandwidth", "Value": "5"},
                {"Code": "RegionA", "Name": "RegionA", "Value": "china"},
                {"Code": "RegionB", "Name": "RegionB", "Value": "china"},
            ]},
        }])
    );
    assert_eq!(
        second["OriginalConfig"],
        "bandwidth:[bandwidth:5;RegionA:china;RegionB:china]"
    );
    assert_eq!(detail("1").await, json!([]));
}

#[tokio::test]
async fn an_order_that_is_not_paid_can_be_cancelled() {
    let bench = bench().await;
    let unpaid = [("AutoPay", "false")];
    bench.subscribe(&unpaid).await;
    let order = bench.cloud.orders().remove(0);
    assert_eq!(order.status, PaymentStatus::Unpaid);
    assert_eq!(order.payment_time, None);
    let before = bench.cloud.balance();
    let cancel = [("OrderId", order.id.as_str())];
    let reply = bench.bill("CancelOrder", &cancel).await;
    assert_eq!(reply.body["Success"], true);
    let purchases = bench.cloud.summary().purchases;
    assert_eq!(purchases[0].departed, Some(Departure::NeverPaid));
    assert_eq!(
        bench.cloud.orders().remove(0).status,
        PaymentStatus::Cancelled
    );
    assert_eq!(bench.cloud.balance(), before);
    let reply = bench.bill("CancelOrder", &cancel).await;
    assert_eq!(reply.error(), (400, "ResourceStatusError"));
    let reply = bench.bill("CancelOrder", &[("OrderId", "1")]).await;
    assert_eq!(reply.error(), (400, "ResourceNotExists"));

    bench.subscribe(&unpaid).await;
    let order = bench.cloud.all::<crate::Package>().remove(0).order;
    bench.cloud.pay(&order).unwrap();
    assert_eq!(bench.listed(&[("PaymentStatus", "Paid")]).await, ["New"]);
}

#[tokio::test]
async fn the_balance_is_written_with_commas_and_can_be_set() {
    let bench = bench().await;
    bench
        .cloud
        .set_balance("1234567.8".parse().unwrap())
        .unwrap();
    bench.subscribe(&[]).await;
    let reply = bench.bill("QueryAccountBalance", &[]).await;
    assert_eq!(reply.body["Code"], "200");
    assert_eq!(
        reply.body["Data"],
        json!({
            "AvailableAmount": "1,234,117.80",
            "AvailableCashAmount": "1,234,117.80",
            "CreditAmount": "0.00",
            "Currency": "CNY",
            "MybankCreditAmount": "0.00",
            "QuotaLimit": "0.00",
        })
    );
    let set = json!({"balance": "-3"});
    assert_eq!(control(&bench, "POST", "balance", &set).await.0, 200);
    let (_, balance) = control(&bench, "GET", "balance", &Value::Null).await;
    assert_eq!(balance, json!({"balance": "-3.00"}));
    let (_, orders) = control(&bench, "GET", "orders", &Value::Null).await;
    assert_eq!(orders[0]["amount"], "450.00");
}

#[tokio::test]
async fn orders_and_balance_survive_a_restart_and_an_old_file_gets_its_purchases() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let open = async || {
        let options = Options {
            state_file: Some(path.clone()),
            ..Options::default()
        };
        bench_with(options).await
    };
    let first = open().await;
    let id = first.subscribe(&[]).await;
    first.cloud.set_balance("7".parse().unwrap()).unwrap();
    let orders = first.cloud.orders();
    drop(first);
    let second = open().await;
    assert_eq!(second.cloud.orders(), orders);
    assert_eq!(second.cloud.balance().to_string(), "7.00");
    let mut file = second.cloud.snapshot().unwrap();
    drop(second);

    // As the simulator of before billing wrote it.
    let tables = file["state"].as_object_mut().unwrap();
    tables.remove("deposits");
    let package = tables["packages"][0].as_object_mut().unwrap();
    for name in ["orders", "renewal", "renewal_next", "months_next"] {
        package.remove(name).unwrap();
    }
    package.insert("auto_renew_months".to_owned(), json!(2));
    std::fs::write(&path, file.to_string()).unwrap();
    let third = open().await;
    assert_eq!(third.cloud.orders(), orders);
    assert_eq!(third.instance(&id).await["RenewalDuration"], 2);
}
