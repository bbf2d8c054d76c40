use super::*;
use crate::child::{ChildKey, ChildKind, Network};

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
    here.attach(&cen(), &vpc(), &limits()).await.unwrap();
    let (elsewhere, _) = client([taken(), attached("vpc-b")]);
    assert_eq!(
        code(elsewhere.attach(&cen(), &vpc(), &limits()).await),
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
            .detach(&cen(), &vpc(), None, &limits())
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
        let child = client.child(cen, &key, freshness, &limits()).await;
        child.unwrap().is_some()
    };
    assert!(read(&cen(), Freshness::Recent).await);
    assert!(read(&cen(), Freshness::Recent).await);
    assert!(!read(&other, Freshness::Recent).await);
    assert!(!read(&other, Freshness::Latest).await);
    assert_eq!(transport.sent().len(), 3);
}
