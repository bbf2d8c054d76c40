use serde_json::json;

use super::*;
use crate::listed::Page;
use crate::testing::{asked, client, deadline, none_listed, read, wire};
use alibaba_cloud::scripted::{answer, lost, refusal};

fn id() -> CenId {
    CenId::parse("cen-abc").unwrap()
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
        creation_time: Time::from_api("2026-01-02T03:04Z"),
        resource_group_id: "rg-1".to_owned(),
    };
    let page = Page::of(vec![expected], 1);
    assert_eq!(read::<Instance>(&answer), Ok(page));
}

#[test]
fn a_sparse_answer_is_read_and_one_without_an_id_is_no_answer() {
    let page = read::<Instance>(&json!({"Cens": [{"CenId": "cen-abc", "Status": "Napping"}]}));
    let instance = page.unwrap().objects.remove(0);
    assert_eq!(instance.status, InstanceStatus::Other("Napping".to_owned()));
    assert_eq!((instance.name, instance.packages), (String::new(), vec![]));
    assert_eq!(
        read::<Instance>(&json!({"Cens": {"Cen": [{"Name": "n"}]}})),
        Err("a CEN instance in it has no id".to_owned())
    );
}

#[test]
fn a_list_is_asked_for_by_id_or_whole() {
    assert_eq!(
        asked::<Instance>(&(), &[id()], 1),
        "Filter.1.Key=CenId&Filter.1.Value.1=cen-abc&PageNumber=1&PageSize=50"
    );
    assert_eq!(asked::<Instance>(&(), &[], 3), "PageNumber=3&PageSize=50");
}

#[test]
fn a_creation_sends_what_is_given_and_its_token() {
    let token = ClientToken::parse("token-1").unwrap();
    let sparse = NewInstance::default().call(&token);
    assert_eq!(wire(&sparse), "ClientToken=token-1");
    let new = NewInstance {
        name: Some("main".to_owned()),
        description: Some("d".to_owned()),
        protection_level: Some("REDUCED".to_owned()),
        tags: BTreeMap::from([("env".to_owned(), "dev".to_owned())]),
        resource_group_id: Some("rg-1".to_owned()),
    };
    let full = new.call(&token);
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
    assert_eq!(wire(&change.call(&id())), "CenId=cen-abc&Description=");
}

#[test]
fn the_status_of_an_instance_is_no_reason_to_repeat_its_end() {
    let call = delete(&id());
    assert_eq!(
        call.classify("InvalidOperation.CenInstanceStatus"),
        Some(Class::Refused)
    );
    assert_eq!(call.classify("Operation.Blocking"), None);
}

#[tokio::test(start_paused = true)]
async fn an_instance_whose_answer_was_lost_is_made_once() {
    let (client, transport) = client([lost(), answer(200, r#"{"CenId":"cen-abc"}"#)]);
    let token = ClientToken::parse("token-1").unwrap();
    let made = client
        .create_instance(&NewInstance::default(), &token, &deadline())
        .await;
    assert_eq!(made, Ok(id()));
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
        let read = client.instance(&id(), Freshness::Latest, &deadline()).await;
        assert_eq!(read, Ok(None));
    }
}

#[tokio::test(start_paused = true)]
async fn deleting_an_instance_that_is_gone_is_a_success_and_one_in_use_is_refused_at_once() {
    let (gone, _) = client([refusal(404, "ParameterCenInstanceId")]);
    gone.delete_instance(&id(), &deadline()).await.unwrap();
    for (code, kind) in [
        ("InvalidOperation.CenInstanceStatus", Kind::Busy),
        ("InvalidOperation.AttachedChildInstanceExist", Kind::InUse),
        ("AssociationExist.BandwidthPackage", Kind::InUse),
    ] {
        let (client, transport) = client([refusal(409, code)]);
        let error = client
            .delete_instance(&id(), &deadline())
            .await
            .unwrap_err();
        assert_eq!(Kind::of_call(&error), Some(kind), "{code}");
        assert_eq!(transport.sent().len(), 1, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_creation_without_an_id_is_no_answer() {
    let (client, _) = client([
        answer(200, r#"{"RequestId":"R"}"#),
        answer(200, r#"{"CenId":"cen-abc"}"#),
    ]);
    let token = ClientToken::parse("token-1").unwrap();
    let new = NewInstance::default();
    let made = client.create_instance(&new, &token, &deadline()).await;
    assert_eq!(made, Ok(id()));
}
