use std::time::Duration;

use serde_json::{Value, json};

use crate::{Association, Options, Propagation, RouteTable, VpcAttachment};

use super::client::{Bench, bench, bench_with};
use super::network::{ASSOCIATE, DISABLE, DISSOCIATE, ENABLE, ROUTE, pair};

const MINUTE: Duration = Duration::from_secs(60);
const REPLACE: &str = "ReplaceTransitRouterRouteTableAssociation";
const DETACH: &str = "DeleteTransitRouterVpcAttachment";
const DELETE_TABLE: &str = "DeleteTransitRouterRouteTable";

impl Bench {
    async fn associations(&self, given: &[(&str, &str)]) -> Vec<Value> {
        let action = "ListTransitRouterRouteTableAssociations";
        self.rows(action, "TransitRouterAssociations", given).await
    }

    async fn propagations(&self, table: &str, given: &[(&str, &str)]) -> Vec<Value> {
        let mut all = vec![("TransitRouterRouteTableId", table)];
        all.extend(given);
        let action = "ListTransitRouterRouteTablePropagations";
        self.rows(action, "TransitRouterPropagations", &all).await
    }
}

/// A transit router in Hangzhou, and a VPC that is attached to it.
async fn hangzhou(bench: &Bench) -> (String, String) {
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let attachment = bench.vpc(&router, "vpc-a", &[]).await;
    (router, attachment)
}

#[tokio::test]
async fn an_attachment_is_associated_and_learned_from_in_its_own_time() {
    let options = Options {
        settle: MINUTE,
        ..Options::default()
    };
    let bench = bench_with(options).await;
    let (router, a) = hangzhou(&bench).await;
    let system = bench.system_table(&router).await;
    let busy = (400, "IncorrectStatus.Status".to_owned());
    assert_eq!(bench.refused(ASSOCIATE, &pair(&a, &system)).await, busy);

    bench.cloud.advance_clock(MINUTE).unwrap();
    bench.relate(ASSOCIATE, &a, &system).await;
    bench.relate(ENABLE, &a, &system).await;
    let row = |status: &str| {
        [json!({
            "TransitRouterAttachmentId": a, "TransitRouterRouteTableId": system,
            "ResourceType": "VPC", "ResourceId": "vpc-a", "Status": status
        })]
    };
    let of_a = [("TransitRouterAttachmentId", a.as_str())];
    assert_eq!(bench.associations(&of_a).await, row("Associating"));
    assert_eq!(bench.propagations(&system, &[]).await, row("Enabling"));
    assert_eq!(bench.refused(DISSOCIATE, &pair(&a, &system)).await, busy);
    assert_eq!(bench.refused(DISABLE, &pair(&a, &system)).await, busy);

    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(bench.associations(&of_a).await, row("Active"));
    assert_eq!(bench.propagations(&system, &[]).await, row("Active"));
    bench.relate(DISSOCIATE, &a, &system).await;
    bench.relate(DISABLE, &a, &system).await;
    assert_eq!(bench.associations(&of_a).await, row("Dissociating"));
    assert_eq!(bench.propagations(&system, &[]).await, row("Disabling"));
    let this = [("TransitRouterAttachmentId", a.as_str())];
    assert_eq!(bench.refused(DETACH, &this).await, busy);
    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(bench.associations(&of_a).await, [] as [Value; 0]);
    assert_eq!(bench.propagations(&system, &[]).await, [] as [Value; 0]);
}

#[tokio::test]
async fn an_attachment_has_one_association_which_can_be_replaced() {
    let bench = bench().await;
    let (router, a) = hangzhou(&bench).await;
    let (system, custom) = (
        bench.system_table(&router).await,
        bench.custom_table(&router).await,
    );
    let none = (404, "ResourceNotFound.RouteTableAssociation".to_owned());
    assert_eq!(bench.refused(REPLACE, &pair(&a, &custom)).await, none);
    assert_eq!(bench.refused(DISSOCIATE, &pair(&a, &custom)).await, none);
    bench.relate(ASSOCIATE, &a, &system).await;
    let twice = (
        400,
        "InvalidOperation.RouteTableAssociationExist".to_owned(),
    );
    for table in [&system, &custom] {
        assert_eq!(bench.refused(ASSOCIATE, &pair(&a, table)).await, twice);
    }
    assert_eq!(bench.refused(REPLACE, &pair(&a, &system)).await, twice);
    let mut dry = pair(&a, &custom).to_vec();
    dry.push(("DryRun", "true"));
    let passes = (400, "DryRunOperation".to_owned());
    assert_eq!(bench.refused(REPLACE, &dry).await, passes);
    bench.relate(REPLACE, &a, &custom).await;
    let of_a = [("TransitRouterAttachmentId", a.as_str())];
    let now = bench.associations(&of_a).await;
    assert_eq!(now[0]["TransitRouterRouteTableId"], custom);
    assert_eq!(bench.refused(DISSOCIATE, &pair(&a, &system)).await, none);

    for table in [&system, &custom] {
        bench.relate(ENABLE, &a, table).await;
    }
    let twice = (
        400,
        "InvalidOperation.RouteTablePropagationExist".to_owned(),
    );
    assert_eq!(bench.refused(ENABLE, &pair(&a, &custom)).await, twice);
}

#[tokio::test]
async fn what_uses_an_attachment_or_a_table_stands_in_its_way_or_goes_with_it() {
    let bench = bench().await;
    let (router, a) = hangzhou(&bench).await;
    let (system, custom) = (
        bench.system_table(&router).await,
        bench.custom_table(&router).await,
    );
    bench.relate(ASSOCIATE, &a, &custom).await;
    bench.relate(ENABLE, &a, &custom).await;
    let route = [
        ("TransitRouterRouteTableId", system.as_str()),
        ("TransitRouterRouteEntryDestinationCidrBlock", "10.0.0.0/8"),
        ("TransitRouterRouteEntryNextHopType", "Attachment"),
        ("TransitRouterRouteEntryNextHopId", a.as_str()),
    ];
    bench.ok(ROUTE, &route).await;
    let this = [("TransitRouterAttachmentId", a.as_str())];
    let table = [("TransitRouterRouteTableId", custom.as_str())];
    let in_use = |code: &str| (400, format!("AssociationExist.{code}"));
    let code = in_use("RouteTableAssociation");
    assert_eq!(bench.refused(DETACH, &this).await, code);
    assert_eq!(bench.refused(DELETE_TABLE, &table).await, code);
    bench.relate(DISSOCIATE, &a, &custom).await;
    let code = in_use("RouteTablePropagation");
    assert_eq!(bench.refused(DETACH, &this).await, code);
    assert_eq!(bench.refused(DELETE_TABLE, &table).await, code);
    bench.relate(DISABLE, &a, &custom).await;
    assert_eq!(bench.refused(DETACH, &this).await, in_use("RouteEntry"));
    bench.ok(DELETE_TABLE, &table).await;
    bench.relate(ENABLE, &a, &system).await;
    bench.ok(DETACH, &[this[0], ("Force", "true")]).await;
    assert_eq!(bench.associations(&this).await, [] as [Value; 0]);
    assert_eq!(bench.cloud.all::<VpcAttachment>(), []);
    assert_eq!(bench.cloud.all::<Propagation>(), []);
    assert_eq!(bench.cloud.all::<crate::RouteEntry>(), []);
    assert_eq!(bench.cloud.all::<RouteTable>().len(), 1);
}

#[tokio::test]
async fn a_connection_is_related_to_tables_of_both_its_routers() {
    let bench = bench().await;
    let (router, _) = hangzhou(&bench).await;
    let cen = bench.cloud.all::<crate::Instance>()[0].id.clone();
    let beijing = bench.cloud.add_transit_router(&cen, "cn-beijing").unwrap();
    let shanghai = bench.cloud.add_transit_router(&cen, "cn-shanghai").unwrap();
    let p = bench.peer(&router, &beijing, &[]).await;
    let mut resources = Vec::new();
    for router in [&router, &beijing] {
        let table = bench.system_table(router).await;
        bench.relate(ASSOCIATE, &p, &table).await;
        bench.relate(ENABLE, &p, &table).await;
        resources.push(bench.propagations(&table, &[]).await[0]["ResourceId"].clone());
    }
    assert_eq!(resources, [json!(beijing), json!(router)]);
    let of_p = ("TransitRouterAttachmentId", p.as_str());
    let both = bench.associations(&[of_p]).await;
    assert_eq!(both.len(), 2);
    assert_eq!(both[0]["ResourceType"], "TR");
    let other = bench.system_table(&shanghai).await;
    let elsewhere = (400, "InvalidParameter".to_owned());
    assert_eq!(bench.refused(ASSOCIATE, &pair(&p, &other)).await, elsewhere);
    let (of_type, of_id) = (
        "TransitRouterAttachmentResourceType",
        "TransitRouterAttachmentResourceId",
    );
    for (given, count) in [
        ((of_type, "TR"), 2),
        ((of_type, "VPC"), 0),
        ((of_id, beijing.as_str()), 1),
        (("Status", "Active"), 2),
        (("Status", "Associating"), 0),
        (("MaxResults", "1"), 1),
    ] {
        let found = bench.associations(&[of_p, given]).await;
        assert_eq!(found.len(), count, "{given:?}");
    }
    let action = "ListTransitRouterRouteTableAssociations";
    let body = bench.ok(action, &[of_p]).await;
    assert_eq!(
        (&body["MaxResults"], &body["TotalCount"]),
        (&json!(50), &json!(2))
    );
    let neither = (400, "MissingTransitRouterRouteTableId".to_owned());
    assert_eq!(bench.refused(action, &[]).await, neither);
    let none = [("TransitRouterRouteTableId", "vtb-none")];
    assert_eq!(bench.associations(&none).await, [] as [Value; 0]);

    bench
        .cloud
        .remove::<Association>(&format!("{p}:{}", bench.system_table(&router).await))
        .unwrap();
    assert_eq!(bench.associations(&[of_p]).await.len(), 1);
}

#[tokio::test]
async fn an_attachment_may_come_with_relations_to_the_table_of_the_system() {
    let options = Options {
        settle: MINUTE,
        ..Options::default()
    };
    let bench = bench_with(options).await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let both = [
        ("RouteTableAssociationEnabled", "true"),
        ("RouteTablePropagationEnabled", "true"),
    ];
    let a = bench.vpc(&router, "vpc-a", &both).await;
    let system = bench.system_table(&router).await;
    let of_a = [("TransitRouterAttachmentId", a.as_str())];
    bench.cloud.advance_clock(MINUTE).unwrap();
    let view = bench.cloud.all::<VpcAttachment>().remove(0);
    assert_eq!(view.attachment.life.status, crate::Status::Attached);
    let status = |rows: Vec<Value>| rows[0]["Status"].clone();
    assert_eq!(status(bench.associations(&of_a).await), "Associating");
    assert_eq!(status(bench.propagations(&system, &[]).await), "Enabling");
    bench.cloud.advance_clock(MINUTE).unwrap();
    let rows = bench.associations(&of_a).await;
    assert_eq!(rows[0]["TransitRouterRouteTableId"], system);
    assert_eq!(status(rows), "Active");
    assert_eq!(status(bench.propagations(&system, &[]).await), "Active");
}
