use serde_json::json;

use super::*;
use crate::listed::{self, Page};
use crate::testing::{asked, client, code, deadline, none_listed, wire};
use alibaba_cloud::scripted::{Act, answer, lost, refusal};

fn cen() -> CenId {
    CenId::parse("cen-abc").unwrap()
}

#[test]
fn an_attached_network_is_read_with_everything_that_is_said_of_it() {
    let answer = json!({
        "TotalCount": 1,
        "ChildInstances": {"ChildInstance": [{
            "CenId": "cen-abc", "ChildInstanceId": "vpc-a", "ChildInstanceType": "vpc",
            "ChildInstanceRegionId": "cn-hangzhou", "ChildInstanceOwnerId": "1234567890123456",
            "ChildInstanceAttachTime": "2026-01-02T03:04Z", "Status": "attaching"
        }]}
    });
    let expected = Child {
        key: ChildKey::new("vpc-a", None),
        kind: ChildKind::Vpc,
        region: "cn-hangzhou".to_owned(),
        owner: Some(1_234_567_890_123_456),
        status: ChildStatus::Attaching,
        attach_time: Time::from_api("2026-01-02T03:04Z"),
    };
    let page = Page::of(vec![expected], 1);
    assert_eq!(listed::page(&answer, &cen()), Ok(page));
    assert_eq!(
        listed::page::<Child>(&json!({"ChildInstances": [{"Status": "Attached"}]}), &cen()),
        Err("a network instance in it has no id".to_owned())
    );
}

#[test]
fn a_search_is_narrowed_to_the_region_where_that_is_known() {
    let list = |key: Option<ChildKey>| asked::<Child>(&cen(), key.as_slice(), 2);
    let whole = "CenId=cen-abc&PageNumber=2&PageSize=50";
    assert_eq!(list(None), whole);
    assert_eq!(list(Some(ChildKey::new("vpc-a", None))), whole);
    assert_eq!(
        list(Some(ChildKey::new("vpc-a", Some("cn-hangzhou")))),
        "CenId=cen-abc&ChildInstanceRegionId=cn-hangzhou&PageNumber=2&PageSize=50"
    );
}

#[test]
fn accounts_are_named_only_where_they_are_known() {
    let cen = cen();
    let mut network = Network {
        id: "vpc-a".to_owned(),
        kind: ChildKind::Vpc,
        region: "cn-hangzhou".to_owned(),
        owner: None,
    };
    let attach = |network: &Network| wire(&network.attach(&cen));
    assert_eq!(
        attach(&network),
        "CenId=cen-abc&ChildInstanceId=vpc-a&ChildInstanceRegionId=cn-hangzhou&ChildInstanceType=VPC"
    );
    network.owner = Some(42);
    assert_eq!(
        attach(&network),
        "CenId=cen-abc&ChildInstanceId=vpc-a&ChildInstanceOwnerId=42&ChildInstanceRegionId=cn-hangzhou&\
         ChildInstanceType=VPC"
    );
    assert_eq!(
        wire(&network.detach(&cen, Some(7))),
        "CenId=cen-abc&CenOwnerId=7&ChildInstanceId=vpc-a&ChildInstanceOwnerId=42&ChildInstanceRegionId=cn-hangzhou&\
         ChildInstanceType=VPC"
    );
}

#[test]
fn the_beginning_of_an_id_tells_the_kind() {
    for (id, kind) in [
        ("vpc-abc", Some(ChildKind::Vpc)),
        ("VBR-abc", Some(ChildKind::Vbr)),
        ("ccn-abc", Some(ChildKind::Ccn)),
        ("ecr-abc", None),
        ("vpc", None),
    ] {
        assert_eq!(ChildKind::of_id(id), kind, "{id}");
    }
}

fn vpc() -> Network {
    Network {
        id: "vpc-a".to_owned(),
        kind: ChildKind::Vpc,
        region: "cn-hangzhou".to_owned(),
        owner: None,
    }
}

fn attached(id: &str) -> Act {
    let child = format!(r#"{{"ChildInstanceId":"{id}","Status":"Attached"}}"#);
    answer(
        200,
        &format!(r#"{{"TotalCount":1,"ChildInstances":{{"ChildInstance":[{child}]}}}}"#),
    )
}

#[tokio::test(start_paused = true)]
async fn attaching_what_is_attached_to_this_instance_is_a_success() {
    let taken = || refusal(409, "InvalidOperation.ChildInstanceAlreadyAttached");
    let (here, _) = client([lost(), taken(), attached("vpc-a")]);
    assert_eq!(
        here.attach(&cen(), &vpc(), &deadline()).await.unwrap(),
        Made::Now
    );
    let (before, _) = client([taken(), attached("vpc-a")]);
    assert_eq!(
        before.attach(&cen(), &vpc(), &deadline()).await.unwrap(),
        Made::Before
    );
    let (elsewhere, _) = client([taken(), attached("vpc-b")]);
    assert_eq!(
        code(
            elsewhere
                .attach(&cen(), &vpc(), &deadline())
                .await
                .map(drop)
        ),
        "InvalidOperation.ChildInstanceAlreadyAttached"
    );
}

#[tokio::test(start_paused = true)]
async fn detaching_what_is_gone_is_a_success() {
    for code in [
        "ParameterInstanceId",
        "ParameterCenInstanceId",
        "Bid.NotFound",
    ] {
        let (client, _) = client([refusal(404, code)]);
        client
            .detach(&cen(), &vpc(), None, &deadline())
            .await
            .unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn readers_of_one_instance_share_a_list_and_those_of_another_do_not() {
    let (client, transport) = client([
        attached("vpc-a"),
        none_listed(),
        refusal(404, "ParameterCenInstanceId"),
    ]);
    let other = CenId::parse("cen-two").unwrap();
    let key = ChildKey::new("vpc-a", Some("cn-hangzhou"));
    let read = async |cen: &CenId, freshness| {
        let child = client.child(cen, &key, freshness, &deadline()).await;
        child.unwrap().is_some()
    };
    assert!(read(&cen(), Freshness::Recent).await);
    assert!(read(&cen(), Freshness::Recent).await);
    assert!(!read(&other, Freshness::Recent).await);
    assert!(!read(&other, Freshness::Latest).await);
    assert_eq!(transport.sent().len(), 3);
}
