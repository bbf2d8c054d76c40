use serde_json::{Value, json};

use super::*;
use crate::listed::Page;
use crate::testing::{asked, client, code, deadline, done, none_listed, read};
use alibaba_cloud::scripted::{Act, answer, lost, refusal};

fn package_id(text: &str) -> PackageId {
    PackageId::from_api(text).unwrap()
}

#[test]
fn a_full_answer_is_read() {
    let page = read::<Package>(&json!({
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
        Page::of(
            vec![Package {
                id: package_id("cenbwp-abc"),
                name: "n".to_owned(),
                description: "d".to_owned(),
                bandwidth_mbps: 5,
                areas: AreaPair::new(Area::China, Area::NorthAmerica),
                charge_type: ChargeType::PrePaid,
                status: Status::InUse,
                business_status: BusinessStatus::Normal,
                cen_ids: vec![CenId::from_api("cen-abc").unwrap()],
                tags: BTreeMap::from([
                    ("bare".to_owned(), String::new()),
                    ("env".to_owned(), "test".to_owned())
                ]),
                creation_time: Time::from_api("2026-01-15T02:19Z"),
                expired_time: Time::from_api("2026-02-15T16:00Z"),
                geographic_span_id: "north-america_china".to_owned(),
                is_cross_border: Some(true),
                resource_group_id: "rg-1".to_owned(),
                upgrade: None,
            }],
            1
        )
    );
}

#[test]
fn a_sparse_answer_is_read() {
    let page = read::<Package>(&json!({
        "CenBandwidthPackages": {"CenBandwidthPackage": [{
            "CenBandwidthPackageId": " Cenbwp-ABC", "Bandwidth": "1", "Status": "Frozen",
            "GeographicRegionAId": "China", "GeographicRegionBId": "antarctica", "CenIds": null}]}}))
    .unwrap();
    assert_eq!(
        page.objects,
        [Package {
            id: package_id("cenbwp-abc"),
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
fn an_empty_list_is_missing_null_or_empty_and_has_a_count() {
    for answer in [
        json!({"TotalCount": 0}),
        json!({"CenBandwidthPackages": null, "TotalCount": "0"}),
        json!({"CenBandwidthPackages": {}, "TotalCount": 0}),
        json!({"CenBandwidthPackages": {"CenBandwidthPackage": null}, "TotalCount": 0}),
    ] {
        assert_eq!(read(&answer), Ok(Page::<Package>::empty()));
    }
    for answer in [
        json!({}),
        json!({"RequestId": "R"}),
        json!({"status": "maintenance", "until": "soon"}),
        json!({"CenBandwidthPackages": {"CenBandwidthPackage": []}}),
        json!({"TotalCount": null, "CenBandwidthPackages": null}),
    ] {
        let lack = "it has no TotalCount and no CenBandwidthPackages".to_owned();
        assert_eq!(read::<Package>(&answer), Err(lack), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_no_list_is_asked_for_again_and_then_an_error() {
    let nothing = || answer(200, "{}");
    let (client_in_luck, transport) =
        client([nothing(), answer(200, "null"), listed(5, "cen-one")]);
    let (id, deadline) = (id(), deadline());
    let seen = client_in_luck
        .package(&id, Freshness::Recent, &deadline)
        .await;
    assert_eq!(seen.unwrap().map(|seen| seen.id), Some(id.clone()));
    assert_eq!(transport.sent().len(), 3);

    let (client, transport) = client((0..5).map(|_| nothing()));
    let error = client.package(&id, Freshness::Recent, &deadline).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "DescribeCenBandwidthPackages got no definite answer to any attempt; it was tried 5 times. Last: the answer cannot \
         be used: it has no TotalCount and no CenBandwidthPackages"
    );
    assert_eq!(transport.sent().len(), 5);
}

#[test]
fn a_package_without_what_makes_it_one_spoils_the_answer() {
    let decode = |package: Value| read::<Package>(&json!({"CenBandwidthPackages": [package]}));
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
        read::<Package>(&json!({"CenBandwidthPackages": packages})).map(|page| page.total)
    };
    assert_eq!(decode(49), Ok(49));
    assert_eq!(decode(50), Err("it has no TotalCount".to_owned()));
}

#[test]
fn an_absurd_count_spoils_the_answer() {
    assert_eq!(
        read::<Package>(&json!({"TotalCount": 100_001})),
        Err("it lists 0 packages of 100001".to_owned())
    );
}

#[test]
fn a_filter_lists_its_ids_from_one() {
    let ids = [package_id("cenbwp-a"), package_id("cenbwp-b")];
    assert_eq!(
        asked::<Package>(&(), &ids, 2),
        "Filter.1.Key=CenBandwidthPackageId&Filter.1.Value.1=cenbwp-a&Filter.1.Value.2=cenbwp-b&\
         IncludeReservationData=true&PageNumber=2&PageSize=50"
    );
    assert_eq!(
        asked::<Package>(&(), &[], 1),
        "IncludeReservationData=true&PageNumber=1&PageSize=50"
    );
}

#[test]
fn a_temporary_upgrade_is_told_from_what_was_bought() {
    let upgrade = |order: &str| {
        let page = read::<Package>(&json!({
            "CenBandwidthPackages": [{
                "CenBandwidthPackageId": "cenbwp-abc", "Bandwidth": 20, "GeographicRegionAId": "china",
                "GeographicRegionBId": "china", "HasReservationData": "true", "ReservationOrderType": order,
                "ReservationBandwidth": "5", "ReservationActiveTime": "2026-12-24T18:00Z"}]}))
        .unwrap();
        page.objects.into_iter().next().unwrap()
    };
    let upgraded = upgrade("TEMP_UPGRADE");
    assert_eq!((upgraded.bandwidth_mbps, upgraded.bought_mbps()), (20, 5));
    let expected = RunningUpgrade {
        returns_to_mbps: 5,
        ends: Time::from_api("2026-12-24T18:00Z"),
    };
    assert_eq!(upgraded.upgrade, Some(expected));
    let renewed = upgrade("RENEWCHANGE");
    assert_eq!((renewed.bought_mbps(), renewed.upgrade), (20, None));
}

fn id() -> PackageId {
    PackageId::parse("cenbwp-abc").unwrap()
}

fn cen() -> CenId {
    CenId::parse("cen-one").unwrap()
}

/// A list with the package, of this bandwidth and bound to this CEN.
fn listed(mbps: u64, cen: &str) -> Act {
    answer(
        200,
        &format!(
            r#"{{"TotalCount":1,"CenBandwidthPackages":{{"CenBandwidthPackage":[{{
                "CenBandwidthPackageId":"cenbwp-abc","Bandwidth":{mbps},"CenIds":{{"CenId":["{cen}"]}},
                "GeographicRegionAId":"china","GeographicRegionBId":"europe"}}]}}}}"#
        ),
    )
}

#[tokio::test(start_paused = true)]
async fn releasing_what_is_gone_is_a_success() {
    let (client, _) = client([lost(), refusal(404, "ParameterBwpInstanceId")]);
    client.release(&id(), &deadline()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refused_release_is_final() {
    let (client, transport) = client([refusal(403, "Forbidden.Release")]);
    let error = client.release(&id(), &deadline()).await.unwrap_err();
    assert_eq!(Kind::of_call(&error), Some(Kind::NotReleasable));
    assert_eq!(transport.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_address_is_never_taken_for_a_released_package() {
    for error in ["InvalidAction.NotFound", "InvalidApi.NotFound"] {
        let (client, _) = client([refusal(404, error)]);
        assert_eq!(code(client.release(&id(), &deadline()).await), error);
    }
    let page = || answer(404, "<html>nothing here</html>");
    let gone = || refusal(500, "ParameterBwpInstanceId");
    for acts in [
        [page(), page(), page(), page(), page()],
        [gone(), gone(), gone(), gone(), gone()],
    ] {
        let (client, _) = client(acts);
        let error = client.release(&id(), &deadline()).await.unwrap_err();
        assert!(error.may_have_been_executed(), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_busy_package_is_waited_for() {
    let busy = || refusal(500, "Operation.Blocking");
    let (client, transport) = client([busy(), busy(), busy(), busy(), busy(), busy(), done()]);
    client
        .rename(&id(), Some("n"), None, &deadline())
        .await
        .unwrap();
    assert_eq!(transport.sent().len(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_bandwidth_that_is_there_already_is_a_success() {
    let equal = || refusal(400, "Operation.Failed");
    let (one, transport) = client([lost(), equal(), listed(20, "cen-one")]);
    one.set_bandwidth(&id(), 20, &deadline()).await.unwrap();
    assert_eq!(
        transport.actions(),
        [
            "ModifyCenBandwidthPackageSpec",
            "ModifyCenBandwidthPackageSpec",
            "DescribeCenBandwidthPackages"
        ]
    );
    let (two, _) = client([equal(), listed(5, "cen-one")]);
    assert_eq!(
        code(two.set_bandwidth(&id(), 20, &deadline()).await),
        "Operation.Failed"
    );
}

#[tokio::test(start_paused = true)]
async fn being_bound_to_the_wanted_instance_already_is_a_success() {
    for said in [
        "InvalidOperation.BwpForGeoSpanAlreadyAssociated",
        "InvalidOperation.BwpInstanceStatus",
    ] {
        let refusals = |last: Act| {
            let times = if said.ends_with("Associated") { 1 } else { 5 };
            (0..times)
                .map(|_| refusal(409, said))
                .chain([last])
                .collect::<Vec<_>>()
        };
        let (bound, _) = client(refusals(listed(5, "cen-one")));
        assert_eq!(
            bound.associate(&id(), &cen(), &deadline()).await.unwrap(),
            Made::Before
        );
        let (elsewhere, _) = client(refusals(listed(5, "cen-two")));
        assert_eq!(
            code(
                elsewhere
                    .associate(&id(), &cen(), &deadline())
                    .await
                    .map(drop)
            ),
            said
        );
    }
}

#[tokio::test(start_paused = true)]
async fn unbinding_what_is_not_bound_is_a_success() {
    for said in [
        "InvalidOperation.BwpInstanceStatus",
        "ParameterBwpInstanceId",
        "ParameterCenInstanceId",
    ] {
        for look in [none_listed(), listed(5, "cen-two")] {
            let (client, _) = client([refusal(409, said), look]);
            client
                .unassociate(&id(), &cen(), &deadline())
                .await
                .unwrap();
        }
        let (client, transport) = client([refusal(409, said), listed(5, "cen-one")]);
        assert_eq!(
            code(client.unassociate(&id(), &cen(), &deadline()).await),
            said
        );
        assert_eq!(transport.sent().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn unbinding_waits_for_limits_that_are_being_removed() {
    let limits_left = || refusal(409, "InvalidOperation.CenBandwidthLimitsNotZero");
    let (client, transport) = client([limits_left(), limits_left(), done()]);
    client
        .unassociate(&id(), &cen(), &deadline())
        .await
        .unwrap();
    assert_eq!(transport.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_read_tells_a_package_that_does_not_exist_from_one_that_is_not_known() {
    let (client, _) = client([
        none_listed(),
        refusal(404, "ParameterBwpInstanceId"),
        refusal(403, "Forbidden.RAM"),
    ]);
    for _ in 0..2 {
        let read = client.package(&id(), Freshness::Latest, &deadline()).await;
        assert_eq!(read.unwrap(), None);
    }
    let error = client
        .package(&id(), Freshness::Latest, &deadline())
        .await
        .unwrap_err();
    assert_eq!(Kind::of_call(&error), Some(Kind::NotAllowed));
}

#[tokio::test(start_paused = true)]
async fn a_read_after_a_change_is_never_from_before_it() {
    let (client, transport) = client([listed(5, ""), done(), listed(20, "")]);
    let read = async || {
        let read = client.package(&id(), Freshness::Recent, &deadline()).await;
        read.unwrap().unwrap().bandwidth_mbps
    };
    assert_eq!(read().await, 5);
    assert_eq!(read().await, 5);
    client.set_bandwidth(&id(), 20, &deadline()).await.unwrap();
    assert_eq!(read().await, 20);
    assert_eq!(transport.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn texts_that_are_not_given_are_not_sent_and_empty_ones_are() {
    let (client, transport) = client([done(), done()]);
    let (id, deadline) = (id(), deadline());
    client.rename(&id, None, Some(""), &deadline).await.unwrap();
    client
        .rename(&id, Some("n"), None, &deadline)
        .await
        .unwrap();
    let sent = transport.sent();
    let texts = |index: usize| [sent[index].get("Name"), sent[index].get("Description")];
    assert_eq!(texts(0), [None, Some(&String::new())]);
    assert_eq!(texts(1), [Some(&"n".to_owned()), None]);
}
