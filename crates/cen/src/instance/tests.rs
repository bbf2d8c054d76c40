use serde_json::json;

use super::*;
use alibaba_cloud::sign::rpc::canonical_query;

fn id() -> CenId {
    CenId::parse("cen-abc").unwrap()
}

fn wire(operation: &impl Operation) -> String {
    canonical_query(operation.call().parameters())
}

#[test]
fn an_instance_is_read_with_everything_that_is_said_of_it() {
    let answer = json!({
        "RequestId": "R", "PageNumber": 1, "PageSize": 50, "TotalCount": 1,
        "Cens": {"Cen": [{
            "CenId": " Cen-abc", "Name": "main", "Description": "d", "Status": "Active",
            "ProtectionLevel": "REDUCED", "Ipv6Level": "DISABLED", "CreationTime": "2026-01-02T03:04Z",
            "ResourceGroupId": "rg-1", "CenBandwidthPackageIds": {"CenBandwidthPackageId": ["cenbwp-a"]},
            "Tags": {"Tag": [{"Key": "env", "Value": "dev"}]}
        }]}
    });
    let expected = Instance {
        id: id(),
        name: "main".to_owned(),
        description: "d".to_owned(),
        status: InstanceStatus::Active,
        protection_level: "REDUCED".to_owned(),
        packages: vec![PackageId::parse("cenbwp-a").unwrap()],
        tags: BTreeMap::from([("env".to_owned(), "dev".to_owned())]),
        creation_time: Moment::from_answer("2026-01-02T03:04Z"),
        resource_group_id: "rg-1".to_owned(),
    };
    let page = Page {
        objects: vec![expected],
        total: 1,
    };
    assert_eq!(DescribeInstances::decode(&answer), Ok(page));
}

#[test]
fn a_sparse_answer_is_read_and_one_without_an_id_is_no_answer() {
    let page =
        DescribeInstances::decode(&json!({"Cens": [{"CenId": "cen-abc", "Status": "Napping"}]}));
    let instance = page.unwrap().objects.remove(0);
    assert_eq!(instance.status, InstanceStatus::Other("Napping".to_owned()));
    assert_eq!((instance.name, instance.packages), (String::new(), vec![]));
    assert_eq!(
        DescribeInstances::decode(&json!({"Cens": {"Cen": [{"Name": "n"}]}})),
        Err("a CEN instance in it has no id".to_owned())
    );
    assert_eq!(
        CreateInstance::decode(&json!({"RequestId": "R"})),
        Err("it has no CenId".to_owned())
    );
}

#[test]
fn a_list_is_asked_for_by_id_or_whole() {
    let ids = [id()];
    assert_eq!(
        wire(&DescribeInstances { ids: &ids, page: 1 }),
        "Filter.1.Key=CenId&Filter.1.Value.1=cen-abc&PageNumber=1&PageSize=50"
    );
    assert_eq!(
        wire(&DescribeInstances { ids: &[], page: 3 }),
        "PageNumber=3&PageSize=50"
    );
}

#[test]
fn a_creation_sends_what_is_given_and_its_token() {
    let token = ClientToken::parse("token-1").unwrap();
    let new = NewInstance::default();
    let sparse = CreateInstance {
        new: &new,
        token: &token,
    };
    assert_eq!(wire(&sparse), "ClientToken=token-1");
    let new = NewInstance {
        name: Some("main".to_owned()),
        description: Some("d".to_owned()),
        protection_level: Some("REDUCED".to_owned()),
        tags: BTreeMap::from([("env".to_owned(), "dev".to_owned())]),
        resource_group_id: Some("rg-1".to_owned()),
    };
    let full = CreateInstance {
        new: &new,
        token: &token,
    };
    assert_eq!(
        wire(&full),
        "ClientToken=token-1&Description=d&Name=main&ProtectionLevel=REDUCED&ResourceGroupId=rg-1&Tag.1.Key=env&\
         Tag.1.Value=dev"
    );
}

#[test]
fn a_change_sends_empty_texts_and_leaves_out_what_stays() {
    let change = InstanceChange {
        description: Some(String::new()),
        ..InstanceChange::default()
    };
    let id = id();
    let modify = ModifyInstance {
        id: &id,
        change: &change,
    };
    assert_eq!(wire(&modify), "CenId=cen-abc&Description=");
}

#[test]
fn the_status_of_an_instance_is_no_reason_to_repeat_its_end() {
    let id = id();
    let call = DeleteInstance { id: &id }.call();
    assert_eq!(
        call.classify("InvalidOperation.CenInstanceStatus"),
        Some(Class::Refused)
    );
    assert_eq!(call.classify("Operation.Blocking"), Some(Class::Busy));
}
