use serde_json::{Value, json};

use super::*;
use crate::listed::Page;
use crate::testing::{asked, client, code, deadline, done, read, wire};
use alibaba_cloud::scripted::{Act, answer, lost, refusal};

fn id() -> LimitId {
    LimitId::parse("cen-one:ap-southeast-1:cn-hangzhou").unwrap()
}

fn entry() -> Entry {
    Entry {
        id: EntryId::from(&id()),
        limit: Limit {
            id: id(),
            mbps: 5,
            status: LimitStatus::Active,
            geographic_span_id: "china_asia-pacific".to_owned(),
            package_id: "cenbwp-abc".to_owned(),
        },
    }
}

#[test]
fn an_id_is_read_in_any_letter_case_and_order_and_written_in_one() {
    for text in [
        "cen-one:ap-southeast-1:cn-hangzhou",
        "cen-one:cn-hangzhou:ap-southeast-1",
        " CEN-One: CN-Hangzhou :AP-southeast-1",
    ] {
        let id = LimitId::parse(text).unwrap();
        assert_eq!(id.to_string(), "cen-one:ap-southeast-1:cn-hangzhou");
    }
    let gateway = LimitId::parse("cen-one:us-west-1:ccn-cn-shanghai").unwrap();
    assert_eq!(gateway.to_string(), "cen-one:ccn-cn-shanghai:us-west-1");
}

#[test]
fn other_texts_are_refused_with_the_expected_form() {
    for text in [
        "",
        "cen-one",
        "cen-one:cn-hangzhou",
        "cen-one:cn-hangzhou:cn-hangzhou",
        "cen-one:cn-hangzhou:CN-hangzhou",
        "cen-one:cn-hangzhou:us-west-1:5",
        "cen-one::us-west-1",
        "cenbwp-one:cn-hangzhou:us-west-1",
    ] {
        let error = LimitId::parse(text).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "{text:?} is not the id of a bandwidth limit; such an id looks like \
                 cen-abcdefgh0123456789:ap-southeast-1:cn-hangzhou, a CEN instance and two different regions"
            )
        );
    }
}

#[test]
fn a_list_is_read_whichever_side_stands_first_and_however_numbers_are_written() {
    let limit = |local: &str, opposite: &str, mbps: Value| {
        json!({"TotalCount": 1, "CenInterRegionBandwidthLimits": {"CenInterRegionBandwidthLimit": [{
            "CenId": "cen-one", "LocalRegionId": local, "OppositeRegionId": opposite, "BandwidthLimit": mbps,
            "GeographicSpanId": "china_asia-pacific", "BandwidthPackageId": "cenbwp-abc", "Status": "Active",
            "BandwidthType": "BandwidthPackage"
        }]}})
    };
    let expected = Page::of(vec![entry()], 1);
    for answer in [
        limit("cn-hangzhou", "ap-southeast-1", json!(5)),
        limit("ap-southeast-1", "cn-hangzhou", json!("5")),
    ] {
        assert_eq!(read::<Entry>(&answer), Ok(expected.clone()));
    }
    assert_eq!(read::<Entry>(&json!({"TotalCount": 0})), Ok(Page::empty()));
}

#[test]
fn connections_of_transit_routers_are_entries_of_their_own() {
    let row = |attachment: &str| {
        json!({
            "CenId": "cen-one", "LocalRegionId": "cn-hangzhou", "OppositeRegionId": "us-west-1", "BandwidthLimit": 2,
            "Status": "Active", "TransitRouterAttachmentId": attachment
        })
    };
    let answer = json!({"TotalCount": 3, "CenInterRegionBandwidthLimits": {"CenInterRegionBandwidthLimit": [
        row("tr-attach-a"), row(""), row("tr-attach-b"),
    ]}});
    let page = read::<Entry>(&answer).unwrap();
    let mut ids: Vec<EntryId> = page.objects.into_iter().map(|entry| entry.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_limit_that_lacks_what_makes_it_one_is_an_error() {
    let lack = |limit: Value| {
        let list = json!({"CenInterRegionBandwidthLimits": [limit]});
        read::<Entry>(&list).unwrap_err()
    };
    let regions = json!({"CenId": "cen-one", "LocalRegionId": "cn-hangzhou", "OppositeRegionId": "us-west-1"});
    assert_eq!(lack(json!({})), "a limit in it has no CEN instance");
    assert_eq!(
        lack(json!({"CenId": "cen-one", "LocalRegionId": "cn-hangzhou"})),
        "a limit of cen-one in it lacks one of two regions"
    );
    assert_eq!(
        lack(regions),
        "limit cen-one:cn-hangzhou:us-west-1 in it has no bandwidth"
    );
}

#[test]
fn a_limit_of_nothing_exists_only_while_it_is_changing() {
    let limit = |mbps, status| Limit {
        mbps,
        status,
        ..entry().limit
    };
    assert!(limit(1, LimitStatus::Active).exists());
    assert!(limit(0, LimitStatus::Modifying).exists());
    assert!(!limit(0, LimitStatus::Active).exists());
    assert!(!limit(0, LimitStatus::Other("Deleted".to_owned())).exists());
}

#[test]
fn the_calls_name_what_they_are_about() {
    let id = id();
    assert_eq!(
        wire(&set(&id, 5)),
        "BandwidthLimit=5&CenId=cen-one&LocalRegionId=ap-southeast-1&OppositeRegionId=cn-hangzhou"
    );
    assert_eq!(asked::<Entry>(&(), &[], 2), "PageNumber=2&PageSize=50");
    assert_eq!(
        asked::<Entry>(&(), &[EntryId::from(&id)], 1),
        "CenId=cen-one&PageNumber=1&PageSize=50"
    );
}

fn to(region: &str) -> LimitId {
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
            .limit(&to(region), Freshness::Recent, &deadline())
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
            .limit(&to(region), Freshness::Latest, &deadline())
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
        .limit(&to("us-west-1"), Freshness::Latest, &deadline())
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
            .limit(&to("us-west-1"), Freshness::Recent, &deadline())
            .await
            .unwrap();
        limit.unwrap().mbps
    };
    assert_eq!(read().await, 2);
    client
        .set_limit(&to("us-west-1"), 5, &deadline())
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
        .set_limit(&to("us-west-1"), 5, &deadline())
        .await
        .unwrap();

    let refusals = (0..5).map(|_| refusal(409, "InvalidOperation.BwpForGeoSpanNotAssociated"));
    let (client, transport) = crate::testing::client(refusals);
    let refused = client.set_limit(&to("us-west-1"), 5, &deadline()).await;
    assert_eq!(Kind::of_call(&refused.unwrap_err()), Some(Kind::NoPackage));
    assert_eq!(transport.sent().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn removing_what_is_gone_is_a_success_and_a_refusal_of_what_is_there_is_not() {
    let (gone, _) = client([lost(), refusal(404, "ParameterCenInstanceId")]);
    gone.remove_limit(&to("us-west-1"), &deadline())
        .await
        .unwrap();

    let locked = "InvalidOperation.BwpBusinessStatus";
    let (absent, _) = client([refusal(409, locked), listed(&[("us-west-1", 0)])]);
    let removed = absent.remove_limit(&to("us-west-1"), &deadline()).await;
    removed.unwrap();

    let (there, transport) = client([refusal(409, locked), listed(&[("us-west-1", 2)])]);
    let removed = there.remove_limit(&to("us-west-1"), &deadline()).await;
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
    let all = client.limits(&deadline()).await.unwrap();
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
