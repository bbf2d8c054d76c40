//! VPCs attached to transit routers, in Terraform: what goes wrong. Their life is in `steps`.

use cen_simulator::{Fault, Propagation, Simulator, Stage, TransitRouter, VpcAttachment};
use serde_json::json;

use super::{cloud, interrupted_apply, move_in, writes};
use crate::product::late::{IMPATIENT, apply_unanswered, confirm};
use crate::support::terraform::{Feature, Workspace, host_knows};

const VPC: &str = "cen_transit_router_vpc_attachment.this";
const CREATE: &str = "CreateTransitRouterVpcAttachment";

/// A VPC in zone h of Hangzhou on this transit router, with further arguments.
fn vpc(router: &str, arguments: &str) -> String {
    format!(
        "\nresource \"cen_transit_router_vpc_attachment\" \"this\" {{\n  transit_router_id = \"{router}\"\n  \
         region = \"cn-hangzhou\"\n  vpc_id = \"vpc-a\"\n  zone_mappings = [\n    {{ zone_id = \"cn-hangzhou-h\", \
         vswitch_id = \"vsw-h\" }},\n  ]\n{arguments}\n}}\n"
    )
}

/// A cloud with a transit router in Hangzhou, and a workspace with a VPC in zone h.
async fn made(arguments: &str) -> (Simulator, Workspace) {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let workspace = Workspace::new(&cloud, &vpc(&router, arguments)).without_route_warnings();
    (cloud, workspace)
}

fn only(cloud: &Simulator) -> VpcAttachment {
    let mut all = cloud.all::<VpcAttachment>();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_whose_answer_is_lost_is_made_once() {
    let (cloud, workspace) = made(IMPATIENT).await;
    apply_unanswered(&cloud, &workspace, CREATE, (VPC, "VPC attachment")).await;
    confirm(&workspace, VPC, &only(&cloud).attachment.id).await;
    only(&cloud);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_wait_keeps_the_attachment() {
    let (cloud, workspace) = made("").await;
    let list = "ListTransitRouterVpcAttachments";
    cloud.fault(Fault::hold(list, Stage::Before));
    interrupted_apply(&cloud, &workspace, list).await;
    cloud.clear_faults();
    cloud.release();
    let id = only(&cloud).attachment.id;
    assert_eq!(workspace.state(VPC).await["id"], json!(id));
    workspace.apply_quietly().await;
    only(&cloud);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_that_is_in_use_stays_and_says_why() {
    let (cloud, workspace) = made("").await;
    workspace.apply_quietly().await;
    let in_use = "AssociationExist.TransitRouterRouteTable";
    cloud.fault(Fault::error(
        "DeleteTransitRouterVpcAttachment",
        400,
        in_use,
    ));
    let (code, said) = workspace.destroy().await;
    assert_eq!((code, said.len()), (1, 1));
    let kept = "The VPC attachment stays in the state; destroy it again.";
    assert!(said[0].detail.ends_with(kept), "{}", said[0].detail);
    let advice = "set force_delete = true, apply that, and destroy again";
    assert!(said[0].detail.contains(advice), "{}", said[0].detail);
    only(&cloud);
}

/// Its relations are destroyed at the same time, so they may be gone by then: no plan is told in which order the two come.
#[tokio::test(flavor = "multi_thread")]
async fn a_replacement_that_is_to_come_first_is_refused_and_what_went_with_it_is_mended() {
    let (cloud, workspace) = made("").await;
    let router = cloud.all::<TransitRouter>().remove(0).id;
    let propagation = format!(
        "\nresource \"cen_transit_router_route_table\" \"this\" {{\n  transit_router_id = \"{router}\"\n}}\n\n\
         resource \"cen_transit_router_route_table_propagation\" \"this\" {{\n  transit_router_attachment_id = \
         {VPC}.id\n  transit_router_route_table_id = cen_transit_router_route_table.this.id\n}}\n"
    );
    let with = |arguments: &str| format!("{}{propagation}", vpc(&router, arguments));
    workspace.configure(&with(""));
    workspace.apply_quietly().await;
    let id = only(&cloud).attachment.id;

    workspace.configure(&with(
        "  lifecycle {\n    create_before_destroy = true\n  }",
    ));
    let replace = format!("-replace={VPC}");
    let apply = ["apply", "-auto-approve", "-json", "-no-color", &replace];
    let (code, said) = workspace.said(&apply).await;
    assert_eq!((code, said.len()), (1, 1));
    let refused = "There is a VPC attachment in its place already";
    assert_eq!(said[0].summary, refused);
    let detail = &said[0].detail;
    for part in [
        &*format!("vpc-a is attached to {router} by {id} already"),
        "If this replaces it under create_before_destroy",
    ] {
        assert!(detail.contains(part), "{detail}");
    }
    assert_eq!(only(&cloud).attachment.id, id);
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Propagation>().len(), 1);

    workspace.configure(&with(""));
    assert_eq!(workspace.said(&apply).await, (0, vec![]));
    assert_ne!(only(&cloud).attachment.id, id);
    workspace.assert_clean().await;
}

/// As the guide on moving in says.
#[tokio::test(flavor = "multi_thread")]
async fn blocks_of_the_official_provider_are_arguments_once_an_attachment_has_moved() {
    if !host_knows(Feature::MovedAcrossTypes) {
        return;
    }
    let arguments = "  timeouts = {\n    create = \"30m\"\n  }";
    let (cloud, workspace) = made(arguments).await;
    workspace.apply_quietly().await;
    let before = workspace.state(VPC).await;
    cloud.clear_journal();
    let (cen, router, id) = (
        &before["cen_id"],
        before["transit_router_id"].as_str().unwrap(),
        before["id"].as_str().unwrap(),
    );
    let attributes = json!({
        "auto_publish_route_enabled": false, "cen_id": cen, "create_time": "", "dry_run": null, "force_delete": null,
        "id": format!("{}:{id}", cen.as_str().unwrap()), "payment_type": "PayAsYouGo", "resource_type": "VPC",
        "route_table_association_enabled": null, "route_table_propagation_enabled": null, "status": "Attached", "tags": {},
        "timeouts": {"create": "30m", "delete": null, "update": null},
        "transit_router_attachment_description": "", "transit_router_attachment_id": id,
        "transit_router_attachment_name": "", "transit_router_id": router, "transit_router_vpc_attachment_name": "",
        "transit_router_vpc_attachment_options": {}, "vpc_id": "vpc-a", "vpc_owner_id": 0,
        "zone_mappings": [{"vswitch_id": "vsw-h", "zone_id": "cn-hangzhou-h"}]
    });
    let from = "alicloud_cen_transit_router_vpc_attachment";
    move_in(&workspace, from, &attributes, VPC, &vpc(router, arguments));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(VPC).await, before);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
