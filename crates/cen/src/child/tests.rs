use serde_json::json;

use super::*;
use alibaba_cloud::sign::rpc::canonical_query;

fn cen() -> CenId {
    CenId::parse("cen-abc").unwrap()
}

fn wire(operation: &impl Operation) -> String {
    canonical_query(operation.call().parameters())
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
        attach_time: Moment::from_answer("2026-01-02T03:04Z"),
    };
    let page = Page {
        objects: vec![expected],
        total: 1,
    };
    assert_eq!(DescribeChildren::decode(&answer), Ok(page));
    assert_eq!(
        DescribeChildren::decode(&json!({"ChildInstances": [{"Status": "Attached"}]})),
        Err("a network instance in it has no id".to_owned())
    );
}

#[test]
fn a_search_is_narrowed_to_the_region_where_that_is_known() {
    let cen = cen();
    let list = |key: Option<ChildKey>| {
        wire(&DescribeChildren {
            cen: &cen,
            key: key.as_ref(),
            page: 2,
        })
    };
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
    let attach = |network: &Network| wire(&Attach { cen: &cen, network });
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
    let detach = Detach {
        cen: &cen,
        network: &network,
        cen_owner: Some(7),
    };
    assert_eq!(
        wire(&detach),
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
