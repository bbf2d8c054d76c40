//! Connections of transit routers.

use cen_simulator::{AttachmentChange, Package, PackageChange, PeerAttachment, Simulator};
use serde_json::{Value as Json, json};

use super::{actions, cloud, differences, move_in, parameters_of, texts, writes};
use crate::product::late::{IMPATIENT, apply_unanswered, confirm};
use crate::support::terraform::{Feature, Workspace, host_knows};

pub(super) const PEER: &str = "cen_transit_router_peer_attachment.this";
const CREATE: &str = "CreateTransitRouterPeerAttachment";
const UPDATE: &str = "UpdateTransitRouterPeerAttachmentAttribute";

/// Transit routers in Hangzhou and Singapore, and a package of 5 Mbps for them.
pub(super) struct World {
    pub(super) cloud: Simulator,
    pub(super) cen: String,
    pub(super) hangzhou: String,
    pub(super) singapore: String,
    pub(super) package: String,
}

impl World {
    pub(super) async fn new() -> Self {
        let cloud = cloud().await;
        let bound = "resource \"cen_bandwidth_package\" \"this\" {\n  bandwidth = 5\n  area_a = \"China\"\n  \
                     area_b = \"Asia-Pacific\"\n  charge_type = \"PostPaid\"\n}\n";
        Workspace::new(&cloud, bound).apply_quietly().await;
        let cen = cloud.add_cen("main").unwrap();
        let package = cloud.all::<Package>()[0].id.clone();
        let change = PackageChange {
            cen_id: Some(cen.clone()),
            ..PackageChange::default()
        };
        cloud.change::<Package>(&package, change).unwrap();
        let router = |region| cloud.add_transit_router(&cen, region).unwrap();
        let (hangzhou, singapore) = (router("cn-hangzhou"), router("ap-southeast-1"));
        cloud.clear_journal();
        Self {
            cloud,
            cen,
            hangzhou,
            singapore,
            package,
        }
    }

    /// A connection from Hangzhou to Singapore with these arguments.
    pub(super) fn connection(&self, arguments: &str) -> String {
        format!(
            "\nresource \"cen_transit_router_peer_attachment\" \"this\" {{\n  transit_router_id = \"{}\"\n  \
             region = \"cn-hangzhou\"\n  peer_transit_router_id = \"{}\"\n  peer_region = \"ap-southeast-1\"\n{arguments}\n}}\n",
            self.hangzhou, self.singapore
        )
    }

    /// A connection that draws so much on the package.
    pub(super) fn drawing(&self, mbps: u32, arguments: &str) -> String {
        let package = &self.package;
        self.connection(&format!(
            "  bandwidth = {mbps}\n  cen_bandwidth_package_id = \"{package}\"\n{arguments}"
        ))
    }

    pub(super) fn workspace(&self, body: &str) -> Workspace {
        Workspace::new(&self.cloud, body).without_route_warnings()
    }

    pub(super) fn only(&self) -> PeerAttachment {
        let mut all = self.cloud.all::<PeerAttachment>();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }
}

const NAMED: &str = "  name = \"main\"\n  tags = { env = \"dev\" }";

#[tokio::test(flavor = "multi_thread")]
async fn apply_stores_exactly_what_was_connected() {
    let world = World::new().await;
    let cloud = &world.cloud;
    let workspace = world.workspace(&world.drawing(3, NAMED));
    workspace.apply_quietly().await;
    let made = world.only();
    let expected = json!({
        "id": made.attachment.id,
        "transit_router_id": world.hangzhou,
        "region": "cn-hangzhou",
        "peer_transit_router_id": world.singapore,
        "peer_region": "ap-southeast-1",
        "bandwidth": 3,
        "bandwidth_type": "BandwidthPackage",
        "cen_bandwidth_package_id": world.package,
        "default_link_type": "Gold",
        "auto_publish_route_enabled": false,
        "name": "main",
        "description": null,
        "tags": { "env": "dev" },
        "tags_all": { "env": "dev" },
        "force_delete": null,
        "route_table_association_enabled": null,
        "route_table_propagation_enabled": null,
        "cen_id": world.cen,
        "geographic_span_id": "china_asia-pacific",
        "status": "Attached",
        "creation_time": made.attachment.creation_time,
        "timeouts": null,
    });
    assert_eq!(workspace.state(PEER).await, expected);
    let mut sent = parameters_of(cloud, CREATE);
    let token = sent.remove("ClientToken").unwrap();
    assert!((1..=64).contains(&token.len()));
    let expected = texts([
        ("Bandwidth", "3"),
        ("BandwidthType", "BandwidthPackage"),
        ("CenBandwidthPackageId", &world.package),
        ("PeerTransitRouterId", &world.singapore),
        ("PeerTransitRouterRegionId", "ap-southeast-1"),
        ("RegionId", "cn-hangzhou"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
        ("TransitRouterAttachmentName", "main"),
        ("TransitRouterId", &world.hangzhou),
    ]);
    assert_eq!(sent, expected);
    // The plan, and the one that is made during apply, look at the package and at what is left of it.
    let (look, left, list) = (
        "DescribeCenBandwidthPackages",
        "DescribeCenGeographicSpanRemainingBandwidth",
        "ListTransitRouterPeerAttachments",
    );
    assert_eq!(actions(cloud), [look, left, look, left, CREATE, list]);

    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(actions(cloud), [list]);
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    let end = "DeleteTransitRouterPeerAttachment";
    assert_eq!(actions(cloud), [list, end, list]);
    assert_eq!(cloud.all::<PeerAttachment>(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_billed_by_traffic_is_changed_to_a_package_and_back_in_place() {
    let world = World::new().await;
    let cloud = &world.cloud;
    let by_traffic = "  bandwidth_type = \"DataTransfer\"\n  bandwidth = 100\n  default_link_type = \"Platinum\"";
    let workspace = world.workspace(&world.connection(by_traffic));
    workspace.apply_quietly().await;
    let sent = parameters_of(cloud, CREATE);
    assert_eq!(
        (
            &sent["BandwidthType"][..],
            sent.get("CenBandwidthPackageId")
        ),
        ("DataTransfer", None)
    );
    assert_eq!(actions(cloud).len(), 2);
    workspace.assert_clean().await;
    let id = world.only().attachment.id;

    cloud.clear_journal();
    workspace.configure(&world.drawing(5, "  default_link_type = \"Gold\""));
    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["update"], vec![])
    );
    workspace.apply_quietly().await;
    let expected = texts([
        ("Bandwidth", "5"),
        ("BandwidthType", "BandwidthPackage"),
        ("CenBandwidthPackageId", &world.package),
        ("DefaultLinkType", "Gold"),
        ("TransitRouterAttachmentId", &id),
    ]);
    assert_eq!(parameters_of(cloud, UPDATE), expected);
    workspace.assert_clean().await;

    workspace.configure(&world.connection(by_traffic));
    workspace.apply_quietly().await;
    let made = world.only();
    assert_eq!((made.attachment.id, made.bandwidth.package_id), (id, None));
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bandwidth_and_texts_change_in_place_and_swapped_ends_change_nothing() {
    let world = World::new().await;
    let cloud = &world.cloud;
    let workspace = world.workspace(&world.drawing(3, NAMED));
    workspace.apply_quietly().await;
    let id = world.only().attachment.id;
    let (hangzhou, singapore) = (&world.hangzhou, &world.singapore);
    let swap = |body: String| {
        let ends = [
            (hangzhou, "THERE"),
            (singapore, hangzhou),
            (&"THERE".to_owned(), singapore.as_str()),
            (&"cn-hangzhou".to_owned(), "FAR"),
            (&"ap-southeast-1".to_owned(), "cn-HANGZHOU"),
            (&"FAR".to_owned(), "ap-southeast-1"),
        ];
        ends.into_iter()
            .fold(body, |body, (from, to)| body.replace(from, to))
    };
    workspace.configure(&swap(world.drawing(3, NAMED)));
    workspace.assert_clean().await;

    cloud.clear_journal();
    let after = "  name = \"other\"\n  description = \"d\"\n  auto_publish_route_enabled = true";
    workspace.configure(&swap(world.drawing(5, after)));
    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["update"], vec![])
    );
    let dev = json!({"env": "dev"});
    let expected = differences([
        ("auto_publish_route_enabled", json!(false), json!(true)),
        ("bandwidth", json!(3), json!(5)),
        ("description", Json::Null, json!("d")),
        ("name", json!("main"), json!("other")),
        ("tags", dev.clone(), Json::Null),
        ("tags_all", dev, json!({})),
    ]);
    assert_eq!(plan.differences(), expected);
    workspace.apply_quietly().await;
    assert_eq!(writes(cloud), [UPDATE, "UntagResources"]);
    let expected = texts([
        ("AutoPublishRouteEnabled", "true"),
        ("Bandwidth", "5"),
        ("BandwidthType", "BandwidthPackage"),
        ("CenBandwidthPackageId", &world.package),
        ("TransitRouterAttachmentDescription", "d"),
        ("TransitRouterAttachmentId", &id),
        ("TransitRouterAttachmentName", "other"),
    ]);
    assert_eq!(parameters_of(cloud, UPDATE), expected);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_made_anew() {
    let world = World::new().await;
    let cloud = &world.cloud;
    let workspace = world.workspace(&world.drawing(3, NAMED));
    workspace.apply_quietly().await;
    let first = world.only().attachment.id;
    let change = AttachmentChange {
        bandwidth: Some(1),
        tags: Some([].into()),
        ..AttachmentChange::default()
    };
    cloud.change::<PeerAttachment>(&first, change).unwrap();
    let dev = json!({"env": "dev"});
    let expected = differences([
        ("bandwidth", json!(1), json!(3)),
        ("tags", json!({}), dev.clone()),
        ("tags_all", json!({}), dev),
    ]);
    assert_eq!(workspace.plan().await.differences(), expected);
    workspace.apply_quietly().await;
    assert_eq!(world.only().bandwidth.mbps, 3);
    workspace.assert_clean().await;

    cloud.remove::<PeerAttachment>(&first).unwrap();
    assert_eq!(workspace.plan().await.actions(), ["create"]);
    workspace.apply_quietly().await;
    assert_ne!(world.only().attachment.id, first);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_from_either_end_plans_clean() {
    let world = World::new().await;
    let workspace = world.workspace(&world.drawing(3, NAMED));
    workspace.apply_quietly().await;
    let before = workspace.state(PEER).await;
    let id = before["id"].as_str().unwrap();
    for router in [&world.singapore, &world.hangzhou] {
        assert_eq!(workspace.run(&["state", "rm", PEER]).await.code, 0);
        let id = format!("{router}:{id}");
        let imported = workspace.run(&["import", "-no-color", PEER, &id]).await;
        assert_eq!(imported.code, 0, "{}", imported.stderr);
        assert_eq!(
            workspace.state(PEER).await["transit_router_id"],
            json!(router)
        );
        workspace.assert_clean().await;
    }
    assert_eq!(workspace.state(PEER).await, before);
    assert_eq!(writes(&world.cloud), [CREATE]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_block_takes_a_connection_over_without_touching_it() {
    if !host_knows(Feature::MovedAcrossTypes) {
        return;
    }
    let world = World::new().await;
    let plain = "  name = \"main\"";
    let workspace = world.workspace(&world.drawing(3, plain));
    workspace.apply_quietly().await;
    let before = workspace.state(PEER).await;
    world.cloud.clear_journal();
    let id = before["id"].as_str().unwrap();
    let attributes = json!({
        "auto_publish_route_enabled": false, "bandwidth": 3, "bandwidth_type": "BandwidthPackage",
        "cen_bandwidth_package_id": world.package, "cen_id": world.cen, "create_time": before["creation_time"],
        "default_link_type": "Gold", "id": format!("{}:{id}", world.cen),
        "peer_transit_router_id": world.singapore, "peer_transit_router_region_id": "ap-southeast-1",
        "resource_type": "TR", "status": "Attached", "timeouts": null, "transit_router_attachment_description": "",
        "transit_router_attachment_id": id, "transit_router_attachment_name": "main",
        "transit_router_id": world.hangzhou
    });
    let body = world.drawing(3, plain);
    let from = "alicloud_cen_transit_router_peer_attachment";
    move_in(&workspace, from, &attributes, PEER, &body);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(PEER).await, before);
    assert_eq!(writes(&world.cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_whose_answer_is_lost_is_made_once() {
    let world = World::new().await;
    let workspace = world.workspace(&world.drawing(3, IMPATIENT));
    let this = (PEER, "peer attachment");
    apply_unanswered(&world.cloud, &workspace, CREATE, this).await;
    confirm(&workspace, PEER, &world.only().attachment.id).await;
    world.only();
}
