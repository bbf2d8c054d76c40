//! Networks of data centres on transit routers.

use cen_simulator::{EcrAttachment, TransitRouter, VbrAttachment, VpnAttachment};

use super::cloud;
use crate::support::terraform::Workspace;

/// One of each kind in each region, on transit routers of the same run.
const MANY: &str = r#"
resource "cen_instance" "this" {
  name = "main"
}

resource "cen_transit_router" "this" {
  for_each = toset(["cn-hangzhou", "cn-beijing"])
  cen_id   = cen_instance.this.id
  region   = each.key
}

resource "cen_transit_router_vbr_attachment" "this" {
  for_each          = cen_transit_router.this
  transit_router_id = each.value.id
  region            = each.value.region
  vbr_id            = "vbr-${md5(each.key)}"
}

resource "cen_transit_router_vpn_attachment" "this" {
  for_each          = cen_transit_router.this
  transit_router_id = each.value.id
  region            = each.key
  vpn_id            = "vco-${md5(each.key)}"
  zone_ids          = ["${each.key}-h"]
}

resource "cen_transit_router_ecr_attachment" "this" {
  for_each   = cen_transit_router.this
  cen_id     = cen_instance.this.id
  region     = each.value.region
  ecr_id     = "ecr-${md5(each.value.id)}"
  order_type = "PayByResourceOwner"
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn many_are_attached_to_transit_routers_of_the_same_run_by_ids_that_are_not_known_yet() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, MANY).without_route_warnings();
    workspace.apply_quietly().await;
    let all = (
        cloud.all::<VbrAttachment>().len(),
        cloud.all::<VpnAttachment>().len(),
        cloud.all::<EcrAttachment>().len(),
    );
    assert_eq!(all, (2, 2, 2));
    workspace.assert_clean().await;
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.all::<TransitRouter>(), []);
}

/// Two kinds, and what is listed of three.
const LISTED: &str = r#"
resource "cen_instance" "this" {
  name = "main"
}

resource "cen_transit_router" "this" {
  cen_id = cen_instance.this.id
  region = "cn-hangzhou"
}

resource "cen_transit_router_vbr_attachment" "this" {
  transit_router_id = cen_transit_router.this.id
  region            = "cn-hangzhou"
  vbr_id            = "vbr-a"
  name              = "border"
}

data "cen_transit_router_vbr_attachments" "all" {
  transit_router_id = cen_transit_router_vbr_attachment.this.transit_router_id
}

data "cen_transit_router_vbr_attachments" "other" {
  transit_router_id = cen_transit_router_vbr_attachment.this.transit_router_id
  resource_id       = "vbr-b"
}

data "cen_transit_router_ecr_attachments" "none" {
  transit_router_id = cen_transit_router_vbr_attachment.this.transit_router_id
}

locals {
  listed = data.cen_transit_router_vbr_attachments.all
}

check "lists" {
  assert {
    condition     = one(local.listed.ids) == cen_transit_router_vbr_attachment.this.id
    error_message = "the attachment is not listed"
  }
  assert {
    condition     = local.listed.attachments[0].resource_id == "vbr-a" && local.listed.attachments[0].name == "border"
    error_message = "it is not told what is attached"
  }
  assert {
    condition = length(concat(
      data.cen_transit_router_vbr_attachments.other.ids,
      data.cen_transit_router_ecr_attachments.none.ids,
    )) == 0
    error_message = "something else is listed"
  }
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_attached_is_listed_by_kind_and_by_conditions() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, LISTED).without_route_warnings();
    // A check that fails is a warning, of which this has none.
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
}
