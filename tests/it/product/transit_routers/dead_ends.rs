//! The warning about what drops traffic, as users see it.

use super::{actions, cloud, warning};
use crate::support::terraform::Workspace;

/// Three attached VPCs, with what else their block says.
fn vpcs(router: &str, arguments: &str) -> String {
    format!(
        r#"
resource "cen_transit_router_vpc_attachment" "this" {{
  for_each          = toset(["a", "b", "c"])
  transit_router_id = "{router}"
  region            = "cn-hangzhou"
  vpc_id            = "vpc-${{each.key}}"
  zone_mappings     = [{{ zone_id = "cn-hangzhou-h", vswitch_id = "vsw-${{each.key}}" }}]
{arguments}
}}
"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transit_router_that_drops_traffic_is_said_once_until_it_is_mended_or_switched_off() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let workspace = Workspace::new(&cloud, &vpcs(&router, ""));
    // Nothing is said of what is not there yet.
    workspace.apply_quietly().await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        let address = format!("cen_transit_router_vpc_attachment.this[\"{name}\"]");
        let id = &workspace.state(&address).await["id"];
        ids.push(id.as_str().unwrap().to_owned());
    }
    ids.sort();
    let detail = format!(
        "What comes in through these attachments is dropped, since no route table of {router} is associated with them: {}. \
         Associate each: by route_table_association_enabled = true with the table that the transit router came with, or by a \
         cen_transit_router_route_table_association.\n\nSo it is now: what resources of their own mend in this plan is planned \
         after the attachments and not known here. The data source cen_reachability tells who reaches whom. To be warned no more, \
         set warn_about_routes = false in the provider block.",
        ids.join(", ")
    );
    let summary = format!("{router} drops traffic");
    let plan = workspace.plan().await;
    let said = vec![warning("", &summary, &detail)];
    assert_eq!((plan.code, plan.said), (0, said));

    cloud.clear_journal();
    let off = "provider \"cen\" {\n  warn_about_routes = false\n}\n";
    workspace.configure(&format!("{off}{}", vpcs(&router, "")));
    workspace.assert_clean().await;
    let read = "ListTransitRouterVpcAttachments";
    let called = actions(&cloud);
    assert!(called.iter().all(|one| one == read), "{called:?}");

    let on = "  route_table_association_enabled = true\n  route_table_propagation_enabled = true";
    workspace.configure(&vpcs(&router, on));
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
    assert_eq!(workspace.destroy().await, (0, vec![]));
}
