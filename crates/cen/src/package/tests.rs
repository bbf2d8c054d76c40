use serde_json::json;

use super::*;
use alibaba_cloud::sign::rpc::canonical_query;

fn id(text: &str) -> PackageId {
    PackageId::from_answer(text).unwrap()
}

#[test]
fn a_full_answer_is_read() {
    let page = DescribePackages::decode(&json!({
        "RequestId": "R", "PageNumber": 1, "PageSize": 50, "TotalCount": 1,
        "CenBandwidthPackages": {"CenBandwidthPackage": [{
            "CenBandwidthPackageId": "cenbwp-abc", "Name": "n", "Description": "d", "Bandwidth": 5,
            "BandwidthPackageChargeType": "PREPAY", "BusinessStatus": "Normal", "Status": "InUse",
            "GeographicRegionAId": "north-america", "GeographicRegionBId": "china",
            "GeographicSpanId": "north-america_china", "IsCrossBorder": true,
            "CreationTime": "2026-01-15T02:19Z", "ExpiredTime": "2026-02-15T16:00Z", "HasReservationData": "false",
            "CenIds": {"CenId": ["cen-abc"]}, "ResourceGroupId": "rg-1",
            "OrginInterRegionBandwidthLimits": {"OrginInterRegionBandwidthLimit": []},
            "Tags": {"Tag": [{"Key": "env", "Value": "test"}, {"Key": "bare"}]}}]}}))
    .unwrap();
    assert_eq!(
        page,
        Page {
            total: 1,
            objects: vec![Package {
                id: id("cenbwp-abc"),
                name: "n".to_owned(),
                description: "d".to_owned(),
                bandwidth_mbps: 5,
                areas: AreaPair::new(Area::China, Area::NorthAmerica),
                charge_type: ChargeType::PrePaid,
                status: Status::InUse,
                business_status: BusinessStatus::Normal,
                cen_ids: vec![CenId::from_answer("cen-abc").unwrap()],
                tags: BTreeMap::from([
                    ("bare".to_owned(), String::new()),
                    ("env".to_owned(), "test".to_owned())
                ]),
                creation_time: Moment::from_answer("2026-01-15T02:19Z"),
                expired_time: Moment::from_answer("2026-02-15T16:00Z"),
                geographic_span_id: "north-america_china".to_owned(),
                is_cross_border: Some(true),
                resource_group_id: "rg-1".to_owned(),
                upgrade: None,
            }],
        }
    );
}

#[test]
fn a_sparse_answer_is_read() {
    let page = DescribePackages::decode(&json!({
        "CenBandwidthPackages": {"CenBandwidthPackage": [{
            "CenBandwidthPackageId": " Cenbwp-ABC", "Bandwidth": "1", "Status": "Frozen",
            "GeographicRegionAId": "China", "GeographicRegionBId": "antarctica", "CenIds": null}]}}))
    .unwrap();
    assert_eq!(
        page.objects,
        [Package {
            id: id("cenbwp-abc"),
            name: String::new(),
            description: String::new(),
            bandwidth_mbps: 1,
            areas: AreaPair::new(Area::China, Area::Other("antarctica".to_owned())),
            charge_type: ChargeType::Other(String::new()),
            status: Status::Other("Frozen".to_owned()),
            business_status: BusinessStatus::Other(String::new()),
            cen_ids: vec![],
            tags: BTreeMap::new(),
            creation_time: None,
            expired_time: None,
            geographic_span_id: String::new(),
            is_cross_border: None,
            resource_group_id: String::new(),
            upgrade: None,
        }]
    );
    assert_eq!(page.total, 1);
}

#[test]
fn a_missing_or_null_list_is_empty() {
    for answer in [
        json!({}),
        json!({"CenBandwidthPackages": null, "TotalCount": "0"}),
        json!({"CenBandwidthPackages": {}}),
        json!({"CenBandwidthPackages": {"CenBandwidthPackage": null}}),
    ] {
        assert_eq!(
            DescribePackages::decode(&answer),
            Ok(Page {
                objects: vec![],
                total: 0
            })
        );
    }
}

#[test]
fn a_package_without_what_makes_it_one_spoils_the_answer() {
    let decode =
        |package: Value| DescribePackages::decode(&json!({"CenBandwidthPackages": [package]}));
    assert_eq!(
        decode(json!({"Bandwidth": 5})),
        Err("a package in it has no id".to_owned())
    );
    assert_eq!(
        decode(
            json!({"CenBandwidthPackageId": "x", "Bandwidth": 5, "GeographicRegionAId": "china"})
        ),
        Err("package x in it lacks an area".to_owned())
    );
    assert_eq!(
        decode(
            json!({"CenBandwidthPackageId": "x", "GeographicRegionAId": "china", "GeographicRegionBId": "china"})
        ),
        Err("package x in it has no bandwidth".to_owned())
    );
}

#[test]
fn a_full_page_without_a_count_spoils_the_answer() {
    let package = |number: usize| {
        json!({"CenBandwidthPackageId": format!("cenbwp-{number}"), "Bandwidth": 5,
               "GeographicRegionAId": "china", "GeographicRegionBId": "china"})
    };
    let decode = |count: usize| {
        let packages: Vec<Value> = (0..count).map(package).collect();
        DescribePackages::decode(&json!({"CenBandwidthPackages": packages})).map(|page| page.total)
    };
    assert_eq!(decode(49), Ok(49));
    assert_eq!(decode(50), Err("it has no TotalCount".to_owned()));
}

#[test]
fn an_absurd_count_spoils_the_answer() {
    assert_eq!(
        DescribePackages::decode(&json!({"TotalCount": 100_001})),
        Err("it lists 0 packages of 100001".to_owned())
    );
}

#[test]
fn a_filter_lists_its_ids_from_one() {
    let ids = [id("cenbwp-a"), id("cenbwp-b")];
    let call = DescribePackages { ids: &ids, page: 2 }.call();
    assert_eq!(
        canonical_query(call.parameters()),
        "Filter.1.Key=CenBandwidthPackageId&Filter.1.Value.1=cenbwp-a&Filter.1.Value.2=cenbwp-b&IncludeReservationData=true&PageNumber=2&\
         PageSize=50"
    );
    let call = DescribePackages { ids: &[], page: 1 }.call();
    assert_eq!(
        canonical_query(call.parameters()),
        "IncludeReservationData=true&PageNumber=1&PageSize=50"
    );
}

#[test]
fn a_temporary_upgrade_is_told_from_what_was_bought() {
    let read = |order: &str| {
        let page = DescribePackages::decode(&json!({
            "CenBandwidthPackages": [{
                "CenBandwidthPackageId": "cenbwp-abc", "Bandwidth": 20, "GeographicRegionAId": "china",
                "GeographicRegionBId": "china", "HasReservationData": "true", "ReservationOrderType": order,
                "ReservationBandwidth": "5", "ReservationActiveTime": "2026-12-24T18:00Z"}]}))
        .unwrap();
        page.objects.into_iter().next().unwrap()
    };
    let upgraded = read("TEMP_UPGRADE");
    assert_eq!((upgraded.bandwidth_mbps, upgraded.bought_mbps()), (20, 5));
    let expected = RunningUpgrade {
        returns_to_mbps: 5,
        ends: Moment::from_answer("2026-12-24T18:00Z"),
    };
    assert_eq!(upgraded.upgrade, Some(expected));
    let renewed = read("RENEWCHANGE");
    assert_eq!((renewed.bought_mbps(), renewed.upgrade), (20, None));
}
