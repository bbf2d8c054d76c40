use serde_json::{Value, json};

use crate::{ACCOUNT_ID, PrefixList, PrefixListAssociation};

use super::client::{Bench, bench};
use super::control::control;

const CREATE: &str = "CreateTransitRouterPrefixListAssociation";
const DELETE: &str = "DeleteTransitRouterPrefixListAssociation";
const LIST: &str = "ListTransitRouterPrefixListAssociation";

/// A router in Hangzhou, its first table and the attachment of a VPC.
async fn hangzhou(bench: &Bench) -> [String; 3] {
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let table = bench.system_table(&router).await;
    let attachment = bench.vpc(&router, "vpc-a", &[]).await;
    [router, table, attachment]
}

#[tokio::test]
async fn a_prefix_list_is_associated_with_a_table_once_for_a_next_hop() {
    let bench = bench().await;
    let [router, table, a] = hangzhou(&bench).await;
    let given = |next_hop| {
        vec![
            ("TransitRouterId", router.as_str()),
            ("RegionId", "cn-hangzhou"),
            ("TransitRouterTableId", table.as_str()),
            ("PrefixListId", "pl-a"),
            ("NextHop", next_hop),
        ]
    };
    bench.ok(CREATE, &given("BlackHole")).await;
    bench.ok(CREATE, &given(&a)).await;
    let twice = (
        400,
        "InvalidOperation.PrefixListAssociationExist".to_owned(),
    );
    assert_eq!(bench.refused(CREATE, &given(&a)).await, twice);
    let row = |next_hop: &str, kind: &str, instance: &str| {
        json!({
            "PrefixListId": "pl-a", "TransitRouterId": router, "TransitRouterTableId": table,
            "NextHop": next_hop, "NextHopType": kind, "NextHopInstanceId": instance,
            "OwnerUid": ACCOUNT_ID, "Status": "Active"
        })
    };
    let of_router = given("BlackHole")[..2].to_vec();
    let body = bench.ok(LIST, &of_router).await;
    let both = json!([row("BlackHole", "BlackHole", ""), row(&a, "VPC", "vpc-a")]);
    assert_eq!(body["PrefixLists"], both);
    assert_eq!(
        (&body["PageSize"], &body["TotalCount"]),
        (&json!(10), &json!(2))
    );
    let of_vpc = [&of_router[..], &[("NextHopInstanceId", "vpc-a")]].concat();
    assert_eq!(bench.rows(LIST, "PrefixLists", &of_vpc).await.len(), 1);

    let in_use = (400, "AssociationExist.PrefixList".to_owned());
    let this = [("TransitRouterAttachmentId", a.as_str())];
    let detach = "DeleteTransitRouterVpcAttachment";
    assert_eq!(bench.refused(detach, &this).await, in_use);
    bench.ok(DELETE, &given(&a)).await;
    let gone = (404, "InstanceNotExist.PrefixListAssociation".to_owned());
    assert_eq!(bench.refused(DELETE, &given(&a)).await, gone);
    bench.ok(detach, &this).await;
    assert_eq!(bench.cloud.all::<PrefixListAssociation>().len(), 1);
}

#[tokio::test]
async fn every_bad_association_of_a_prefix_list_has_its_code() {
    let bench = bench().await;
    let [router, table, a] = hangzhou(&bench).await;
    for (name, value, status, code) in [
        ("PrefixListId", "vpc-a", 400, "InvalidParameter"),
        ("RegionId", "cn-beijing", 400, "IllegalParam.Region"),
        (
            "TransitRouterTableId",
            "vtb-none",
            404,
            "InvalidTransitRouterRouteTableId.NotFound",
        ),
        (
            "NextHop",
            "tr-attach-none",
            404,
            "ResourceNotFound.TransitRouterAttachment",
        ),
        ("NextHopType", "VBR", 400, "InvalidParameter"),
        ("DryRun", "true", 400, "DryRunOperation"),
    ] {
        let given = [
            ("TransitRouterId", router.as_str()),
            ("RegionId", "cn-hangzhou"),
            ("TransitRouterTableId", table.as_str()),
            ("PrefixListId", "pl-a"),
            ("NextHop", a.as_str()),
            (name, value),
        ];
        assert_eq!(
            bench.refused(CREATE, &given).await,
            (status, code.to_owned()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_person_tells_what_a_prefix_list_holds() {
    let bench = bench().await;
    let list = |entries: Value| json!({"id": "pl-a", "entries": entries});
    control(&bench, "POST", "prefix-lists", &list(json!(["10.0.0.0/8"]))).await;
    let told = list(json!(["10.0.0.0/8", "2001:db8::/32"]));
    let (status, shown) = control(&bench, "POST", "prefix-lists", &told).await;
    assert_eq!((status, &shown), (200, &told));
    let (_, lists) = control(&bench, "GET", "prefix-lists", &Value::Null).await;
    assert_eq!(lists, json!([told]));
    bench.cloud.remove::<PrefixList>("pl-a").unwrap();
    let bad = list(json!(["10.0.0.0"]));
    let (status, _) = control(&bench, "POST", "prefix-lists", &bad).await;
    assert_eq!(status, 400);
}
