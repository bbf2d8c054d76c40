mod networks;

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::area::{Area, AreaPair};
use crate::error::Kind;
use crate::id::{CenId, PackageId};
use crate::instance::NewInstance;
use crate::purchase::{Billing, Bought, Purchase};
use crate::reads::Freshness;
use crate::tags::Tagged;
use crate::upgrade::EndTime;
use alibaba_cloud::scripted::{Act, Scripted, answer, canary_credentials, lost, refusal, stopped};
use alibaba_cloud::token::ClientToken;

pub(super) fn limits() -> Limits {
    Limits {
        deadline: Instant::now() + Duration::from_secs(60),
        cancel: CancellationToken::new(),
    }
}

/// A client over `acts`, and its transport.
pub(super) fn client(acts: impl IntoIterator<Item = Act>) -> (Client, Arc<Scripted>) {
    let transport = Scripted::acts(acts);
    let client = Client::over(
        Arc::clone(&transport) as Arc<dyn Transport>,
        canary_credentials(None),
        stopped(UNIX_EPOCH),
        Policy::default(),
    );
    (client, transport)
}

fn id() -> PackageId {
    PackageId::parse("cenbwp-abc").unwrap()
}

fn cen() -> CenId {
    CenId::parse("cen-one").unwrap()
}

pub(super) fn done() -> Act {
    answer(200, r#"{"RequestId":"R"}"#)
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

fn none_listed() -> Act {
    answer(200, r#"{"TotalCount":0}"#)
}

pub(super) fn code(result: Result<(), CallError>) -> String {
    let error = result.unwrap_err();
    error.refusal().map(|refusal| refusal.code.clone()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_purchase_whose_answer_was_lost_is_sent_again_with_its_token() {
    let (client, transport) = client([
        lost(),
        answer(
            200,
            r#"{"CenBandwidthPackageId":"cenbwp-abc","CenBandwidthPackageOrderId":"7"}"#,
        ),
    ]);
    let purchase = Purchase {
        bandwidth_mbps: 5,
        areas: AreaPair::new(Area::China, Area::Europe),
        billing: Billing::PostPaid,
        auto_pay: true,
        name: None,
        description: None,
        tags: BTreeMap::new(),
        resource_group_id: None,
    };
    let token = ClientToken::parse("token-1").unwrap();
    assert_eq!(
        client.buy(&purchase, &token, &limits()).await.unwrap(),
        Bought {
            package: id(),
            order: Some("7".to_owned()),
        }
    );
    let tokens: Vec<String> = transport
        .sent()
        .iter()
        .map(|sent| sent["ClientToken"].clone())
        .collect();
    assert_eq!(tokens, ["token-1", "token-1"]);
}

#[tokio::test(start_paused = true)]
async fn releasing_what_is_gone_is_a_success() {
    let (client, _) = client([lost(), refusal(404, "ParameterBwpInstanceId")]);
    client.release(&id(), &limits()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refused_release_is_final() {
    let (client, transport) = client([refusal(403, "Forbidden.Release")]);
    let error = client.release(&id(), &limits()).await.unwrap_err();
    assert_eq!(Kind::of_call(&error), Some(Kind::NotReleasable));
    assert_eq!(transport.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_address_is_never_taken_for_a_released_package() {
    for error in ["InvalidAction.NotFound", "InvalidApi.NotFound"] {
        let (client, _) = client([refusal(404, error)]);
        assert_eq!(code(client.release(&id(), &limits()).await), error);
    }
    let (client, _) = client([answer(404, "<html>nothing here</html>")]);
    assert_eq!(code(client.release(&id(), &limits()).await), "HTTP 404");
}

#[tokio::test(start_paused = true)]
async fn a_busy_package_is_waited_for() {
    let busy = || refusal(500, "Operation.Blocking");
    let (client, transport) = client([busy(), busy(), busy(), busy(), busy(), busy(), done()]);
    client
        .rename(&id(), Some("n"), None, &limits())
        .await
        .unwrap();
    assert_eq!(transport.sent().len(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_bandwidth_that_is_there_already_is_a_success() {
    let equal = || refusal(400, "Operation.Failed");
    let (one, transport) = client([lost(), equal(), listed(20, "cen-one")]);
    one.set_bandwidth(&id(), 20, &limits()).await.unwrap();
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
        code(two.set_bandwidth(&id(), 20, &limits()).await),
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
        bound.associate(&id(), &cen(), &limits()).await.unwrap();
        let (elsewhere, _) = client(refusals(listed(5, "cen-two")));
        assert_eq!(
            code(elsewhere.associate(&id(), &cen(), &limits()).await),
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
            client.unassociate(&id(), &cen(), &limits()).await.unwrap();
        }
        let (client, transport) = client([refusal(409, said), listed(5, "cen-one")]);
        assert_eq!(
            code(client.unassociate(&id(), &cen(), &limits()).await),
            said
        );
        assert_eq!(transport.sent().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn unbinding_waits_for_limits_that_are_being_removed() {
    let limits_left = || refusal(409, "InvalidOperation.CenBandwidthLimitsNotZero");
    let (client, transport) = client([limits_left(), limits_left(), done()]);
    client.unassociate(&id(), &cen(), &limits()).await.unwrap();
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
        let read = client.package(&id(), Freshness::Latest, &limits()).await;
        assert_eq!(read.unwrap(), None);
    }
    let error = client
        .package(&id(), Freshness::Latest, &limits())
        .await
        .unwrap_err();
    assert_eq!(Kind::of_call(&error), Some(Kind::NotAllowed));
}

#[tokio::test(start_paused = true)]
async fn a_read_after_a_change_is_never_from_before_it() {
    let (client, transport) = client([listed(5, ""), done(), listed(20, "")]);
    let read = async || {
        let read = client.package(&id(), Freshness::Recent, &limits()).await;
        read.unwrap().unwrap().bandwidth_mbps
    };
    assert_eq!(read().await, 5);
    assert_eq!(read().await, 5);
    client.set_bandwidth(&id(), 20, &limits()).await.unwrap();
    assert_eq!(read().await, 20);
    assert_eq!(transport.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn more_tags_than_a_call_takes_are_sent_in_several() {
    let (client, transport) = client([done(), done(), done(), done()]);
    let tags: BTreeMap<String, String> = (0..25)
        .map(|number| (format!("key-{number:02}"), "v".to_owned()))
        .collect();
    client
        .tag(Tagged::Package(&id()), &tags, &limits())
        .await
        .unwrap();
    let keys: Vec<String> = tags.into_keys().collect();
    client
        .untag(Tagged::Package(&id()), &keys, &limits())
        .await
        .unwrap();
    let sent = transport.sent();
    assert_eq!(sent[0]["Tag.20.Key"], "key-19");
    assert_eq!(sent[1]["Tag.1.Key"], "key-20");
    assert_eq!(sent[2]["TagKey.20"], "key-19");
    assert_eq!(sent[3]["TagKey.5"], "key-24");
}

#[tokio::test(start_paused = true)]
async fn nothing_to_tag_or_untag_calls_nothing() {
    let (client, transport) = client([]);
    client
        .tag(Tagged::Package(&id()), &BTreeMap::new(), &limits())
        .await
        .unwrap();
    client
        .untag(Tagged::Package(&id()), &[], &limits())
        .await
        .unwrap();
    assert_eq!(transport.actions(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn an_upgrade_whose_answer_was_lost_is_not_ordered_again() {
    let end = EndTime::parse("2026-12-24T18:00:00Z").unwrap();
    let (client, transport) = client([lost()]);
    let error = client.upgrade(&id(), 20, end, &limits()).await.unwrap_err();
    assert!(error.may_have_been_executed());
    assert_eq!(transport.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_over_soon_is_waited_for_before_an_upgrade() {
    let end = EndTime::parse("2026-12-24T18:00:00Z").unwrap();
    let (client, _) = client([refusal(400, "OperationFailed.OrderIsProcessing"), done()]);
    client.upgrade(&id(), 20, end, &limits()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_instance_whose_answer_was_lost_is_made_once() {
    let (client, transport) = client([lost(), answer(200, r#"{"CenId":"cen-one"}"#)]);
    let token = ClientToken::parse("token-1").unwrap();
    let made = client
        .create_instance(&NewInstance::default(), &token, &limits())
        .await;
    assert_eq!(made, Ok(cen()));
    let tokens: Vec<String> = transport
        .sent()
        .iter()
        .map(|sent| sent["ClientToken"].clone())
        .collect();
    assert_eq!(tokens, ["token-1", "token-1"]);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_instance_is_none_whether_its_list_is_empty_or_refused() {
    for act in [none_listed(), refusal(404, "ParameterCenInstanceId")] {
        let (client, _) = client([act]);
        let read = client.instance(&cen(), Freshness::Latest, &limits()).await;
        assert_eq!(read, Ok(None));
    }
}

#[tokio::test(start_paused = true)]
async fn ending_an_instance_that_is_gone_is_a_success_and_one_in_use_is_refused_at_once() {
    let (gone, _) = client([refusal(404, "ParameterCenInstanceId")]);
    gone.delete_instance(&cen(), &limits()).await.unwrap();
    for (code, kind) in [
        ("InvalidOperation.CenInstanceStatus", Kind::Busy),
        ("InvalidOperation.AttachedChildInstanceExist", Kind::InUse),
        ("AssociationExist.BandwidthPackage", Kind::InUse),
    ] {
        let (client, transport) = client([refusal(409, code)]);
        let error = client.delete_instance(&cen(), &limits()).await.unwrap_err();
        assert_eq!(Kind::of_call(&error), Some(kind), "{code}");
        assert_eq!(transport.sent().len(), 1, "{code}");
    }
}
