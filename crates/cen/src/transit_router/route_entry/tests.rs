use serde_json::json;

use super::*;
use crate::listed;
use crate::testing::{asked, client, deadline, done};
use alibaba_cloud::scripted::{answer, refusal};

fn table() -> RouteTableId {
    RouteTableId::parse("vtb-a").unwrap()
}

#[test]
fn a_route_is_read_with_everything_that_is_said_of_it() {
    let answer = json!({
        "TransitRouterRouteEntries": [
            {
                "TransitRouterRouteEntryId": "rte-a", "TransitRouterRouteEntryDestinationCidrBlock": "10.0.0.0/8",
                "TransitRouterRouteEntryNextHopType": "BlackHole", "TransitRouterRouteEntryType": "Static",
                "TransitRouterRouteEntryName": "drop", "TransitRouterRouteEntryDescription": "d",
                "TransitRouterRouteEntryStatus": "Rejected", "CreateTime": "2026-01-02T03:04Z"
            },
            {
                "TransitRouterRouteEntryDestinationCidrBlock": "10.0.1.0/24",
                "TransitRouterRouteEntryNextHopType": "Attachment", "TransitRouterRouteEntryType": "Propagated",
                "TransitRouterRouteEntryNextHopId": "tr-attach-a",
                "TransitRouterRouteEntryNextHopResourceType": "VPC",
                "TransitRouterRouteEntryNextHopResourceId": "vpc-a",
                "TransitRouterRouteEntryOriginResourceType": "VPC",
                "TransitRouterRouteEntryOriginResourceId": "vpc-a",
                "TransitRouterRouteEntryStatus": "Active"
            }
        ],
        "NextToken": "more"
    });
    let set = RouteEntry {
        id: RouteEntryName::Set(RouteEntryId::parse("rte-a").unwrap()),
        table: table(),
        destination: Cidr::parse("10.0.0.0/8").unwrap(),
        next_hop_type: "BlackHole".to_owned(),
        next_hop: None,
        next_hop_resource_type: String::new(),
        next_hop_resource_id: String::new(),
        origin_resource_type: String::new(),
        origin_resource_id: String::new(),
        kind: "Static".to_owned(),
        prefix_list: String::new(),
        name: "drop".to_owned(),
        description: "d".to_owned(),
        status: RouteEntryStatus::Rejected,
        creation_time: Time::from_api("2026-01-02T03:04Z"),
    };
    let attachment = AttachmentId::parse("tr-attach-a").ok();
    let destination = Cidr::parse("10.0.1.0/24").unwrap();
    let vpc = || "vpc-a".to_owned();
    let learnt = RouteEntry {
        id: RouteEntryName::Learnt(destination, attachment.clone(), vpc()),
        destination,
        next_hop_type: "Attachment".to_owned(),
        next_hop: attachment,
        next_hop_resource_type: "VPC".to_owned(),
        next_hop_resource_id: vpc(),
        origin_resource_type: "VPC".to_owned(),
        origin_resource_id: vpc(),
        kind: "Propagated".to_owned(),
        name: String::new(),
        description: String::new(),
        status: RouteEntryStatus::Active,
        creation_time: None,
        ..set.clone()
    };
    let page = Page {
        next: Some("more".to_owned()),
        ..Page::of(vec![set, learnt], 2)
    };
    assert_eq!(listed::page(&answer, &table()), Ok(page));
    let lacking = json!({"TransitRouterRouteEntries": [{"TransitRouterRouteEntryId": "rte-a"}]});
    let read: Result<Page<RouteEntry>, _> = listed::page(&lacking, &table());
    assert_eq!(read, Err("a route in it has no destination".to_owned()));
}

#[test]
fn routes_are_looked_for_whether_they_are_in_use_or_not() {
    let ids = ["rte-a", "rte-b"].map(|id| RouteEntryName::Set(RouteEntryId::parse(id).unwrap()));
    assert_eq!(
        asked::<RouteEntry>(&table(), &ids, 1),
        "MaxResults=100&TransitRouterRouteEntryIds.1=rte-a&TransitRouterRouteEntryIds.2=rte-b&\
         TransitRouterRouteEntryStatus=All&TransitRouterRouteTableId=vtb-a"
    );
}

#[tokio::test(start_paused = true)]
async fn a_route_leads_to_an_attachment_or_nowhere_and_one_that_is_gone_is_deleted() {
    let made = || answer(200, r#"{"TransitRouterRouteEntryId":"rte-a"}"#);
    let gone = refusal(400, "IllegalParam.TransitRouterRouteEntryId");
    let (client, transport) = client([made(), made(), done(), gone]);
    let deadline = deadline();
    let new = NewRouteEntry {
        table: table(),
        destination: Cidr::parse("10.0.0.0/8").unwrap(),
        next_hop: None,
        name: None,
        description: None,
    };
    let token = ClientToken::draw();
    let create = client.create_route_entry(&new, &token, &deadline);
    let key = create.await.unwrap();
    assert_eq!(key.to_string(), "vtb-a:rte-a");
    let to_attachment = NewRouteEntry {
        next_hop: AttachmentId::parse("tr-attach-a").ok(),
        ..new
    };
    let create = client.create_route_entry(&to_attachment, &token, &deadline);
    create.await.unwrap();
    let cleared = String::new();
    let update = client.update_route_entry(&key, None, Some(&cleared), &deadline);
    update.await.unwrap();
    client.delete_route_entry(&key, &deadline).await.unwrap();
    let sent = transport.sent();
    assert_eq!(sent[0][NEXT_HOP_TYPE], "BlackHole");
    assert_eq!(sent[0].get(NEXT_HOP), None);
    assert_eq!(sent[1][NEXT_HOP_TYPE], "Attachment");
    assert_eq!(sent[1][NEXT_HOP], "tr-attach-a");
    assert_eq!(sent[2]["TransitRouterRouteEntryDescription"], "");
    assert_eq!(sent[2].get("TransitRouterRouteEntryName"), None);
}
