//! Who reaches whom: the networks are those that people build.

use serde_json::{Value, json};

use super::client::{Bench, bench};
use super::control::control;
use super::network::{ASSOCIATE, DISABLE, DISSOCIATE, ENABLE, ROUTE};

pub(super) const SYNCHRONISED: [(&str, &str); 1] = [("AutoPublishRouteEnabled", "true")];
pub(super) const DESTINATION: &str = "TransitRouterRouteEntryDestinationCidrBlock";
const STATUS: &str = "TransitRouterRouteEntryStatus";

impl Bench {
    /// Tells of a VPC with one vSwitch.
    pub(super) async fn tell(&self, vpc: &str, cidr: &str) {
        self.tell_all(json!({"id": vpc, "vswitches": [{"cidr": cidr}]}))
            .await;
    }

    pub(super) async fn tell_all(&self, network: Value) {
        let (status, body) = control(self, "POST", "networks", &network).await;
        assert_eq!(status, 200, "{body}");
    }

    /// Attaches a VPC that takes over routes by itself, associates it with one table and lets others learn of it.
    pub(super) async fn join(
        &self,
        router: &str,
        vpc: &str,
        table: Option<&str>,
        learners: &[&str],
    ) -> String {
        let attachment = self.vpc(router, vpc, &SYNCHRONISED).await;
        self.connect_to(&attachment, table, learners).await;
        attachment
    }

    pub(super) async fn connect_to(
        &self,
        attachment: &str,
        table: Option<&str>,
        learners: &[&str],
    ) {
        if let Some(table) = table {
            self.relate(ASSOCIATE, attachment, table).await;
        }
        for learner in learners {
            self.relate(ENABLE, attachment, learner).await;
        }
    }

    /// The routes of a table as `destination next-hop status`, in their order.
    pub(super) async fn table(&self, table: &str) -> Vec<String> {
        let given = [("TransitRouterRouteTableId", table), (STATUS, "All")];
        let action = "ListTransitRouterRouteEntries";
        let rows = self.rows(action, "TransitRouterRouteEntries", &given).await;
        let rows = rows.iter().map(|row| {
            let text = |field: &str| row[field].as_str().unwrap_or("BlackHole").to_owned();
            let hop = text("TransitRouterRouteEntryNextHopId");
            format!("{} {hop} {}", text(DESTINATION), text(STATUS))
        });
        rows.collect()
    }

    pub(super) async fn route(&self, table: &str, cidr: &str, hop: Option<&str>) {
        let mut given = vec![("TransitRouterRouteTableId", table), (DESTINATION, cidr)];
        match hop {
            None => given.push(("TransitRouterRouteEntryNextHopType", "BlackHole")),
            Some(hop) => given.extend([
                ("TransitRouterRouteEntryNextHopType", "Attachment"),
                ("TransitRouterRouteEntryNextHopId", hop),
            ]),
        }
        self.ok(ROUTE, &given).await;
    }

    /// Adds a route to the attachment to the table of a VPC.
    async fn route_by_hand(&self, attachment: &str, cidr: &str) {
        let cen = self.cloud.all::<crate::Instance>()[0].id.clone();
        let given = [
            ("CenId", cen.as_str()),
            ("RouteTableId", "vtb-system"),
            ("TransitRouterAttachmentId", attachment),
            ("DestinationCidrBlock", cidr),
        ];
        self.ok("CreateCenChildInstanceRouteEntryToAttachment", &given)
            .await;
    }

    /// What the table of the system of a VPC has taken over.
    pub(super) async fn taken_over(&self, attachment: &str) -> Vec<String> {
        let given = [
            ("ChildInstanceRouteTableId", "vtb-system"),
            ("TransitRouterAttachmentId", attachment),
            ("ServiceType", "TR"),
        ];
        let action = "ListCenChildInstanceRouteEntriesToAttachment";
        let rows = self.rows(action, "RouteEntry", &given).await;
        let blocks = rows.iter().map(|row| row["DestinationCidrBlock"].as_str());
        blocks.map(|block| block.unwrap().to_owned()).collect()
    }

    /// Whether packets arrive, or why they do not.
    pub(super) async fn reach(&self, from: &str, to: &str) -> (String, String) {
        let path = format!("reachability?from={from}&to={to}");
        let (status, body) = control(self, "GET", &path, &Value::Null).await;
        assert_eq!(status, 200, "{body}");
        let way = |name: &str| match body[name]["reason"].as_str() {
            None => "delivered".to_owned(),
            Some(reason) => reason.to_owned(),
        };
        let ways = (way("forward"), way("back"));
        let both = ways.0 == "delivered" && ways.1 == "delivered";
        assert_eq!(body["reachable"], both);
        ways
    }

    pub(super) async fn both(&self, from: &str, to: &str) {
        let delivered = ("delivered".to_owned(), "delivered".to_owned());
        assert_eq!(self.reach(from, to).await, delivered, "{from} {to}");
    }
}

/// A router in Hangzhou with its first table; and what is in the VPCs of the examples.
pub(super) async fn hangzhou(bench: &Bench) -> (String, String) {
    for (vpc, cidr) in [
        ("vpc-a", "10.0.1.0/24"),
        ("vpc-b", "10.0.2.0/24"),
        ("vpc-c", "10.0.3.0/24"),
        ("vpc-s", "10.0.9.0/24"),
    ] {
        bench.tell(vpc, cidr).await;
    }
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let table = bench.system_table(&router).await;
    (router, table)
}

pub(super) fn ways(forward: &str, back: &str) -> (String, String) {
    (forward.to_owned(), back.to_owned())
}

#[tokio::test]
async fn a_hub_connects_all_its_spokes_and_one_without_synchronisation_has_no_way_out() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    let a = bench.join(&router, "vpc-a", Some(&table), &[&table]).await;
    let b = bench.join(&router, "vpc-b", Some(&table), &[&table]).await;
    let c = bench.join(&router, "vpc-c", Some(&table), &[&table]).await;
    let learned = [
        format!("10.0.1.0/24 {a} Active"),
        format!("10.0.2.0/24 {b} Active"),
        format!("10.0.3.0/24 {c} Active"),
    ];
    assert_eq!(bench.table(&table).await, learned);
    for (from, to) in [("vpc-a", "vpc-b"), ("vpc-b", "vpc-c"), (&a, &c)] {
        bench.both(from, to).await;
    }
    assert_eq!(bench.taken_over(&a).await, ["10.0.2.0/24", "10.0.3.0/24"]);

    let off = [
        ("TransitRouterAttachmentId", a.as_str()),
        ("AutoPublishRouteEnabled", "false"),
    ];
    bench
        .ok("UpdateTransitRouterVpcAttachmentAttribute", &off)
        .await;
    let one_way = ways("vpc-a has no route to 10.0.2.1", "delivered");
    assert_eq!(bench.reach("vpc-a", "vpc-b").await, one_way);
    bench.route_by_hand(&a, "10.0.0.0/8").await;
    bench.both("vpc-a", "vpc-b").await;
}

#[tokio::test]
async fn two_regions_need_all_switches_of_their_connection() {
    let bench = bench().await;
    let (hangzhou, first) = hangzhou(&bench).await;
    let cen = bench.cloud.all::<crate::Instance>()[0].id.clone();
    let beijing = bench.cloud.add_transit_router(&cen, "cn-beijing").unwrap();
    let second = bench.system_table(&beijing).await;
    let a = bench
        .join(&hangzhou, "vpc-a", Some(&first), &[&first])
        .await;
    let in_beijing = [SYNCHRONISED[0], ("RegionId", "cn-beijing")];
    let b = bench.vpc(&beijing, "vpc-b", &in_beijing).await;
    bench.connect_to(&b, Some(&second), &[&second]).await;
    let p = bench.peer(&hangzhou, &beijing, &SYNCHRONISED).await;
    bench.connect_to(&p, Some(&first), &[&first]).await;
    bench.connect_to(&p, Some(&second), &[&second]).await;
    let of_first = [
        format!("10.0.1.0/24 {a} Active"),
        format!("10.0.2.0/24 {p} Active"),
    ];
    let of_second = [
        format!("10.0.2.0/24 {b} Active"),
        format!("10.0.1.0/24 {p} Active"),
    ];
    assert_eq!(bench.table(&first).await, of_first);
    assert_eq!(bench.table(&second).await, of_second);
    bench.both("vpc-a", "vpc-b").await;
    let path = format!("reachability?from={a}&to={b}");
    let (_, body) = control(&bench, "GET", &path, &Value::Null).await;
    let forward = json!([
        format!("vpc-a: 10.0.2.0/24 leads to {a}"),
        format!("{hangzhou}: 10.0.2.0/24 leads to {p} in the route table {first}"),
        format!("{beijing}: 10.0.2.0/24 leads to {b} in the route table {second}"),
        "vpc-b: 10.0.2.0/24 is its own",
    ]);
    assert_eq!(body["forward"], json!({"delivered": true, "path": forward}));

    bench.relate(DISABLE, &p, &second).await;
    assert_eq!(bench.table(&second).await, of_second[..1]);
    let one_way = ways("delivered", "vpc-b has no route to 10.0.1.1");
    assert_eq!(bench.reach("vpc-a", "vpc-b").await, one_way);

    bench.relate(ENABLE, &p, &second).await;
    bench.relate(DISSOCIATE, &p, &second).await;
    assert_eq!(bench.table(&first).await, of_first[..1]);
    // With routes added by hand on the way, it is the association that is missing.
    bench.route(&first, "10.0.2.0/24", Some(&p)).await;
    let dropped = format!("{p} is associated with no route table of {beijing}");
    assert_eq!(
        bench.reach("vpc-a", "vpc-b").await,
        ways(&dropped, "delivered")
    );
}

#[tokio::test]
async fn isolated_spokes_reach_shared_services_and_not_each_other() {
    let bench = bench().await;
    let (router, _) = hangzhou(&bench).await;
    let spoke = bench.custom_table(&router).await;
    let shared = bench.custom_table(&router).await;
    let a = bench.join(&router, "vpc-a", Some(&spoke), &[&shared]).await;
    let b = bench.join(&router, "vpc-b", Some(&spoke), &[&shared]).await;
    let s = bench.join(&router, "vpc-s", Some(&shared), &[&spoke]).await;
    assert_eq!(
        bench.table(&spoke).await,
        [format!("10.0.9.0/24 {s} Active")]
    );
    let of_shared = [
        format!("10.0.1.0/24 {a} Active"),
        format!("10.0.2.0/24 {b} Active"),
    ];
    assert_eq!(bench.table(&shared).await, of_shared);
    bench.both("vpc-a", "vpc-s").await;
    bench.both("vpc-b", "vpc-s").await;
    let neither = ways(
        "vpc-a has no route to 10.0.2.1",
        "vpc-b has no route to 10.0.1.1",
    );
    assert_eq!(bench.reach("vpc-a", "vpc-b").await, neither);
    bench.route_by_hand(&a, "10.0.0.0/8").await;
    let dropped = format!("the route table {spoke} of {router} has no route to 10.0.2.1");
    let still = ways(&dropped, "vpc-b has no route to 10.0.1.1");
    assert_eq!(bench.reach("vpc-a", "vpc-b").await, still);
    bench.relate(ENABLE, &b, &spoke).await;
    assert_eq!(bench.reach("vpc-a", "vpc-b").await.0, "delivered");
}

#[tokio::test]
async fn an_attachment_without_association_is_reached_and_cannot_answer() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    bench.join(&router, "vpc-a", Some(&table), &[&table]).await;
    let b = bench.join(&router, "vpc-b", None, &[&table]).await;
    let one_way = ways("delivered", "vpc-b has no route to 10.0.1.1");
    assert_eq!(bench.reach("vpc-a", "vpc-b").await, one_way);
    bench.route_by_hand(&b, "10.0.0.0/8").await;
    let dropped = format!("{b} is associated with no route table of {router}");
    assert_eq!(
        bench.reach("vpc-a", "vpc-b").await,
        ways("delivered", &dropped)
    );
}

#[tokio::test]
async fn a_table_without_a_way_back_loses_the_answer() {
    let bench = bench().await;
    let (router, _) = hangzhou(&bench).await;
    let first = bench.custom_table(&router).await;
    let second = bench.custom_table(&router).await;
    let a = bench.join(&router, "vpc-a", Some(&first), &[]).await;
    let b = bench.join(&router, "vpc-b", Some(&second), &[&first]).await;
    assert_eq!(
        bench.table(&first).await,
        [format!("10.0.2.0/24 {b} Active")]
    );
    assert_eq!(bench.table(&second).await, [""; 0]);
    let one_way = ways("delivered", "vpc-b has no route to 10.0.1.1");
    assert_eq!(bench.reach("vpc-a", "vpc-b").await, one_way);
    bench.route_by_hand(&b, "10.0.0.0/8").await;
    let dropped = format!("the route table {second} of {router} has no route to 10.0.1.1");
    assert_eq!(
        bench.reach("vpc-a", "vpc-b").await,
        ways("delivered", &dropped)
    );
    bench.route(&second, "10.0.1.0/24", Some(&a)).await;
    bench.both("vpc-a", "vpc-b").await;
}

#[tokio::test]
async fn a_black_hole_takes_what_it_matches_best() {
    let bench = bench().await;
    let (router, table) = hangzhou(&bench).await;
    bench.join(&router, "vpc-a", Some(&table), &[&table]).await;
    let c = bench.join(&router, "vpc-c", Some(&table), &[&table]).await;
    bench.route(&table, "10.0.3.0/25", None).await;
    let dropped = format!("10.0.3.0/25 is a black hole in the route table {table} of {router}");
    let one_way = ways(&dropped, "delivered");
    assert_eq!(
        bench.reach("vpc-a", "vpc-c&to_cidr=10.0.3.10").await,
        one_way
    );
    bench.both("vpc-a", "vpc-c&to_cidr=10.0.3.200").await;
    // Not all of the VPC is reached.
    assert_eq!(bench.reach("vpc-a", "vpc-c").await, one_way);
    let again = [
        ("TransitRouterRouteTableId", table.as_str()),
        (DESTINATION, "10.0.3.0/25"),
        ("TransitRouterRouteEntryNextHopType", "Attachment"),
        ("TransitRouterRouteEntryNextHopId", c.as_str()),
    ];
    let code = "OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock";
    assert_eq!(bench.refused(ROUTE, &again).await, (400, code.to_owned()));

    bench.route(&table, "10.0.3.0/24", None).await;
    let rows = bench.table(&table).await;
    assert!(
        rows.contains(&format!("10.0.3.0/24 {c} Standby")),
        "{rows:?}"
    );
    let none = ways("vpc-a has no route to 10.0.3.200", "delivered");
    assert_eq!(bench.reach("vpc-a", "vpc-c&to_cidr=10.0.3.200").await, none);
}
