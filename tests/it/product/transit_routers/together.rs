//! Instances, transit routers, attached networks, a package and a connection, in one configuration without aliases of
//! the provider.

use std::time::Duration;

use cen_simulator::{Instance, Package, PeerAttachment, VpcAttachment};
use serde_json::{Value as Json, json};

use super::{slow_cloud, writes};
use crate::support::terraform::Workspace;

const WHOLE: &str = r#"
resource "terraform_data" "networks" {
  input = {
    "cn-hangzhou"    = "vpc-a"
    "ap-southeast-1" = "vpc-b"
  }
}

resource "cen_instance" "this" {}

resource "cen_transit_router" "this" {
  for_each = toset(["cn-hangzhou", "ap-southeast-1"])
  cen_id   = cen_instance.this.id
  region   = each.key
}

resource "cen_transit_router_vpc_attachment" "this" {
  for_each          = cen_transit_router.this
  transit_router_id = each.value.id
  region            = each.key
  vpc_id            = terraform_data.networks.output[each.key]
  zone_mappings     = [{ zone_id = "${each.key}-a", vswitch_id = "vsw-1" }]
}

resource "cen_bandwidth_package" "this" {
  bandwidth   = 5
  area_a      = "China"
  area_b      = "Asia-Pacific"
  charge_type = "PostPaid"
  cen_id      = cen_instance.this.id
}

resource "cen_transit_router_peer_attachment" "this" {
  transit_router_id        = cen_transit_router.this["cn-hangzhou"].id
  region                   = "cn-hangzhou"
  peer_transit_router_id   = cen_transit_router.this["ap-southeast-1"].id
  peer_region              = "ap-southeast-1"
  cen_bandwidth_package_id = cen_bandwidth_package.this.id
  bandwidth                = 5
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_made_in_one_apply_replaced_in_one_and_gone_after_one_destroy() {
    let cloud = slow_cloud(Duration::from_millis(200)).await;
    let workspace = Workspace::new(&cloud, WHOLE).without_route_warnings();
    let plan = workspace.plan().await;
    assert_eq!(plan.said, []);
    let creates = |change: &&Json| change["change"]["actions"] == json!(["create"]);
    assert_eq!(plan.changes.iter().filter(creates).count(), 8);
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<VpcAttachment>().len(), 2);
    let first = cloud.all::<PeerAttachment>().remove(0);
    assert_eq!(
        (first.bandwidth.mbps, first.bandwidth.package_id),
        (5, Some(cloud.all::<Package>()[0].id.clone()))
    );
    workspace.assert_clean().await;

    let replace = [
        "apply",
        "-auto-approve",
        "-json",
        "-no-color",
        "-replace=cen_transit_router.this[\"cn-hangzhou\"]",
    ];
    assert_eq!(workspace.said(&replace).await, (0, vec![]));
    let second = cloud.all::<PeerAttachment>().remove(0);
    assert_ne!(second.attachment.id, first.attachment.id);
    assert_eq!(cloud.all::<VpcAttachment>().len(), 2);
    workspace.assert_clean().await;

    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.all::<Instance>(), []);
    assert_eq!(cloud.all::<Package>(), []);
    let mut ended = writes(&cloud);
    ended.sort();
    ended.dedup();
    assert_eq!(
        ended,
        [
            "DeleteCen",
            "DeleteCenBandwidthPackage",
            "DeleteTransitRouter",
            "DeleteTransitRouterPeerAttachment",
            "DeleteTransitRouterVpcAttachment",
            "UnassociateCenBandwidthPackage",
        ]
    );
}
