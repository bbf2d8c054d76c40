use serde_json::json;

use super::*;
use alibaba_cloud::sign::rpc::canonical_query;

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
    let expected = Page {
        objects: vec![entry()],
        total: 1,
    };
    for answer in [
        limit("cn-hangzhou", "ap-southeast-1", json!(5)),
        limit("ap-southeast-1", "cn-hangzhou", json!("5")),
    ] {
        assert_eq!(DescribeLimits::decode(&answer), Ok(expected.clone()));
    }
    assert_eq!(DescribeLimits::decode(&json!({})), Ok(Page::empty()));
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
    let page = DescribeLimits::decode(&answer).unwrap();
    let mut ids: Vec<EntryId> = page.objects.into_iter().map(|entry| entry.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_limit_that_lacks_what_makes_it_one_is_an_error() {
    let read = |limit: Value| {
        let list = json!({"CenInterRegionBandwidthLimits": [limit]});
        DescribeLimits::decode(&list).unwrap_err()
    };
    let regions = json!({"CenId": "cen-one", "LocalRegionId": "cn-hangzhou", "OppositeRegionId": "us-west-1"});
    assert_eq!(read(json!({})), "a limit in it has no CEN instance");
    assert_eq!(
        read(json!({"CenId": "cen-one", "LocalRegionId": "cn-hangzhou"})),
        "a limit of cen-one in it lacks one of two regions"
    );
    assert_eq!(
        read(regions),
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
    let set = SetLimit { id: &id, mbps: 5 };
    assert_eq!(
        canonical_query(set.call().parameters()),
        "BandwidthLimit=5&CenId=cen-one&LocalRegionId=ap-southeast-1&OppositeRegionId=cn-hangzhou"
    );
    let all = DescribeLimits { cen: None, page: 2 };
    assert_eq!(
        canonical_query(all.call().parameters()),
        "PageNumber=2&PageSize=50"
    );
    let one = DescribeLimits {
        cen: Some(&id.cen),
        page: 1,
    };
    assert_eq!(
        canonical_query(one.call().parameters()),
        "CenId=cen-one&PageNumber=1&PageSize=50"
    );
}
