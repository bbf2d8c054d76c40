use super::super::tests::{client, code, done, limits};
use super::*;
use crate::limit::LimitStatus;
use alibaba_cloud::scripted::{Act, answer, lost, refusal};

fn id(region: &str) -> LimitId {
    LimitId::parse(&format!("cen-one:cn-hangzhou:{region}")).unwrap()
}

/// A list with limits from Hangzhou to these regions, of these bandwidths.
fn listed(limits: &[(&str, u64)]) -> Act {
    let rows: Vec<String> = limits
        .iter()
        .map(|(region, mbps)| {
            format!(
                r#"{{"CenId":"cen-one","LocalRegionId":"{region}","OppositeRegionId":"cn-hangzhou",
                    "BandwidthLimit":{mbps},"Status":"Active"}}"#
            )
        })
        .collect();
    let body = format!(
        r#"{{"TotalCount":{},"CenInterRegionBandwidthLimits":{{"CenInterRegionBandwidthLimit":[{}]}}}}"#,
        limits.len(),
        rows.join(",")
    );
    answer(200, &body)
}

#[tokio::test(start_paused = true)]
async fn limits_of_one_instance_share_a_call() {
    let (client, transport) = client([listed(&[("us-west-1", 2), ("us-east-1", 3)])]);
    for (region, expected) in [("us-west-1", Some(2)), ("us-east-1", Some(3))] {
        let limit = client
            .limit(&id(region), Freshness::Recent, &limits())
            .await
            .unwrap();
        assert_eq!(limit.map(|limit| limit.mbps), expected, "{region}");
    }
    assert_eq!(transport.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_readers_at_once_share_one_walk_over_all_instances() {
    let (client, transport) = client([listed(&[
        ("us-west-1", 2),
        ("us-east-1", 3),
        ("eu-west-1", 4),
    ])]);
    let read = async |region: &str| {
        let limit = client
            .limit(&id(region), Freshness::Latest, &limits())
            .await
            .unwrap();
        limit.map(|limit| limit.mbps)
    };
    let found = tokio::join!(
        read("us-west-1"),
        read("us-east-1"),
        read("eu-west-1"),
        read("eu-central-1")
    );
    assert_eq!(found, (Some(2), Some(3), Some(4), None));
    assert_eq!(transport.sent().len(), 1);
    assert!(!transport.sent()[0].contains_key("CenId"));
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_is_gone_has_no_limits() {
    let (client, _) = client([refusal(404, "ParameterCenInstanceId")]);
    let limit = client
        .limit(&id("us-west-1"), Freshness::Latest, &limits())
        .await;
    assert_eq!(limit.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_write_makes_earlier_answers_useless() {
    let (client, transport) = client([
        listed(&[("us-west-1", 2)]),
        done(),
        listed(&[("us-west-1", 5)]),
    ]);
    let read = async || {
        let limit = client
            .limit(&id("us-west-1"), Freshness::Recent, &limits())
            .await
            .unwrap();
        limit.unwrap().mbps
    };
    assert_eq!(read().await, 2);
    client
        .set_limit(&id("us-west-1"), 5, &limits())
        .await
        .unwrap();
    assert_eq!(read().await, 5);
    assert_eq!(transport.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn bandwidth_that_another_limit_has_just_given_up_is_waited_for_a_little() {
    let (client, _) = client([
        refusal(409, "InvalidOperation.BwpBandwidthExceeded"),
        done(),
    ]);
    client
        .set_limit(&id("us-west-1"), 5, &limits())
        .await
        .unwrap();

    let refusals = (0..5).map(|_| refusal(409, "InvalidOperation.BwpForGeoSpanNotAssociated"));
    let (client, transport) = super::super::tests::client(refusals);
    let refused = client.set_limit(&id("us-west-1"), 5, &limits()).await;
    assert_eq!(Kind::of_call(&refused.unwrap_err()), Some(Kind::NoPackage));
    assert_eq!(transport.sent().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn removing_what_is_gone_is_a_success_and_a_refusal_of_what_is_there_is_not() {
    let (gone, _) = client([lost(), refusal(404, "ParameterCenInstanceId")]);
    gone.remove_limit(&id("us-west-1"), &limits())
        .await
        .unwrap();

    let locked = "InvalidOperation.BwpBusinessStatus";
    let (absent, _) = client([refusal(409, locked), listed(&[("us-west-1", 0)])]);
    let removed = absent.remove_limit(&id("us-west-1"), &limits()).await;
    removed.unwrap();

    let (there, transport) = client([refusal(409, locked), listed(&[("us-west-1", 2)])]);
    let removed = there.remove_limit(&id("us-west-1"), &limits()).await;
    assert_eq!(code(removed), locked);
    assert_eq!(transport.sent()[0]["BandwidthLimit"], "0");
}

#[tokio::test(start_paused = true)]
async fn all_limits_are_those_that_exist_and_belong_to_no_transit_router() {
    let body = r#"{"TotalCount":3,"CenInterRegionBandwidthLimits":{"CenInterRegionBandwidthLimit":[
        {"CenId":"cen-one","LocalRegionId":"us-west-1","OppositeRegionId":"cn-hangzhou","BandwidthLimit":2,
         "Status":"Active"},
        {"CenId":"cen-one","LocalRegionId":"us-west-1","OppositeRegionId":"cn-hangzhou","BandwidthLimit":2,
         "Status":"Active","TransitRouterAttachmentId":"tr-attach-a"},
        {"CenId":"cen-one","LocalRegionId":"us-east-1","OppositeRegionId":"cn-hangzhou","BandwidthLimit":0,
         "Status":"Active"}]}}"#;
    let (client, _) = client([answer(200, body)]);
    let all = client.limits(&limits()).await.unwrap();
    let seen: Vec<(String, &LimitStatus)> = all
        .iter()
        .map(|limit| (limit.id.to_string(), &limit.status))
        .collect();
    assert_eq!(
        seen,
        [(
            "cen-one:cn-hangzhou:us-west-1".to_owned(),
            &LimitStatus::Active
        )]
    );
}
