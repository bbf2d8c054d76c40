//! What is attached to a transit router, searched for.

use cen_simulator::Simulator;
use serde_json::json;
use tf_plugin_testing::{Case, Step};

use super::{actions, case, cloud};

/// A case with a border router and an IPsec connection on a transit router, whose id this is.
async fn attached(cloud: &Simulator) -> (String, Case) {
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let mut case = case(cloud);
    case.step(both(&router)).await;
    cloud.clear_journal();
    (router, case)
}

/// The two.
fn both(router: &str) -> Step {
    let one = |argument: &str, id: &str, name: &str| {
        json!({ "this": {
            "transit_router_id": router, "region": "cn-hangzhou", argument: id, "name": name
        } })
    };
    Step::config(json!({
        "resource": {
            "cen_transit_router_vbr_attachment": one("vbr_id", "vbr-a", "border"),
            "cen_transit_router_vpn_attachment": one("vpn_id", "vco-a", "office"),
        },
    }))
}

#[tokio::test]
async fn each_kind_is_searched_for() {
    let cloud = cloud().await;
    let (router, mut case) = attached(&cloud).await;
    for (kind, found) in [("vbr", 1), ("vpn", 1), ("ecr", 0), ("vpc", 0), ("peer", 0)] {
        let type_name = format!("cen_transit_router_{kind}_attachment");
        let wanted = json!({ "transit_router_id": router, "status": "Attached" });
        case.step(Step::query(&type_name, wanted).finds(found))
            .await;
    }
    assert!(
        actions(&cloud)
            .iter()
            .all(|action| action.starts_with("List"))
    );
}
