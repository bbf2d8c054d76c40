use serde_json::json;

use super::*;
use crate::listed::{self, Page};
use crate::testing::{asked, client, deadline, done};
use alibaba_cloud::scripted::{answer, refusal};

fn key() -> RelationKey {
    RelationKey::parse("tr-attach-a:vtb-b").unwrap()
}

fn seen(status: &str) -> String {
    json!({"TransitRouterAssociations": [{
        "TransitRouterAttachmentId": "tr-attach-a", "TransitRouterRouteTableId": "vtb-b",
        "ResourceId": "vpc-a", "ResourceType": "VPC", "Status": status
    }]})
    .to_string()
}

#[test]
fn a_relation_is_read_with_everything_that_is_said_of_it() {
    let expected = Relation {
        key: key(),
        resource_type: "VPC".to_owned(),
        resource_id: "vpc-a".to_owned(),
        status: RelationStatus::Associating,
    };
    let answer = serde_json::from_str(&seen("Associating")).unwrap();
    let of = Of::Table(key().table);
    let page: Page<Entry<Association>> = listed::page(&answer, &of).unwrap();
    assert_eq!(page.objects[0].relation, expected);
    let lacking =
        json!({"TransitRouterPropagations": [{"TransitRouterAttachmentId": "tr-attach-a"}]});
    let page: Result<Page<Entry<Propagation>>, _> = listed::page(&lacking, &of);
    let lack = "an entry of it lacks an attachment or a route table";
    assert_eq!(page.err().as_deref(), Some(lack));
}

#[test]
fn lists_belong_to_a_table_or_to_an_attachment() {
    let table = Of::Table(key().table);
    assert_eq!(
        asked::<Entry<Association>>(&table, &[key()], 1),
        "TransitRouterAttachmentId=tr-attach-a&TransitRouterRouteTableId=vtb-b"
    );
    assert_eq!(
        asked::<Entry<Propagation>>(&table, &[], 1),
        "TransitRouterRouteTableId=vtb-b"
    );
    let attachment = Of::Attachment(key().attachment);
    assert_eq!(
        asked::<Entry<Association>>(&attachment, &[], 1),
        "TransitRouterAttachmentId=tr-attach-a"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_looked_at_before_it_counts() {
    let refused = || refusal(400, "InvalidOperation.AssociationExist");
    let nothing = r#"{"TransitRouterAssociations":[]}"#;
    let (client, transport) = client([
        done(),
        refused(),
        answer(200, &seen("Active")),
        refused(),
        answer(200, nothing),
        refused(),
        answer(200, nothing),
    ]);
    let (key, deadline) = (key(), deadline());
    let associate = || client.associate_attachment(&key, &deadline);
    assert_eq!(associate().await.unwrap(), Made::Now);
    assert_eq!(associate().await.unwrap(), Made::Before);
    assert!(associate().await.is_err());
    client.dissociate_attachment(&key, &deadline).await.unwrap();
    let sent = &transport.sent()[0];
    assert_eq!(sent["TransitRouterAttachmentId"], "tr-attach-a");
    assert_eq!(sent["TransitRouterRouteTableId"], "vtb-b");
}
