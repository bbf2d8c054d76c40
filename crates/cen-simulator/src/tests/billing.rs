//! Who may call billing, and what it knows of packages.

use std::time::Duration;

use serde_json::{Value, json};

use alibaba_cloud::sign::rpc::canonical_query;

use crate::clock::Moment;
use crate::{DEFAULT_ACCESS_KEY_SECRET, Fault, Options, Package, Policy, Site};

use super::client::{Bench, Reply, bench, bench_with, parameters, sign};

pub(super) const DAY: Duration = Duration::from_secs(24 * 3_600);

/// The morning of a day in the future, by which amounts are known.
pub(super) const MORNING: &str = "2130-02-01T02:00:00Z";

pub(super) async fn bench_for(policy: Policy) -> Bench {
    bench_with(Options {
        policy,
        ..Options::default()
    })
    .await
}

impl Bench {
    pub(super) async fn bill(&self, action: &str, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![("Version", "2017-12-14")];
        all.extend(given);
        self.call(action, &all).await
    }

    /// Moves the clock to a time.
    pub(super) fn go_to(&self, text: &str) {
        let there = Moment::parse_request(text).unwrap();
        let ahead = there.distance(self.cloud.cloud.clock.now());
        self.cloud.advance_clock(ahead).unwrap();
    }

    /// Buys a prepaid package of 5 Mbps inside China for a month, with more or other parameters.
    pub(super) async fn subscribe(&self, given: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("GeographicRegionBId", "China"),
            ("BandwidthPackageChargeType", "PREPAY"),
            ("AutoPay", "true"),
        ];
        all.extend(given);
        self.buy(&all).await.id()
    }

    pub(super) async fn instances(&self, given: &[(&str, &str)]) -> Vec<Value> {
        let reply = self.bill("QueryAvailableInstances", given).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let list = &reply.body["Data"]["InstanceList"];
        list.as_array().unwrap().clone()
    }

    /// The answer to QueryAccountBalance as if it was sent to that host.
    async fn balance_at(&self, host: &str) -> Reply {
        let unsigned = parameters("QueryAccountBalance", &[("Version", "2017-12-14")]);
        let signed = sign(unsigned, "POST", DEFAULT_ACCESS_KEY_SECRET);
        let request = self.http.post(self.cloud.endpoint()).header("host", host);
        let answer = request.body(canonical_query(&signed)).send().await.unwrap();
        let status = answer.status().as_u16();
        let body = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        Reply { status, body }
    }

    pub(super) async fn instance(&self, id: &str) -> Value {
        self.instances(&[("InstanceIDs", id)]).await.remove(0)
    }

    pub(super) fn package(&self, id: &str) -> Package {
        let mut all = self.cloud.all::<Package>().into_iter();
        all.find(|package| package.id == id).unwrap()
    }
}

#[tokio::test]
async fn a_prepaid_package_is_an_instance_with_every_field() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let id = bench.subscribe(&[]).await;
    bench.buy(&[]).await;
    let created = bench.cloud.orders().remove(0).create_time;
    let reply = bench.bill("QueryAvailableInstances", &[]).await;
    assert_eq!(
        reply.body,
        json!({
            "Code": "Success",
            "Message": "Successful!",
            "Success": true,
            "RequestId": reply.body["RequestId"],
            "Data": {
                "PageNum": 1,
                "PageSize": 20,
                "TotalCount": 1,
                "InstanceList": [{
                    "InstanceID": id,
                    "ProductCode": "cbn",
                    "ProductType": "cbn_bwp_pre",
                    "SubscriptionType": "Subscription",
                    "Region": "cn-hangzhou",
                    "Status": "Normal",
                    "RenewStatus": "ManualRenewal",
                    "CreateTime": created,
                    "EndTime": "2130-03-01T16:00:00Z",
                    "ExpectedReleaseTime": "2130-03-16T16:00:00Z",
                    "OwnerId": 1_234_567_890_123_456u64,
                    "Seller": "Alibaba Cloud",
                    "SellerId": 26_842,
                }],
            },
        })
    );
    bench.go_to("2130-02-27T16:00:00Z");
    assert_eq!(bench.instance(&id).await["Status"], "WaitForExpire");
    bench.go_to("2130-03-01T16:00:01Z");
    let expired = bench.instance(&id).await;
    assert_eq!(expired["Status"], "Expired");
    assert_eq!(expired["StopTime"], "2130-03-01T16:00:00Z");
    bench.go_to("2130-03-16T16:00:01Z");
    assert_eq!(bench.instances(&[]).await, [Value::Null; 0]);
}

#[tokio::test]
async fn the_type_of_a_package_follows_its_areas_and_the_site() {
    for (site, usual) in [
        (Site::Domestic, "cbn_bwp_pre"),
        (Site::International, "cbn_bwp_intl"),
    ] {
        let bench = bench_for(Policy {
            site,
            ..Policy::default()
        })
        .await;
        let inside = bench.subscribe(&[]).await;
        let across = [("GeographicRegionBId", "Europe")];
        let across = bench.subscribe(&across).await;
        let types = async |id: &str| {
            let shown = bench.instance(id).await;
            (shown["ProductType"].clone(), shown["Seller"].clone())
        };
        let expected = (json!(usual), json!("Alibaba Cloud"));
        assert_eq!(types(&inside).await, expected);
        let expected = (json!("cbn_bwp_pre_mkt"), json!("China Unicom"));
        assert_eq!(types(&across).await, expected);
    }
}

#[tokio::test]
async fn instances_are_filtered_and_paged() {
    let bench = bench().await;
    bench.go_to(MORNING);
    let short = bench.subscribe(&[]).await;
    let long = bench
        .subscribe(&[("Period", "3"), ("AutoRenew", "true")])
        .await;
    let both = format!("{short}, {long},cenbwp-x");
    for (given, expected) in [
        (&[("InstanceIDs", both.as_str())][..], vec![&short, &long]),
        (&[("InstanceIDs", "cenbwp-x")], vec![]),
        (&[("ProductCode", "ecs")], vec![]),
        (
            &[("ProductCode", "cbn"), ("ProductType", "")],
            vec![&short, &long],
        ),
        (&[("ProductType", "cbn_bwp_pre_mkt")], vec![]),
        (&[("SubscriptionType", "PayAsYouGo")], vec![]),
        (&[("RenewStatus", "AutoRenewal")], vec![&long]),
        (&[("RenewStatus", "NotRenewal")], vec![]),
        (&[("EndTimeEnd", "2130-03-01T16:00:00Z")], vec![&short]),
        (&[("EndTimeStart", "2130-03-01T16:00:01Z")], vec![&long]),
        (&[("CreateTimeEnd", "2130-02-01T00:00:00Z")], vec![]),
        (&[("PageNum", "2"), ("PageSize", "1")], vec![&long]),
        (&[("PageNum", "3"), ("PageSize", "1")], vec![]),
        (
            &[("ProductCode", "cbn"), ("Region", "ap-southeast-1")],
            vec![],
        ),
    ] {
        let found = bench.instances(given).await;
        let ids: Vec<&str> = found
            .iter()
            .filter_map(|one| one["InstanceID"].as_str())
            .collect();
        assert_eq!(ids, expected, "{given:?}");
    }
    let many = ["cenbwp-x"; 101].join(",");
    for (given, code) in [
        (("InstanceIDs", many.as_str()), "InvalidParameter"),
        (("PageSize", "301"), "InvalidParameter"),
        (("PageNum", "0"), "InvalidParameter"),
        (("RenewStatus", "Normal"), "InvalidParameter"),
        (("EndTimeStart", "2130-03-01"), "InvalidParameter"),
        (("Region", "cn-hangzhou"), "MissingParameter"),
    ] {
        let reply = bench.bill("QueryAvailableInstances", &[given]).await;
        assert_eq!(reply.error(), (400, code), "{given:?}");
    }
}

#[tokio::test]
async fn the_host_of_the_other_site_is_not_applicable() {
    for (site, right, wrong) in [
        (
            Site::Domestic,
            "business.aliyuncs.com",
            "business.ap-southeast-1.aliyuncs.com:443",
        ),
        (
            Site::International,
            "business.ap-southeast-1.aliyuncs.com",
            "business.aliyuncs.com",
        ),
    ] {
        let bench = bench_for(Policy {
            site,
            ..Policy::default()
        })
        .await;
        assert_eq!(bench.balance_at(right).await.status, 200);
        let reply = bench.balance_at(wrong).await;
        assert_eq!(reply.error(), (400, "NotApplicable"));
        assert_eq!(reply.body["HostId"], right);
    }
}

#[tokio::test]
async fn both_sites_can_be_had_over_loopback() {
    let bench = bench_for(Policy {
        site: Site::International,
        billing_hosts: vec![
            ("127.0.0.1".to_owned(), Site::Domestic),
            ("localhost".to_owned(), Site::International),
        ],
        ..Policy::default()
    })
    .await;
    let reply = bench.bill("QueryAccountBalance", &[]).await;
    assert_eq!(reply.error(), (400, "NotApplicable"));
    let reply = bench.balance_at("localhost:80").await;
    assert_eq!(reply.body["Data"]["Currency"], "USD");
}

#[tokio::test]
async fn an_account_may_be_of_the_other_site_or_lack_the_permission() {
    let wrong = bench_for(Policy {
        billing_not_applicable: true,
        ..Policy::default()
    })
    .await;
    let reply = wrong.bill("QueryAvailableInstances", &[]).await;
    assert_eq!(reply.error(), (400, "NotApplicable"));

    let locked = bench_for(Policy {
        billing: false,
        ..Policy::default()
    })
    .await;
    for (action, given, ram_action) in [
        ("QueryAvailableInstances", &[][..], "bss:DescribeInstances"),
        ("CancelOrder", &[("OrderId", "1")], "bssapi:CancelOrder"),
    ] {
        let reply = locked.bill(action, given).await;
        assert_eq!(reply.error(), (400, "NotAuthorized"));
        let message = format!("The caller is not authorized; RAM does not allow {ram_action}.");
        assert_eq!(reply.body["Message"], message);
    }
    // CEN goes on.
    assert_eq!(locked.subscribe(&[]).await.len(), 25);
}

#[tokio::test]
async fn faults_strike_billing_and_may_refuse_without_an_error() {
    let bench = bench().await;
    let rule = "QueryAccountBalance:error=200,ORDER.ACCOUNT_STATUS_ILLEGAL,no*1";
    bench.cloud.fault(rule.parse().unwrap());
    let reply = bench.bill("QueryAccountBalance", &[]).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.body,
        json!({
            "Code": "ORDER.ACCOUNT_STATUS_ILLEGAL",
            "Message": "no",
            "Success": false,
            "RequestId": reply.body["RequestId"],
        })
    );
    bench
        .cloud
        .fault(Fault::error("QueryAccountBalance", 500, "UndefinedError").times(1));
    let reply = bench.bill("QueryAccountBalance", &[]).await;
    assert_eq!(reply.error(), (500, "UndefinedError"));
    assert_eq!(reply.body["Success"], Value::Null);
    assert_eq!(reply.body["HostId"], "business.aliyuncs.com");
    let reply = bench.bill("QueryAccountBalance", &[]).await;
    assert_eq!(reply.body["Success"], true);
}

#[tokio::test]
async fn what_is_missing_is_told_in_the_words_of_billing() {
    let bench = bench().await;
    let reply = bench.bill("SetRenewal", &[("ProductCode", "cbn")]).await;
    assert_eq!(reply.error(), (400, "MissingParameter"));
    assert_eq!(
        reply.body["Message"],
        "The parameter InstanceIDs is mandatory for this action."
    );
    let reply = bench.call("QueryAvailableInstances", &[]).await;
    assert_eq!(reply.error(), (400, "InvalidVersion"));
}
