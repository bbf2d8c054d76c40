use std::collections::{BTreeMap, BTreeSet};

use crate::id::CenId;
use crate::reads::Freshness;
use crate::region::Region;
use crate::testing::{client, deadline};
use crate::transit_router::RouterId;
use crate::transit_router::{
    AttachmentChange, AttachmentKey, NewAttachment, NewRouter, NewVbr, Peer, Place, RouterKey, Vbr,
    Vpc,
};
use alibaba_cloud::error::{CallError, NotSent, Stopped};
use alibaba_cloud::scripted::{Act, answer, lost, refusal};
use alibaba_cloud::token::ClientToken;

fn router(id: &str) -> RouterKey {
    RouterKey::parse(&format!("cen-one:{id}")).unwrap()
}

fn attachment(id: &str) -> AttachmentKey {
    AttachmentKey::parse(&format!("tr-one:{id}")).unwrap()
}

fn routers(ids: &[&str]) -> Act {
    let rows: Vec<String> = ids
        .iter()
        .map(|id| {
            format!(r#"{{"TransitRouterId":"{id}","CenId":"cen-one","RegionId":"cn-hangzhou"}}"#)
        })
        .collect();
    let (total, rows) = (ids.len(), rows.join(","));
    answer(
        200,
        &format!(r#"{{"TotalCount":{total},"TransitRouters":[{rows}]}}"#),
    )
}

/// A part of a list of attached VPCs.
fn vpcs(ids: &[&str], next: &str) -> Act {
    let rows: Vec<String> = ids
        .iter()
        .map(|id| {
            format!(
                r#"{{"TransitRouterAttachmentId":"{id}","TransitRouterId":"tr-one","VpcId":"vpc-a"}}"#
            )
        })
        .collect();
    let rows = rows.join(",");
    answer(
        200,
        &format!(r#"{{"NextToken":"{next}","TransitRouterAttachments":[{rows}]}}"#),
    )
}

#[tokio::test(start_paused = true)]
async fn a_transit_router_whose_answer_was_lost_is_asked_for_with_the_same_token() {
    let made = answer(200, r#"{"TransitRouterId":"tr-one"}"#);
    let (client, transport) = client([lost(), made]);
    let new = NewRouter {
        cen: CenId::parse("cen-one").unwrap(),
        region: Region::parse("cn-hangzhou").unwrap(),
        name: None,
        description: None,
        support_multicast: None,
        tags: [].into(),
    };
    let token = ClientToken::parse("token-1").unwrap();
    let key = client
        .create_transit_router(&new, &token, &deadline())
        .await;
    assert_eq!(key.unwrap(), router("tr-one"));
    let tokens: Vec<String> = transport
        .sent()
        .iter()
        .map(|sent| sent["ClientToken"].clone())
        .collect();
    assert_eq!(tokens, ["token-1", "token-1"]);
}

#[tokio::test(start_paused = true)]
async fn one_transit_router_is_looked_for_in_its_instance_and_one_that_is_gone_is_none() {
    let (client, transport) = client([routers(&["tr-one"]), routers(&[])]);
    for (id, found) in [("tr-one", true), ("tr-two", false)] {
        let (key, deadline) = (router(id), deadline());
        let read = client.transit_router(&key, Freshness::Latest, &deadline);
        assert_eq!(read.await.unwrap().is_some(), found, "{id}");
    }
    let sent = transport.sent();
    let asked = sent
        .iter()
        .map(|sent| (sent["CenId"].as_str(), sent["TransitRouterId"].as_str()));
    assert_eq!(
        asked.collect::<Vec<_>>(),
        [("cen-one", "tr-one"), ("cen-one", "tr-two")]
    );
}

#[tokio::test(start_paused = true)]
async fn readers_of_the_transit_routers_of_an_instance_share_a_call() {
    let ids = ["tr-a", "tr-b", "tr-c", "tr-d"];
    let (client, transport) = client([routers(&ids)]);
    let read = async |id: &str| {
        let (router, deadline) = (router(id), deadline());
        let read = client.transit_router(&router, Freshness::Recent, &deadline);
        read.await.unwrap().is_some()
    };
    let found = tokio::join!(read(ids[0]), read(ids[1]), read(ids[2]), read(ids[3]));
    assert_eq!(found, (true, true, true, true));
    assert_eq!(transport.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_list_of_several_parts_is_read_to_its_end() {
    let (client, transport) = client([vpcs(&["tr-attach-a"], "2"), vpcs(&["tr-attach-b"], "")]);
    let (key, deadline) = (attachment("tr-attach-b"), deadline());
    let read = client.attachment::<Vpc>(&key, Freshness::Latest, &deadline);
    assert_eq!(read.await.unwrap().unwrap().head.id, key.id);
    let sent = transport.sent();
    assert_eq!(sent[0].get("NextToken"), None);
    assert_eq!(sent[1]["NextToken"], "2");
    assert_eq!(sent[1]["TransitRouterAttachmentId"], "tr-attach-b");
}

#[tokio::test(start_paused = true)]
async fn a_list_without_an_end_is_given_up() {
    let parts = std::iter::repeat_with(|| vpcs(&["tr-attach-a"], "again")).take(1_000);
    let (client, _) = client(parts);
    let (key, deadline) = (attachment("tr-attach-b"), deadline());
    let read = client.attachment::<Vpc>(&key, Freshness::Latest, &deadline);
    let error = read.await.unwrap_err().to_string();
    assert!(
        error.contains("the list of attached VPCs has no end"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_attached_to_a_transit_router_that_is_gone() {
    let gone = || refusal(404, "InvalidTransitRouterId.NotFound");
    let (client, _) = client([gone(), gone(), gone()]);
    let (key, deadline) = (attachment("tr-attach-a"), deadline());
    let read = client.attachment::<Peer>(&key, Freshness::Latest, &deadline);
    assert_eq!(read.await.unwrap(), None);
    client
        .delete_attachment::<Peer>(&key, false, &deadline)
        .await
        .unwrap();
    client
        .delete_transit_router(&router("tr-one"), &deadline)
        .await
        .unwrap();
}

/// A change of something attached while another one has the turn of its transit router.
#[tokio::test(start_paused = true)]
async fn changes_of_attachments_wait_for_the_turn_of_their_transit_router() {
    let (client, transport) = client([routers(&["tr-one"])]);
    let (cen, region) = (
        CenId::parse("cen-one").unwrap(),
        Region::parse("cn-hangzhou").unwrap(),
    );
    let found = client.transit_router_in(&cen, &region, &deadline()).await;
    assert!(found.unwrap().is_some());
    let router = RouterId::parse("tr-one").unwrap();
    let _turn = client.routers().of_router(&router, &deadline()).await.ok();
    let key = attachment("tr-attach-a");
    let change = AttachmentChange {
        name: Some("other".to_owned()),
        ..AttachmentChange::default()
    };
    let new = |place| NewAttachment {
        place,
        region: region.clone(),
        name: None,
        description: None,
        auto_publish_routes: None,
        tags: BTreeMap::new(),
        own: NewVbr {
            vbr: "vbr-a".to_owned(),
            owner: None,
        },
    };
    let token = ClientToken::parse("t").unwrap();
    let late = CallError::NotSent(NotSent::Ended(Stopped::Deadline));
    for place in [Place::Router(router), Place::Cen(cen)] {
        let (new, deadline) = (new(place), deadline());
        let made = client.create_attachment::<Vbr>(&new, &token, &deadline);
        assert_eq!(made.await, Err(late.clone()));
    }
    let changes = [
        client
            .update_attachment::<Vbr>(&key, &change, &deadline())
            .await,
        client
            .update_zones(&key, &BTreeSet::new(), &BTreeSet::new(), &deadline())
            .await,
        client
            .delete_attachment::<Vbr>(&key, false, &deadline())
            .await,
    ];
    assert_eq!(changes, [Err(late.clone()), Err(late.clone()), Err(late)]);
    assert_eq!(transport.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_still_leaving_is_waited_for_when_a_transit_router_ends() {
    let leaving = refusal(409, "InvalidOperation.AttachedChildInstanceExist");
    let (client, transport) = client([leaving, answer(200, "{}")]);
    client
        .delete_transit_router(&router("tr-one"), &deadline())
        .await
        .unwrap();
    assert_eq!(transport.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn lists_of_two_transit_routers_are_apart() {
    let (client, transport) = client([vpcs(&["tr-attach-a"], ""), vpcs(&[], "")]);
    let other = AttachmentKey {
        router: RouterId::parse("tr-two").ok(),
        ..attachment("tr-attach-a")
    };
    for (key, found) in [(attachment("tr-attach-a"), true), (other, false)] {
        let deadline = deadline();
        let read = client.attachment::<Vpc>(&key, Freshness::Recent, &deadline);
        assert_eq!(read.await.unwrap().is_some(), found);
    }
    assert_eq!(transport.sent()[1]["TransitRouterId"], "tr-two");
}

#[tokio::test(start_paused = true)]
async fn an_attachment_whose_transit_router_is_not_known_is_looked_for_by_its_id_alone() {
    let entry =
        r#"{"TransitRouterAttachmentId":"tr-attach-a","TransitRouterId":"tr-one","VbrId":"vbr-a"}"#;
    let one = || answer(200, &format!(r#"{{"TransitRouterAttachments":[{entry}]}}"#));
    let (client, transport) = client([one(), one()]);
    let key = AttachmentKey::parse("<nil>:tr-attach-a").unwrap();
    // Readers of several do not share what has no list of its own.
    for freshness in [Freshness::Recent, Freshness::Latest] {
        let deadline = deadline();
        let read = client.attachment::<Vbr>(&key, freshness, &deadline);
        let seen = read.await.unwrap().unwrap();
        assert_eq!(seen.head.router.as_str(), "tr-one");
    }
    for sent in transport.sent() {
        assert_eq!(sent["TransitRouterAttachmentId"], "tr-attach-a");
        assert_eq!(sent.get("TransitRouterId"), None);
    }
}
